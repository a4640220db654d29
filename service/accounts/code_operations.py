"""Log-in by one-time code: asked for, sent, verified; and the proof that a number is one's own."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from service.accounts import queries
from service.accounts.errors import MobileTaken
from service.accounts.schemas import MessageAsked
from service.accounts.tables import OneTimeCode
from service.kernel import audit, clock, jobs
from service.kernel.actor import Actor

SEND_CODE = "accounts.send_code"
CODE_LASTS = timedelta(minutes=5)
_ATTEMPTS = 5


def ask_for_code(session: Session, mobile: str) -> MessageAsked:
    """Have a code sent to a number that somebody has shown to be theirs; else the same work for nothing."""
    person = queries.active_person_by_mobile(session, mobile)
    asked = _asked(session, person.id, mobile, confirms_mobile=False) if person else None
    jobs.enqueue(session, SEND_CODE, {"code_id": str(asked) if asked else None})
    return MessageAsked()


def ask_to_confirm(session: Session, actor: Actor, mobile: str) -> MessageAsked:
    """Have a code sent that shows that a number is the actor's."""
    assert actor.person_id is not None, "the guard lets nobody else here"
    asked = _asked(session, actor.person_id, mobile, confirms_mobile=True)
    jobs.enqueue(session, SEND_CODE, {"code_id": str(asked)})
    return MessageAsked()


def make_code(session: Session, code_id: UUID, secret: str) -> tuple[str, str] | None:
    """Number and code to be sent now; None when its time is over or it was used."""
    asked = session.get(OneTimeCode, code_id, with_for_update=True)
    if asked is None or asked.used_at or asked.expires_at <= clock.now():
        return None
    code = f"{secrets.randbelow(1_000_000):06d}"
    asked.code_hash = _hash(secret, asked, code)
    session.add(asked)
    return asked.mobile, code


def redeem_code(session: Session, mobile: str, code: str, secret: str) -> UUID | None:
    """Who logs in with this code; None when it is wrong, which must be committed because it is counted."""
    asked = queries.newest_code(session, mobile, confirms_mobile=False)
    return asked.person_id if asked and _is_right(session, asked, code, secret) else None


def confirm_mobile(session: Session, actor: Actor, mobile: str, code: str, secret: str) -> bool:
    """The number is the actor's from now on; False when the code is wrong.

    Raises MobileTaken.
    """
    asked = queries.newest_code(session, mobile, confirms_mobile=True, person_id=actor.person_id)
    if asked is None or not _is_right(session, asked, code, secret):
        return False
    holder = queries.active_person_by_mobile(session, mobile)
    if holder and holder.id != actor.person_id:
        raise MobileTaken
    person = queries.locked_person(session, actor.person_id)
    person.mobile = mobile
    audit.write(session, actor, "confirm_mobile", person)
    return True


def prune_codes(session: Session) -> None:
    """Forget the codes whose time is over."""
    session.execute(delete(OneTimeCode).where(col(OneTimeCode.expires_at) < clock.now()))


def _asked(session: Session, person_id: UUID, mobile: str, *, confirms_mobile: bool) -> UUID:
    asked = OneTimeCode(
        person_id=person_id,
        mobile=mobile,
        confirms_mobile=confirms_mobile,
        expires_at=clock.now() + CODE_LASTS,
    )
    session.add(asked)
    return asked.id


def _is_right(session: Session, asked: OneTimeCode, code: str, secret: str) -> bool:
    """Count the attempt and compare; a code is good once, and for five attempts."""
    if asked.used_at or asked.expires_at <= clock.now() or asked.attempts >= _ATTEMPTS or not asked.code_hash:
        return False
    asked.attempts += 1
    if is_right := hmac.compare_digest(asked.code_hash, _hash(secret, asked, code)):
        asked.used_at = clock.now()
    session.add(asked)
    return is_right


def _hash(secret: str, asked: OneTimeCode, code: str) -> str:
    return hmac.new(secret.encode(), asked.id.bytes + code.encode(), hashlib.sha256).hexdigest()
