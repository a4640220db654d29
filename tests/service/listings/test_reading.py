"""What an actor reads of a listing: the state of today, the owner by name or not, what may be done now."""

from datetime import date, timedelta
from itertools import product
from uuid import UUID

import pytest

from service.achievements import policy as achievement_policy
from service.achievements.lifecycle import LIFECYCLE as ACHIEVEMENTS
from service.achievements.tables import Achievement, AchievementStatus
from service.kernel.actor import NOBODY, Actor, Role
from service.listings.reading import allowed_actions, owner_read, status_today
from service.needs.lifecycle import LIFECYCLE as NEEDS
from service.needs.policy import WRITERS
from service.needs.tables import Need, NeedStatus
from service.organizations.tables import Organization, OrganizationKind, OrganizationSize
from tests.support.listings import actor

TODAY = date(2026, 6, 15)
OWNER, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(("states", "days"), list(product((NeedStatus, AchievementStatus), (-1, 0, 1))))
def test_only_what_is_published_expires_and_only_past_its_last_day(states: type, days: int) -> None:
    for status in states:
        seen = status_today(status, TODAY + timedelta(days=days), TODAY)
        assert seen == ("expired" if status == "published" and days < 0 else status)
        assert isinstance(seen, states)


def test_a_hidden_owner_keeps_kind_region_and_size_alone() -> None:
    owner = Organization(
        id=OWNER,
        name="某公司",
        kind=OrganizationKind.ENTERPRISE,
        uscc="-",
        region="150122",
        size=OrganizationSize("small"),
    )
    shown, hidden = owner_read(owner, is_shown=True), owner_read(owner, is_shown=False)
    assert (shown.id, shown.name, shown.is_anonymous) == (OWNER, "某公司", False)
    assert (hidden.id, hidden.name, hidden.is_anonymous) == (None, None, True)
    assert (hidden.kind, hidden.region, hidden.size) == ("enterprise", "150122", "small")


def need_actions(person: Actor, status: NeedStatus) -> set[str]:
    row = Need(owner_id=OWNER, entered_by=UUID(int=9), entered_by_organization_id=OWNER, region="150105")
    return set(allowed_actions(person, row, status, NEEDS, WRITERS))


OWNERS_ACTIONS = {
    "draft": {"edit", "submit", "delete"},
    "submitted": {"edit", "withdraw"},
    "returned": {"edit", "submit"},
    "published": {"edit", "withdraw", "renew", "close"},
    "in_negotiation": {"close"},
    "solved": set(),
    "closed": set(),
    "withdrawn": {"edit", "submit"},
    "expired": {"edit", "renew"},
}


@pytest.mark.parametrize("status", NeedStatus)
def test_the_actions_offered_are_those_that_rights_and_state_allow(status: NeedStatus) -> None:
    mine = OWNERS_ACTIONS[status]
    review = {"review"} if status == "submitted" else set()
    assert need_actions(actor(Role.ENTERPRISE, OWNER), status) == mine | {"see_matches"}
    unverified = actor(Role.ENTERPRISE, OWNER, is_verified=False)
    assert need_actions(unverified, status) == mine - {"submit"} | {"see_matches"}
    assert need_actions(actor(Role.JUDGE, OWNER), status) == {"see_matches"}
    assert need_actions(actor(Role.BUREAU, OTHER), status) == review | {"see_matches"}
    assert need_actions(actor(Role.DISTRICT, OTHER, area="150105"), status) == review | {"see_matches"}
    assert need_actions(actor(Role.DISTRICT, OTHER, area="150122"), status) == set()
    assert need_actions(actor(Role.ENTERPRISE, OTHER), status) == set()
    assert need_actions(NOBODY, status) == set()
    assert "review" not in need_actions(actor(Role.BUREAU, OWNER), status)


@pytest.mark.parametrize("status", AchievementStatus)
def test_an_enterprise_may_not_change_the_achievement_entered_for_it(status: AchievementStatus) -> None:
    row = Achievement(
        owner_id=OWNER, entered_by=UUID(int=9), entered_by_organization_id=OTHER, region="150105"
    )
    writers = achievement_policy.WRITERS
    seen = allowed_actions(actor(Role.ENTERPRISE, OWNER), row, status, ACHIEVEMENTS, writers)
    assert seen == ["see_matches"]
    offered = set(allowed_actions(actor(Role.BROKER, OTHER), row, status, ACHIEVEMENTS, writers))
    assert offered - {"see_matches"} == OWNERS_ACTIONS.get(status, set()) - {"close"}
