"""What is read about people, their sessions and the other ways in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select
from sqlmodel import Session, col, select

from service.accounts.schemas import LoginSessionRead, LoginSessions
from service.accounts.tables import (
    Guesses,
    LinkPurpose,
    LoginSession,
    OneTimeCode,
    OneTimeLink,
    Person,
    SignOnIdentity,
    SpentRefreshToken,
)
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a log-in is checked against, and the words that its password must not be made of."""

    person_id: UUID
    password_hash: str
    email: str
    name: str


def credentials(session: Session, email: str) -> Credentials | None:
    """The active account of an address, whatever its case."""
    return _credentials(session, Person.email == email.lower())


def credentials_of(session: Session, person_id: UUID | None) -> Credentials | None:
    """The active account of a person."""
    return _credentials(session, Person.id == person_id)


def _credentials(session: Session, condition: object) -> Credentials | None:
    columns = (Person.id, Person.password_hash, Person.email, Person.name)
    row = session.exec(select(*columns).where(condition, Person.is_active)).first()  # type: ignore[arg-type]
    return Credentials(*row) if row else None


def person_by_email(session: Session, email: str) -> Person | None:
    """The account of an address."""
    return session.exec(select(Person).where(Person.email == email.lower())).first()


def active_person_by_mobile(session: Session, mobile: str) -> Person | None:
    """The account whose owner has shown that this number is theirs."""
    return session.exec(select(Person).where(Person.mobile == mobile, Person.is_active)).first()


def locked_person(session: Session, person_id: UUID | None) -> Person:
    """One account to be changed, its row locked.

    Raises NotFound.
    """
    found = session.get(Person, person_id, with_for_update=True) if person_id else None
    if found is None:
        raise NotFound("There is no such account.")
    return found


def session_to_refresh(session: Session, refresh_hash: str) -> LoginSession | None:
    """The session a refresh token is in force for, locked."""
    statement = select(LoginSession).where(LoginSession.refresh_hash == refresh_hash).with_for_update()
    return session.exec(statement).first()


def session_of_spent_token(session: Session, refresh_hash: str) -> tuple[LoginSession, datetime] | None:
    """The session that a refresh token once belonged to, locked, and when the token was spent."""
    statement = (
        select(LoginSession, SpentRefreshToken.spent_at)
        .join(SpentRefreshToken)
        .where(SpentRefreshToken.hash == refresh_hash)
        .with_for_update(of=LoginSession)
    )
    return session.exec(statement).first()


def ended_session_ids(now: datetime) -> Select[UUID]:
    """The sessions that can never be refreshed again, to be used in a condition."""
    return select(col(LoginSession.id)).where(col(LoginSession.refresh_until) <= now)


def login_session(session: Session, person_id: UUID | None, session_id: UUID | None) -> LoginSession | None:
    """One of a person's live sessions, locked."""
    statement = select(LoginSession).where(
        LoginSession.id == session_id, LoginSession.person_id == person_id, *_is_live()
    )
    return session.exec(statement.with_for_update()).first()


def sessions_of(session: Session, actor: Actor) -> LoginSessions:
    """Where the actor is logged in, the newest use first."""
    statement = select(LoginSession).where(LoginSession.person_id == actor.person_id, *_is_live())
    found = session.exec(statement.order_by(col(LoginSession.last_used_at).desc(), col(LoginSession.id)))
    return LoginSessions(
        items=[
            LoginSessionRead(
                id=one.id,
                created_at=one.created_at,
                last_used_at=one.last_used_at,
                user_agent=one.user_agent,
                is_browser=one.refresh_hash is None,
                is_current=one.id == actor.session_id,
            )
            for one in found
        ]
    )


def locked_link(session: Session, purpose: LinkPurpose, token_hash: str) -> OneTimeLink | None:
    """The link of a token, locked."""
    statement = select(OneTimeLink).where(
        OneTimeLink.purpose == purpose, OneTimeLink.token_hash == token_hash
    )
    return session.exec(statement.with_for_update()).first()


def link_subject(session: Session, purpose: LinkPurpose, token_hash: str) -> UUID | None:
    """What a link that can still be redeemed is for."""
    statement = select(OneTimeLink.subject_id).where(
        OneTimeLink.purpose == purpose,
        OneTimeLink.token_hash == token_hash,
        col(OneTimeLink.used_at).is_(None),
        col(OneTimeLink.expires_at) > clock.now(),
    )
    return session.exec(statement).first()


def guesses(session: Session, keys: Sequence[str]) -> dict[str, Guesses]:
    """What is counted under these keys, locked in the order of the keys."""
    statement = select(Guesses).where(col(Guesses.key).in_(keys)).order_by(col(Guesses.key))
    return {row.key: row for row in session.exec(statement.with_for_update())}


def newest_code(
    session: Session, mobile: str, *, confirms_mobile: bool, person_id: UUID | None = None
) -> OneTimeCode | None:
    """The last code that was made for a number, locked."""
    statement = select(OneTimeCode).where(
        OneTimeCode.mobile == mobile, col(OneTimeCode.confirms_mobile).is_(confirms_mobile)
    )
    if person_id is not None:
        statement = statement.where(OneTimeCode.person_id == person_id)
    newest = statement.order_by(col(OneTimeCode.expires_at).desc(), col(OneTimeCode.id).desc()).limit(1)
    return session.exec(newest.with_for_update()).first()


def person_of_identity(session: Session, issuer: str, subject: str) -> UUID | None:
    """The active account that a provider's subject is linked to."""
    statement = (
        select(Person.id)
        .join(SignOnIdentity, col(SignOnIdentity.person_id) == col(Person.id))
        .where(SignOnIdentity.issuer == issuer, SignOnIdentity.subject == subject, Person.is_active)
    )
    return session.exec(statement).first()


def has_identity(session: Session, person_id: UUID, issuer: str) -> bool:
    """The account is linked with somebody at this provider already."""
    statement = select(SignOnIdentity.id).where(
        SignOnIdentity.person_id == person_id, SignOnIdentity.issuer == issuer
    )
    return session.exec(statement).first() is not None


def _is_live() -> tuple[ColumnElement[bool], ...]:
    return (
        col(LoginSession.ended_at).is_(None),
        col(LoginSession.refresh_until) > clock.now(),
        # A browser's session has nothing to be refreshed with.
        col(LoginSession.refresh_hash).is_not(None) | (col(LoginSession.access_until) > clock.now()),
    )
