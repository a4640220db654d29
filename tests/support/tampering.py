"""What somebody does to the audit trail who has the database to themselves: past every trigger."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlmodel import Session

from service.kernel.database import Database

_TRIGGERS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")


@contextmanager
def unguarded(database: Database) -> Iterator[Session]:
    """A session in whose transaction the triggers sleep."""
    with database.writing() as session:
        if not database.is_sqlite:
            session.execute(text("SET LOCAL session_replication_role = replica"))
            yield session
            return
        triggers = session.execute(_TRIGGERS).all()
        for name, _ in triggers:
            session.execute(text(f"DROP TRIGGER {name}"))
        yield session
        session.flush()
        for _, made in triggers:
            session.execute(text(made))
