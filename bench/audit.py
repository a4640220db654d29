"""What the audit trail costs: verifying a million entries, and writers with the trail against without.

    python bench/audit.py [--entries 1000000]

Both databases, in a temporary folder. A writer edits its own record, one edit a transaction, as requests do;
while it writes, a sealer seals.
"""

import argparse
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path[0] = str(Path(__file__).resolve().parents[1])

from sqlalchemy import insert  # noqa: E402

from service.accounts.tables import Person  # noqa: E402
from service.kernel import audit, ids  # noqa: E402
from service.kernel.actor import SYSTEM  # noqa: E402
from service.kernel.audit import AuditEntry, digest  # noqa: E402
from service.kernel.audit_seals import seal_new  # noqa: E402
from service.kernel.audit_verification import verify  # noqa: E402
from service.kernel.database import Database  # noqa: E402
from service.kernel.signing import Signer  # noqa: E402
from service.migrating import migrate  # noqa: E402
from tests.support.databases import PostgresqlHome, settings_for, short_folder  # noqa: E402

SIGNER = Signer("11" * 32)
STEPS, CHUNK, ROUNDS = 5, 20_000, 3
# As many as a process of ours lets write at once on SQLite; PostgreSQL takes those of several.
WRITERS = {True: 2, False: 8}
SECONDS = 3.0
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
DATA = {"title": "煤气化细渣的资源化利用", "status": "submitted", "budget_max": 400000000, "targets": []}


def entries(count: int) -> Iterator[dict[str, Any]]:
    """A trail as the application writes it: records of five steps each."""
    person, organization = ids.new_id(), ids.new_id()
    for number in range(count // STEPS):
        record, previous = ids.new_id(), ""
        for version in range(1, STEPS + 1):
            entry = AuditEntry(
                entity="needs", entity_id=record, entity_version=version, action="edit",
                at=BEGAN + timedelta(seconds=number), person_id=person, organization_id=organization,
                role="enterprise", request_id=record.hex, data=DATA, previous_hash=previous, hash="",
            )  # fmt: skip
            entry.hash = previous = digest(entry)
            yield {name: getattr(entry, name) for name in (*AuditEntry.HASHED, "hash")}


def fill(database: Database, count: int) -> None:
    """Write so many entries past the operations, in large transactions."""
    rows: list[dict[str, Any]] = []
    for row in entries(count):
        rows.append(row)
        if len(rows) == CHUNK:
            with database.writing() as session:
                session.execute(insert(AuditEntry), rows)
            rows.clear()


def timed(work: Callable[[], Any]) -> float:
    """Seconds that ``work`` takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def read_through(database: Database) -> None:
    """As `keju verify-audit` does."""
    with database.snapshot() as session:
        flaws = list(verify(session, {SIGNER.public}))
    if flaws:
        raise SystemExit(f"the trail is broken: {flaws[:3]}")


def people(database: Database) -> list[UUID]:
    """One record for each writer."""
    made = [
        Person(email=f"{ids.new_id().hex}@b.cn", name="甲", password_hash="-")
        for _ in range(WRITERS[database.is_sqlite])
    ]
    with database.writing() as session:
        for person in made:
            audit.write(session, SYSTEM, "create", person)
    return [person.id for person in made]


def rate(database: Database, *, is_told: bool) -> float:
    """Committed edits a second over all writers."""
    ends = time.perf_counter() + SECONDS

    def edit_on(person_id: UUID) -> int:
        done = 0
        while time.perf_counter() < ends:
            with database.writing() as session:
                person = session.get_one(Person, person_id, with_for_update=True)
                person.name = f"甲{done}"
                if is_told:
                    audit.write(session, SYSTEM, "edit", person)
            done += 1
        return done

    with ThreadPoolExecutor(WRITERS[database.is_sqlite]) as pool:
        return sum(pool.map(edit_on, people(database))) / SECONDS


@contextmanager
def sealing(database: Database) -> Iterator[None]:
    """A sealer beside the writers, as the worker runs it."""
    ends = threading.Event()

    def run() -> None:
        while not ends.wait(0.5):
            seal_new(database, SIGNER)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join()


def measure_writers(name: str, database: Database) -> None:
    """Print what one database does."""
    with_trail, without = [], []
    for _ in range(ROUNDS):
        without.append(rate(database, is_told=False))
        with sealing(database):
            with_trail.append(rate(database, is_told=True))
    told, untold = statistics.median(with_trail), statistics.median(without)
    print(f"{name}: {told:,.0f} edits a second with the trail and its seals, {untold:,.0f} without", end="")
    print(f" ({told / untold:.2f}; {WRITERS[database.is_sqlite]} writers, medians of {ROUNDS})")


def measure_reading(name: str, database: Database, count: int) -> None:
    """Print how long a long trail takes."""
    fill(database, count)
    sealed = timed(lambda: seal_new(database, SIGNER))
    read = timed(lambda: read_through(database))
    print(f"{name}: {count:,} entries verified in {read:.1f} s, sealed from nothing in {sealed:.1f} s")


def main() -> None:
    """SQLite, then PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    count = parser.parse_args().entries
    with short_folder() as folder:
        home = PostgresqlHome(folder)
        for name, url in (("SQLite", f"sqlite:///{folder}/bench.sqlite3"), ("PostgreSQL", home.url)):
            settings = settings_for(Path(folder), url)
            migrate(settings)
            database = Database(settings.database, pool_size=10)
            measure_reading(name, database, count)
            measure_writers(name, database)
            database.dispose()
        home.close()


if __name__ == "__main__":
    main()
