"""Every change of people and sessions."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import case, delete, true, update
from sqlmodel import Session, col

from service.accounts import queries
from service.accounts.errors import EmailTaken, JustRefreshed, SessionEnded
from service.accounts.schemas import SessionRead
from service.accounts.tables import (
    LoginSession,
    OneTimeCode,
    OneTimeLink,
    Person,
    SignOnIdentity,
    SpentRefreshToken,
)
from service.accounts.tokens import ACCESS_LASTS, BROWSER_LASTS, REFRESH_LASTS, new_token, token_hash
from service.kernel import audit, clock
from service.kernel.actor import Actor
from service.kernel.errors import NotFound

# Two tabs of one client, or a request sent twice by a bad line, refresh within this.
GRACE = timedelta(seconds=10)
ERASED = "已注销用户"
_USE_TOLD_EVERY = timedelta(minutes=10)


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


def open_session(session: Session, person_id: UUID, user_agent: str | None = None) -> SessionRead:
    """Log somebody in who has shown who they are."""
    shown, columns = _fresh_tokens()
    session.add(LoginSession(person_id=person_id, user_agent=user_agent, **columns))
    return shown


def open_browser_session(session: Session, person_id: UUID, user_agent: str | None) -> tuple[UUID, str]:
    """The same for a browser: the session's id, and the token that goes into its cookie."""
    token, now = new_token(), clock.now()
    login = LoginSession(
        person_id=person_id,
        user_agent=user_agent,
        access_hash=token_hash(token),
        access_until=now + BROWSER_LASTS,
        refresh_until=now + REFRESH_LASTS,
    )
    session.add(login)
    return login.id, token


def refresh_session(session: Session, refresh_token: str) -> SessionRead | None:
    """Exchange a refresh token for new tokens.

    A token shown for the second time ends its session, because one of the two who had it is a thief;
    that change must be committed, so the refusal is None and the route raises it. Within the grace it is
    refused and the session goes on: the first answer logged its client in, and no token is given out twice.

    Raises SessionEnded, JustRefreshed.
    """
    presented = token_hash(refresh_token)
    # First what is in force: who waited here for the same token's exchange finds it spent afterwards.
    login = queries.session_to_refresh(session, presented)
    if login is None and (spent := queries.session_of_spent_token(session, presented)):
        _end_shown_again(session, *spent)
        return None
    if login is None or login.ended_at or login.refresh_until <= clock.now():
        raise SessionEnded
    session.add(SpentRefreshToken(hash=presented, session_id=login.id))
    shown, columns = _fresh_tokens()
    for name, value in columns.items():
        setattr(login, name, value)
    login.last_used_at = clock.now()
    session.add(login)
    return shown


def end_session(session: Session, actor: Actor, session_id: UUID | None = None) -> None:
    """Log out, here or (by its id) elsewhere.

    Raises SessionEnded, NotFound.
    """
    login = queries.login_session(session, actor.person_id, session_id or actor.session_id)
    if login is None:
        raise NotFound("There is no such session of yours.") if session_id else SessionEnded
    login.ended_at = clock.now()
    session.add(login)


def end_sessions(session: Session, person_id: UUID | None, *, but: UUID | None = None) -> None:
    """Log a person out everywhere, or everywhere else."""
    ends = col(LoginSession.id) != but if but else true()
    session.execute(
        update(LoginSession)
        .where(col(LoginSession.person_id) == person_id, col(LoginSession.ended_at).is_(None), ends)
        .values(ended_at=clock.now())
    )


def erase_person(session: Session, actor: Actor, person: Person) -> None:
    """Leave nothing of somebody but an id, by which the audit trail goes on to tell who did what.

    The caller has ended what other rooms keep; the address, the number and every way in are gone.
    """
    end_sessions(session, person.id)
    session.execute(delete(OneTimeCode).where(col(OneTimeCode.person_id) == person.id))
    session.execute(delete(SignOnIdentity).where(col(SignOnIdentity.person_id) == person.id))
    session.execute(delete(OneTimeLink).where(col(OneTimeLink.subject_id) == person.id))
    session.execute(
        update(LoginSession).where(col(LoginSession.person_id) == person.id).values(user_agent=None)
    )
    person.email, person.name, person.title, person.mobile = f"{person.id.hex}@erased", ERASED, None, None
    person.password_hash, person.is_active = "", False
    audit.write(session, actor, "erase", person)


def note_use(session: Session, session_id: UUID) -> None:
    """Remember that a session is used, every ten minutes; a browser's end moves on with it."""
    now = clock.now()
    later = case((col(LoginSession.refresh_until) < now + BROWSER_LASTS, col(LoginSession.refresh_until)),
                 else_=now + BROWSER_LASTS)  # fmt: skip
    is_browser = col(LoginSession.refresh_hash).is_(None)
    session.execute(
        update(LoginSession)
        .where(col(LoginSession.id) == session_id, col(LoginSession.last_used_at) <= now - _USE_TOLD_EVERY)
        .values(last_used_at=now, access_until=case((is_browser, later), else_=LoginSession.access_until))
    )


def prune_sessions(session: Session) -> None:
    """Remove sessions whose refresh token has run out, and the spent tokens that pointed to them."""
    over = queries.ended_session_ids(clock.now())
    session.execute(delete(SpentRefreshToken).where(col(SpentRefreshToken.session_id).in_(over)))
    session.execute(delete(LoginSession).where(col(LoginSession.id).in_(over)))


def _end_shown_again(session: Session, login: LoginSession, spent_at: datetime) -> None:
    if login.ended_at is None and clock.now() - spent_at < GRACE:
        raise JustRefreshed
    login.ended_at = login.ended_at or clock.now()
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
