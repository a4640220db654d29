"""Every change of a password; each ends the sessions that a thief might have."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session

from service.accounts import link_operations, operations, queries
from service.accounts.errors import LinkEnded
from service.accounts.schemas import MessageAsked
from service.accounts.tables import LinkPurpose, Person
from service.kernel import audit, jobs
from service.kernel.actor import SYSTEM, Actor

SEND_RESET = "accounts.send_reset"
RESET_LASTS = timedelta(hours=1)
# Printed by a command and carried by hand.
CARRIED_LASTS = timedelta(hours=24)


def change_password(session: Session, actor: Actor, password_hash: str) -> None:
    """Replace one's own password, whose old one was right; the other sessions end."""
    person = queries.locked_person(session, actor.person_id)
    _set(session, actor, person, password_hash)
    operations.end_sessions(session, person.id, but=actor.session_id)


def ask_for_reset(session: Session, email: str) -> MessageAsked:
    """Have a one-time link sent, where there is such an account; the work is the same where there is none."""
    found = queries.credentials(session, email)
    jobs.enqueue(session, SEND_RESET, {"person_id": str(found.person_id) if found else None})
    return MessageAsked()


def make_reset_link(session: Session, person_id: UUID, *, lasts: timedelta = RESET_LASTS) -> str:
    """The token of a link that sets a new password."""
    return link_operations.make_link(session, LinkPurpose.RESET_PASSWORD, person_id, lasts=lasts)


def reset_password(session: Session, token: str, password_hash: str) -> None:
    """Set a password by a one-time link; every session ends.

    Raises LinkEnded.
    """
    person_id = link_operations.redeem_link(session, LinkPurpose.RESET_PASSWORD, token)
    person = queries.locked_person(session, person_id)
    if not person.is_active:
        raise LinkEnded
    _set(session, Actor(person_id=person.id, name=SYSTEM.name), person, password_hash)
    operations.end_sessions(session, person.id)


def _set(session: Session, actor: Actor, person: Person, password_hash: str) -> None:
    person.password_hash = password_hash
    audit.write(session, actor, "set_password", person)
    link_operations.void_link(session, LinkPurpose.RESET_PASSWORD, person.id)
