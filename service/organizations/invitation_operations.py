"""Every change of invitations: nobody acts for an organisation without having accepted."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from service.accounts import link_operations
from service.accounts import operations as accounts
from service.accounts.errors import LinkEnded
from service.accounts.queries import person_by_email
from service.accounts.tables import LinkPurpose, Person
from service.kernel import audit, clock, jobs
from service.kernel.actor import Actor, Role
from service.kernel.errors import Forbidden, IllegalMove, NotFound, invalid
from service.organizations import entry_queries, lifecycle, operations, policy, queries
from service.organizations.entry_schemas import InvitationCreate, InvitationRead
from service.organizations.entry_tables import Invitation, InvitationStatus
from service.organizations.errors import AlreadyAMember, LogInToAccept
from service.organizations.schemas import MemberRead
from service.organizations.tables import Organization

SEND_INVITATION = "organizations.send_invitation"
LASTS = timedelta(days=7)


def invite(session: Session, actor: Actor, data: InvitationCreate) -> InvitationRead:
    """Have a link mailed; for an address that was invited before it is a fresh link.

    The answer does not tell whether the address has an account.

    Raises NotFound, Forbidden, Invalid, AlreadyAMember.
    """
    organization_id = data.organization_id or actor.organization_id
    if organization_id is None:
        raise invalid("/organization_id", "You act for no organisation: name the one to invite to.")
    organization = queries.locked_organization(session, actor, organization_id)
    if not policy.may_add_member(actor, organization):
        raise Forbidden("People are invited by the organisation's manager or the bureau.")
    role = role_to_give(actor, organization, data.role)
    if entry_queries.has_member_with(session, organization.id, data.email):
        raise AlreadyAMember(f"{data.email} already belongs to {organization.name}.")
    return entry_queries.invitation(
        session, send_invitation(session, actor, organization, data.email, role, is_manager=data.is_manager)
    )


def send_invitation(
    session: Session, actor: Actor, organization: Organization, email: str, role: Role, *, is_manager: bool
) -> UUID:
    """Write the invitation, or renew the open one; the caller has asked policy and holds the lock."""
    assert actor.person_id is not None, "the guard lets nobody else here"
    invitation = entry_queries.open_invitation(session, organization.id, email) or Invitation(
        organization_id=organization.id,
        email=email.lower(),
        role=role,
        invited_by=actor.person_id,
        expires_at=clock.now(),
    )
    invitation.role, invitation.is_manager, invitation.invited_by = role, is_manager, actor.person_id
    invitation.expires_at = clock.now() + LASTS
    audit.write(session, actor, "invite", invitation)
    jobs.enqueue(session, SEND_INVITATION, {"invitation_id": str(invitation.id)})
    return invitation.id


def withdraw_invitation(session: Session, actor: Actor, invitation_id: UUID) -> InvitationRead:
    """The link is void from now on.

    Raises NotFound, IllegalMove.
    """
    invitation = entry_queries.locked_invitation(session, invitation_id)
    organization = session.get_one(Organization, invitation.organization_id)
    if not policy.may_add_member(actor, organization):
        raise NotFound("There is no such invitation.")
    if invitation.status != InvitationStatus.OPEN:
        raise IllegalMove(f"The invitation is {invitation.status}.")
    invitation.status = InvitationStatus.WITHDRAWN
    audit.write(session, actor, "withdraw", invitation)
    link_operations.void_link(session, LinkPurpose.ACCEPT_INVITATION, invitation.id)
    return entry_queries.invitation(session, invitation.id)


def accept_invitation(
    session: Session, actor: Actor, token: str, name: str | None, password_hash: str | None
) -> MemberRead:
    """Who holds the link joins: by a new account, or as the account of that very address that is logged in.

    Raises LinkEnded, LogInToAccept, Forbidden, AlreadyAMember.
    """
    invitation_id = link_operations.redeem_link(session, LinkPurpose.ACCEPT_INVITATION, token)
    invitation = entry_queries.locked_invitation(session, invitation_id)
    if invitation.status != InvitationStatus.OPEN:
        raise LinkEnded
    person = _accepting(session, actor, invitation, name, password_hash)
    joining = Actor(person_id=person.id)
    organization = session.get_one(Organization, invitation.organization_id)
    if queries.membership(session, person.id, organization.id):
        raise AlreadyAMember(f"You already belong to {organization.name}.")
    invitation.status, invitation.accepted_by = InvitationStatus.ACCEPTED, person.id
    audit.write(session, joining, "accept", invitation)
    added = operations.add_membership(
        session, joining, person.id, organization, invitation.role, is_manager=invitation.is_manager
    )
    return queries.member(session, added.id)


def role_to_give(actor: Actor, organization: Organization, wished: Role | None) -> Role:
    """The role that somebody will have.

    Raises Invalid, Forbidden.
    """
    role = wished or lifecycle.usual_role(organization.kind)
    if role is None:
        raise invalid("/role", "Name the role: an authority has members of several.")
    if not policy.may_give(actor, role):
        raise Forbidden(f"The role {role} is given by the city's bureau.")
    if role not in lifecycle.ROLES[organization.kind]:
        raise invalid("/role", f"The kind {organization.kind} has no role {role}.")
    return role


def _accepting(
    session: Session, actor: Actor, invitation: Invitation, name: str | None, password_hash: str | None
) -> Person:
    person = person_by_email(session, invitation.email)
    if person is None and actor.is_known:
        raise Forbidden("This invitation was sent to another address than your account's.")
    if person is None:
        if name is None or password_hash is None:
            raise invalid("/name", "You are new here: send a name and a password.")
        by_itself = Actor(name="invitation")
        return accounts.create_person(
            session, by_itself, email=invitation.email, name=name, password_hash=password_hash
        )
    if not person.is_active:
        raise LinkEnded
    if not actor.is_known:
        raise LogInToAccept
    if person.id != actor.person_id:
        raise Forbidden("This invitation was sent to another address than your account's.")
    return person
