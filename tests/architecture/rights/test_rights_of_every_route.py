"""Every operation of the OpenAPI document for every caller, against the answers declared in matrix.txt."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from service.http.documentation import document
from service.kernel.database import Database
from service.kernel.settings import Settings
from tests.architecture.rights.bodies import sample, sent_to
from tests.architecture.rights.scene import CALLERS, callers, nothing_lasts, scene_of
from tests.support.market import Market, Person

TABLE = Path(__file__).with_name("matrix.txt")
METHODS = ("get", "post", "put", "patch", "delete")
# Neither a right nor its absence: such an answer would prove nothing about the caller.
MEANINGLESS = ("400", "413", "415", "429", "500", "503")


Call = tuple[str, str, Mapping[str, Any]]


def declared() -> dict[str, list[str]]:
    """operation → the answer for each caller."""
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert lines[0] == ["operation", *CALLERS], "the table's head names the callers"
    assert all(len(line) == len(CALLERS) + 1 for line in lines)
    return {line[0]: line[1:] for line in lines[1:]}


def operations(described: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(method, path, operation) of everything the application answers."""
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def answers(
    described: Mapping[str, Any], people: Mapping[str, Person], scene: Mapping[str, Any], call: Call
) -> list[str]:
    """What each caller gets."""
    method, path, operation = call
    asked = (p for p in operation.get("parameters", ()) if p["in"] == "query" and p.get("required"))
    named = {p["name"]: scene.get(p["name"]) or sample(p["schema"], described) for p in asked}
    where = path.format_map(scene) + (f"?{urlencode(named)}" if named else "")
    sent = sent_to(operation, described, scene)
    found = []
    for name in CALLERS:
        people[name].client.cookies.clear()
        headers = people[name].headers if name != "nobody" else {}
        if method == "patch":
            headers = headers | {"If-Match": "*"}
        answer = people[name].client.request(method, where, **sent, headers=headers)
        found.append(str(answer.status_code))
    return found


def test_everybody_may_do_what_the_table_says_and_nothing_else(
    market: Market,
    database: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    table, people = declared(), callers(market, database)
    scene = scene_of(market, database, settings)
    described = json.loads(json.dumps(document(market.client.app)))
    calls = list(operations(described))
    wrong, cases = [], 0
    with nothing_lasts(monkeypatch):
        for call in calls:
            name = call[2]["operationId"]
            found = answers(described, people, scene, call)
            cases += len(found)
            if found != table.get(name):
                wrong.append((name, found, table.get(name)))
    record_property("told", f"rights: {cases} cases on {database.engine.dialect.name}")
    gone = sorted(set(table) - {call[2]["operationId"] for call in calls})
    assert not wrong, _advice(wrong)
    assert not gone, f"matrix.txt names operations that are no more: {gone}"
    assert cases == len(calls) * len(CALLERS)


def test_the_table_declares_rights_and_not_accidents() -> None:
    for name, row in declared().items():
        assert not set(row) & set(MEANINGLESS), name


def _advice(wrong: list[tuple[str, list[str], list[str] | None]]) -> str:
    lines = [
        "These answers are not those of tests/architecture/rights/matrix.txt. If a line below is what each "
        "caller should get, put it there; else mend the rights. (A body with more than the schema's required "
        "fields is named in bodies.py, a record that a path needs is made in scene.py.)",
        line_of("operation", CALLERS),
    ]
    for name, found, expected in wrong:
        lines.append(line_of(name, found))
        if expected:
            lines.append(line_of("  declared was", expected))
    return "\n".join(lines)


def line_of(name: str, row: Sequence[str]) -> str:
    """One line of the table."""
    cells = (f"{cell:>{len(caller)}}" for cell, caller in zip(row, CALLERS, strict=True))
    return f"{name:34}" + " ".join(cells)
