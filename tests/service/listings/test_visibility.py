"""The SQL of visibility against the same rules written again in Python: every listing, every actor."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlmodel import Session

from service.accounts.tables import Person
from service.achievements.tables import Achievement, AchievementStatus, PriceMode
from service.kernel.actor import NOBODY, Actor, Role
from service.kernel.database import Database
from service.listings.listing import Visibility
from service.listings.visibility import is_live, owner_is_shown, visible_to
from service.needs.tables import Need, NeedStatus, NeedType
from service.organizations.tables import Organization, OrganizationKind
from tests.support.listings import actor

TODAY = date(2026, 6, 15)
DAYS = (TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))
INSIDE, OUTSIDE, SUSPENDED, PENDING, BROKER, STRANGER = (UUID(int=number) for number in range(1, 7))
OWNERS = {
    INSIDE: ("150105", "verified"),
    OUTSIDE: ("150122", "verified"),
    SUSPENDED: ("150105", "suspended"),
    PENDING: ("150105", "pending"),
    BROKER: ("150102", "verified"),
    STRANGER: ("150105", "verified"),
}
PERSON = UUID(int=9)
ACTORS: dict[str, Actor] = {
    "visitor": NOBODY,
    "logged in without an organisation": actor(person_id=PERSON),
    "owner in the area": actor(Role.ENTERPRISE, INSIDE),
    "owner outside it": actor(Role.OFFICE, OUTSIDE),
    "suspended owner": actor(Role.ENTERPRISE, SUSPENDED, is_verified=False),
    "unverified owner": actor(Role.ENTERPRISE, PENDING, is_verified=False),
    "broker who entered some": actor(Role.BROKER, BROKER),
    "unverified broker": actor(Role.BROKER, BROKER, is_verified=False),
    "other member": actor(Role.ENTERPRISE, STRANGER),
    "other member, unverified": actor(Role.ENTERPRISE, STRANGER, is_verified=False),
    "registrar": actor(Role.REGISTRAR, STRANGER),
    "judge": actor(Role.JUDGE, STRANGER),
    "bureau": actor(Role.BUREAU, STRANGER),
    "suspended bureau": actor(Role.BUREAU, STRANGER, is_verified=False),
    "district": actor(Role.DISTRICT, STRANGER, area="150105"),
    "district elsewhere": actor(Role.DISTRICT, STRANGER, area="150223"),
    "suspended district": actor(Role.DISTRICT, STRANGER, is_verified=False),
    "who has an area without the role": actor(Role.OFFICE, STRANGER, area="15"),
}


def sees(person: Actor, row: Any) -> bool:
    """DOMAIN's rules once more, for one row that is held in memory."""
    if person.organization_id is not None and person.organization_id in (
        row.owner_id,
        row.entered_by_organization_id,
    ):
        return True
    if decides(person, row.region) and row.status != "draft":
        return True
    if OWNERS[row.owner_id][1] == "suspended":
        return False
    if row.status in ("draft", "submitted", "returned", "withdrawn", "expired", "closed"):
        return False
    if row.status == "published" and row.valid_until < TODAY:
        return False
    if row.visibility == "members":
        return person.organization_id is not None and person.is_verified
    return row.visibility in ("public", "anonymous")


def decides(person: Actor, region: str) -> bool:
    if person.role == Role.BUREAU:
        return person.is_verified
    return person.role == Role.DISTRICT and person.area is not None and region.startswith(person.area)


def knows_owner(person: Actor, row: Any) -> bool:
    mine = person.organization_id is not None and person.organization_id in (
        row.owner_id,
        row.entered_by_organization_id,
    )
    return row.visibility != "anonymous" or mine or decides(person, row.region)


def common(
    number: int, status: str, visibility: Visibility, owner: UUID, day: date, writer: UUID | None
) -> dict[str, Any]:
    return {
        "id": UUID(int=10_000 + number),
        "owner_id": owner,
        "entered_by": PERSON,
        "entered_by_organization_id": writer or owner,
        "title": f"{number}",
        "region": OWNERS[owner][0],
        "status": status,
        "visibility": visibility,
        "valid_until": day,
    }


def every(states: type[Any]) -> Iterator[dict[str, Any]]:
    owners = (INSIDE, OUTSIDE, SUSPENDED, PENDING)
    for number, combination in enumerate(product(states, Visibility, owners, DAYS, (None, BROKER))):
        yield common(number, *combination)


def needs() -> list[Need]:
    return [Need(**row, problem="…", need_type=NeedType.TESTING) for row in every(NeedStatus)]


def achievements() -> list[Achievement]:
    terms: dict[str, Any] = {"summary": "…", "abstract": "…", "trl": 1, "price_mode": PriceMode.NEGOTIABLE}
    return [Achievement(**row, **terms) for row in every(AchievementStatus)]


def store(session: Session, rows: list[Any]) -> None:
    session.add(Person(id=PERSON, email="somebody@test.keju", name="某人", password_hash="-"))
    for number, (organization_id, (region, status)) in enumerate(OWNERS.items()):
        kind = OrganizationKind.ENTERPRISE
        session.add(
            Organization(
                id=organization_id,
                name=f"{number}",
                kind=kind,
                uscc=f"{number}",
                region=region,
                status=status,
            )
        )
    session.flush()
    session.add_all(rows)


@pytest.mark.parametrize(("table", "make"), [(Need, needs), (Achievement, achievements)])
def test_the_condition_in_sql_is_the_rule_for_every_listing_and_actor(
    database: Database, table: type[Any], make: Any
) -> None:
    rows = make()
    with database.writing() as session:
        store(session, rows)
    found = select(table.id).join(Organization, Organization.id == table.owner_id)
    with database.reading() as session:
        for name, person in ACTORS.items():
            visible = set(session.scalars(found.where(visible_to(person, table, TODAY))))
            assert visible == {row.id for row in rows if sees(person, row)}, name
            shown = set(session.scalars(found.where(owner_is_shown(person, table))))
            assert shown == {row.id for row in rows if knows_owner(person, row)}, name
        live = set(session.scalars(found.where(is_live(table, TODAY))))
    assert live == {
        row.id
        for row in rows
        if row.status == "published" and row.valid_until >= TODAY and row.owner_id != SUSPENDED
    }
