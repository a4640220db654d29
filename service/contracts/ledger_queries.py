"""What is read of the ledger: how it knows a contract, and sums as of a moment."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from service.contracts.ledger import Standing
from service.contracts.ledger_tables import LedgerLine
from service.contracts.tables import ContractParty
from service.kernel import clock

# Any fixed number: whoever writes lines holds it, whoever reads sums waits for who holds it.
LOCK = 0x6C656467
_TICK = timedelta(microseconds=1)


def settled(session: Session, as_of: datetime | None) -> datetime:
    """The moment a report may speak of: never later than now, and no line of it is still under way.

    The clock is read before the lock is asked for: whoever wrote an earlier ``recorded_at`` held the lock
    by then, so it has committed when the lock is ours. SQLite reads one whole state anyway.
    """
    now = clock.now()
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": LOCK})
    return min(as_of or now, now)


def standings(session: Session, contract_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """How the ledger knows contracts that count in it: their sums, under their newest line's dimensions."""
    lines = select(LedgerLine).where(col(LedgerLine.contract_id).in_(contract_ids))
    by_contract: dict[UUID, list[LedgerLine]] = defaultdict(list)
    for line in session.execute(lines.order_by(col(LedgerLine.seq))).scalars():
        by_contract[line.contract_id].append(line)
    return {
        contract_id: Standing(
            sum(line.total_delta for line in known),
            sum(line.technical_delta for line in known),
            known[-1].dimensions,
        )
        for contract_id, known in by_contract.items()
        if sum(line.contracts_delta for line in known) > 0
    }


def parties_of(session: Session, contract_ids: Collection[UUID]) -> dict[UUID, list[ContractParty]]:
    """The parties of contracts."""
    found: dict[UUID, list[ContractParty]] = defaultdict(list)
    statement = select(ContractParty).where(col(ContractParty.contract_id).in_(contract_ids))
    for party in session.execute(statement).scalars():
        found[party.contract_id].append(party)
    return found


def moment_to_write(session: Session) -> datetime:
    """Take the ledger's lock until the commit, then read the clock: what is written next is recorded now.

    A clock that was set back must not write into figures that were already read: it stays behind the
    newest line.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    newest = session.execute(select(func.max(col(LedgerLine.recorded_at)))).scalar_one()
    return clock.now() if newest is None else max(clock.now(), newest + _TICK)
