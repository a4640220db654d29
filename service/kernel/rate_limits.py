"""Rate limits: how many requests somebody may make in a minute, counted in the database for all workers.

A process takes a block of a minute's requests at a time and hands them out itself, so that one request in
many writes; with a small limit the block is one, and the count is exact. Together all workers never let
more pass than the limit; what one of them still holds when others have run out is lost to that minute.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Field, Session, SQLModel, col

from service.kernel import clock
from service.kernel.database import Database, insert_of
from service.kernel.errors import Busy
from service.kernel.record import Instant

WINDOW = timedelta(minutes=1)
# A worker takes the twentieth part of a minute's requests at once.
_BLOCKS = 20
_REMEMBERED = 10_000


class RateWindow(SQLModel, table=True):
    """How many requests of one bucket were taken in one minute."""

    __tablename__ = "rate_windows"

    bucket: str = Field(primary_key=True, max_length=80)
    began_at: datetime = Field(primary_key=True, sa_type=Instant)
    taken: int


@dataclass(slots=True)
class _Held:
    """What this process holds of a bucket's minute; ``known``: what all had taken when it last asked."""

    began_at: datetime
    left: int
    known: int
    is_spent: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a request may pass, how many more may, and in how many seconds the next minute begins."""

    is_admitted: bool
    limit: int
    left: int
    seconds: int


class Limiter:
    """One process's view of the counts; ``limits``: requests a minute of each kind, 0 for no limit."""

    def __init__(self, limits: Mapping[str, int]) -> None:
        self.limits = limits
        self._held: dict[str, _Held] = {}

    def must_ask(self, kind: str, bucket: str) -> bool:
        """The database has to be asked; otherwise ``admit`` answers at once."""
        held = self._current(bucket)
        return bool(self.limits[kind]) and not (held.left or held.is_spent)

    def admit(self, database: Database, kind: str, bucket: str) -> Standing:
        """Let one request of ``bucket`` pass, or not. A database that is busy stops nobody."""
        limit, held = self.limits[kind], self._current(bucket)
        if not held.left and not held.is_spent:
            with suppress(Busy):
                self._take(database, bucket, held, limit)
        is_admitted = held.left > 0 or not held.is_spent
        held.left = max(held.left - 1, 0)
        ends = held.began_at + WINDOW - clock.now()
        left = max(limit - held.known, 0) + held.left
        return Standing(is_admitted, limit, left, max(int(ends.total_seconds()) + 1, 1))

    def _take(self, database: Database, bucket: str, held: _Held, limit: int) -> None:
        block = max(limit // _BLOCKS, 1)
        with database.writing() as session:
            held.known = take(session, bucket, held.began_at, block)
        held.left = min(block, block - (held.known - limit))
        held.is_spent = held.left <= 0
        held.left = max(held.left, 0)

    def _current(self, bucket: str) -> _Held:
        now = clock.now()
        began_at = now.replace(second=0, microsecond=0)
        held = self._held.get(bucket)
        if held is None or held.began_at != began_at:
            if len(self._held) >= _REMEMBERED:
                self._held = {name: old for name, old in self._held.items() if old.began_at == began_at}
            held = self._held[bucket] = _Held(began_at, 0, 0)
        return held


def take(session: Session, bucket: str, began_at: datetime, amount: int) -> int:
    """Count ``amount`` more requests; how many that makes in this minute."""
    statement = insert_of(session)(RateWindow).values(bucket=bucket, began_at=began_at, taken=amount)
    counted = statement.on_conflict_do_update(
        index_elements=["bucket", "began_at"], set_={"taken": col(RateWindow.taken) + amount}
    ).returning(col(RateWindow.taken))
    return int(session.execute(counted).scalar_one())


def prune(session: Session) -> None:
    """Forget the minutes that are over."""
    session.execute(delete(RateWindow).where(col(RateWindow.began_at) < clock.now() - 2 * WINDOW))
