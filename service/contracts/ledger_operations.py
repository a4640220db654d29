"""Every line that is written into the ledger; nothing here or elsewhere changes or deletes one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import insert, inspect
from sqlmodel import Session

from service.contracts import ledger_queries as queries
from service.contracts.ledger import Entry, Step, entries, standing_of
from service.contracts.ledger_tables import LedgerKind, LedgerLine, LedgerSum
from service.contracts.tables import Contract
from service.kernel import clock
from service.kernel.database import insert_of
from service.kernel.errors import invalid

_ADDED = ("contracts", "total", "technical")


def book(session: Session, contract: Contract, kind: LedgerKind, effective_on: date) -> None:
    """Bring the ledger to how ``contract`` stands now; the caller holds its row's lock and has changed it.

    Raises Invalid for a contract that has no day of registration.
    """
    append(session, [booked(session, [(contract, kind, effective_on)])])


def booked(session: Session, steps: Iterable[tuple[Contract, LedgerKind, date]]) -> list[Entry]:
    """The lines that these steps will write."""
    taken = list(steps)
    ids = [contract.id for contract, _, _ in taken]
    session.flush()
    known, parties = queries.standings(session, ids), queries.parties_of(session, ids)
    return [
        entry
        for contract, kind, day in taken
        for entry in entries(
            _step(contract, kind, day), known.get(contract.id), standing_of(contract, parties[contract.id])
        )
    ]


def append(session: Session, chunks: Iterable[list[Entry]]) -> None:
    """Write lines under the ledger's lock, all recorded at one moment; do it last, others wait for it."""
    recorded_at = None
    for chunk in chunks:
        if not chunk:
            continue
        recorded_at = recorded_at or queries.moment_to_write(session)
        rows = [_row(entry) | {"recorded_at": recorded_at} for entry in chunk]
        session.execute(insert(LedgerLine), rows)
        _add_up(session, rows)


def _add_up(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Bring the sums along; the lock makes this the only writer of them."""
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        known = row | {"recorded_month": row["recorded_at"].date().replace(day=1)}
        added = sums[tuple(known[name] or "" for name in LedgerSum.KEY)]
        for place, name in enumerate(("contracts_delta", "total_delta", "technical_delta")):
            added[place] += row[name]
    written = [
        dict(zip((*LedgerSum.KEY, *_ADDED), (*key, *added), strict=True)) | {"newest": rows[0]["recorded_at"]}
        for key, added in sums.items()
    ]
    fresh = insert_of(session)(inspect(LedgerSum).local_table)
    more = {name: getattr(LedgerSum, name) + fresh.excluded[name] for name in _ADDED}
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=LedgerSum.KEY, set_=more | {"newest": fresh.excluded.newest}
        ),
        written,
    )


def _step(contract: Contract, kind: LedgerKind, effective_on: date) -> Step:
    if contract.registered_on is None:
        raise invalid("/registered_on", "A contract counts from the day of its registration.")
    if effective_on > clock.today():
        raise invalid("/effective_on", "What will be so later cannot be booked today.")
    return Step(contract.id, kind, effective_on, contract.registered_on)


def _row(entry: Entry) -> dict[str, Any]:
    columns: dict[str, Any] = msgspec.structs.asdict(entry)
    dimensions = columns.pop("dimensions")
    months = {
        "effective_month": entry.effective_on.replace(day=1),
        "registered_month": entry.registered_on.replace(day=1),
    }
    return {**columns, **dimensions, **months}
