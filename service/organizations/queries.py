"""What is read about organisations, members and the one who acts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, false, select, true
from sqlmodel import Session, col, or_

from service.accounts.tables import LoginSession, Person
from service.codes.lists import region_prefix
from service.kernel.actor import Actor, Role
from service.kernel.errors import Forbidden, NotFound
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.organizations import policy
from service.organizations.schemas import Me, MemberRead, Members, MyMembership, OrganizationRead
from service.organizations.tables import Membership, Organization, OrganizationKind, OrganizationStatus

_READ = tuple(getattr(Organization, name) for name in OrganizationRead.__struct_fields__)
_PAGES = Keyset(
    "organizations",
    {"created_at": col(Organization.created_at), "name": col(Organization.name)},
    col(Organization.id),
    default="-created_at",
)


@dataclass(frozen=True, slots=True)
class OrganizationFilter:
    """What a list of organisations is narrowed to."""

    kind: OrganizationKind | None = None
    status: OrganizationStatus | None = None
    region: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ActingAs:
    """A live session's or key's person and one organisation to act for (None: belongs to none)."""

    session_id: UUID | None
    person_id: UUID
    name: str
    organization_id: UUID | None
    role: Role | None
    status: OrganizationStatus | None
    region: str | None
    is_manager: bool | None
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class KeyActingAs:
    """A live key: what to compare, what it may, and as whom it acts."""

    key_id: UUID
    hash: str
    scopes: tuple[str, ...]
    place: ActingAs


# Built once: it is asked before every request of somebody who is logged in.
_ACTING_AS = (
    select(
        col(LoginSession.id), col(Person.id), col(Person.name), col(Organization.id),
        col(Membership.role), col(Organization.status), col(Organization.region), col(Membership.is_manager),
        col(LoginSession.last_used_at),
    )
    .select_from(LoginSession)
    .join(Person, col(Person.id) == col(LoginSession.person_id))
    .outerjoin(Membership, col(Membership.person_id) == col(Person.id))
    .outerjoin(Organization, col(Organization.id) == col(Membership.organization_id))
    .where(
        col(LoginSession.access_hash) == bindparam("access_hash"),
        col(LoginSession.access_until) > bindparam("now"),
        col(LoginSession.ended_at).is_(None),
        col(Person.is_active),
    )
    .order_by(col(Membership.created_at), col(Membership.id))
)  # fmt: skip


def acting_as(session: Session, access_hash: str, now: datetime) -> list[ActingAs]:
    """Everything a token may act as; empty when no live session has it."""
    found = session.execute(_ACTING_AS, {"access_hash": access_hash, "now": now})
    return [ActingAs(*row) for row in found]


def organizations_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition under which ``actor`` sees an organisation; policy.may_see as SQL."""
    own = col(Organization.id) == actor.organization_id if actor.organization_id else false()
    reached = col(Organization.region).startswith(actor.area) if actor.area is not None else false()
    verified = col(Organization.status) == OrganizationStatus.VERIFIED if actor.is_known else false()
    return or_(own, reached, verified)


def organization(session: Session, actor: Actor, organization_id: UUID) -> OrganizationRead:
    """One organisation.

    Raises NotFound also for one that ``actor`` may not see.
    """
    statement = select(*_READ).where(col(Organization.id) == organization_id, organizations_visible_to(actor))
    row = session.execute(statement).first()
    if row is None:
        raise NotFound("There is no such organisation.")
    return OrganizationRead(**row._mapping)


def organizations(
    session: Session, actor: Actor, wanted: OrganizationFilter, window: Window, cursors: Cursors
) -> Page[OrganizationRead]:
    """One page of the organisations that ``actor`` may see."""
    statement = select(*_READ).where(organizations_visible_to(actor), _passes(wanted))
    found = _PAGES.page(session, statement, window, cursors)
    names = OrganizationRead.__struct_fields__
    page = Page[OrganizationRead](
        items=[OrganizationRead(**dict(zip(names, row, strict=False))) for row in found.rows],
        next_cursor=found.next_cursor,
    )
    if found.total is not None:
        page.total = found.total
    return page


def locked_organization(session: Session, actor: Actor, organization_id: UUID) -> Organization:
    """One organisation to be changed, its row locked.

    Raises NotFound also for one that ``actor`` may not see.
    """
    found = session.get(Organization, organization_id, with_for_update=True)
    if found is None or not policy.may_see(actor, found):
        raise NotFound("There is no such organisation.")
    return found


def has_uscc(session: Session, uscc: str) -> bool:
    """Somebody is registered under this code."""
    return (
        session.execute(select(col(Organization.id)).where(col(Organization.uscc) == uscc)).first()
        is not None
    )


def membership(session: Session, person_id: UUID | None, organization_id: UUID) -> Membership | None:
    """One person's place in one organisation."""
    statement = select(Membership).where(
        col(Membership.person_id) == person_id, col(Membership.organization_id) == organization_id
    )
    return session.execute(statement).scalars().first()


def members_for(session: Session, actor: Actor, organization_id: UUID) -> Members:
    """Everybody who acts for an organisation.

    Raises NotFound, Forbidden.
    """
    found = session.get(Organization, organization_id)
    if found is None or not policy.may_see(actor, found):
        raise NotFound("There is no such organisation.")
    if not policy.may_see_members(actor, found):
        raise Forbidden("Its members are shown to themselves and the bureau.")
    statement = _members().where(col(Membership.organization_id) == organization_id)
    rows = session.execute(statement.order_by(col(Membership.created_at), col(Membership.id)))
    return Members(items=[MemberRead(**row._mapping) for row in rows])


def member(session: Session, membership_id: UUID) -> MemberRead:
    """One of them."""
    row = session.execute(_members().where(col(Membership.id) == membership_id)).one()
    return MemberRead(**row._mapping)


def me(session: Session, actor: Actor) -> Me:
    """The actor's own account and memberships."""
    person = session.get_one(Person, actor.person_id)
    statement: Select[*tuple[Any, ...]] = (
        select(
            col(Organization.id).label("organization_id"), col(Organization.name).label("organization_name"),
            col(Organization.kind), col(Organization.status),
            col(Membership.role), col(Membership.is_manager),
        )
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .where(col(Membership.person_id) == actor.person_id)
        .order_by(col(Membership.created_at), col(Membership.id))
    )  # fmt: skip
    return Me(
        person_id=person.id,
        name=person.name,
        email=person.email,
        acting_for=actor.organization_id,
        role=actor.role,
        is_verified=actor.is_verified,
        memberships=[MyMembership(**row._mapping) for row in session.execute(statement)],
    )


def _members() -> Select[*tuple[Any, ...]]:
    return select(
        col(Membership.id), col(Membership.version), col(Membership.person_id), col(Person.name),
        col(Person.email), col(Membership.role), col(Membership.is_manager), col(Membership.created_at),
    ).join(Person, col(Person.id) == col(Membership.person_id))  # fmt: skip


def _passes(wanted: OrganizationFilter) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    if wanted.kind is not None:
        condition &= col(Organization.kind) == wanted.kind
    if wanted.status is not None:
        condition &= col(Organization.status) == wanted.status
    if wanted.region is not None:
        condition &= col(Organization.region).startswith(region_prefix(wanted.region))
    if wanted.name is not None:
        condition &= col(Organization.name).contains(wanted.name, autoescape=True)
    return condition
