"""The change log: which listings changed, in the order of the commits; live indexes read it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Integer, delete, insert, text
from sqlmodel import Field, Session, SQLModel, col, func, select

from service.kernel import clock
from service.kernel.record import Instant

# Any fixed number: it names the lock that puts the log's numbers into the order of the commits.
_LOCK = 0x6B656A75
_PENDING = "pending_changes"


class Change(SQLModel, table=True):
    """Somebody changed ``entity`` ``entity_id``; what it is now is read from its room."""

    __tablename__ = "changes"
    # AUTOINCREMENT: a number that was pruned must never come again.
    __table_args__ = {"sqlite_autoincrement": True}

    seq: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer, "sqlite"),
    )
    entity: str = Field(max_length=40)
    entity_id: UUID
    at: datetime = Field(sa_type=Instant)


def note(session: Session, entity: str, entity_id: UUID) -> None:
    """Remember a change; it is written as the last thing before the commit."""
    session.info.setdefault(_PENDING, {})[(entity, entity_id)] = None


def is_pending(session: Session) -> bool:
    """This transaction has changed something that is not committed yet."""
    return bool(session.info.get(_PENDING))


def write_pending(session: Session) -> None:
    """Write what was noted, under the lock that makes number order commit order."""
    pending = session.info.pop(_PENDING, {})
    if not pending:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    at = clock.now()
    rows = [{"entity": entity, "entity_id": entity_id, "at": at} for entity, entity_id in pending]
    session.execute(insert(Change), rows)


def watermark(session: Session) -> int:
    """The newest number, 0 when nothing ever changed."""
    return session.exec(select(func.max(col(Change.seq)))).one() or 0


def since(session: Session, seq: int, *, limit: int = 10_000) -> list[tuple[int, str, UUID]]:
    """Changes after ``seq`` in order: (number, entity, id)."""
    statement = (
        select(Change.seq, Change.entity, Change.entity_id)
        .where(col(Change.seq) > seq)
        .order_by(col(Change.seq))
        .limit(limit)
    )
    return [(number or 0, entity, entity_id) for number, entity, entity_id in session.exec(statement)]


def count_since(session: Session, seq: int, entities: Collection[str]) -> int:
    """How many changes of these entities came after ``seq``."""
    newer = select(func.count()).where(col(Change.seq) > seq, col(Change.entity).in_(entities))
    return session.exec(newer).one()


def prune(session: Session, seq: int) -> None:
    """Forget the changes up to ``seq``: who has not read them starts from an index that holds them."""
    session.execute(delete(Change).where(col(Change.seq) <= seq))
