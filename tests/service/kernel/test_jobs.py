"""Jobs: leased once, tried again with patience, visibly failed in the end; schedules run once for all."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from service.kernel import clock, jobs
from service.kernel.database import Database
from service.kernel.jobs import ATTEMPTS, LEASE, Job, JobState, Leased, Schedule
from service.worker import Worker
from tests.support.stored import at_once

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_schedules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.worker.SCHEDULES", {})


def enqueue(database: Database, kind: str = "work", **payload: Any) -> None:
    with database.writing() as session:
        jobs.enqueue(session, kind, payload)


def lease(database: Database, limit: int = 10) -> list[Leased]:
    with database.writing() as session:
        return jobs.lease(session, limit=limit)


def only(database: Database) -> Job:
    with database.reading() as session:
        return session.exec(select(Job)).one()


class Handlers:
    """Handlers that remember what they were given; ``fail`` always raises."""

    def __init__(self) -> None:
        self.seen: list[Mapping[str, Any]] = []
        self.table = {"work": self._work, "fail": self._fail}

    def _work(self, _database: Database, payload: Mapping[str, Any]) -> None:
        self.seen.append(payload)

    def _fail(self, _database: Database, payload: Mapping[str, Any]) -> None:
        self.seen.append(payload)
        raise ValueError("no luck")


def test_a_job_is_done_once_and_becomes_visible_with_its_commit(database: Database) -> None:
    handlers = Handlers()
    worker = Worker(database, handlers.table)
    with database.writing() as session:
        jobs.enqueue(session, "work")
        session.flush()
        session.rollback()
    assert worker.drain() == 0
    enqueue(database, number=1)
    assert (worker.drain(), worker.drain(), handlers.seen) == (1, 0, [{"number": 1}])
    assert (only(database).state, only(database).error) == (JobState.DONE, None)


def test_two_workers_never_take_the_same_job(database: Database) -> None:
    for number in range(40):
        enqueue(database, number=number)
    handlers = Handlers()
    done = at_once([Worker(database, handlers.table).drain for _ in range(4)])
    assert sum(done) == 40
    assert sorted(payload["number"] for payload in handlers.seen) == list(range(40))


def test_a_job_waits_for_its_time(database: Database) -> None:
    with database.writing() as session:
        jobs.enqueue(session, "work", run_at=clock.now() + HOUR)
    assert lease(database) == []
    with clock.pinned(clock.now() + HOUR):
        assert len(lease(database)) == 1


def test_what_fails_is_tried_again_later_each_time_and_fails_visibly_in_the_end(database: Database) -> None:
    handlers = Handlers()
    worker = Worker(database, handlers.table)
    enqueue(database, "fail")
    moment, waits = clock.now(), []
    for _ in range(ATTEMPTS):
        with clock.pinned(moment):
            assert worker.drain() == 1
            assert worker.drain() == 0
        waits.append(only(database).run_at - moment)
        moment = only(database).run_at
    assert waits[:-1] == [timedelta(minutes=2**attempt) for attempt in range(ATTEMPTS - 1)]
    failed = only(database)
    assert (failed.state, failed.attempts) == (JobState.FAILED, ATTEMPTS)
    assert "no luck" in (failed.error or "")
    with clock.pinned(moment + timedelta(days=365)):
        assert worker.drain() == 0
        with database.writing() as session:
            jobs.prune(session)
    assert only(database).state == JobState.FAILED


def test_a_kind_that_nobody_handles_waits_with_its_error(database: Database) -> None:
    enqueue(database, "unheard of")
    assert Worker(database, {}).drain() == 1
    assert (only(database).state, only(database).attempts) == (JobState.WAITING, 1)
    assert "unheard of" in (only(database).error or "")


def test_a_worker_that_died_loses_its_lease_and_what_it_says_later_counts_for_nothing(
    database: Database,
) -> None:
    enqueue(database)
    [dead] = lease(database)
    assert lease(database) == []
    with clock.pinned(clock.now() + LEASE + timedelta(seconds=1)):
        [living] = lease(database)
        assert (living.id, living.attempts) == (dead.id, 2)
        with database.writing() as session:
            jobs.finish(session, dead)
            jobs.fail(session, dead, "too late")
        assert (only(database).state, only(database).error) == (JobState.RUNNING, None)
        with database.writing() as session:
            jobs.finish(session, living)
            jobs.fail(session, dead, "too late")
    assert only(database).state == JobState.DONE


def test_a_job_that_kills_its_workers_is_given_up(database: Database) -> None:
    enqueue(database)
    moment = clock.now()
    for _ in range(ATTEMPTS):
        with clock.pinned(moment):
            assert len(lease(database)) == 1
        moment += LEASE + timedelta(seconds=1)
    with clock.pinned(moment):
        assert lease(database) == []
    given_up = only(database)
    assert (given_up.state, given_up.attempts, bool(given_up.error)) == (JobState.FAILED, ATTEMPTS, True)


def test_a_schedule_runs_once_over_two_workers_and_again_when_its_time_has_come(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.worker.SCHEDULES", {"work": HOUR, "fail": HOUR})
    handlers = Handlers()
    workers = [Worker(database, handlers.table) for _ in range(4)]
    start = clock.now()
    assert sum(at_once([worker.drain for worker in workers])) == 2
    assert workers[0].drain() == 0
    with clock.pinned(start + HOUR + timedelta(minutes=1)):
        assert workers[1].drain() == 3  # both again, and what failed before
        assert workers[2].drain() == 0
    with database.reading() as session:
        assert len(session.exec(select(Schedule)).all()) == 2


def test_a_schedule_that_was_taken_out_of_the_program_is_left_alone(database: Database) -> None:
    with database.writing() as session:
        session.add(Schedule(kind="former", next_run_at=clock.now() - HOUR))
    with database.writing() as session:
        jobs.ask_for_scheduled(session, {"work": HOUR})
    assert only(database).kind == "work"


def test_what_was_done_a_week_ago_is_forgotten(database: Database) -> None:
    def prune(session: Session) -> None:
        jobs.prune(session)

    enqueue(database)
    Worker(database, Handlers().table).drain()
    for days, left in ((6, 1), (8, 0)):
        with clock.pinned(clock.now() + timedelta(days=days)), database.writing() as session:
            prune(session)
        with database.reading() as session:
            assert len(session.exec(select(Job)).all()) == left


def test_the_poller_starts_works_and_stops(database: Database) -> None:
    handlers = Handlers()
    worker = Worker(database, handlers.table)
    enqueue(database)
    worker.start()
    worker.stop()
    assert handlers.seen in ([], [{}])
    worker.wait()
