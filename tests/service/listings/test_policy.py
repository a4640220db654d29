"""Who may do what with a listing: every role, of the owner, of who wrote it down, or of neither."""

from itertools import product
from uuid import UUID

import pytest

from service.achievements import policy as achievements
from service.kernel.actor import NOBODY, Actor, Role
from service.listings import policy
from service.listings.listing import Listing, Visibility
from service.listings.reading import sees_owner
from service.needs import policy as needs
from tests.support.listings import actor

OWNER, WRITER, OTHER = UUID(int=1), UUID(int=2), UUID(int=3)
AREAS = (None, "", "15", "1501", "150105")
PEOPLE = [
    actor(role, organization_id, is_verified=is_verified, area=area)
    for role, organization_id, is_verified, area in product(
        Role, (OWNER, WRITER, OTHER, None), (True, False), AREAS
    )
]
PEOPLE += [NOBODY, actor(None, OTHER), actor(None)]


def listing(visibility: Visibility = Visibility.PUBLIC, region: str = "150105") -> Listing:
    return Listing.model_construct(
        owner_id=OWNER,
        entered_by=UUID(int=9),
        entered_by_organization_id=WRITER,
        visibility=visibility,
        region=region,
    )


def reaches(person: Actor, region: str) -> bool:
    """Written again: who decides by area, and whether the region lies in it."""
    if person.role not in (Role.BUREAU, Role.DISTRICT) or person.area is None:
        return False
    return region[: len(person.area)] == person.area


@pytest.mark.parametrize("region", ["150105", "150122", "150200", "110101"])
def test_rights_follow_from_belonging_and_area(region: str) -> None:
    row = listing(region=region)
    for person in PEOPLE:
        inside = person.organization_id in (OWNER, WRITER)
        assert policy.is_insider(person, row) == inside
        is_owner = person.organization_id == OWNER
        assert policy.may_review(person, row) == (reaches(person, region) and not is_owner)
        assert policy.may_see_matches(person, row) == (reaches(person, region) or inside)


def test_nobody_reviews_what_they_wrote_themselves_but_a_colleague_may() -> None:
    row = listing()
    for role, area in ((Role.BUREAU, ""), (Role.DISTRICT, "1501")):
        person = actor(role, WRITER, area=area, person_id=UUID(int=5))
        row.entered_by = person.person_id
        assert not policy.may_review(person, row)
        row.entered_by = UUID(int=77)
        assert policy.may_review(person, row)


def test_insiders_in_a_writing_role_write_and_verified_ones_submit() -> None:
    row, writers = listing(), frozenset({Role.OFFICE, Role.BROKER})
    for person in PEOPLE:
        writes = person.organization_id in (OWNER, WRITER) and person.role in ("office", "broker")
        assert policy.may_write(person, row, writers) == writes
        assert policy.may_submit(person, row, writers) == (writes and person.is_verified)


@pytest.mark.parametrize("visibility", Visibility)
def test_only_an_anonymous_owner_is_hidden_and_only_from_outsiders(visibility: Visibility) -> None:
    row = listing(visibility)
    for person in PEOPLE:
        knows = (
            visibility != "anonymous"
            or person.organization_id in (OWNER, WRITER)
            or reaches(person, row.region)
        )
        assert policy.sees_owner(person, row, is_disclosed=False) == knows
        assert sees_owner(person, visibility, OWNER, WRITER, row.region, is_disclosed=False) == knows
        assert policy.sees_owner(person, row, is_disclosed=True)


@pytest.mark.parametrize("role", Role)
def test_who_may_enter_which_kind(role: Role) -> None:
    member = actor(role, OTHER, is_verified=False)
    assert needs.may_create(member) == (role not in ("registrar", "judge"))
    assert achievements.may_create(member) == (role in ("office", "broker", "bureau", "district"))
    assert not needs.may_create(actor(role))
    assert not achievements.may_create(actor(role))


def test_a_need_is_verified_by_the_bureau_or_by_the_verified_broker_who_entered_it() -> None:
    row = listing()
    for person in PEOPLE:
        is_its_broker = (
            person.role == "broker" and person.organization_id in (OWNER, WRITER) and person.is_verified
        )
        assert needs.may_verify(person, row) == (is_its_broker or reaches(person, row.region))
