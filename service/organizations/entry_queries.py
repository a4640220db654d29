"""What is read about invitations and registrations."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, false, or_, select
from sqlmodel import Session, col

from service.accounts.queries import link_subject, person_by_email
from service.accounts.tables import LinkPurpose, Person
from service.accounts.tokens import token_hash
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import NotFound
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.organizations import policy
from service.organizations.entry_schemas import InvitationPreview, InvitationRead, RegistrationRead
from service.organizations.entry_tables import (
    ApplicationStatus,
    Invitation,
    InvitationStatus,
    Registration,
)
from service.organizations.tables import Broker, Membership, Organization

_OPEN, _EXPIRED = InvitationStatus.OPEN, InvitationStatus.EXPIRED
_INVITATIONS = Keyset(
    "invitations", {"created_at": col(Invitation.created_at)}, col(Invitation.id), default="-created_at"
)
_REGISTRATIONS = Keyset(
    "registrations", {"created_at": col(Registration.created_at)}, col(Registration.id), default="-created_at"
)
_REGISTRATION = tuple(getattr(Registration, name) for name in RegistrationRead.__struct_fields__)


def invitations(
    session: Session, actor: Actor, status: InvitationStatus | None, window: Window, cursors: Cursors
) -> Page[InvitationRead]:
    """One page of the invitations of organisations that the actor manages or reaches."""
    statement = _invitations().where(_manages_or_reaches(actor, col(Invitation.organization_id)))
    if status is not None:
        statement = statement.where(_status() == status)
    found = _INVITATIONS.page(session, statement, window, cursors)
    page = Page[InvitationRead](items=[_invitation(row) for row in found.rows], next_cursor=found.next_cursor)
    if found.total is not None:
        page.total = found.total
    return page


def invitation(session: Session, invitation_id: UUID) -> InvitationRead:
    """One of them."""
    return _invitation(session.execute(_invitations().where(col(Invitation.id) == invitation_id)).one())


def locked_invitation(session: Session, invitation_id: UUID) -> Invitation:
    """One invitation to be changed, its row locked; the caller asks policy. Raises NotFound."""
    found = session.get(Invitation, invitation_id, with_for_update=True)
    if found is None:
        raise NotFound("There is no such invitation.")
    return found


def open_invitation(session: Session, organization_id: UUID, email: str) -> Invitation | None:
    """The invitation of an address that waits for an answer."""
    statement = select(Invitation).where(
        col(Invitation.organization_id) == organization_id,
        col(Invitation.email) == email.lower(),
        col(Invitation.status) == _OPEN,
    )
    return session.execute(statement.with_for_update()).scalars().first()


def preview(session: Session, token: str) -> InvitationPreview | None:
    """What the invitation behind a good link is to."""
    subject = link_subject(session, LinkPurpose.ACCEPT_INVITATION, token_hash(token))
    statement = _invitations().where(col(Invitation.id) == subject, _status() == _OPEN)
    row = session.execute(statement).first()
    if row is None:
        return None
    found = _invitation(row)
    return InvitationPreview(
        organization_name=found.organization_name,
        email=found.email,
        role=found.role,
        is_manager=found.is_manager,
        has_account=person_by_email(session, found.email) is not None,
    )


def has_member_with(session: Session, organization_id: UUID, email: str) -> bool:
    """The owner of this address acts for the organisation already."""
    statement = (
        select(col(Membership.id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.organization_id) == organization_id, col(Person.email) == email.lower())
    )
    return session.execute(statement).first() is not None


def registrations(
    session: Session, actor: Actor, status: ApplicationStatus | None, window: Window, cursors: Cursors
) -> Page[RegistrationRead]:
    """One page of the requests that are the actor's own or the actor's to decide on."""
    statement = select(*_REGISTRATION).where(_registrations_visible_to(actor))
    if status is not None:
        statement = statement.where(col(Registration.status) == status)
    found = _REGISTRATIONS.page(session, statement, window, cursors)
    names = RegistrationRead.__struct_fields__
    page = Page[RegistrationRead](
        items=[RegistrationRead(**dict(zip(names, row, strict=False))) for row in found.rows],
        next_cursor=found.next_cursor,
    )
    if found.total is not None:
        page.total = found.total
    return page


def locked_registration(session: Session, actor: Actor, registration_id: UUID) -> Registration:
    """One request to be decided on, its row locked.

    Raises NotFound also for one that ``actor`` may not see.
    """
    found = session.get(Registration, registration_id, with_for_update=True)
    if found is None or not policy.may_see_registration(actor, found):
        raise NotFound("There is no such request.")
    return found


def pending_registration(session: Session, uscc: str, email: str) -> Registration | None:
    """What the owner of an address has already asked for at an organisation."""
    statement = select(Registration).where(
        col(Registration.uscc) == uscc,
        col(Registration.email) == email.lower(),
        col(Registration.status) == ApplicationStatus.PENDING,
    )
    return session.execute(statement.with_for_update()).scalars().first()


def organization_by_uscc(session: Session, uscc: str) -> Organization | None:
    """Who is registered under this code."""
    return session.execute(select(Organization).where(col(Organization.uscc) == uscc)).scalars().first()


def managers(session: Session, organization_id: UUID) -> list[Membership]:
    """Who manages an organisation, locked, so that the last one cannot slip away beside another."""
    statement = select(Membership).where(
        col(Membership.organization_id) == organization_id, col(Membership.is_manager)
    )
    return list(session.execute(statement.with_for_update()).scalars())


def membership_of(session: Session, organization_id: UUID, membership_id: UUID) -> Membership:
    """One place in an organisation, locked. Raises NotFound."""
    found = session.get(Membership, membership_id, with_for_update=True)
    if found is None or found.organization_id != organization_id:
        raise NotFound("There is no such member.")
    return found


def memberships_of(session: Session, person_id: UUID) -> list[Membership]:
    """Every place that somebody has, locked."""
    statement = select(Membership).where(col(Membership.person_id) == person_id)
    return list(session.execute(statement.with_for_update()).scalars())


def entries_of(session: Session, person_id: UUID, email: str) -> list[Invitation | Registration]:
    """Every invitation and request that names somebody, locked."""
    invited = or_(col(Invitation.email) == email, col(Invitation.accepted_by) == person_id)
    asked = or_(col(Registration.email) == email, col(Registration.person_id) == person_id)
    found: list[Invitation | Registration] = []
    found += session.execute(select(Invitation).where(invited).with_for_update()).scalars()
    found += session.execute(select(Registration).where(asked).with_for_update()).scalars()
    return found


def broker_of(session: Session, person_id: UUID) -> Broker | None:
    """Somebody's listing as a broker, locked."""
    statement = select(Broker).where(col(Broker.person_id) == person_id)
    return session.execute(statement.with_for_update()).scalars().first()


def _invitations() -> Any:
    return select(
        col(Invitation.id), col(Invitation.version), col(Invitation.organization_id),
        col(Organization.name).label("organization_name"), col(Invitation.email), col(Invitation.role),
        col(Invitation.is_manager), _status().label("shown_status"), col(Invitation.expires_at),
        col(Invitation.created_at),
    ).join(Organization, col(Organization.id) == col(Invitation.organization_id))  # fmt: skip


def _invitation(row: Any) -> InvitationRead:
    columns = dict(zip(InvitationRead.__struct_fields__, row, strict=False))
    return InvitationRead(**columns | {"status": InvitationStatus(columns["status"])})


def _status() -> ColumnElement[Any]:
    is_over = and_(col(Invitation.status) == _OPEN, col(Invitation.expires_at) <= clock.now())
    return case((is_over, _EXPIRED.value), else_=col(Invitation.status))


def _manages_or_reaches(actor: Actor, organization_id: Any) -> ColumnElement[bool]:
    own = organization_id == actor.organization_id if actor.is_manager else false()
    reached = col(Organization.region).startswith(actor.area) if actor.area is not None else false()
    return or_(own, reached)


def _registrations_visible_to(actor: Actor) -> ColumnElement[bool]:
    """policy.may_see_registration as SQL."""
    mine = col(Registration.person_id) == actor.person_id
    own = col(Registration.organization_id) == actor.organization_id if actor.is_manager else false()
    reached = col(Registration.region).startswith(actor.area) if actor.area is not None else false()
    return or_(mine, own, reached)
