"""Every state of an achievement with every action: where it leads, or that it is refused."""

from itertools import product

import pytest

from service.achievements.lifecycle import LIFECYCLE
from service.achievements.tables import AchievementStatus
from service.kernel.errors import IllegalMove

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
        "reserve": "reserved",
    },
    "reserved": {"release": "published", "transfer": "transferred"},
    "transferred": {"release": "published"},
    "withdrawn": {"edit": "withdrawn", "submit": "submitted"},
    "expired": {"edit": "expired", "edit_material": "submitted", "renew": "published"},
}
ACTIONS = sorted({action for moves in EXPECTED.values() for action in moves})


@pytest.mark.parametrize(("status", "action"), list(product(AchievementStatus, ACTIONS)))
def test_every_state_takes_exactly_its_actions(status: AchievementStatus, action: str) -> None:
    after = EXPECTED[status].get(action)
    assert LIFECYCLE.allows(status, action) == (after is not None)
    if after is None:
        with pytest.raises(IllegalMove, match=f"An achievement in state {status} cannot {action}"):
            LIFECYCLE.after(status, action)
    else:
        assert LIFECYCLE.after(status, action) == after


def test_no_other_action_exists() -> None:
    assert {action for _, action in LIFECYCLE.moves} == set(ACTIONS)


def test_every_state_can_be_reached_from_a_draft() -> None:
    reached = {AchievementStatus.DRAFT}
    while more := {after for (before, _), after in LIFECYCLE.moves.items() if before in reached} - reached:
        reached |= more
    assert reached == set(AchievementStatus)
