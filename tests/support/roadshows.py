"""A roadshow for tests: planned, filled and run through the API, and the sheet that was computed by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import Response

from service.accounts import operations as accounts
from service.accounts import passwords
from service.kernel import clock
from service.kernel.actor import SYSTEM, Role
from service.organizations import operations as organizations
from service.organizations.tables import Organization
from tests.support.market import PASSWORD, Market, Person, created, done

# Seven judges by name; office2's organisation owns the entry that office2 may not score.
PANEL = ("judge", "enterprise", "enterprise2", "broker", "office2", "registrar", "newcomer")
CONFLICTED = (6, "office2")
RULES: dict[str, Any] = {
    "criteria": [
        {"code": "technology", "name": "技术水平", "weight": 60},
        {"code": "market", "name": "市场前景", "weight": 40},
    ]
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One entry's marks (technology/market, by seat) and what a person computed from them with a pencil."""

    marks: str
    score: str
    key_mean: str
    median: str
    rank: int
    highest: int
    lowest: int

    def of(self, seat: int) -> dict[str, str]:
        """The marks of one judge."""
        technology, market = self.marks.split()[seat - 1].split("/")
        return {"technology": technology, "market": market}


# Entry 7 is of seat 5's organisation: five judges' scores are left once its highest and lowest are gone
# everywhere, four there. Entries 3 and 4 have the same score; the heavier criterion puts 3 first.
SHEETS = (
    Sheet("79.5/75 77.25/77 86.25/75 91/75 77.5/87 77/76 92.5/75", "80.50", "82.30", "81.30", 6, 7, 6),
    Sheet("71.25/81 65.25/81 76/70 65.25/67 73.5/67 81/81 73.25/68", "72.47", "71.85", "71.55", 9, 6, 4),
    Sheet("70.5/66 81.25/65 65.25/69 79.25/80 77.5/77 78.5/72 71/70", "73.45", "75.75", "74.75", 7, 4, 3),
    Sheet("68.5/69 79.25/68 63.25/72 77.25/83 75.5/80 76.5/75 69/73", "73.45", "73.75", "74.75", 8, 4, 3),
    Sheet("85.25/85 90.25/88 77/82 90.25/76 76.25/83 89.5/86 86/88", "84.72", "85.60", "85.15", 2, 2, 5),
    Sheet("80.25/77 90/80 84/81 87.5/89 77/88 87.25/82 79.5/91", "83.89", "83.55", "84.10", 3, 4, 1),
    Sheet("88.5/86 82/76 80/81 82/89 80.5/83 75/87 92.5/92", "83.13", "81.38", "82.60", 5, 7, 2),
    Sheet("79.25/90 76.5/91 87.5/86 87/89 87/80 77/88 80/84", "83.71", "82.05", "83.55", 4, 4, 6),
    Sheet("67/81 68.25/66 75.25/63 66/75 68.25/71 75.25/74 79/66", "71.14", "71.10", "70.35", 10, 6, 2),
    Sheet("94.5/94 89/83 83.25/89 88.5/84 96/85 96.5/83 97/95", "90.06", "92.90", "91.10", 1, 7, 3),
)


@dataclass(slots=True)
class Show:
    """A roadshow of a test, by short names."""

    market: Market
    id: str
    entries: list[str]
    judges: dict[str, str]

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"/roadshows/{self.id}"

    @property
    def order(self) -> list[str]:
        """The entries by lot."""
        order: list[str] = done(self.market.bureau.get(self.path))["draw"]["order"]
        return order

    def step(self, name: str, body: Any = None, who: Person | None = None) -> dict[str, Any]:
        """One step of the host, which must succeed."""
        return done((who or self.market.bureau).post(f"{self.path}/{name}", body))

    def stage(self, entry: str, action: str, **body: Any) -> Response:
        """An entry onto the stage, to its questions, off it again."""
        sent = {"accept_missing": False} | body if action == "conclude" else None
        return self.market.bureau.post(f"{self.path}/entries/{entry}/{action}", sent)

    def score(
        self, judge: str, entry: str, marks: Any, who: Person | None = None, **headers: str
    ) -> Response:
        """A judge's marks for an entry."""
        path = f"{self.path}/entries/{entry}/scores/{self.judges[judge]}"
        return (who or getattr(self.market, judge)).call("PUT", path, {"marks": marks}, **headers)

    def run(self, entry: str, sheet: Sheet, without: Sequence[str] = ()) -> None:
        """One entry's whole time on stage, scored as the sheet says."""
        done(self.stage(entry, "pitch"))
        done(self.stage(entry, "questions"))
        for seat, judge in enumerate(PANEL, start=1):
            if judge not in without:
                done(self.score(judge, entry, sheet.of(seat)))
        done(self.stage(entry, "conclude"))

    def results(self, version: int | None = None, who: Person | None = None) -> dict[str, Any]:
        """The results, the newest version unless one is asked for."""
        query = f"?version={version}" if version else ""
        return done((who or self.market.bureau).get(f"{self.path}/results{query}"))


def plan(market: Market, **fields: Any) -> dict[str, Any]:
    """What the bureau sends to plan a roadshow in ten days."""
    day = clock.now() + timedelta(days=10)
    body = {
        "title": "“蒙科聚 强首府”专场路演",
        "kind": "campus",
        "hosts": [market.bureau.organization_id],
        "starts_at": day.isoformat(),
        "ends_at": (day + timedelta(hours=4)).isoformat(),
        "entry_deadline": (day - timedelta(days=2)).isoformat(),
        "rules": RULES,
        "place": "学术交流中心",
    }
    return body | fields


def planned(market: Market, **fields: Any) -> dict[str, Any]:
    """A plan of a roadshow of the bureau, in ten days."""
    return created(market.bureau.post("/roadshows", plan(market, **fields)))


def opened(market: Market, **fields: Any) -> Show:
    """A roadshow whose call is open, without entries and judges."""
    show = Show(market, planned(market, **fields)["id"], [], {})
    show.step("open")
    return show


def entered(show: Show, who: Person, title: str) -> str:
    """A published achievement of ``who``, entered and accepted."""
    achievement = show.market.achievement(who, title=title)
    body = {"achievement_id": achievement["id"], "presenter": "巴特尔"}
    entry: str = created(who.post(f"{show.path}/entries", body))["id"]
    show.step(f"entries/{entry}/accept")
    show.entries.append(entry)
    return entry


def seated(show: Show, names: Sequence[str]) -> None:
    """Judges by their accounts."""
    for name in names:
        body = {"kind": "technical", "email": f"{name}@test.keju"}
        show.judges[name] = created(show.market.bureau.post(f"{show.path}/judges", body))["id"]


def live(market: Market, *, entries: int = 2, judges: Sequence[str] = PANEL[:3], **fields: Any) -> Show:
    """A roadshow that is live, its lots drawn."""
    show = opened(market, **fields)
    for number in range(1, entries + 1):
        entered(show, market.office2 if number == 7 else market.office, f"第{number}号成果")
    seated(show, judges)
    show.step("close")
    show.step("draw", {"word": "三排五座 8317"})
    show.step("start")
    return show


def second_of_the_bureau(market: Market) -> Person:
    """Another person of the bureau, logged in: two persons see each result."""
    if "second" not in market._people:
        city = UUID(market.bureau.organization_id)
        with market._database.writing() as session:
            hashed = passwords.hash_password(PASSWORD)
            person = accounts.create_person(
                session, SYSTEM, email="second@test.keju", name="second", password_hash=hashed
            )
            place = session.get_one(Organization, city)
            organizations.add_membership(session, SYSTEM, person.id, place, Role.BUREAU, is_manager=False)
        market._people["second"] = ("second@test.keju", city)
    return market.log_in("second")


def landing_of(achievement_id: str) -> dict[str, Any]:
    """The least that a landing is entered with."""
    return {
        "title": "示范线",
        "achievement_id": achievement_id,
        "company": "某公司",
        "region": "150105",
        "stages": [{"stage": "signed", "on": "2024-02-04"}],
        "evidence": [{"title": "合同"}],
    }


def achievement_of(show: Show, entry: str) -> UUID:
    """The achievement that an entry presents."""
    items = done(show.market.bureau.get(f"{show.path}/entries"))["items"]
    return UUID(next(item["achievement_id"] for item in items if item["id"] == entry))
