"""Drains the job table: one thread that leases due jobs and runs each room's handlers."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import structlog

from service.accounts import jobs as accounts
from service.achievements import jobs as achievements
from service.attachments import jobs as attachments
from service.contracts import filing_jobs
from service.http import idempotency
from service.introductions import jobs as introductions
from service.kernel import jobs, rate_limits
from service.kernel.audit_seals import seal_new
from service.kernel.database import Database
from service.kernel.jobs import Handler, Leased
from service.kernel.settings import Settings
from service.matches import jobs as matches
from service.needs import jobs as needs
from service.organizations import jobs as organizations

_log = structlog.get_logger()
_PRUNE = "platform.prune"
_IDLE_SECONDS = 0.5


def _prune(database: Database, _payload: Mapping[str, object]) -> None:
    """Forget what is kept for a time only, and let the database learn what it holds."""
    with database.writing() as session:
        idempotency.prune(session)
        jobs.prune(session)
        rate_limits.prune(session)
    database.tidy()


HANDLERS: Mapping[str, Handler] = {
    _PRUNE: _prune,
    accounts.PRUNE: accounts.prune_sessions,
    accounts.SEND_CODE: accounts.send_code,
    accounts.SEND_RESET: accounts.send_reset,
    achievements.EXPIRE: achievements.expire_achievements,
    attachments.SCAN: attachments.scan,
    attachments.SWEEP: attachments.sweep,
    introductions.REMIND: introductions.remind,
    matches.RANK: matches.rank_everything,
    filing_jobs.RECOMPUTE_DUE: filing_jobs.recompute_due,
    matches.REFIT: matches.refit,
    needs.EXPIRE: needs.expire_needs,
    organizations.SEND_INVITATION: organizations.send_invitation,
    organizations.TELL_RECEIVED: organizations.tell_received,
    organizations.TELL_REFUSED: organizations.tell_refused,
}
SCHEDULES: Mapping[str, timedelta] = {
    _PRUNE: timedelta(hours=1),
    accounts.PRUNE: timedelta(hours=6),
    achievements.EXPIRE: timedelta(minutes=10),
    attachments.SWEEP: timedelta(minutes=10),
    introductions.REMIND: timedelta(minutes=10),
    matches.RANK: timedelta(minutes=30),
    filing_jobs.RECOMPUTE_DUE: timedelta(hours=12),
    matches.REFIT: timedelta(minutes=5),
    needs.EXPIRE: timedelta(minutes=10),
}


def worker_of(database: Database, settings: Settings) -> "Worker":
    """The worker that an installation runs: every room's jobs, and the seals over the audit trail."""
    signer = settings.audit_signer
    return Worker(database, pulses=[lambda database: seal_new(database, signer)])


class Worker:
    """A poller; any number of them may run beside one another, in one process or in many."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler] = HANDLERS,
        pulses: Sequence[Callable[[Database], object]] = (),
    ) -> None:
        self._database, self._handlers, self._pulses = database, handlers, pulses
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        """Begin to drain, beside the caller."""
        self._thread.start()

    def stop_soon(self) -> None:
        """Ask it to end; a signal handler may call this."""
        self._ends.set()

    def stop(self) -> None:
        """End after the job that runs now."""
        self.stop_soon()
        if self._thread.is_alive():
            self._thread.join()

    def wait(self) -> None:
        """Until somebody has stopped it and the job that ran has ended."""
        self._ends.wait()
        self._thread.join()

    def drain(self) -> int:
        """Run everything that is due; how many jobs that were."""
        done = 0
        while leased := self._lease():
            for job in leased:
                self._work(job)
                done += 1
        return done

    def beat(self) -> None:
        """Do what follows every change at once; a job's row each half second would be more than the work."""
        for pulse in self._pulses:
            pulse(self._database)

    def _run(self) -> None:
        while not self._ends.is_set():
            for step in (self.drain, self.beat):
                try:
                    step()
                except Exception as error:  # the poller outlives a database that is away
                    _log.warning("jobs wait", reason=repr(error))
            self._ends.wait(_IDLE_SECONDS)

    def _lease(self) -> list[Leased]:
        with self._database.reading() as session:
            if not jobs.has_work(session, SCHEDULES):
                return []
        with self._database.writing() as session:
            jobs.ask_for_scheduled(session, SCHEDULES)
            session.flush()
            return jobs.lease(session)

    def _work(self, job: Leased) -> None:
        try:
            self._handlers[job.kind](self._database, job.payload)
        except Exception as error:
            _log.error("job failed", kind=job.kind, attempts=job.attempts, exc_info=error)
            with self._database.writing() as session:
                jobs.fail(session, job, repr(error))
            return
        with self._database.writing() as session:
            jobs.finish(session, job)
