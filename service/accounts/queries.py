"""What is read about people and sessions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select
from sqlmodel import Session, col, select

from service.accounts.tables import LoginSession, Person, SpentRefreshToken


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a log-in is checked against."""

    person_id: UUID
    password_hash: str


def credentials(session: Session, email: str) -> Credentials | None:
    """The active account of an address, whatever its case."""
    statement = select(Person.id, Person.password_hash).where(Person.email == email.lower(), Person.is_active)
    row = session.exec(statement).first()
    return Credentials(*row) if row else None


def person_by_email(session: Session, email: str) -> Person | None:
    """The account of an address."""
    return session.exec(select(Person).where(Person.email == email.lower())).first()


def session_to_refresh(session: Session, refresh_hash: str) -> LoginSession | None:
    """The session a refresh token is in force for, locked."""
    statement = select(LoginSession).where(LoginSession.refresh_hash == refresh_hash).with_for_update()
    return session.exec(statement).first()


def session_of_spent_token(session: Session, refresh_hash: str) -> LoginSession | None:
    """The session that a refresh token once belonged to, locked."""
    statement = (
        select(LoginSession)
        .join(SpentRefreshToken)
        .where(SpentRefreshToken.hash == refresh_hash)
        .with_for_update(of=LoginSession)
    )
    return session.exec(statement).first()


def ended_session_ids(now: datetime) -> Select[UUID]:
    """The sessions that can never be refreshed again, to be used in a condition."""
    return select(col(LoginSession.id)).where(col(LoginSession.refresh_until) <= now)


def login_session(session: Session, session_id: UUID) -> LoginSession | None:
    """One session, locked."""
    return session.exec(select(LoginSession).where(LoginSession.id == session_id).with_for_update()).first()
