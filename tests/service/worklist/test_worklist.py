"""GET /worklist: each role finds what waits for it, the most urgent first, and nothing else."""

import pytest

from service.codes.lists import code_list
from service.kernel import clock
from tests.support.introductions import asked, step
from tests.support.listings import set_server_clock
from tests.support.market import Market, Person, done, problem


def waiting(who: Person, query: str = "") -> list[tuple[str, str]]:
    items = done(who.get(f"/worklist{query}"))["items"]
    assert {item["kind"] for item in items} <= set(code_list("work_kinds"))
    return [(item["kind"], item["subject_id"]) for item in items]


def test_who_was_asked_answers_and_both_follow(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    fresh = asked(market, need, achievement)
    assert waiting(market.office) == [("answer_introduction", fresh["id"])]
    assert waiting(market.enterprise) == []
    item = done(market.office.get("/worklist"))["items"][0]
    assert (item["until"], item["is_late"]) == (fresh["due_at"], False)
    assert item["title"] == f"{need['title']} — {achievement['title']}"
    step(market.office, fresh, "accept")
    for who in (market.office, market.enterprise):
        assert waiting(who) == [("follow_introduction", fresh["id"])]
    step(market.office, fresh, "close", reason="price")
    for who in (market.office, market.enterprise, market.enterprise2, market.bureau, market.judge):
        assert waiting(who) == []


def test_a_broker_that_is_called_in_declares_first(market: Market) -> None:
    fresh = asked(market, market.need(), market.achievement())
    step(market.office, fresh, "brokers", organization_id=market.broker.organization_id)
    assert waiting(market.broker) == [("declare_conflict", fresh["id"])]
    step(market.broker, fresh, "declare", has_conflict=False)
    assert waiting(market.broker) == []


def test_submitted_listings_wait_for_the_bureau_and_returned_ones_for_their_owner(market: Market) -> None:
    need, achievement = market.draft_need(), market.draft_achievement()
    done(market.enterprise.post(f"/needs/{need['id']}/submit"))
    done(market.office.post(f"/achievements/{achievement['id']}/submit"))
    both = [("review_listing", need["id"]), ("review_listing", achievement["id"])]
    assert waiting(market.bureau) == both
    assert waiting(market.bureau, "?kind=answer_introduction") == []
    assert waiting(market.bureau, "?limit=1") == both[:1]
    assert waiting(market.enterprise2) == waiting(market.district) == []
    done(market.bureau.post(f"/needs/{need['id']}/review", {"decision": "return", "reason": "缺少指标"}))
    assert waiting(market.enterprise) == [("mend_listing", need["id"])]
    assert waiting(market.bureau) == both[1:]


def test_a_listing_waits_for_renewal_in_its_last_month(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    need = market.need()
    assert waiting(market.enterprise) == []
    set_server_clock(monkeypatch, clock.months_after(clock.today(), 12))
    fresh = market.log_in("enterprise")
    assert waiting(fresh) == [("renew_listing", need["id"])]


def test_a_visitor_has_no_worklist_and_an_unknown_parameter_is_refused(market: Market) -> None:
    assert market.client.get("/api/v1/worklist").status_code == 401
    problem(market.office.get("/worklist?state=late"), 400)
