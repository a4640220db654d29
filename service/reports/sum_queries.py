"""The common table from the sums beside the ledger: exact for every moment, without reading all lines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from service.contracts.ledger_tables import LedgerSum
from service.kernel.clock import SHANGHAI, months_after
from service.reports.line_queries import line_sums
from service.reports.volume import Cells, Cut, RegionBasis, ReportGroup, Sums, TimeBasis

_DAY = timedelta(days=1)
_MONTH = {TimeBasis.BOOKED: LedgerSum.effective_month, TimeBasis.RESTATED: LedgerSum.registered_month}
_KEYS = {
    ReportGroup.CONTRACT_TYPE: LedgerSum.contract_type,
    ReportGroup.TECH_FIELD: LedgerSum.tech_field,
    ReportGroup.DISTRICT: LedgerSum.filing_region,
}


def sums(session: Session, cut: Cut) -> Cells:
    """Sums by month and group: whole months from the sums, days of a month in part from the lines."""
    if not _is_kept(cut):
        return line_sums(session, cut)
    whole = _whole_months(cut)
    if whole is None:
        return line_sums(session, cut)
    ragged = (line_sums(session, part) for part in _around(cut, whole))
    return _added([_month_sums(session, whole), *ragged])


def _is_kept(cut: Cut) -> bool:
    """The sums know this basis and this group."""
    return cut.basis == RegionBasis.REGISTERED and cut.group in (None, ReportGroup.MONTH, *_KEYS)


def _whole_months(cut: Cut) -> Cut | None:
    """The months of a cut that are asked for as a whole; the present month is, up to its today."""
    first = cut.first if cut.first.day == 1 else months_after(cut.first.replace(day=1), 1)
    is_today = cut.last == cut.as_of.astimezone(SHANGHAI).date()
    last = cut.last if is_today or (cut.last + _DAY).day == 1 else cut.last.replace(day=1) - _DAY
    return replace(cut, first=first, last=last) if first <= last else None


def _around(cut: Cut, whole: Cut) -> Iterator[Cut]:
    if cut.first < whole.first:
        yield replace(cut, last=whole.first - _DAY)
    if whole.last < cut.last:
        yield replace(cut, first=whole.last + _DAY)


def _month_sums(session: Session, cut: Cut) -> Cells:
    """From the sums alone when no line of theirs is newer than ``as_of``: one SELECT tells both."""
    cells, newest = _kept(session, cut, None)
    if newest is None or newest <= cut.as_of:
        return cells
    # Sums of the months before as_of's own are final: a line is never recorded earlier than the one before.
    month = datetime(cut.as_of.astimezone(UTC).year, cut.as_of.astimezone(UTC).month, 1, tzinfo=UTC)
    final, _ = _kept(session, cut, month.date())
    return _added([final, line_sums(session, cut, recorded_from=month)])


def _kept(session: Session, cut: Cut, before: date | None) -> tuple[Cells, datetime | None]:
    month = col(_MONTH[cut.time])
    keys = (month, col(_KEYS[cut.group])) if cut.group in _KEYS else (month,)
    added = (func.sum(col(one)) for one in (LedgerSum.contracts, LedgerSum.total, LedgerSum.technical))
    statement = select(*added, func.max(col(LedgerSum.newest)), *keys).where(
        month.between(cut.first.replace(day=1), cut.last), col(LedgerSum.filing_region).startswith(cut.prefix)
    )
    if before is not None:
        statement = statement.where(col(LedgerSum.recorded_month) < before)
    rows = session.execute(statement.group_by(*keys)).all()
    cells = {
        (row[4], (row[5] or None) if len(row) > 5 else None): Sums(int(row[0]), int(row[1]), int(row[2]))
        for row in rows
    }
    return cells, max((row[3] for row in rows), default=None)


def _added(parts: Iterable[Cells]) -> Cells:
    added: dict[tuple[date, str | None], Sums] = defaultdict(Sums)
    for part in parts:
        for key, one in part.items():
            added[key] += one
    return added
