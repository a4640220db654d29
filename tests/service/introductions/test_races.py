"""Two people at the same instant: one of them decides, the other is told, nothing is written twice."""

from tests.support.introductions import MESSAGE, actions, asked
from tests.support.market import Market, done
from tests.support.stored import at_once


def test_both_sides_that_ask_at_once_get_one_introduction(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    body = {"need_id": need["id"], "achievement_id": achievement["id"], "message": MESSAGE}
    people = [market.enterprise, market.office]
    answers = at_once([lambda who=who: who.post("/introductions", body) for who in people * 2])
    told = sorted(answer.status_code for answer in answers)
    # Who waited too long for the listings' locks is asked to come again.
    assert told[0] == 201
    assert set(told[1:]) <= {409, 503}
    assert len(done(market.office.get("/introductions"))["items"]) == 1


def test_of_an_acceptance_and_a_refusal_at_once_one_counts(market: Market) -> None:
    fresh = asked(market, market.need(), market.achievement())
    office = market.office
    at = f"/introductions/{fresh['id']}"
    answers = at_once(
        [lambda: office.post(f"{at}/accept"), lambda: office.post(f"{at}/decline", {"reason": "timing"})]
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    state = done(office.get(at))["status"]
    assert actions(office, fresh) == ["request", {"accepted": "accept", "declined": "decline"}[state]]


def test_talks_that_end_at_once_free_the_need(market: Market) -> None:
    need = market.need()
    talks = []
    for _ in range(2):
        fresh = asked(market, need, market.achievement())
        done(market.office.post(f"/introductions/{fresh['id']}/accept"))
        done(market.office.post(f"/introductions/{fresh['id']}/advance"))
        talks.append(fresh["id"])
    office, body = market.office, {"reason": "price"}
    answers = at_once([lambda one=one: office.post(f"/introductions/{one}/close", body) for one in talks])
    assert [answer.status_code for answer in answers] == [200, 200]
    assert done(market.enterprise.get(f"/needs/{need['id']}"))["status"] == "published"
