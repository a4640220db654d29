"""In the hall: who scores what and when, what is refused, and what several do at once."""

from collections import Counter
from functools import partial
from typing import Any

import pytest

from service.kernel import audit_verification
from service.kernel.database import Database
from service.roadshows.tables import Score
from tests.support.market import Market, done, problem
from tests.support.roadshows import PANEL, live
from tests.support.stored import at_once, count, unchanged

GOOD = {"technology": "87.5", "market": "92"}


@pytest.mark.parametrize(
    "marks",
    [
        {"technology": "100.01", "market": "1"},
        {"technology": "-1", "market": "1"},
        {"technology": "87.555", "market": "1"},
        {"technology": "NaN", "market": "1"},
        {"technology": "1e999999", "market": "1"},
        {"technology": "eighty", "market": "1"},
        {"technology": None, "market": "1"},
        {"technology": "1"},
        {"technology": "1", "market": "1", "beauty": "1"},
        {},
        [],
        "87",
    ],
)
def test_marks_out_of_range_or_incomplete_are_refused_and_nothing_is_kept(
    market: Market, database: Database, marks: Any
) -> None:
    show = live(market, entries=1)
    entry = show.entries[0]
    done(show.stage(entry, "pitch"))
    market.judge  # noqa: B018  (logs in before the rows are compared)
    with unchanged(database):
        told = problem(show.score("judge", entry, marks), 422)
    assert told["errors"][0]["pointer"].startswith("/marks")


def test_numbers_and_texts_are_the_same_exact_marks(market: Market) -> None:
    show = live(market, entries=1)
    entry = show.entries[0]
    done(show.stage(entry, "pitch"))
    as_text = done(show.score("judge", entry, {"technology": "87.50", "market": "92"}))
    as_number = done(show.score("judge", entry, {"technology": 87.5, "market": 92}))
    assert as_text == as_number
    assert as_text["marks"] == {"technology": "87.5", "market": "92"}
    assert as_text["score"] == "89.30"


def test_a_score_is_changed_while_its_entry_is_open_and_twice_the_same_changes_nothing(
    market: Market,
) -> None:
    show = live(market, entries=2)
    first, second = show.entries
    problem(show.score("judge", first, GOOD), 409, "entry-not-open")
    done(show.stage(first, "pitch"))
    assert done(show.score("judge", first, GOOD))["version"] == 1
    assert done(show.score("judge", first, GOOD))["version"] == 1
    changed = done(show.score("judge", first, GOOD | {"market": "90"}, If_Match='"1"'))
    assert (changed["version"], changed["score"]) == (2, "88.50")
    problem(show.score("judge", first, GOOD, If_Match='"1"'), 412)
    problem(show.score("judge", second, GOOD), 409, "entry-not-open")
    done(show.stage(first, "conclude", accept_missing=True))
    problem(show.score("judge", first, GOOD), 409, "entry-not-open")
    done(show.stage(first, "reopen"))
    done(show.score("judge", first, GOOD))


def test_nobody_scores_for_another(market: Market, database: Database) -> None:
    show = live(market, entries=1)
    entry = show.entries[0]
    done(show.stage(entry, "pitch"))
    path = f"/api/v1{show.path}/entries/{entry}/scores/{show.judges['judge']}"
    market.enterprise, market.office  # noqa: B018
    with unchanged(database):
        problem(show.score("judge", entry, GOOD, market.bureau), 403)
        problem(show.score("judge", entry, GOOD, market.enterprise), 404)
        problem(show.score("judge", entry, GOOD, market.office), 404)
        problem(market.client.put(path, json={"marks": GOOD}), 401)
        wrong = f"{show.path}/entries/{show.judges['judge']}/scores/{show.judges['judge']}"
        problem(market.judge.call("PUT", wrong, {"marks": GOOD}), 404)


def test_a_withdrawn_entry_is_neither_scored_nor_counted(market: Market) -> None:
    show = live(market, entries=2)
    gone, stays = show.entries
    done(show.stage(gone, "pitch"))
    done(show.score("judge", gone, GOOD))
    problem(market.office2.post(f"{show.path}/entries/{gone}/withdraw", {"reason": "无关"}), 403)
    done(market.office.post(f"{show.path}/entries/{gone}/withdraw", {"reason": "样机故障"}))
    problem(show.score("enterprise", gone, GOOD), 404)
    problem(show.score("enterprise", gone, GOOD, market.bureau), 403)
    problem(show.stage(gone, "questions"), 409)
    done(show.stage(stays, "pitch"))
    for judge in show.judges:
        done(show.score(judge, stays, GOOD))
    done(show.stage(stays, "conclude"))
    results = show.step("finish", {})
    assert [row["entry_id"] for row in results["items"]] == [stays]
    problem(market.office.post(f"{show.path}/entries/{stays}/withdraw", {"reason": "晚了"}), 409)


def test_missing_scores_are_named_to_the_host_and_told_in_the_result(market: Market) -> None:
    show = live(market, entries=1)
    entry = show.entries[0]
    done(show.stage(entry, "pitch"))
    done(show.score("judge", entry, GOOD))
    desk = done(market.bureau.get(f"{show.path}/desk"))
    assert desk["missing"] == ["enterprise", "enterprise2"]
    told = problem(show.stage(entry, "conclude"), 409, "scores-missing")
    assert "enterprise、enterprise2" in told["detail"]
    done(market.bureau.post(f"{show.path}/judges/{show.judges['enterprise2']}/excuse", {"reason": "离场"}))
    problem(show.score("enterprise2", entry, GOOD), 403)
    assert done(market.bureau.get(f"{show.path}/desk"))["missing"] == ["enterprise"]
    done(show.stage(entry, "conclude", accept_missing=True))
    (row,) = show.step("finish", {})["items"]
    assert [(line["seat"], line["use"]) for line in row["lines"]] == [(1, "counted"), (2, "missing")]
    assert (row["score"], row["counted"]) == ("89.30", 1)


def test_an_entry_that_nobody_scored_has_no_rank(market: Market) -> None:
    show = live(market, entries=2)
    scored, unscored = show.entries
    for entry in show.entries:
        done(show.stage(entry, "pitch"))
        if entry == scored:
            done(show.score("judge", entry, GOOD))
        done(show.stage(entry, "conclude", accept_missing=True))
    rows = {row["entry_id"]: row for row in show.step("finish", {})["items"]}
    assert (rows[scored]["rank"], rows[unscored]["rank"], rows[unscored]["score"]) == (1, None, None)


def test_one_entry_at_a_time_is_on_stage_and_the_end_waits_for_all(market: Market) -> None:
    show = live(market, entries=2)
    first, second = show.entries
    problem(market.judge.post(f"{show.path}/entries/{first}/pitch"), 403)
    problem(show.stage(first, "questions"), 409, "illegal-move")
    done(show.stage(first, "pitch"))
    problem(show.stage(second, "pitch"), 409)
    problem(market.bureau.post(f"{show.path}/finish", {}), 409)
    done(show.stage(first, "conclude", accept_missing=True))
    problem(market.bureau.post(f"{show.path}/finish", {}), 409)
    show.step("finish", {"accept_waiting": True})
    problem(show.stage(second, "pitch"), 409, "illegal-move")


def test_conflicts_are_found_declared_and_lifted(market: Market) -> None:
    show = live(market, entries=7, judges=("judge", "office2"))
    theirs, other = show.entries[6], show.entries[0]
    panel = {one["name"]: one for one in done(market.bureau.get(f"{show.path}/judges"))["items"]}
    (found,) = panel["office2"]["recusals"]
    assert (found["entry_id"], found["kind"]) == (theirs, "same_organization")
    done(show.stage(theirs, "pitch"))
    problem(show.score("office2", theirs, GOOD), 403, "conflict-of-interest")
    lift = f"{show.path}/recusals/{found['id']}/lift"
    problem(market.office2.post(lift, {"reason": "自己解除"}), 403)
    done(market.bureau.post(lift, {"reason": "仅为兼职"}))
    done(show.score("office2", theirs, GOOD))
    declare = f"{show.path}/judges/{show.judges['office2']}/recusals"
    problem(market.judge.post(declare, {"entry_id": other, "reason": "代报"}), 404)
    read = done(market.office2.post(declare, {"entry_id": other, "reason": "曾为共同作者"}))
    declared = next(one for one in read["recusals"] if one["entry_id"] == other)
    problem(market.bureau.post(f"{show.path}/recusals/{declared['id']}/lift", {"reason": "不同意"}), 422)
    done(show.stage(theirs, "conclude", accept_missing=True))
    done(show.stage(other, "pitch"))
    problem(show.score("office2", other, GOOD), 403, "conflict-of-interest")
    assert done(market.office.get(f"{show.path}/judges"))["items"] == []


def test_judges_at_once_lose_no_score_and_the_trail_stays_whole(market: Market, database: Database) -> None:
    show = live(market, entries=1, judges=PANEL)
    entry = show.entries[0]
    done(show.stage(entry, "pitch"))
    for name in PANEL:
        getattr(market, name)

    def score(name: str, mark: int) -> int:
        while (answer := show.score(name, entry, {"technology": mark, "market": 1})).status_code == 503:
            pass
        return answer.status_code

    told = at_once([partial(score, name, mark) for mark in range(4) for name in PANEL])
    assert Counter(told) == {200: 4 * len(PANEL)}
    assert count(database, Score) == len(PANEL)
    with database.snapshot() as session:
        assert list(audit_verification.verify(session, set())) == []


def test_a_score_at_the_moment_of_the_end_is_kept_whole_or_refused(market: Market) -> None:
    show = live(market, entries=3)
    for entry in show.entries:
        done(show.stage(entry, "pitch"))
        market.judge  # noqa: B018
        answers = at_once(
            [
                partial(show.score, "judge", entry, GOOD),
                partial(show.stage, entry, "conclude", accept_missing=True),
            ]
        )
        while answers[1].status_code == 503:
            answers[1] = show.stage(entry, "conclude", accept_missing=True)
        entered = [s["entry_id"] for s in done(market.bureau.get(f"{show.path}/scores"))["items"]]
        assert answers[1].status_code == 200
        assert (answers[0].status_code == 200) == (entry in entered)
        assert answers[0].status_code in (200, 409, 503)
