"""The way to either database: engines, reading and writing sessions, and what may be tried again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from service.kernel import changes
from service.kernel.errors import Busy, Conflict, StartRefused

_LOCK_SECONDS = 2
_LOCK_TIMEOUT = "55P03"
_TRANSIENT_STATES = {"40001", "40P01", _LOCK_TIMEOUT, "57014", "57P01", "57P02", "57P03"}


class Database:
    """One engine, and the kinds of session on it. Share it within a process, not across a fork."""

    def __init__(self, url: str, *, pool_size: int = 6) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(url, pool_size) if self.is_sqlite else _postgresql_engine(url, pool_size)
        # What the composition root connects (the text index); every session carries it.
        self.info: dict[str, Any] = {}
        self._writer = self.engine.execution_options(write=True)
        # On PostgreSQL each SELECT of a read sees its own moment anyway; BEGIN and ROLLBACK are two journeys.
        reads = {} if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        self._reader = self.engine.execution_options(**reads)
        self._snapshot = self.engine.execution_options(
            isolation_level="SERIALIZABLE" if self.is_sqlite else "REPEATABLE READ"
        )

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that refuses to change rows."""
        with _translated(), _Reading(self._reader, autoflush=False, info=self.info) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """The same over one moment of the whole database, from which rows may be streamed."""
        with _translated(), _Reading(self._snapshot, autoflush=False, info=self.info) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits at its end, the change log last; it rolls back on any exception."""
        with _translated(), Session(self._writer, expire_on_commit=False, info=self.info) as session:
            yield session
            commit(session)

    def tidy(self) -> None:
        """Let SQLite learn what its indexes hold or it sorts whole tables; PostgreSQL does so by itself."""
        if self.is_sqlite:
            with _translated(), self._writer.connect() as connection:
                connection.exec_driver_sql("PRAGMA analysis_limit=1000")
                connection.exec_driver_sql("ANALYZE")
                connection.commit()

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


class _Reading(Session):
    def flush(self, objects: Any = None) -> None:  # noqa: ARG002 (the signature is SQLAlchemy's)
        if self.new or self.dirty or self.deleted:
            raise RuntimeError("a read was about to change rows; use Database.writing")


def commit(session: Session) -> None:
    """Write what is pending, then the change log under its lock, then commit.

    The log comes last so that the order of its numbers is the order of the commits.
    """
    session.flush()
    changes.write_pending(session)
    session.commit()


def insert_of(session: Session) -> Callable[[Any], postgresql.Insert | sqlite.Insert]:
    """The INSERT of this session's database that knows ON CONFLICT; both spell it alike."""
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert


def is_lock_timeout(error: DBAPIError) -> bool:
    """Another transaction held this row for too long; only PostgreSQL can tell it from a locked database."""
    return getattr(error.orig, "sqlstate", None) == _LOCK_TIMEOUT


def is_transient(error: DBAPIError) -> bool:
    """Locked, out of lock time, deadlocked, not serialisable, or the server is going: worth another try."""
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in _TRANSIENT_STATES
    return error.connection_invalidated or "locked" in str(error.orig) or "busy" in str(error.orig)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise Busy("No connection to the database was free. Try again.", retry_after=1) from error
    except IntegrityError as error:
        # The rules looked first and saw no such value: it was entered in between.
        if _is_duplicate(error):
            raise Conflict("The same was entered at this moment; nothing was changed.") from error
        raise
    except DBAPIError as error:
        # Without a sqlstate an operational error of psycopg means that the server could not be reached.
        unreachable = isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", "") is None
        if is_transient(error) or unreachable:
            raise Busy("The database is busy; nothing was changed. Try again.", retry_after=1) from error
        raise


def _is_duplicate(error: IntegrityError) -> bool:
    return getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE constraint" in str(error.orig)


def _postgresql_engine(url: str, pool_size: int) -> Engine:
    options = f"-c lock_timeout={_LOCK_SECONDS}s -c statement_timeout=30s -c timezone=UTC"
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=4,
        json_deserializer=msgspec.json.decode,
        pool_timeout=5,
        connect_args={"options": options, "connect_timeout": 5},
    )


def _sqlite_engine(url: str, pool_size: int) -> Engine:
    path = make_url(url).database
    if not path or path == ":memory:":
        raise StartRefused("An SQLite database needs a file: several threads share it.")
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=4,
        json_deserializer=msgspec.json.decode,
        connect_args={"timeout": _LOCK_SECONDS, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "reset", _end_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "mmap_size=268435456"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A deferred writer loses updates or fails on upgrade; an immediate one waits its turn.
    writes = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _end_sqlite(connection: Any, _record: object, _state: object) -> None:
    # After a COMMIT that failed SQLite's transaction goes on, lock and all; the pool believes it over.
    connection.rollback()
