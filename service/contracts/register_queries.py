"""What an import of registered contracts meets: contracts by number, prepared ones, organisations."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select
from sqlmodel import Session, col

from service.contracts.ledger_tables import LedgerLine
from service.contracts.tables import (
    Contract,
    ContractAmendment,
    ContractParty,
    ContractSource,
    PartySide,
    RegistrationStatus,
)
from service.organizations.tables import Organization

# A contract on its way to the office; one of these may be what the register now tells of.
_UNDER_WAY = (RegistrationStatus.PREPARED, RegistrationStatus.FILED, RegistrationStatus.ACCEPTED)
_COUNTED = (RegistrationStatus.REGISTERED, RegistrationStatus.AMENDED)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a file speaks of: contracts registered on these days by these offices."""

    first: date
    last: date
    offices: frozenset[str | None]


def numbered(session: Session, numbers: Collection[str], *, is_locked: bool) -> dict[str, Contract]:
    """The contracts that are registered under these numbers."""
    statement = select(Contract).where(col(Contract.registration_no).in_(numbers))
    if is_locked:
        statement = statement.order_by(col(Contract.id)).with_for_update()
    found = session.execute(statement).scalars()
    return {contract.registration_no or "": contract for contract in found}


def prepared(session: Session, titles: Collection[str], *, is_locked: bool) -> list[Contract]:
    """Contracts prepared here, not yet registered, that have one of these titles."""
    statement = select(Contract).where(
        col(Contract.source) == ContractSource.KEJU,
        col(Contract.status).in_(_UNDER_WAY),
        col(Contract.registration_no).is_(None),
        col(Contract.title).in_(titles),
    )
    if is_locked:
        statement = statement.order_by(col(Contract.id)).with_for_update()
    return list(session.execute(statement).scalars())


def first_parties(session: Session, contract_ids: Collection[UUID]) -> dict[UUID, dict[PartySide, str]]:
    """The names of each side's first party."""
    statement = select(
        col(ContractParty.contract_id), col(ContractParty.side), col(ContractParty.name)
    ).where(col(ContractParty.contract_id).in_(contract_ids), col(ContractParty.position) == 0)
    found: dict[UUID, dict[PartySide, str]] = defaultdict(dict)
    for contract_id, side, name in session.execute(statement):
        found[contract_id][side] = name
    return found


def organizations_called(session: Session, names: Collection[str]) -> dict[str, UUID]:
    """The organisations that have these credit codes or names."""
    statement = select(col(Organization.id), col(Organization.uscc), col(Organization.name)).where(
        or_(col(Organization.uscc).in_(names), col(Organization.name).in_(names))
    )
    found: dict[str, UUID] = {}
    for organization_id, uscc, name in session.execute(statement):
        found |= {uscc: organization_id, name: organization_id}
    return found


def amendments_of(session: Session, contract_id: UUID) -> int:
    """How often a contract was amended."""
    statement = select(func.count()).where(col(ContractAmendment.contract_id) == contract_id)
    return int(session.execute(statement).scalar_one())


def sums_in(session: Session, scope: Scope) -> tuple[int, int, int]:
    """Contracts, total and technical amount that the ledger holds of a scope."""
    added = (LedgerLine.contracts_delta, LedgerLine.total_delta, LedgerLine.technical_delta)
    statement = select(*(func.coalesce(func.sum(col(one)), 0) for one in added)).where(
        *_in_scope(scope, col(LedgerLine.registered_on), col(LedgerLine.office))
    )
    contracts, total, technical = session.execute(statement).one()
    return int(contracts), int(total), int(technical)


def numbers_in(session: Session, scope: Scope) -> list[tuple[str, str]]:
    """(number, title) of the contracts of a scope that count, in the order of their numbers."""
    statement = (
        select(col(Contract.registration_no), col(Contract.title))
        .where(
            col(Contract.status).in_(_COUNTED),
            *_in_scope(scope, col(Contract.registered_on), col(Contract.registration_office)),
        )
        .order_by(col(Contract.registration_no))
    )
    return [(number, title) for number, title in session.execute(statement) if number]


def _in_scope(
    scope: Scope, day: SQLColumnExpression[Any], office: SQLColumnExpression[Any]
) -> list[ColumnElement[bool]]:
    named = [name for name in scope.offices if name is not None]
    is_of = office.in_(named)
    return [
        day.between(scope.first, scope.last),
        or_(is_of, office.is_(None)) if None in scope.offices else is_of,
    ]
