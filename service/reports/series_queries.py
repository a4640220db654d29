"""Announced figures, each beside what Keju computes for the same period and region."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, select, true
from sqlmodel import Session, col

from service.codes.lists import code_list, region_prefix
from service.contracts.ledger_queries import settled
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.reports import formulas, policy, series
from service.reports.line_queries import total
from service.reports.periods import Period, months_named
from service.reports.series_schemas import ComputedRead, OfficialFigureRead, RateCheck
from service.reports.tables import Indicator, OfficialFigure
from service.reports.volume import Cut, RegionBasis, TimeBasis

_PAGES = Keyset(
    "official_figures",
    {"created_at": col(OfficialFigure.created_at), "period": col(OfficialFigure.period)},
    col(OfficialFigure.id),
    default="period",
)
_FIELDS = {
    Indicator.CONTRACTS: "contracts",
    Indicator.TOTAL_AMOUNT: "total",
    Indicator.TECHNICAL_AMOUNT: "technical",
}
_COMPUTED = ("check", "computed")


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """What a list of announced figures is narrowed to."""

    series: str | None = None
    region: str | None = None


def figures(
    session: Session, actor: Actor, wanted: FigureFilter, window: Window, cursors: Cursors
) -> Page[OfficialFigureRead]:
    """One page of announced figures.

    Raises Forbidden.
    """
    if not policy.may_report(actor):
        raise Forbidden("Reports are for the bureau; districts read those of their own area.")
    statement = select(OfficialFigure).where(_passes(wanted))
    found = _PAGES.page(session, statement, window, cursors)
    items = [figure_read(session, actor, row[0]) for row in found.rows]
    page = Page[OfficialFigureRead](items=items, next_cursor=found.next_cursor)
    if found.total is not None:
        page.total = found.total
    return page


def figure_read(session: Session, actor: Actor, figure: OfficialFigure) -> OfficialFigureRead:
    """One figure with its check and the computed one."""
    names = (name for name in OfficialFigureRead.__struct_fields__ if name not in _COMPUTED)
    return OfficialFigureRead(
        **{name: getattr(figure, name) for name in names},
        check=_check(session, figure),
        computed=_computed(session, actor, figure),
    )


def has_figure(session: Session, series_name: str, region: str, period: str, source: str) -> bool:
    """This source's figure is here already."""
    statement = select(col(OfficialFigure.id)).where(
        col(OfficialFigure.series) == series_name,
        col(OfficialFigure.region) == region,
        col(OfficialFigure.period) == period,
        col(OfficialFigure.source) == source,
    )
    return session.execute(statement).first() is not None


def announced_figures(session: Session, series_name: str, region: str) -> dict[str, tuple[str, str | None]]:
    """(value, rate) as announced, by period."""
    statement = select(
        col(OfficialFigure.period), col(OfficialFigure.value), col(OfficialFigure.announced_rate)
    ).where(col(OfficialFigure.series) == series_name, col(OfficialFigure.region) == region)
    return {period: (value, rate) for period, value, rate in session.execute(statement)}


def _check(session: Session, figure: OfficialFigure) -> RateCheck | None:
    if figure.announced_rate is None:
        return None
    base = _announced_before(session, figure)
    value, rate = formulas.rounding_range(figure.value), formulas.rounding_range(figure.announced_rate)
    growth = None if base is None else formulas.growth_range(value, formulas.rounding_range(base))
    found = series.verdict(figure.value, figure.announced_rate, base)
    allowed = series.bounds(growth, 2)
    implied = series.bounds(formulas.implied_base(value, rate), 4)
    return RateCheck(
        verdict=found,
        verdict_zh=code_list("rate_verdicts")[found].zh,
        base_value=base,
        allowed_from=allowed[0],
        allowed_to=allowed[1],
        implied_base_from=implied[0],
        implied_base_to=implied[1],
    )


def _announced_before(session: Session, figure: OfficialFigure) -> str | None:
    """The same series, region and unit, a year before."""
    statement = (
        select(col(OfficialFigure.value))
        .where(
            col(OfficialFigure.series) == figure.series,
            col(OfficialFigure.region) == figure.region,
            col(OfficialFigure.unit) == figure.unit,
            col(OfficialFigure.period) == f"{int(figure.period[:4]) - 1:04d}{figure.period[4:]}",
        )
        .order_by(col(OfficialFigure.created_at).desc(), col(OfficialFigure.id).desc())
    )
    return session.execute(statement).scalars().first()


def _computed(session: Session, actor: Actor, figure: OfficialFigure) -> ComputedRead | None:
    """None where Keju counts no such thing, the period has not begun, or the region is not the actor's."""
    named = months_named(figure.period)
    as_of = settled(session, None)
    today = as_of.astimezone(clock.SHANGHAI).date()
    if figure.indicator is None or named is None or named[0] > today:
        return None
    if not policy.reaches(actor, figure.region):
        return None
    period = Period(*named)
    last = min(period.end - timedelta(days=1), today)
    cut = Cut(RegionBasis.REGISTERED, TimeBasis.BOOKED, figure.region, period.start, last, as_of)
    amount = int(getattr(total(session, cut), _FIELDS[figure.indicator]))
    value = series.in_unit(figure.unit, amount, is_amount=figure.indicator != Indicator.CONTRACTS)
    if value is None:
        return None
    return ComputedRead(
        value=f"{value:f}",
        difference=f"{Decimal(figure.value) - value:f}",
        agrees=series.agrees(figure.value, value),
        basis=cut.basis.value,
        as_of=as_of,
    )


def _passes(wanted: FigureFilter) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    if wanted.series is not None:
        condition &= col(OfficialFigure.series) == wanted.series
    if wanted.region is not None:
        condition &= col(OfficialFigure.region).startswith(region_prefix(wanted.region))
    return condition
