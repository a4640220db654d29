"""Erases a person on request: everything personal that accounts and organisations keep."""

from uuid import UUID

from sqlmodel import Session

from service.accounts import operations as accounts
from service.accounts.queries import locked_person
from service.kernel import audit
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden
from service.organizations import entry_queries, key_operations, member_operations
from service.organizations.entry_tables import ApplicationStatus, Invitation, InvitationStatus, Registration
from service.organizations.errors import LastManager
from service.organizations.tables import Organization


def erase_me(session: Session, actor: Actor) -> None:
    """Erase one's own account.

    Raises LastManager while an organisation would be left without anybody who could let people in.
    """
    if actor.person_id is None or actor.session_id is None:
        raise Forbidden("A person erases the account, not a key.")
    erase(session, actor, actor.person_id, may_leave_unmanaged=False)


def erase(session: Session, actor: Actor, person_id: UUID, *, may_leave_unmanaged: bool) -> list[str]:
    """Erase somebody; the names of the organisations that nobody manages now.

    The trail keeps ids only, so it stays whole: its entries name fields of people without their values.

    Raises NotFound, LastManager.
    """
    person = locked_person(session, person_id)
    unmanaged = _unmanaged(session, person_id)
    if unmanaged and not may_leave_unmanaged:
        raise LastManager(f"Make somebody else a manager of {', '.join(unmanaged)} first.")
    for entry in entry_queries.entries_of(session, person_id, person.email):
        _clear(session, actor, entry)
    if broker := entry_queries.broker_of(session, person_id):
        broker.person_id, broker.name, broker.summary = None, accounts.ERASED, None
        broker.certificate_number = None
        audit.write(session, actor, "erase", broker)
    key_operations.revoke_keys_of(session, actor, person_id)
    for place in entry_queries.memberships_of(session, person_id):
        member_operations.forget_place(session, actor, place)
    accounts.erase_person(session, actor, person)
    return unmanaged


def _unmanaged(session: Session, person_id: UUID) -> list[str]:
    alone = []
    for place in entry_queries.memberships_of(session, person_id):
        managing = [manager.id for manager in entry_queries.managers(session, place.organization_id)]
        if managing == [place.id]:
            alone.append(session.get_one(Organization, place.organization_id).name)
    return alone


def _clear(session: Session, actor: Actor, entry: Invitation | Registration) -> None:
    entry.email = f"{entry.id.hex}@erased"
    if isinstance(entry, Registration):
        entry.name, entry.note = accounts.ERASED, None
        if entry.status == ApplicationStatus.PENDING:
            entry.status = ApplicationStatus.WITHDRAWN
    elif entry.status == InvitationStatus.OPEN:
        entry.status = InvitationStatus.WITHDRAWN
    audit.write(session, actor, "erase", entry)
