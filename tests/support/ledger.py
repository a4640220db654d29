"""Contracts in the register for tests, stepped through the ledger as their operations do."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, func

from service.contracts import ledger_operations
from service.contracts.ledger_tables import LedgerKind, LedgerLine, LedgerSum
from service.contracts.tables import Contract, ContractParty, ContractType, PartySide, RegistrationStatus
from service.kernel import clock
from service.kernel.database import Database
from service.listings.transfer_modes import TransferMode

AMOUNTS = (LedgerLine.contracts_delta, LedgerLine.total_delta, LedgerLine.technical_delta)
SUMS = (LedgerSum.contracts, LedgerSum.total, LedgerSum.technical)


def registered(session: Session, total: int, technical: int, day: date, **columns: Any) -> UUID:
    """A contract that a registration office has just written down."""
    contract = Contract(
        title="苜蓿品种选育",
        contract_type=ContractType.SERVICE,
        mode=TransferMode.SERVICE,
        total_amount=total,
        technical_amount=technical,
        status=RegistrationStatus.REGISTERED,
        registered_on=day,
        **{"filing_region": "150105", "tech_field": "09", "registration_office": "登记处"} | columns,
    )
    session.add(contract)
    session.flush()
    for side, region in ((PartySide.SELLER, "150105"), (PartySide.BUYER, "150125")):
        session.add(
            ContractParty(contract_id=contract.id, side=side, position=0, name=side.value, region=region)
        )
    ledger_operations.book(session, contract, LedgerKind.REGISTRATION, day)
    return contract.id


def step(session: Session, contract_id: UUID, kind: LedgerKind, **columns: Any) -> None:
    """An amendment or an end of a contract, booked today."""
    contract = session.get_one(Contract, contract_id, with_for_update=True)
    contract.status = {
        LedgerKind.AMENDMENT: RegistrationStatus.AMENDED,
        LedgerKind.DEREGISTRATION: RegistrationStatus.DEREGISTERED,
        LedgerKind.REVOCATION: RegistrationStatus.REVOKED,
    }[kind]
    for name, value in columns.items():
        setattr(contract, name, value)
    ledger_operations.book(session, contract, kind, clock.today())


def of_contracts(database: Database) -> tuple[int, ...]:
    """Count and both sums over the contracts that are in the register now."""
    counted = (RegistrationStatus.REGISTERED, RegistrationStatus.AMENDED)
    wanted = (func.count(), func.sum(Contract.total_amount), func.sum(Contract.technical_amount))
    with database.reading() as session:
        row = session.execute(select(*wanted).where(Contract.status.in_(counted))).one()  # type: ignore[attr-defined]
    return tuple(int(value or 0) for value in row)


def of_lines(database: Database) -> tuple[int, ...]:
    """The same over the ledger."""
    return _summed(database, AMOUNTS)


def of_sums(database: Database) -> tuple[int, ...]:
    """The same over the sums beside it."""
    return _summed(database, SUMS)


def _summed(database: Database, columns: Any) -> tuple[int, ...]:
    with database.reading() as session:
        row = session.execute(select(*(func.sum(column) for column in columns))).one()
    return tuple(int(value or 0) for value in row)
