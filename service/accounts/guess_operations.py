"""Counts wrong attempts and makes the next one wait; exact over any number of processes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col

from service.accounts import queries
from service.accounts.errors import TooManyGuesses
from service.accounts.lockout import FORGOTTEN, Counted, wait
from service.accounts.tables import Guesses
from service.kernel import clock
from service.kernel.database import insert_of


def charge(session: Session, counted: Sequence[Counted]) -> None:
    """Count an attempt as wrong before it is looked at; many at once cannot slip through.

    Raises TooManyGuesses while one of them has to wait; nothing is counted then.
    """
    now, order = clock.now(), sorted(counted, key=lambda one: one.key)
    for one in order:
        _know(session, one, now)
    rows = queries.guesses(session, [one.key for one in order])
    _refuse_blocked([rows[one.key] for one in order], now)
    for one in order:
        row = rows[one.key]
        row.failures = 1 if now - row.last_at >= FORGOTTEN else row.failures + 1
        row.last_at, row.blocked_until = now, now + wait(row.failures, one)
        session.add(row)


def forgive(session: Session, counted: Sequence[Counted]) -> None:
    """The attempt was right: what is one's own is forgotten, what others share loses this one."""
    own = [one.key for one in counted if not one.is_shared]
    shared = [one.key for one in counted if one.is_shared]
    session.execute(delete(Guesses).where(col(Guesses.key).in_(own)))
    session.execute(
        update(Guesses)
        .where(col(Guesses.key).in_(shared), col(Guesses.failures) > 0)
        .values(failures=Guesses.failures - 1)
    )


def prune_guesses(session: Session) -> None:
    """Forget what no longer counts."""
    session.execute(delete(Guesses).where(col(Guesses.last_at) < clock.now() - FORGOTTEN))


def _know(session: Session, one: Counted, now: datetime) -> None:
    session.execute(
        insert_of(session)(Guesses)
        .values(key=one.key, failures=0, blocked_until=now, last_at=now)
        .on_conflict_do_nothing()
    )


def _refuse_blocked(rows: Sequence[Guesses], now: datetime) -> None:
    until = max(row.blocked_until for row in rows)
    if until > now:
        seconds = int((until - now).total_seconds()) + 1
        raise TooManyGuesses(f"Too many attempts; try again in {seconds} s.", retry_after=seconds)
