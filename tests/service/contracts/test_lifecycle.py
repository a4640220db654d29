"""Every state of both axes with every action: where it leads, or that it is refused."""

from itertools import product

import pytest

from service.contracts.lifecycle import PERFORMANCE, REGISTRATION, performs
from service.contracts.tables import PerformanceStatus, RegistrationStatus
from service.kernel.errors import IllegalMove

IN_THE_REGISTER = {"amend": "amended", "deregister": "deregistered", "revoke": "revoked"}
REGISTERING: dict[str, dict[str, str]] = {
    "draft": {"edit": "draft", "delete": "draft", "sign": "signed"},
    "signed": {"edit": "signed", "prepare": "prepared"},
    "prepared": {"edit": "signed", "file": "filed"},
    "filed": {"accept": "accepted", "request_supplement": "supplement_requested", "refuse": "refused"},
    "accepted": {
        "check": "accepted",
        "request_supplement": "supplement_requested",
        "refuse": "refused",
        "register": "registered",
    },
    "supplement_requested": {"edit": "supplement_requested", "file": "filed"},
    "refused": {},
    "registered": IN_THE_REGISTER,
    "amended": IN_THE_REGISTER,
    "deregistered": {},
    "revoked": {},
}
PERFORMING: dict[str, dict[str, str]] = {
    "not_started": {"start": "performing", "end_early": "ended_early"},
    "performing": {"complete": "performed", "end_early": "ended_early"},
    "performed": {},
    "ended_early": {},
}
AXES = [(REGISTRATION, RegistrationStatus, REGISTERING), (PERFORMANCE, PerformanceStatus, PERFORMING)]


@pytest.mark.parametrize(("axis", "states", "expected"), AXES)
def test_every_state_takes_exactly_its_actions(axis, states, expected) -> None:
    actions = sorted({action for moves in expected.values() for action in moves})
    assert {action for _, action in axis.moves} == set(actions)
    for status, action in product(states, actions):
        after = expected[status].get(action)
        if after is None:
            with pytest.raises(IllegalMove, match=f"A contract in state {status} cannot {action}"):
                axis.after(status, action)
        else:
            assert axis.after(status, action) == after


@pytest.mark.parametrize(("axis", "states", "expected"), AXES)
def test_every_state_can_be_reached(axis, states, expected) -> None:
    reached = {next(iter(states))}
    while more := {after for (before, _), after in axis.moves.items() if before in reached} - reached:
        reached |= more
    assert reached == set(states)
    assert set(expected) == set(states)


def test_what_is_not_signed_or_is_undone_is_not_performed() -> None:
    assert {status for status in RegistrationStatus if not performs(status)} == {
        "draft",
        "deregistered",
        "revoked",
    }
