"""Targets, and how far they are reached."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from service.codes.lists import code_list, region_prefix
from service.contracts.ledger_queries import settled
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden
from service.kernel.money import to_yuan
from service.reports import asking, formulas, policy
from service.reports.sum_queries import sums
from service.reports.tables import Indicator, Target, TargetScope
from service.reports.target_schemas import TargetReport, TargetRow
from service.reports.volume import Cut, RegionBasis, ReportGroup, Sums, TimeBasis

_GROUPS = {
    TargetScope.REGION: ReportGroup.DISTRICT,
    TargetScope.PARK: ReportGroup.PARK,
    TargetScope.OFFICE: ReportGroup.OFFICE,
}
_LISTS = {TargetScope.REGION: "regions", TargetScope.PARK: "parks"}
_FIELDS = {
    Indicator.CONTRACTS: "contracts",
    Indicator.TOTAL_AMOUNT: "total",
    Indicator.TECHNICAL_AMOUNT: "technical",
}
Done = dict[TargetScope, dict[str | None, Sums]]


def targets_of(session: Session, years: Collection[int], *, is_locked: bool = False) -> Sequence[Target]:
    """All targets of some years, in a fixed order."""
    statement = select(Target).where(col(Target.year).in_(years))
    ordered = statement.order_by(
        col(Target.year), col(Target.indicator), col(Target.scope), col(Target.unit), col(Target.id)
    )
    return session.execute(ordered.with_for_update() if is_locked else ordered).scalars().all()


def target_report(session: Session, actor: Actor, year: int | None, as_of_text: str | None) -> TargetReport:
    """The targets of a year with completion, pace and rank; a district sees its own.

    Raises Forbidden, BadParameter.
    """
    if not policy.may_report(actor):
        raise Forbidden("Reports are for the bureau; districts read those of their own area.")
    as_of = settled(session, asking.moment_of(as_of_text))
    today = as_of.astimezone(clock.SHANGHAI).date()
    chosen = year or today.year
    rows = list(targets_of(session, [chosen]))
    done = {
        scope: _done(session, actor, scope, chosen, asking_day(chosen, today), as_of) for scope in TargetScope
    }
    reached = [_reached(target, done) for target in rows]
    items = _ranked([_row(target, value, chosen, today) for target, value in zip(rows, reached, strict=True)])
    return TargetReport(
        year=chosen,
        as_of=as_of,
        day=today,
        elapsed=formulas.elapsed(chosen, today),
        items=[item for item in items if _is_seen(actor, item)],
    )


def asking_day(year: int, today: date) -> date:
    """Until which day of a year there can be anything."""
    return max(min(today, date(year, 12, 31)), date(year, 1, 1))


def _done(
    session: Session, actor: Actor, scope: TargetScope, year: int, last: date, as_of: datetime
) -> dict[str | None, Sums]:
    """What each unit has booked in the year; whose region is asked for contains all of them."""
    everywhere = f"{(actor.region or '')[:2]}0000"
    cut = Cut(
        RegionBasis.REGISTERED, TimeBasis.BOOKED, everywhere, date(year, 1, 1), last, as_of, _GROUPS[scope]
    )
    added: dict[str | None, Sums] = {}
    for (_, unit), one in sums(session, cut).items():
        added[unit] = added.get(unit, Sums()) + one
    return added


def _reached(target: Target, done: Done) -> int:
    """A region's is that of everything under it."""
    known = done[target.scope]
    if target.scope == TargetScope.REGION:
        under = region_prefix(target.unit)
        one = sum((sums for unit, sums in known.items() if (unit or "").startswith(under)), Sums())
    else:
        one = known.get(target.unit, Sums())
    return int(getattr(one, _FIELDS[target.indicator]))


def _row(target: Target, done: int, year: int, today: date) -> TargetRow:
    name = code_list(_LISTS[target.scope]).get(target.unit) if target.scope in _LISTS else None
    is_count = target.indicator == Indicator.CONTRACTS
    return TargetRow(
        year=target.year,
        indicator=target.indicator,
        scope=target.scope,
        unit=target.unit,
        unit_name=name.zh if name else target.unit,
        target=str(target.value) if is_count else to_yuan(target.value),
        done=str(done) if is_count else to_yuan(done),
        completion=formulas.completion(done, target.value),
        pace=formulas.pace(done, target.value, year, today),
        rank=None,
    )


def _ranked(rows: list[TargetRow]) -> list[TargetRow]:
    for indicator in Indicator:
        for scope in TargetScope:
            same = [row for row in rows if (row.indicator, row.scope) == (indicator, scope)]
            for row, place in zip(same, formulas.ranks(row.completion for row in same), strict=True):
                row.rank = place
    return rows


def _is_seen(actor: Actor, row: TargetRow) -> bool:
    """A district sees its own targets, with the rank that they have among all."""
    return policy.may_set(actor) or (row.scope == TargetScope.REGION and policy.reaches(actor, row.unit))
