"""Introductions over HTTP: who asks whom, who answers, what both sides then learn."""

from tests.support.introductions import MESSAGE, accepted, actions, asked, step
from tests.support.market import Market, created, done, problem

BROKERED = {"broker_may_act": True}
NO_CONFLICT = {"has_conflict": False}


def test_an_enterprise_asks_and_the_office_accepts(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    fresh = asked(market, need, achievement, wished_on="2099-01-05")
    assert (fresh["status"], fresh["my_side"], fresh["waits_for"]) == ("requested", "seeker", ["provider"])
    assert (fresh["message"], fresh["contacts"]) == (MESSAGE, [])
    assert fresh["allowed_actions"] == ["close", "assign"]
    seen = done(market.office.get(f"/introductions/{fresh['id']}"))
    assert seen["allowed_actions"] == ["accept", "decline", "assign"]
    taken = done(market.office.post(f"/introductions/{fresh['id']}/accept"))
    assert (taken["status"], taken["waits_for"]) == ("accepted", [])
    assert {contact["email"] for contact in taken["contacts"]} == {"enterprise@test.keju", "office@test.keju"}
    assert actions(market.enterprise, fresh) == ["request", "accept"]


def test_it_goes_from_talks_to_terms_and_takes_the_need_along(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    begun = accepted(market, need, achievement)
    assert done(market.enterprise.get(f"/needs/{need['id']}"))["status"] == "published"
    assert step(market.enterprise, begun, "advance", note="已参观中试线")["status"] == "talking"
    assert done(market.enterprise.get(f"/needs/{need['id']}"))["status"] == "in_negotiation"
    assert step(market.office, begun, "advance")["status"] == "terms"
    problem(market.office.post(f"/introductions/{begun['id']}/advance"), 409, "illegal-move")
    stalled = step(market.enterprise, begun, "stall", reason="internal_approval")
    assert (stalled["status"], stalled["reason"]) == ("stalled", "internal_approval")
    assert step(market.enterprise, begun, "resume")["status"] == "talking"
    step(market.office, begun, "events", note="第二次技术交流")
    closed = step(market.enterprise, begun, "close", reason="price")
    assert (closed["status"], closed["due_at"], closed["allowed_actions"]) == ("closed", None, [])
    assert done(market.enterprise.get(f"/needs/{need['id']}"))["status"] == "published"
    assert actions(market.office, begun) == [
        "request", "accept", "advance", "advance", "stall", "resume", "note", "close",
    ]  # fmt: skip


def test_where_a_broker_asks_both_sides_answer(market: Market) -> None:
    need, achievement = market.need(), market.achievement(**BROKERED)
    fresh = asked(market, need, achievement, market.broker, conflict=NO_CONFLICT)
    assert (fresh["asked_side"], fresh["waits_for"]) == ("broker", ["seeker", "provider"])
    half = step(market.office, fresh, "accept")
    assert (half["status"], half["waits_for"], half["contacts"]) == ("requested", ["seeker"], [])
    problem(market.office.post(f"/introductions/{fresh['id']}/accept"), 409, "conflict")
    whole = step(market.enterprise, fresh, "accept")
    assert (whole["status"], len(whole["contacts"])) == ("accepted", 2)
    assert [broker["has_conflict"] for broker in whole["brokers"]] == [False]


def test_a_declined_one_teaches_the_matches(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    fresh = asked(market, need, achievement)
    problem(market.office.post(f"/introductions/{fresh['id']}/decline", {"reason": "other"}), 422)
    problem(market.office.post(f"/introductions/{fresh['id']}/decline", {"reason": "good"}), 422)
    declined = step(market.office, fresh, "decline", reason="out_of_scope", note="不做填料")
    assert (declined["status"], declined["reason"]) == ("declined", "out_of_scope")
    said = done(market.enterprise.get(f"/needs/{need['id']}/feedback"))["items"]
    assert [(one["reason"], one["note"], one["organization_id"]) for one in said] == [
        ("out_of_scope", "不做填料", market.office.organization_id)
    ]
    assert done(market.enterprise.get(f"/needs/{need['id']}/matches"))["items"] == []


def test_an_anonymous_seeker_appears_on_acceptance_to_the_other_side_alone(market: Market) -> None:
    need, achievement = market.need(visibility="anonymous"), market.achievement()
    fresh = asked(market, need, achievement)
    at = f"/introductions/{fresh['id']}"

    def told(path: str) -> str:
        return market.office.get(path).text

    for path in (at, "/introductions", f"{at}/events", f"/needs/{need['id']}"):
        assert market.enterprise.organization_id not in told(path)
        assert "enterprise单位" not in told(path)
    assert done(market.office.get(at))["need"]["owner"]["is_anonymous"]
    step(market.office, fresh, "accept")
    for path in (at, "/introductions", f"{at}/events", f"/needs/{need['id']}", "/needs", "/needs?q=细渣"):
        assert "enterprise单位" in told(path), path
    matches = done(market.office.get(f"/achievements/{achievement['id']}/matches"))["items"]
    assert matches[0]["need"]["owner"]["name"] == "enterprise单位"
    owner = market.enterprise.organization_id
    assert [item["id"] for item in done(market.office.get(f"/needs?owner={owner}"))["items"]] == [need["id"]]
    for stranger in (market.office2, market.enterprise2, market.broker):
        assert done(stranger.get(f"/needs/{need['id']}"))["owner"]["name"] is None
        problem(stranger.get(at), 404)


def test_a_private_need_is_read_by_whom_its_owner_asks(market: Market) -> None:
    need, achievement = market.need(visibility="private"), market.achievement()
    problem(market.office.get(f"/needs/{need['id']}"), 404)
    asked(market, need, achievement)
    assert done(market.office.get(f"/needs/{need['id']}"))["title"] == need["title"]
    problem(market.office2.get(f"/needs/{need['id']}"), 404)


def test_a_pairing_has_one_open_introduction(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    fresh = asked(market, need, achievement)
    body = {"need_id": need["id"], "achievement_id": achievement["id"], "message": "再问一次"}
    for who in (market.enterprise, market.office):
        assert fresh["id"] in problem(who.post("/introductions", body), 409, "already-introduced")["detail"]
    step(market.enterprise, fresh, "close", reason="taken_back")
    assert created(market.office.post("/introductions", body))["asked_side"] == "provider"


def test_what_is_not_on_offer_is_not_introduced(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    body = {"need_id": need["id"], "achievement_id": achievement["id"], "message": "想谈谈"}
    draft = market.draft_need()
    problem(market.enterprise.post("/introductions", body | {"need_id": draft["id"]}), 409, "not-on-offer")
    problem(market.office.post("/introductions", body | {"need_id": draft["id"]}), 404)
    done(market.office.post(f"/achievements/{achievement['id']}/withdraw", {"reason": "已转让"}))
    problem(market.office.post("/introductions", body), 409, "not-on-offer")
    problem(market.enterprise.post("/introductions", body), 404)


def test_who_has_no_part_in_it_neither_sees_nor_asks(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    body = {"need_id": need["id"], "achievement_id": achievement["id"], "message": "想谈谈"}
    for who in (market.enterprise2, market.office2, market.bureau, market.judge, market.newcomer):
        problem(who.post("/introductions", body), 403)
    problem(market.broker.post("/introductions", body | {"conflict": NO_CONFLICT}), 403)
    fresh = asked(market, need, achievement)
    for who in (market.enterprise2, market.office2, market.judge, market.registrar):
        problem(who.get(f"/introductions/{fresh['id']}"), 404)
        problem(who.post(f"/introductions/{fresh['id']}/accept"), 404)
    assert done(market.bureau.get(f"/introductions/{fresh['id']}"))["my_side"] is None
    problem(market.bureau.post(f"/introductions/{fresh['id']}/accept"), 403)
    problem(market.enterprise.post(f"/introductions/{fresh['id']}/accept"), 403)
    problem(market.office.post(f"/introductions/{fresh['id']}/close", {"reason": "price"}), 403)
