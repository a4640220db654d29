"""The rows of the transaction-volume table out of sums; pure."""

from collections.abc import Mapping, Sequence

from service.codes.lists import code_list
from service.reports import formulas
from service.reports.periods import Period
from service.reports.schemas import CheckRead, VolumeRow
from service.reports.volume import LISTS, AmountUnit, ReportGroup, Rows, Sums, group_name

NOTHING = Sums()


def rows(current: Rows, base: Rows, group: ReportGroup | None, unit: AmountUnit) -> list[VolumeRow]:
    """A row for every period and group of ``current``, beside the same of a year before."""
    earlier = {(period, code): base.get((period.earlier(), code), NOTHING) for period, code in current}
    ordered = sorted(current, key=lambda key: (key[0], _order(group, key[1])))
    return [
        _row(period, code, current[period, code], earlier[period, code], group, unit)
        for period, code in ordered
    ]


def with_periods(current: Rows, base: Rows, periods: Sequence[Period], *, is_plain: bool) -> Rows:
    """Add zeros where only the base has something, and in a plain table for every period asked for."""
    later = {period.earlier(): period for period in periods}
    shown = dict(current)
    for period in periods if is_plain else ():
        shown.setdefault((period, None), NOTHING)
    for period, code in base:
        if period in later:
            shown.setdefault((later[period], code), NOTHING)
    return shown


def national_rows(
    current: Mapping[Period, Sums | None], base: Mapping[Period, Sums | None], unit: AmountUnit
) -> list[VolumeRow]:
    """The same where only the national table can say: what it does not say is null, never 0."""
    return [_national_row(period, sums, base.get(period.earlier()), unit) for period, sums in current.items()]


def checks(sums: Mapping[str, Sums | None], unit: AmountUnit) -> list[CheckRead]:
    """The identities that tie the bases together (口径勾稽)."""
    sold, within, outside = sums["sold"], sums["sold_within"], sums["sold_outside"]
    absorbed, inflow = sums["absorbed"], sums["known_inflow"]
    if sold is None or within is None or outside is None or inflow is None:
        return []
    parts, floor = within + outside, within + inflow
    known = None if absorbed is None else absorbed.total >= floor.total
    return [
        _check("sold = within + outside", "输出 = 区内成交 + 流向区外", sold, parts, sold == parts, unit),
        _check(
            "absorbed ≥ within + known_inflow", "吸纳 ≥ 区内成交 + 已知流入", absorbed, floor, known, unit
        ),
    ]


def _check(
    identity: str, title: str, left: Sums | None, right: Sums, holds: bool | None, unit: AmountUnit
) -> CheckRead:
    return CheckRead(
        identity=identity,
        title_zh=title,
        left=None if left is None else formulas.amount_in(unit, left.total),
        right=formulas.amount_in(unit, right.total),
        holds=holds,
    )


def _row(
    period: Period, code: str | None, now: Sums, then: Sums, group: ReportGroup | None, unit: AmountUnit
) -> VolumeRow:
    average = formulas.average(now.total, now.contracts)
    return VolumeRow(
        period=period.name,
        group=code,
        group_name=group_name(group, code),
        contracts=now.contracts,
        contracts_yoy=formulas.yoy(now.contracts, then.contracts),
        total_amount=formulas.amount_in(unit, now.total),
        total_yoy=formulas.yoy(now.total, then.total),
        technical_amount=formulas.amount_in(unit, now.technical),
        technical_yoy=formulas.yoy(now.technical, then.technical),
        technical_share=formulas.technical_share(now.technical, now.total),
        average_amount=None if average is None else formulas.amount_in(unit, average),
        base_total_amount=formulas.amount_in(unit, then.total),
    )


def _national_row(period: Period, now: Sums | None, then: Sums | None, unit: AmountUnit) -> VolumeRow:
    row = _row(period, None, now or NOTHING, then or NOTHING, None, unit)
    if then is None or now is None:
        row.contracts_yoy = row.total_yoy = row.technical_yoy = None
    if then is None:
        row.base_total_amount = None
    if now is None:
        row.contracts = row.total_amount = row.technical_amount = row.average_amount = None
    return row


def _order(group: ReportGroup | None, code: str | None) -> tuple[bool, int, str]:
    """In the order of the group's code list; what was not filled in comes last."""
    codes = list(code_list(LISTS[group])) if group in LISTS else []
    return (code is None, codes.index(code) if code in codes else len(codes), code or "")
