"""Every state of a need with every action: where it leads, or that it is refused."""

from itertools import product

import pytest

from service.kernel.errors import IllegalMove
from service.needs.lifecycle import LIFECYCLE
from service.needs.tables import NeedStatus

EXPECTED: dict[str, dict[str, str]] = {
    "draft": {"edit": "draft", "submit": "submitted", "delete": "draft"},
    "submitted": {
        "edit": "submitted",
        "publish": "published",
        "return": "returned",
        "withdraw": "withdrawn",
    },
    "returned": {"edit": "returned", "submit": "submitted"},
    "published": {
        "edit": "published",
        "edit_material": "submitted",
        "withdraw": "withdrawn",
        "expire": "expired",
        "renew": "published",
        "negotiate": "in_negotiation",
        "solve": "solved",
        "close": "closed",
    },
    "in_negotiation": {"reopen": "published", "solve": "solved", "close": "closed"},
    "solved": {},
    "closed": {},
    "withdrawn": {"edit": "withdrawn", "submit": "submitted"},
    "expired": {"edit": "expired", "edit_material": "submitted", "renew": "published"},
}
ACTIONS = sorted({action for moves in EXPECTED.values() for action in moves})


@pytest.mark.parametrize(("status", "action"), list(product(NeedStatus, ACTIONS)))
def test_every_state_takes_exactly_its_actions(status: NeedStatus, action: str) -> None:
    after = EXPECTED[status].get(action)
    assert LIFECYCLE.allows(status, action) == (after is not None)
    if after is None:
        with pytest.raises(IllegalMove, match=f"A need in state {status} cannot {action}"):
            LIFECYCLE.after(status, action)
    else:
        assert LIFECYCLE.after(status, action) == after


def test_no_other_action_exists() -> None:
    assert {action for _, action in LIFECYCLE.moves} == set(ACTIONS)


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {NeedStatus.DRAFT}
    while more := {after for (before, _), after in LIFECYCLE.moves.items() if before in reached} - reached:
        reached |= more
    assert reached == set(NeedStatus)
