"""The job table: work asked for in the business transaction, drained by lease, and what runs on a clock.

A handler may run twice (its worker can die after the work and before the note of it), so handlers are
idempotent. A job that keeps failing stops in the visible state ``failed``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, update
from sqlmodel import Field, Session, SQLModel, col, or_, select

from service.kernel import clock, ids
from service.kernel.database import Database, insert_of
from service.kernel.record import Instant, Json, code

LEASE = timedelta(minutes=5)
ATTEMPTS = 8
KEPT = timedelta(days=7)

Handler = Callable[[Database, Mapping[str, Any]], None]


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(SQLModel, table=True):
    """One piece of work for a handler named by ``kind``."""

    __tablename__ = "jobs"

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    kind: str = Field(max_length=60)
    payload: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    state: JobState = Field(default=JobState.WAITING, sa_type=code(JobState), index=True)
    attempts: int = 0
    run_at: datetime = Field(default_factory=clock.now, sa_type=Instant, index=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    error: str | None = Field(default=None, max_length=2000)


class Schedule(SQLModel, table=True):
    """When a recurring job is next asked for; the row's update decides which process asks."""

    __tablename__ = "schedules"

    kind: str = Field(primary_key=True, max_length=60)
    next_run_at: datetime = Field(sa_type=Instant)


@dataclass(frozen=True, slots=True)
class Leased:
    """A job taken to be worked on."""

    id: UUID
    kind: str
    payload: Mapping[str, Any]
    attempts: int


def enqueue(
    session: Session, kind: str, payload: Mapping[str, Any] | None = None, *, run_at: datetime | None = None
) -> UUID:
    """Ask for work in this transaction; it becomes visible with the commit."""
    job = Job(kind=kind, payload=dict(payload or {}), run_at=run_at or clock.now())
    session.add(job)
    return job.id


def has_work(session: Session, schedules: Mapping[str, timedelta]) -> bool:
    """Something is due: asked by reading, so that an idle poller never takes the write lock."""
    now = clock.now()
    if session.execute(select(exists().where(_is_due(now)))).scalar():
        return True
    known = session.exec(select(Schedule.kind).where(col(Schedule.next_run_at) > now)).all()
    return bool(set(schedules) - set(known))


def ask_for_scheduled(session: Session, schedules: Mapping[str, timedelta]) -> None:
    """Enqueue each recurring job whose time has come, once over all processes."""
    now = clock.now()
    _know(session, schedules, now)
    for row in session.exec(select(Schedule).where(col(Schedule.kind).in_(schedules)).with_for_update()):
        if row.next_run_at <= now:
            row.next_run_at = now + schedules[row.kind]
            session.add(row)
            enqueue(session, row.kind)


def _know(session: Session, schedules: Mapping[str, timedelta], now: datetime) -> None:
    """Enter the schedules that are new; of two processes that start at once, one enters them."""
    known = set(session.execute(select(col(Schedule.kind))).scalars())
    for kind in sorted(set(schedules) - known):
        insert = insert_of(session)(Schedule).values(kind=kind, next_run_at=now)
        session.execute(insert.on_conflict_do_nothing())


def lease(session: Session, *, limit: int = 10) -> list[Leased]:
    """Take due jobs; who dies with them loses them after the lease, and another takes them up."""
    now = clock.now()
    _give_up(session, now)
    due = select(Job.id).where(_is_due(now)).order_by(col(Job.run_at)).limit(limit)
    if session.get_bind().dialect.name == "postgresql":
        due = due.with_for_update(skip_locked=True)
    taken = (
        update(Job)
        .where(col(Job.id).in_(due))
        .values(state=JobState.RUNNING, run_at=now + LEASE, attempts=Job.attempts + 1)
        .returning(col(Job.id), col(Job.kind), col(Job.payload), col(Job.attempts))
    )
    return [Leased(*row) for row in session.execute(taken)]


def finish(session: Session, job: Leased) -> None:
    """It is done; nothing happens when the lease was lost to another worker."""
    session.execute(
        update(Job).where(*_is_held(job)).values(state=JobState.DONE, finished_at=clock.now(), error=None)
    )


def fail(session: Session, job: Leased, error: str) -> None:
    """It went wrong: again after 1, 2, 4 … minutes, in the end visibly failed; as above without the lease."""
    over = job.attempts >= ATTEMPTS
    session.execute(
        update(Job)
        .where(*_is_held(job))
        .values(
            state=JobState.FAILED if over else JobState.WAITING,
            run_at=clock.now() + timedelta(minutes=2 ** (job.attempts - 1)),
            finished_at=clock.now() if over else None,
            error=error[:2000],
        )
    )


def prune(session: Session) -> None:
    """Forget what was done more than a week ago; what failed stays."""
    old = clock.now() - KEPT
    session.execute(delete(Job).where(col(Job.state) == JobState.DONE, col(Job.finished_at) < old))


def _give_up(session: Session, now: datetime) -> None:
    """A job that killed each of its workers would otherwise be tried for ever."""
    session.execute(
        update(Job)
        .where(_is_due(now), col(Job.attempts) >= ATTEMPTS)
        .values(state=JobState.FAILED, finished_at=now, error="its worker died in each attempt")
    )


def _is_held(job: Leased) -> tuple[ColumnElement[bool], ...]:
    """Each lease counts an attempt, so the number tells whether another worker has taken the job since."""
    is_running = col(Job.state) == JobState.RUNNING
    return (col(Job.id) == job.id, is_running, col(Job.attempts) == job.attempts)


def _is_due(now: datetime) -> Any:
    return or_(col(Job.state) == JobState.WAITING, col(Job.state) == JobState.RUNNING) & (
        col(Job.run_at) <= now
    )
