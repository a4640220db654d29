"""Every change of who belongs to an organisation, after they came in."""

from uuid import UUID

from msgspec import UNSET
from sqlmodel import Session

from service.kernel import audit
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden
from service.kernel.record import Precondition, check_version
from service.organizations import entry_queries, invitation_operations, key_operations, policy, queries
from service.organizations.entry_schemas import MemberUpdate
from service.organizations.errors import LastManager
from service.organizations.schemas import MemberRead
from service.organizations.tables import Membership, Organization


def edit_member(
    session: Session,
    actor: Actor,
    organization_id: UUID,
    membership_id: UUID,
    data: MemberUpdate,
    *,
    if_match: Precondition,
) -> MemberRead:
    """Change a member's role, or who manages.

    Raises NotFound, Forbidden, PreconditionRequired, StaleVersion, Invalid, LastManager.
    """
    organization, place = _place(session, actor, organization_id, membership_id)
    if not policy.may_add_member(actor, organization):
        raise Forbidden("Members are changed by the organisation's manager or the bureau.")
    check_version(place, if_match)
    if data.role is not UNSET and data.role != place.role:
        place.role = invitation_operations.role_to_give(actor, organization, data.role)
    if data.is_manager is not UNSET:
        if not data.is_manager:
            _require_another_manager(session, place)
        place.is_manager = data.is_manager
    audit.write(session, actor, "edit", place)
    return queries.member(session, place.id)


def remove_member(session: Session, actor: Actor, organization_id: UUID, membership_id: UUID) -> None:
    """Leave, or let somebody go; the keys made there end and do not come back.

    Raises NotFound, Forbidden, LastManager.
    """
    organization, place = _place(session, actor, organization_id, membership_id)
    if place.person_id != actor.person_id and not policy.may_add_member(actor, organization):
        raise Forbidden("Members leave by themselves, or by the organisation's manager or the bureau.")
    _require_another_manager(session, place)
    forget_place(session, actor, place)


def forget_place(session: Session, actor: Actor, place: Membership) -> None:
    """Delete the membership and end its keys; the caller has asked policy."""
    key_operations.revoke_keys_of(session, actor, place.person_id, place.organization_id)
    audit.write_deletion(session, actor, place)


def _place(
    session: Session, actor: Actor, organization_id: UUID, membership_id: UUID
) -> tuple[Organization, Membership]:
    organization = queries.locked_organization(session, actor, organization_id)
    if not policy.may_see_members(actor, organization):
        raise Forbidden("Its members are shown to themselves and the bureau.")
    return organization, entry_queries.membership_of(session, organization_id, membership_id)


def _require_another_manager(session: Session, place: Membership) -> None:
    """An organisation that nobody manages could never let anybody in."""
    managing = [manager.id for manager in entry_queries.managers(session, place.organization_id)]
    if managing == [place.id]:
        raise LastManager("Make somebody else a manager first.")
