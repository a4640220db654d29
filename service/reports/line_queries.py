"""Sums over the ledger's lines, as of a moment."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, not_, or_, select
from sqlmodel import Session, col

from service.contracts.ledger_tables import LedgerLine
from service.contracts.tables import Contract
from service.reports.volume import Cells, Cut, RegionBasis, ReportGroup, Sums, TimeBasis, folded

_DAY = {TimeBasis.BOOKED: LedgerLine.effective_on, TimeBasis.RESTATED: LedgerLine.registered_on}
_MONTH = {TimeBasis.BOOKED: LedgerLine.effective_month, TimeBasis.RESTATED: LedgerLine.registered_month}
_REGION = {
    RegionBasis.REGISTERED: LedgerLine.filing_region,
    RegionBasis.SOLD: LedgerLine.seller_region,
    RegionBasis.KNOWN_INFLOW: LedgerLine.buyer_region,
    RegionBasis.LANDED: LedgerLine.landing_region,
}


def line_sums(session: Session, cut: Cut, recorded_from: datetime | None = None) -> Cells:
    """Sums by month and group, over the lines recorded from a moment on."""
    keys = _keys(cut)
    month = col(_MONTH[cut.time])
    statement = _added(month, *keys).where(*_within(cut)).group_by(month, *keys)
    if recorded_from is not None:
        statement = statement.where(col(LedgerLine.recorded_at) >= recorded_from)
    rows = session.execute(statement).all()
    return folded(((row[0], tuple(row[1:-3]), _sums(row[-3:])) for row in rows), cut)


def total(session: Session, cut: Cut) -> Sums:
    """One sum over everything the cut names."""
    row = session.execute(_added().where(*_within(cut))).one()
    return _sums(row)


def _added(*keys: SQLColumnExpression[Any]) -> Select[*tuple[Any, ...]]:
    added = (LedgerLine.contracts_delta, LedgerLine.total_delta, LedgerLine.technical_delta)
    return select(*keys, *(func.coalesce(func.sum(col(one)), 0) for one in added))


def _sums(row: Any) -> Sums:
    # PostgreSQL adds bigints up to numerics, which arrive as Decimal.
    return Sums(*(int(value) for value in row))


def _keys(cut: Cut) -> tuple[SQLColumnExpression[Any], ...]:
    if cut.group in (None, ReportGroup.MONTH):
        return ()
    if cut.group == ReportGroup.FLOW:
        return (col(LedgerLine.seller_region), col(LedgerLine.buyer_region))
    if cut.group == ReportGroup.DISTRICT:
        return (col(_REGION[cut.basis]),)
    return (col(getattr(LedgerLine, cut.group.value)),)


def _within(cut: Cut) -> tuple[ColumnElement[bool], ...]:
    day = col(_DAY[cut.time])
    return (day.between(cut.first, cut.last), col(LedgerLine.recorded_at) <= cut.as_of, _counts(cut))


def _counts(cut: Cut) -> ColumnElement[bool]:
    """Whether a line counts for the region on this basis."""
    here = col(_REGION[cut.basis]).startswith(cut.prefix)
    if cut.basis != RegionBasis.KNOWN_INFLOW:
        return here
    seller = col(LedgerLine.seller_region)
    return and_(here, or_(seller.is_(None), not_(seller.startswith(cut.prefix))))


def largest_sellers(session: Session, cut: Cut, limit: int) -> list[tuple[str, str | None, Sums]]:
    """(name, None, sums) of the sellers that sold most."""
    name = col(LedgerLine.seller_name)
    statement = _added(name).where(*_within(cut)).group_by(name)
    statement = statement.order_by(func.sum(col(LedgerLine.total_delta)).desc(), name).limit(limit)
    return [(row[0], None, _sums(row[1:])) for row in session.execute(statement)]


def largest_contracts(session: Session, cut: Cut, limit: int) -> list[tuple[str, str | None, Sums]]:
    """(title, registration number, sums) of the largest contracts."""
    keys = (col(Contract.title), col(Contract.registration_no))
    statement = (
        _added(*keys)
        .join(Contract, col(Contract.id) == col(LedgerLine.contract_id))
        .where(*_within(cut))
        .group_by(col(Contract.id), *keys)
        .having(func.sum(col(LedgerLine.contracts_delta)) > 0)
        .order_by(func.sum(col(LedgerLine.total_delta)).desc(), keys[1])
        .limit(limit)
    )
    return [(row[0], row[1], _sums(row[2:])) for row in session.execute(statement)]


def sums_from(session: Session, cut: Cut, amount: int) -> Sums:
    """Sums over the contracts whose total is at least ``amount`` fen."""
    contract = col(LedgerLine.contract_id)
    each = (
        _added(contract)
        .where(*_within(cut))
        .group_by(contract)
        .having(func.sum(col(LedgerLine.total_delta)) >= amount)
        .subquery()
    )
    columns = list(each.c)[1:]
    row = session.execute(select(*(func.coalesce(func.sum(column), 0) for column in columns))).one()
    return _sums(row)
