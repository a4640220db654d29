"""Every change of people and sessions."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from service.accounts import queries
from service.accounts.errors import EmailTaken, SessionEnded
from service.accounts.schemas import SessionRead
from service.accounts.tables import LoginSession, Person, SpentRefreshToken
from service.accounts.tokens import ACCESS_LASTS, REFRESH_LASTS, new_token, token_hash
from service.kernel import audit, clock
from service.kernel.actor import Actor


def create_person(
    session: Session, actor: Actor, *, email: str, name: str, password_hash: str, title: str | None = None
) -> Person:
    """Enter somebody who can then log in.

    Raises EmailTaken.
    """
    if queries.person_by_email(session, email):
        raise EmailTaken(f"{email} already has an account.")
    person = Person(email=email.lower(), name=name, title=title, password_hash=password_hash)
    audit.write(session, actor, "create", person)
    return person


def open_session(session: Session, person_id: UUID) -> SessionRead:
    """Log somebody in whose password was right."""
    shown, columns = _fresh_tokens()
    session.add(LoginSession(person_id=person_id, **columns))
    return shown


def refresh_session(session: Session, refresh_token: str) -> SessionRead | None:
    """Exchange a refresh token for new tokens.

    A token shown for the second time ends its session, because one of the two who had it is a thief;
    that change must be committed, so the refusal is None and the route raises it.
    """
    presented = token_hash(refresh_token)
    if stolen := queries.session_of_spent_token(session, presented):
        stolen.ended_at = stolen.ended_at or clock.now()
        session.add(stolen)
        return None
    login = queries.session_to_refresh(session, presented)
    if login is None or login.ended_at or login.refresh_until <= clock.now():
        raise SessionEnded
    session.add(SpentRefreshToken(hash=presented, session_id=login.id))
    shown, columns = _fresh_tokens()
    for name, value in columns.items():
        setattr(login, name, value)
    session.add(login)
    return shown


def end_session(session: Session, actor: Actor) -> None:
    """Log out."""
    login = queries.login_session(session, actor.session_id) if actor.session_id else None
    if login is None:
        raise SessionEnded
    login.ended_at = clock.now()
    session.add(login)


def _fresh_tokens() -> tuple[SessionRead, dict[str, Any]]:
    """A pair of tokens, and the columns that stand for them."""
    access, refresh, now = new_token(), new_token(), clock.now()
    shown = SessionRead(
        access_token=access,
        refresh_token=refresh,
        token_type="Bearer",
        expires_in=int(ACCESS_LASTS.total_seconds()),
    )
    return shown, {
        "access_hash": token_hash(access),
        "access_until": now + ACCESS_LASTS,
        "refresh_hash": token_hash(refresh),
        "refresh_until": now + REFRESH_LASTS,
    }


def prune_sessions(session: Session) -> None:
    """Remove sessions whose refresh token has run out, and the spent tokens that pointed to them."""
    over = queries.ended_session_ids(clock.now())
    session.execute(delete(SpentRefreshToken).where(col(SpentRefreshToken.session_id).in_(over)))
    session.execute(delete(LoginSession).where(col(LoginSession.id).in_(over)))
