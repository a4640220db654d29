"""The Idempotency-Key: the first answer to a key is stored with its effect and given again.

As Stripe does it: a key belongs to one actor, a second request with the same key and the same content
gets the stored answer, one with other content is refused.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Field, Session, SQLModel, col, select

from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.database import insert_of, is_lock_timeout
from service.kernel.errors import BadParameter, Flaw, KeyInUse, KeyReused
from service.kernel.record import Instant

KEPT = timedelta(hours=24)
_KEY = re.compile(r"[\x21-\x7e]{1,255}(?![\s\S])")


class StoredAnswer(SQLModel, table=True):
    """A key in use (no status yet) or the answer that it got."""

    __tablename__ = "idempotency_keys"

    scope: str = Field(primary_key=True, max_length=120)
    key: str = Field(primary_key=True, max_length=255)
    fingerprint: str = Field(max_length=64)
    status: int | None = None
    location: str | None = Field(default=None, max_length=500)
    etag: str | None = Field(default=None, max_length=40)
    body: bytes = b""
    created_at: datetime = Field(sa_type=Instant, index=True)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes out: status, encoded body, and the two headers that belong to it."""

    status: int
    body: bytes
    etag: str | None = None
    location: str | None = None
    is_replay: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One request's claim on a key."""

    scope: str
    key: str
    fingerprint: str


def claim_of(actor: Actor, key: str | None, method: str, path: str, body: bytes) -> Claim | None:
    """The claim that a request makes, None when it carries no key.

    Raises BadParameter for a key that is not 1 to 255 visible ASCII characters.
    """
    if key is None:
        return None
    if not _KEY.match(key):
        detail = "Idempotency-Key takes 1 to 255 visible ASCII characters."
        raise BadParameter(detail, flaws=[Flaw(detail, parameter="Idempotency-Key")])
    scope = f"{actor.person_id}/{actor.organization_id}"
    content = b"\n".join((method.encode(), path.encode(), body))
    return Claim(scope, key, hashlib.sha256(content).hexdigest())


def take(session: Session, claim: Claim) -> Answer | None:
    """Claim the key for this transaction; the stored answer when it already has one.

    Raises KeyReused when the key stands for another request, KeyInUse when its first request runs on
    for longer than the lock time.
    """
    if _claimed(session, claim):
        return None
    stored = session.exec(select(StoredAnswer).where(*_is(claim))).one()
    if stored.fingerprint != claim.fingerprint:
        raise KeyReused("Use a new Idempotency-Key for a new request.")
    return Answer(stored.status or 200, stored.body, stored.etag, stored.location, is_replay=True)


def keep(session: Session, claim: Claim, answer: Answer) -> None:
    """Store the answer beside its effect, in the same transaction."""
    values = {
        "status": answer.status, "body": answer.body, "etag": answer.etag, "location": answer.location,
    }  # fmt: skip
    session.execute(update(StoredAnswer).where(*_is(claim)).values(**values))


def prune(session: Session) -> None:
    """Forget the answers older than a day."""
    session.execute(delete(StoredAnswer).where(col(StoredAnswer.created_at) < clock.now() - KEPT))


def _is(claim: Claim) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (col(StoredAnswer.scope) == claim.scope, col(StoredAnswer.key) == claim.key)


def _claimed(session: Session, claim: Claim) -> bool:
    """The key is ours: it was free, or what it stood for has run out."""
    fresh = {"fingerprint": claim.fingerprint, "created_at": clock.now(), "status": None, "body": b""}
    statement = (
        insert_of(session)(StoredAnswer)
        .values(scope=claim.scope, key=claim.key, **fresh)
        .on_conflict_do_update(
            index_elements=["scope", "key"],
            set_=fresh,
            where=col(StoredAnswer.created_at) < clock.now() - KEPT,
        )
        .returning(col(StoredAnswer.key))
    )
    try:
        return session.execute(statement).first() is not None
    except DBAPIError as error:
        if is_lock_timeout(error):
            raise KeyInUse(
                "Its first request has not ended; ask again in a moment.", retry_after=2
            ) from error
        raise
