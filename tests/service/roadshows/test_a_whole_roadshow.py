"""A whole roadshow by the API: ten entries, seven judges, one conflict, a restart, the hand-made sheet."""

from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.app import equip
from service.kernel import audit_verification, clock
from service.kernel.database import Database
from service.kernel.settings import Settings
from service.roadshows import drawing
from tests.support.listings import set_server_clock
from tests.support.market import Market, Person, created, done, problem
from tests.support.roadshows import CONFLICTED, PANEL, SHEETS, Show, live, second_of_the_bureau


def restart(app: Litestar, settings: Settings, market: Market) -> TestClient:
    """The same application on the same database, as after a crash: nothing of its memory is left."""
    app.state.hub.close()
    app.state.runtime.close()
    equip(app, settings)
    fresh = TestClient(app, raise_server_exceptions=False)
    market.client = fresh
    for name, person in market._logged_in.items():
        market._logged_in[name] = Person(fresh, person.token, person.organization_id, person.person_id)
    return fresh


def outcomes(show: Show) -> None:
    for number, entry in enumerate(show.entries):
        body = {"outcome": "amount", "amount": "300000.00"} if number == 9 else {"outcome": "none"}
        path = f"{show.path}/entries/{entry}/outcome"
        done(show.market.bureau.call("PUT", path, body))


def test_a_whole_roadshow(
    market: Market,
    database: Database,
    app: Litestar,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    show = live(market, entries=10, judges=PANEL)
    for number, entry in enumerate(show.entries[:6]):
        show.run(entry, SHEETS[number])
    # In the middle of the seventh, two scores in, the server dies.
    at, conflicted = CONFLICTED
    seventh = show.entries[at]
    done(show.stage(seventh, "pitch"))
    before = done(market.bureau.get(f"{show.path}/live"))
    done(show.score("judge", seventh, {"technology": "1", "market": "2"}))
    problem(show.score(conflicted, seventh, SHEETS[at].of(5)), 403, "conflict-of-interest")
    restart(app, settings, market)
    request.addfinalizer(app.state.runtime.close)
    after = done(market.bureau.get(f"{show.path}/live"))
    for name in ("current_entry_id", "phase_started_at", "phase_ends_at", "entries"):
        assert after[name] == before[name], name
    assert (after["scores_in"], after["scores_due"]) == (1, 6)
    for seat, judge in enumerate(PANEL, start=1):
        if judge != conflicted:
            done(show.score(judge, seventh, SHEETS[at].of(seat)))
    done(show.stage(seventh, "conclude"))
    for number, entry in enumerate(show.entries[7:], start=7):
        show.run(entry, SHEETS[number])
    show.step("finish", {})
    as_computed_by_hand(show)
    as_the_live_ranking_showed(show)
    to_the_publication(show, monkeypatch)
    with database.snapshot() as session:
        assert list(audit_verification.verify(session, set())) == []


def as_computed_by_hand(show: Show) -> None:
    results = show.results()
    by_entry = {row["entry_id"]: row for row in results["items"]}
    assert [row["rank"] for row in results["items"]] == list(range(1, 11))
    assert [c["code"] for c in results["rules"]["criteria"]] == ["technology", "market"]
    for number, entry in enumerate(show.entries):
        row, sheet = by_entry[entry], SHEETS[number]
        figures = (row["score"], row["key_mean"], row["median"], row["rank"])
        assert figures == (sheet.score, sheet.key_mean, sheet.median, sheet.rank), number
        uses = {line["seat"]: line["use"] for line in row["lines"]}
        assert uses[sheet.highest] == "highest"
        assert uses[sheet.lowest] == "lowest"
        assert uses[5] == "conflict" if number == CONFLICTED[0] else uses[5] != "conflict"
        assert row["counted"] == list(uses.values()).count("counted") == (4 if number == 6 else 5)


def as_the_live_ranking_showed(show: Show) -> None:
    shown = {entry["id"]: entry for entry in done(show.market.bureau.get(f"{show.path}/live"))["entries"]}
    for row in show.results()["items"]:
        assert (shown[row["entry_id"]]["score"], shown[row["entry_id"]]["rank"]) == (
            row["score"],
            row["rank"],
        )


def to_the_publication(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    market = show.market
    problem(market.bureau.post(f"{show.path}/notice", {}), 409)
    outcomes(show)
    problem(market.office.get(f"{show.path}/results"), 404)
    show.step("notice", {"days": 5, "url": "https://kjj.example/gs/1"})
    assert show.results(who=market.office)["items"][0]["outcome_amount"] == "300000.00"
    objected, upheld = show.entries[0], show.entries[9]
    held = objection(show, objected)
    dropped = objection(show, upheld)
    decide(show, dropped, is_upheld=True)
    problem(market.district.post(f"{show.path}/approve", {}), 403)
    problem(market.bureau.post(f"{show.path}/approve", {}), 403)
    second = second_of_the_bureau(market)
    problem(second.post(f"{show.path}/approve", {}), 409, "notice-runs")
    set_server_clock(monkeypatch, clock.today() + timedelta(days=6))
    second = second_of_the_bureau(market)
    market._logged_in.clear()  # six days later nobody is logged in any more
    problem(market.bureau.post(f"{show.path}/publish"), 409)
    show.step("approve", {"note": "同意"}, second)
    published = show.step("publish")
    states = {row["entry_id"]: (row["is_held"], row["outcome"]) for row in published["items"]}
    assert states.pop(objected) == (True, "none")
    assert states.pop(upheld) == (False, "none")
    assert set(states.values()) == {(False, "none")}
    decide(show, held, is_upheld=False)
    assert [(v["number"], bool(v["reason"])) for v in show.results()["versions"]] == [(1, False), (2, True)]
    assert not any(row["is_held"] for row in show.results()["items"])
    assert show.results(1) == published | {"versions": show.results()["versions"]}
    corrected(show)


def corrected(show: Show) -> None:
    """A conflict found afterwards: counted again without that score, as a third version."""
    body = {"reason": "评委二与第一号成果有合作关系", "leave_out": [{"entry_id": show.entries[0], "seat": 2}]}
    second = show.results(2)
    third = show.step("corrections", body)
    row = next(row for row in third["items"] if row["entry_id"] == show.entries[0])
    assert next(line for line in row["lines"] if line["seat"] == 2)["use"] == "conflict"
    assert (row["counted"], row["score"]) == (4, "81.34")
    assert show.results(2) == second | {"versions": third["versions"]}
    assert third["number"] == 3
    problem(show.market.bureau.post(f"{show.path}/corrections", {"reason": "无"}), 422)


def objection(show: Show, entry: str) -> str:
    body = {"entry_id": entry, "name": "王芳", "contact": "13800000000", "text": "数据与论文不一致。"}
    problem(show.market.client.post(f"/api/v1{show.path}/objections", json=body), 401)
    made: str = created(show.market.enterprise.post(f"{show.path}/objections", body))["id"]
    seen = done(show.market.office.get(f"{show.path}/objections"))["items"]
    assert all(one["name"] is None and one["contact"] is None for one in seen)
    return made


def decide(show: Show, objection_id: str, *, is_upheld: bool) -> None:
    body = {"is_upheld": is_upheld, "reason": "经核实"}
    path = f"{show.path}/objections/{objection_id}/decide"
    problem(show.market.office.post(path, body), 403)
    done(show.market.bureau.post(path, body))
    problem(show.market.bureau.post(path, body), 409)


def test_the_draw_is_what_its_published_parts_give(market: Market) -> None:
    show = live(market, entries=4)
    read = done(market.client.get(f"/api/v1{show.path}"))
    draw = read["draw"]
    assert read["draw_commitment"] == drawing.commitment(draw["secret"])
    assert draw["seed"] == drawing.seed(draw["secret"], draw["word"])
    assert draw["order"] == drawing.order(draw["seed"], show.entries)  # type: ignore[arg-type]
    places = {e["id"]: e["position"] for e in done(market.bureau.get(f"{show.path}/entries"))["items"]}
    assert places == {entry: draw["order"].index(entry) + 1 for entry in show.entries}
    problem(market.bureau.post(f"{show.path}/draw", {"word": "再来一次"}), 409)
