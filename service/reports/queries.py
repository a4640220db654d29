"""The reports of the transaction volume, put together from sums."""

from dataclasses import replace

from sqlmodel import Session

from service.codes.lists import code_list
from service.contracts.ledger_queries import settled
from service.kernel.actor import Actor
from service.reports import asking, formulas, volume_rows
from service.reports.asking import Asked
from service.reports.line_queries import largest_contracts, largest_sellers, sums_from, total
from service.reports.national_queries import national
from service.reports.periods import Period
from service.reports.schemas import (
    CheckRead,
    LargestReport,
    LeaderRead,
    ThresholdRead,
    VolumeReport,
    VolumeRow,
)
from service.reports.sum_queries import sums
from service.reports.volume import (
    AmountUnit,
    Cells,
    Cut,
    RegionBasis,
    ReportGroup,
    Sums,
    TimeBasis,
    by_period,
    with_months_as_groups,
)

_TITLE = "技术合同成交额"
# ¥10 million and ¥100 million, in fen.
_THRESHOLDS = (1_000_000_000, 10_000_000_000)


def volume_report(session: Session, actor: Actor, asked: Asked) -> VolumeReport:
    """The bureau's table.

    Raises Forbidden, BadParameter.
    """
    asking.region_of(actor, asked.region)
    as_of = settled(session, asking.moment_of(asked.as_of))
    cut = asking.cut_of(actor, asked, as_of)
    base = cut.a_year_before(asked.base_as_of(as_of))
    periods = asked.periods(cut)
    is_national = cut.basis == RegionBasis.ABSORBED
    earlier = [period.earlier() for period in periods]
    return VolumeReport(
        title=_TITLE,
        basis=cut.basis,
        basis_zh=code_list("region_bases")[cut.basis].zh,
        time=cut.time,
        region=cut.region,
        region_name=code_list("regions")[cut.region].zh,
        period=asked.period,
        first_day=cut.first,
        last_day=cut.last,
        group_by=cut.group,
        unit=asked.unit,
        unit_zh=code_list("amount_units")[asked.unit].zh,
        as_of=as_of,
        yoy_base=asked.yoy_base,
        base_as_of=base.as_of,
        rows=volume_rows.national_rows(
            national(session, cut, periods), national(session, base, earlier), asked.unit
        )
        if is_national
        else _rows(session, asked, cut, base, periods),
        checks=_checks(session, cut, periods, asked.unit),
    )


def largest_report(session: Session, actor: Actor, asked: Asked, limit: int) -> LargestReport:
    """The largest sellers and contracts by their amounts now, in the period of their registration.

    Raises Forbidden, BadParameter.
    """
    asking.region_of(actor, asked.region)
    as_of = settled(session, asking.moment_of(asked.as_of))
    cut = replace(asking.cut_of(actor, asked, as_of), time=TimeBasis.RESTATED)
    whole = total(session, cut)
    return LargestReport(
        basis=cut.basis,
        region=cut.region,
        region_name=code_list("regions")[cut.region].zh,
        first_day=cut.first,
        last_day=cut.last,
        unit=asked.unit,
        unit_zh=code_list("amount_units")[asked.unit].zh,
        as_of=as_of,
        sellers=_leaders(largest_sellers(session, cut, limit), whole, asked.unit),
        contracts=_leaders(largest_contracts(session, cut, limit), whole, asked.unit),
        thresholds=[
            _threshold(amount, sums_from(session, cut, amount), whole, asked.unit) for amount in _THRESHOLDS
        ],
    )


def _rows(session: Session, asked: Asked, cut: Cut, base: Cut, periods: list[Period]) -> list[VolumeRow]:
    now, then = (_grouped(sums(session, one), one) for one in (cut, base))
    if cut.group == ReportGroup.MONTH:
        then = {
            (month, group and f"{month.year + 1}{group[4:]}"): one for (month, group), one in then.items()
        }
    current, earlier = by_period(now, asked.period), by_period(then, asked.period)
    shown = volume_rows.with_periods(current, earlier, periods, is_plain=cut.group is None)
    return volume_rows.rows(shown, earlier, cut.group, asked.unit)


def _grouped(cells: Cells, cut: Cut) -> Cells:
    return with_months_as_groups(cells) if cut.group == ReportGroup.MONTH else cells


def _checks(session: Session, cut: Cut, periods: list[Period], unit: AmountUnit) -> list[CheckRead]:
    """The identities between the bases, for the bases that they tie together."""
    if cut.basis not in (RegionBasis.SOLD, RegionBasis.ABSORBED, RegionBasis.KNOWN_INFLOW):
        return []
    plain = replace(cut, group=None)
    sold = replace(plain, basis=RegionBasis.SOLD)
    flows = by_flow(session, sold)
    told = list(national(session, replace(plain, basis=RegionBasis.ABSORBED), periods).values())
    known = {
        "sold": total(session, sold),
        "sold_within": flows.get("within", Sums()),
        "sold_outside": sum((one for name, one in flows.items() if name != "within"), Sums()),
        "known_inflow": total(session, replace(plain, basis=RegionBasis.KNOWN_INFLOW)),
        "absorbed": None if None in told else sum((one for one in told if one), Sums()),
    }
    return volume_rows.checks(known, unit)


def by_flow(session: Session, cut: Cut) -> dict[str | None, Sums]:
    """Sums by flow over the whole cut."""
    added: dict[str | None, Sums] = {}
    for (_, group), one in sums(session, replace(cut, group=ReportGroup.FLOW)).items():
        added[group] = added.get(group, Sums()) + one
    return added


def _leaders(found: list[tuple[str, str | None, Sums]], whole: Sums, unit: AmountUnit) -> list[LeaderRead]:
    places = formulas.ranks([float(one.total) for _, _, one in found])
    return [
        LeaderRead(
            rank=place or 0,
            name=name,
            registration_no=number,
            contracts=one.contracts,
            total_amount=formulas.amount_in(unit, one.total),
            technical_amount=formulas.amount_in(unit, one.technical),
            share=formulas.ratio(one.total, whole.total),
        )
        for place, (name, number, one) in zip(places, found, strict=True)
    ]


def _threshold(amount: int, one: Sums, whole: Sums, unit: AmountUnit) -> ThresholdRead:
    return ThresholdRead(
        from_amount=formulas.amount_in(AmountUnit.YUAN, amount),
        contracts=one.contracts,
        total_amount=formulas.amount_in(unit, one.total),
        share=formulas.ratio(one.total, whole.total),
    )
