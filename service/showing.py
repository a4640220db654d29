"""What the commands show: the demonstration's ranked matches, and matches of a text."""

from collections.abc import Callable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from service import seeding
from service.accounts import passwords
from service.codes.lists import all_lists, code_list
from service.kernel.actor import Actor, Role
from service.kernel.errors import StartRefused
from service.kernel.settings import Settings
from service.matches import generations, queries, run_operations
from service.matches.live import LiveIndex
from service.matches.queries import MatchQuery
from service.matches.run_operations import Plan
from service.matches.schemas import AchievementMatches, ReasonRead, SearchMatches, SearchRequest, Side
from service.matches.tables import MatchRun
from service.migrating import current_database
from service.needs.queries import need_by_title
from service.needs.tables import Need
from service.reports.asking import Asked
from service.reports.queries import volume_report
from service.reports.series_queries import announced_figures
from service.reports.volume import AmountUnit

_SHOWN = 3
_FIRST = 3


def check_code_lists() -> None:
    """Raises StartRefused when the data folder has no code lists."""
    if not all_lists():
        raise StartRefused(f"No code lists in {Settings().seeds_dir}/codes; set KEJU_SEEDS_DIR.")


def load(settings: Settings, progress: seeding.Progress) -> None:
    """Load the demonstration data unless it is there."""
    with current_database(settings) as database:
        with database.reading() as session:
            if seeding.is_loaded(session):
                return
        hashed = passwords.hash_password(settings.demonstration_password)
        with database.writing() as session:
            seeding.load_demonstration(session, settings.seeds_dir / "demo", hashed, progress)
        run_operations.rank_everything(database)


def show(settings: Settings, console: Console) -> None:
    """Ranked matches of three needs, and how many labelled needs have a right one in the first three."""
    answers = seeding.labelled_answers(settings.seeds_dir / "demo")
    live, hits = LiveIndex(), 0
    with current_database(settings) as database, database.reading() as session:
        shown = _chosen([title for title, _ in answers])
        for title, right in answers:
            need = need_by_title(session, title)
            if need is None:
                raise StartRefused("The demonstration data is not loaded; run `keju seed --demo` first.")
            found = queries.matches_of_need(session, _owner(need), live, need.id, MatchQuery(limit=10))
            titles = [item.achievement.title for item in found.items]
            hits += bool(set(titles[:_FIRST]) & set(right))
            if title in shown:
                _print(console, need, found, right)
    console.print(
        f"\n{hits} of {len(answers)} labelled needs have a right achievement in the first {_FIRST}."
    )


def show_volume(settings: Settings, console: Console) -> None:
    """The yearly table of the demonstration's register, each figure beside the announced one."""
    bureau = Actor(role=Role.BUREAU, is_verified=True, region="150100", area="")
    asked = Asked(first="2022", last="2024", unit=AmountUnit.YI)
    with current_database(settings) as database, database.reading() as session:
        report = volume_report(session, bureau, asked)
        announced = announced_figures(session, "transaction_volume", "150100")
    about = f"{report.region_name}{report.title}（{report.unit_zh}，{report.basis_zh}）"
    table = Table(title=f"\n{about} transaction volume")
    for name in ("period", "contracts", "total", "YoY", "technical share", "announced", "announced rate"):
        table.add_column(name, justify="right")
    for row in report.rows:
        value, rate = announced.get(row.period, ("", None))
        yoy, share = (f"{one:.2%}" if one is not None else "" for one in (row.total_yoy, row.technical_share))
        rated = f"+{rate} %" if rate else ""
        table.add_row(row.period, str(row.contracts), row.total_amount, yoy, share, value, rated)
    console.print(table)


def matches(
    settings: Settings, actor: Actor, *, text: str, title: str, side: str, limit: int
) -> SearchMatches:
    """The same as POST /matches/search."""
    request = SearchRequest(text=text, title=title, side=Side(side), limit=limit)
    with current_database(settings) as database, database.reading() as session:
        return queries.search(session, actor, LiveIndex(), request)


def rank_everything(settings: Settings, plan: Plan, progress: Callable[[int, int], None]) -> MatchRun:
    """Rank all published needs against all published achievements; GET /matches shows it from now on."""
    with current_database(settings) as database:
        generations.connect(database.info, settings.data_dir / "index")
        return run_operations.rank_everything(database, plan, progress)


def print_matches(console: Console, found: SearchMatches) -> None:
    """One after the other; says so when nothing is good enough."""
    if not found.items:
        console.print("没有足够匹配的结果。Nothing matches well enough; try other words or more of them.")
    for number, item in enumerate(found.items, start=1):
        listing = item.achievement or item.need
        _print_match(console, number, item.score, item.level, listing.title if listing else "", item.reasons)


def _chosen(titles: list[str]) -> set[str]:
    """Three needs, evenly apart over the file's clusters."""
    return {titles[len(titles) * part // _SHOWN] for part in range(_SHOWN)}


def _owner(need: Need) -> Actor:
    """The need's owner as one who asks."""
    return Actor(organization_id=need.owner_id, role=Role.ENTERPRISE, is_verified=True)


def _print(console: Console, need: Need, found: AchievementMatches, right: list[str]) -> None:
    console.print(f"\n[bold]需求 need: {escape(need.title)}[/]")
    for number, item in enumerate(found.items[:_SHOWN], start=1):
        title = item.achievement.title
        mark = " ✓" if title in right else ""
        _print_match(console, number, item.score, item.level, title + mark, item.reasons)


def _print_match(
    console: Console, number: int, score: float, level: int, title: str, reasons: list[ReasonRead]
) -> None:
    name = code_list("match_levels")[str(level)].zh
    console.print(
        f"  {number}. [bold]{score:.2f}[/] {name}({level})  {escape(title)}", highlight=False, soft_wrap=True
    )
    phrases = "、".join(f"{reason.phrase} {reason.share:.0%}" for reason in reasons)
    console.print(f"     [dim]共有词语 shared:[/] {escape(phrases)}", highlight=False, soft_wrap=True)
