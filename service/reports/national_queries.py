"""What the imported national table says of absorbed contracts (吸纳); what it does not say is not known."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from service.kernel.clock import months_after
from service.reports.periods import Period
from service.reports.tables import NationalFigure
from service.reports.volume import Cut, Sums

_DAY = timedelta(days=1)


def national(session: Session, cut: Cut, periods: Sequence[Period]) -> dict[Period, Sums | None]:
    """Each period's figures for exactly the cut's region; None where the table does not tell all of it."""
    told = newest(session, cut.region, cut.as_of)
    return {period: _told(told, _clipped(period, cut)) for period in periods}


def newest(session: Session, region: str, as_of: datetime) -> dict[str, Sums]:
    """The newest row of each period of a region, as of a moment, by the period's name."""
    last = (
        select(func.max(col(NationalFigure.seq)))
        .where(col(NationalFigure.region) == region, col(NationalFigure.recorded_at) <= as_of)
        .group_by(col(NationalFigure.period))
    )
    rows = session.execute(select(NationalFigure).where(col(NationalFigure.seq).in_(last))).scalars()
    return {row.period: Sums(row.contracts, row.total_amount, row.technical_amount) for row in rows}


def _clipped(period: Period, cut: Cut) -> Period | None:
    """The whole months of a period that are asked for; None where a month is asked for in part."""
    first, end = max(period.start, cut.first), min(period.end, cut.last + _DAY)
    if first.day != 1 or end.day != 1:
        return None
    return Period(first, (end.year - first.year) * 12 + end.month - first.month)


def _told(told: dict[str, Sums], period: Period | None) -> Sums | None:
    """The period's own row, else its quarters' or months' where the table has all of them."""
    if period is None:
        return None
    if period.months in (1, 3, 12) and period.name in told:
        return told[period.name]
    shorter = 3 if period.months == 12 else 1
    if period.months == 1:
        return None
    parts = [
        _told(told, Period(months_after(period.start, months), shorter))
        for months in range(0, period.months, shorter)
    ]
    return None if None in parts else sum((part for part in parts if part), Sums())
