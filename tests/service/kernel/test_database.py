"""Sessions: nothing is lost under concurrent writers, what fails leaves nothing, locks end soon."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, col, select

from service.kernel import changes, ids
from service.kernel.changes import Change
from service.kernel.database import Database
from service.kernel.errors import Busy, Conflict, StartRefused
from service.kernel.jobs import Job
from tests.support.stored import at_once, count, unchanged

THREADS, ROUNDS = 6, 20


@pytest.fixture
def wide(settings) -> Iterator[Database]:
    """With a connection for every thread of these tests."""
    database = Database(settings.database, pool_size=10)
    yield database
    database.dispose()


def counter(database: Database) -> Job:
    with database.writing() as session:
        job = Job(kind="counter", payload={})
        session.add(job)
    return job


def test_increments_of_many_threads_are_all_there(wide: Database) -> None:
    job_id = counter(wide).id

    def increment() -> None:
        for _ in range(ROUNDS):
            with wide.writing() as session:
                row = session.exec(select(Job).where(Job.id == job_id).with_for_update()).one()
                row.attempts += 1
                session.add(row)

    at_once([increment] * THREADS)
    with wide.reading() as session:
        assert session.get_one(Job, job_id).attempts == THREADS * ROUNDS


def test_a_reader_of_the_change_log_sees_every_change_of_eight_writers(wide: Database) -> None:
    seen: list[int] = []
    ended = threading.Event()

    def follow() -> None:
        last, is_last = 0, False
        while not is_last:
            is_last = ended.is_set()
            with wide.reading() as session:
                for seq, _, _ in changes.since(session, last):
                    seen.append(seq)
                    last = seq

    def write() -> None:
        for number in range(ROUNDS):
            with wide.writing() as session:
                changes.note(session, "needs", ids.new_id())
                changes.note(session, "achievements", ids.new_id())
                if number % 3 == 0:
                    session.add(Job(kind="beside"))

    reader = threading.Thread(target=follow)
    reader.start()
    at_once([write] * 8)
    ended.set()
    reader.join()
    with wide.reading() as session:
        stored = list(session.exec(select(Change.seq).order_by(col(Change.seq))))
        assert changes.watermark(session) == stored[-1]
    assert len(stored) == 8 * ROUNDS * 2
    assert seen == stored


def test_a_change_noted_twice_is_written_once_and_none_that_was_rolled_back(database: Database) -> None:
    listing = ids.new_id()
    with database.writing() as session:
        changes.note(session, "needs", listing)
        changes.note(session, "needs", listing)
    with pytest.raises(RuntimeError):
        _note_and_fail(database)
    with database.writing() as session:
        session.add(Job(kind="beside"))
    with database.reading() as session:
        assert [(entity, entity_id) for _, entity, entity_id in changes.since(session, 0)] == [
            ("needs", listing)
        ]


def _note_and_fail(database: Database) -> None:
    with database.writing() as session:
        changes.note(session, "needs", ids.new_id())
        raise RuntimeError


def test_a_number_of_the_log_never_comes_again(database: Database) -> None:
    with database.writing() as session:
        changes.note(session, "needs", ids.new_id())
    with database.writing() as session:
        last = changes.watermark(session)
        session.execute(text("DELETE FROM changes"))
    with database.writing() as session:
        changes.note(session, "needs", ids.new_id())
    with database.reading() as session:
        assert changes.watermark(session) > last


@pytest.mark.parametrize("kind", ["reading", "snapshot"])
def test_a_reading_session_refuses_to_change_rows(database: Database, kind: str) -> None:
    with unchanged(database), getattr(database, kind)() as session:
        session.add(Job(kind="lost"))
        with pytest.raises(RuntimeError, match="writing"):
            session.flush()


def test_a_failing_commit_leaves_nothing_and_the_connections_sound(database: Database) -> None:
    def fail(session: Session) -> None:
        session.execute(text("INSERT INTO jobs SELECT * FROM jobs"))

    counter(database)
    for _ in range(12):
        event.listen(Session, "before_commit", fail)
        try:
            with unchanged(database), pytest.raises(Conflict), database.writing() as session:
                session.add(Job(kind="lost"))
        finally:
            event.remove(Session, "before_commit", fail)
    counter(database)
    assert count(database, Job) == 2


def test_who_waits_too_long_for_a_lock_is_told_to_come_back(database: Database) -> None:
    job_id = counter(database).id
    with database.writing() as holder:
        holder.execute(text("UPDATE jobs SET attempts = 5"))
        with pytest.raises(Busy) as refusal, database.writing() as session:
            session.exec(select(Job).where(Job.id == job_id).with_for_update()).one()
        with database.reading() as session:
            assert session.get_one(Job, job_id).attempts == 0
    assert refusal.value.retry_after
    with database.reading() as session:
        assert session.get_one(Job, job_id).attempts == 5


def test_a_server_that_cannot_be_reached_is_busy_and_a_database_in_memory_is_refused() -> None:
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Busy), nowhere.reading() as session:
        session.execute(text("SELECT 1"))
    nowhere.dispose()
    for url in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(StartRefused):
            Database(url)
