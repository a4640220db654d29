"""Every state with every step, and random walks through the real operations against a model of them."""

from itertools import product

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from service.introductions.lifecycle import LIFECYCLE
from service.introductions.tables import IntroductionAction, IntroductionStatus
from service.kernel.errors import IllegalMove
from tests.support.introductions import MESSAGE, actions
from tests.support.market import Market, Person

OPEN = ("requested", "accepted", "talking", "terms", "stalled")
EVERYWHERE = {"assign", "declare", "nudge", "close", "lapse"}
EXPECTED: dict[str, dict[str, str]] = {
    "requested": {"accept": "accepted", "decline": "declined"},
    "accepted": {"advance": "talking", "stall": "stalled", "agree": "agreed", "note": "accepted"},
    "talking": {"advance": "terms", "stall": "stalled", "agree": "agreed", "note": "talking"},
    "terms": {"stall": "stalled", "agree": "agreed", "note": "terms"},
    "stalled": {"resume": "talking", "agree": "agreed", "note": "stalled"},
}


@pytest.mark.parametrize(("status", "action"), list(product(IntroductionStatus, IntroductionAction)))
def test_every_state_takes_exactly_its_steps(status: IntroductionStatus, action: IntroductionAction) -> None:
    after = EXPECTED.get(status, {}).get(action)
    if status in OPEN and action in EVERYWHERE:
        after = {"close": "closed", "lapse": "lapsed"}.get(action, status)
    if after is None:
        with pytest.raises(IllegalMove):
            LIFECYCLE.after(status, action)
    else:
        assert LIFECYCLE.after(status, action) == after


STEPS = {
    "accept": {},
    "decline": {"reason": "timing"},
    "advance": {"note": "继续"},
    "stall": {"reason": "funding"},
    "resume": {},
    "events": {"note": "通了电话"},
    "close": {"reason": "price"},
}


def walks(market: Market) -> type[RuleBasedStateMachine]:
    """A machine whose steps are requests of one marketplace."""
    need = market.need()
    people: dict[str, Person] = {
        "seeker": market.enterprise,
        "provider": market.office,
        "stranger": market.enterprise2,
    }

    class Walk(RuleBasedStateMachine):
        """What an introduction is, by a model that knows only DOMAIN's table and who asked."""

        @initialize(asks=st.sampled_from(["seeker", "provider"]))
        def begin(self, asks: str) -> None:
            achievement = market.achievement()
            body = {"need_id": need["id"], "achievement_id": achievement["id"], "message": MESSAGE}
            answer = people[asks].post("/introductions", body)
            assert answer.status_code == 201, answer.text
            self.at = f"/introductions/{answer.json()['id']}"
            self.asks, self.state, self.told = asks, "requested", ["request"]

        @rule(who=st.sampled_from(sorted(people)), step=st.sampled_from(sorted(STEPS)))
        def step(self, who: str, step: str) -> None:
            answer = people[who].post(f"{self.at}/{step}", STEPS[step])
            name = "note" if step == "events" else step
            expected = self.expected(who, name)
            assert answer.status_code == expected, (who, step, self.state, answer.text)
            if expected == 200:
                self.state = "closed" if name == "close" else EXPECTED[self.state][name]
                self.told.append(name)

        def expected(self, who: str, name: str) -> int:
            if who == "stranger":
                return 404
            if name in ("accept", "decline"):
                may = who != self.asks
            else:
                may = not (name == "close" and self.state == "requested") or who == self.asks
            if not may:
                return 403
            goes_on = name in EXPECTED.get(self.state, {}) or (name == "close" and self.state in OPEN)
            return 200 if goes_on else 409

        @invariant()
        def the_record_is_what_the_steps_made_of_it(self) -> None:
            if not hasattr(self, "at"):
                return
            read = market.bureau.get(self.at).json()
            assert read["status"] == self.state
            assert (read["contacts"] != []) == (self.told[1:2] == ["accept"])
            assert (read["due_at"] is None) == (self.state not in OPEN)
            assert actions(people["seeker"], read) == self.told
            listed = people["provider"].get(f"{self.at}").json()
            assert set(listed["allowed_actions"]) <= EVERYWHERE | set(EXPECTED.get(self.state, {}))
            negotiated = market.enterprise.get(f"/needs/{need['id']}").json()["status"]
            assert (negotiated == "in_negotiation") == (self.state in ("talking", "terms", "stalled"))

        def teardown(self) -> None:
            if getattr(self, "state", None) in OPEN:
                who = people[self.asks]
                assert who.post(f"{self.at}/close", {"reason": "taken_back"}).status_code == 200

    return Walk


def test_no_walk_leaves_the_lifecycle(market: Market) -> None:
    machine = walks(market).TestCase
    machine.settings = settings(
        max_examples=6,
        stateful_step_count=10,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    machine().runTest()
