"""Deadlines: who lets one pass is nudged once, then the introduction lapses; steps move it on."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from service.introductions import deadlines, jobs, operations
from service.introductions.deadlines import Deadlines
from service.introductions.events import IntroductionStepped
from service.kernel import announcements, clock
from service.kernel.actor import Actor, Role
from service.kernel.database import Database
from service.kernel.errors import Conflict, IllegalMove
from service.kernel.jobs import Job
from tests.support.introductions import accepted, actions, asked, step
from tests.support.listings import actor
from tests.support.market import Market, done
from tests.support.stored import count, unchanged


def served(market: Market) -> Database:
    database: Database = market.client.app.state.runtime.database
    return database


def office_of(market: Market) -> Actor:
    """The office as an operation knows it."""
    person, organization = UUID(market.office.person_id), UUID(market.office.organization_id)
    return actor(Role.OFFICE, organization, person_id=person)


def remind(market: Market, days: float) -> None:
    with clock.pinned(clock.now() + timedelta(days=days)):
        jobs.remind(served(market), {})


def test_an_unanswered_one_is_nudged_once_then_lapses_and_may_be_asked_anew(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    fresh = asked(market, need, achievement)
    with unchanged(served(market)):
        remind(market, 13.9)
    for days in (14.1, 15, 21):
        remind(market, days)
        assert actions(market.office, fresh) == ["request", "nudge"]
    assert done(market.office.get(f"/introductions/{fresh['id']}"))["status"] == "requested"
    remind(market, 21.2)
    assert actions(market.office, fresh) == ["request", "nudge", "lapse"]
    lapsed = done(market.office.get(f"/introductions/{fresh['id']}"))
    assert (lapsed["status"], lapsed["allowed_actions"]) == ("lapsed", [])
    again = asked(market, need, achievement)
    assert again["reply_times"] == [{"side": "provider", "median_days": None, "answered": 0, "unanswered": 1}]


def test_a_step_moves_the_deadline_on_and_talks_that_lapse_free_the_need(market: Market) -> None:
    need = market.need()
    talks = accepted(market, need, market.achievement())
    step(market.enterprise, talks, "advance")
    remind(market, 15)
    assert done(market.office.get(f"/introductions/{talks['id']}"))["nudged_at"] is not None
    moved = step(market.office, talks, "events", note="下周再谈")
    assert moved["nudged_at"] is None
    remind(market, 13)
    remind(market, 15)
    remind(market, 23)
    assert done(market.office.get(f"/introductions/{talks['id']}"))["status"] == "lapsed"
    assert done(market.enterprise.get(f"/needs/{need['id']}"))["status"] == "published"


def test_an_installation_sets_its_own_days(market: Market) -> None:
    deadlines.connect(served(market).info, Deadlines(days=3, grace_days=1))
    fresh = asked(market, market.need(), market.achievement())
    remind(market, 3.1)
    remind(market, 4.2)
    assert done(market.office.get(f"/introductions/{fresh['id']}"))["status"] == "lapsed"


def test_late_ones_are_found_by_the_filter(market: Market) -> None:
    deadlines.connect(served(market).info, Deadlines(days=0))
    late = asked(market, market.need(), market.achievement())
    deadlines.connect(served(market).info, Deadlines())
    on_time = asked(market, market.need(), market.achievement())
    for query, expected in {"late=true": late, "late=false": on_time}.items():
        found = done(market.office.get(f"/introductions?waiting=true&{query}"))["items"]
        assert [(item["id"], item["is_late"]) for item in found] == [(expected["id"], expected is late)]


def test_the_reply_time_is_the_median_of_the_days_to_the_answer(market: Market) -> None:
    for days in (1, 2, 6):
        fresh = asked(market, market.need(), market.achievement())
        with clock.pinned(clock.now() + timedelta(days=days)), served(market).writing() as session:
            row = operations.queries.held_introduction(session, UUID(fresh["id"]))
            row.provider_answered_at = clock.now()
    told = asked(market, market.need(), market.achievement())["reply_times"]
    assert told == [{"side": "provider", "median_days": 2.0, "answered": 3, "unanswered": 0}]


def test_each_step_is_announced_to_who_subscribed(market: Market) -> None:
    before = count(served(market), Job)
    announcements.connect(served(market).info, {IntroductionStepped: ["notifications.tell", "webhooks.tell"]})
    asked(market, market.need(), market.achievement())
    assert count(served(market), Job) == before + 2


def test_a_contract_ends_it_once(market: Market) -> None:
    talks = accepted(market, market.need(), market.achievement())
    contract = uuid4()
    for _ in range(2):
        with served(market).writing() as session:
            operations.agree_introduction(session, office_of(market), UUID(talks["id"]), contract)
    agreed = done(market.office.get(f"/introductions/{talks['id']}"))
    assert (agreed["status"], agreed["contract_id"]) == ("agreed", str(contract))
    assert actions(market.office, talks) == ["request", "accept", "agree"]
    with pytest.raises((Conflict, IllegalMove)), served(market).writing() as session:
        operations.agree_introduction(session, office_of(market), UUID(talks["id"]), uuid4())
