"""What the transaction-volume table is asked for, and how sums become its rows; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from service.codes.lists import code_list, region_prefix
from service.kernel.clock import months_after
from service.reports import formulas
from service.reports.periods import Period, ReportPeriod, period_of


class RegionBasis(StrEnum):
    """Which of a contract's regions counts (地区口径)."""

    REGISTERED = "registered"
    SOLD = "sold"
    KNOWN_INFLOW = "known_inflow"
    ABSORBED = "absorbed"
    LANDED = "landed"


class TimeBasis(StrEnum):
    """When a later change counts: in its own month, or in the month of the first registration (时间口径)."""

    BOOKED = "booked"
    RESTATED = "restated"


class YoyBase(StrEnum):
    """Which figures growth compares with: what is known now, or what was known a year earlier (同比基数)."""

    KNOWN = "known"
    PUBLISHED = "published"


class AmountUnit(StrEnum):
    """元、万元、亿元."""

    YUAN = "yuan"
    WAN = "wan"
    YI = "yi"


class ReportGroup(StrEnum):
    """By what a report is broken down (分组)."""

    MONTH = "month"
    CONTRACT_TYPE = "contract_type"
    TECH_FIELD = "tech_field"
    CLUSTER = "cluster"
    SELLER_KIND = "seller_kind"
    BUYER_KIND = "buyer_kind"
    IP_KIND = "ip_kind"
    PLAN_SOURCE = "plan_source"
    DISTRICT = "district"
    PARK = "park"
    OFFICE = "office"
    FLOW = "flow"


# The code list that names a group's codes; months, offices and those without a list name themselves.
LISTS = {
    ReportGroup.CONTRACT_TYPE: "contract_types",
    ReportGroup.TECH_FIELD: "tech_fields",
    ReportGroup.CLUSTER: "clusters",
    ReportGroup.SELLER_KIND: "party_kinds",
    ReportGroup.BUYER_KIND: "party_kinds",
    ReportGroup.IP_KIND: "ip_kinds",
    ReportGroup.PLAN_SOURCE: "plan_sources",
    ReportGroup.DISTRICT: "regions",
    ReportGroup.PARK: "parks",
    ReportGroup.FLOW: "flows",
}


_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Cut:
    """One question to the ledger: days ``first`` to ``last``, seen from a region, as of a moment."""

    basis: RegionBasis
    time: TimeBasis
    region: str
    first: date
    last: date
    as_of: datetime
    group: ReportGroup | None = None

    @property
    def prefix(self) -> str:
        """What codes of the region begin with."""
        return region_prefix(self.region)

    def a_year_before(self, as_of: datetime) -> "Cut":
        """The same days of the year before, as of another moment; ends of months stay ends of months."""
        return replace(self, first=_earlier(self.first), last=_earlier(self.last + _DAY) - _DAY, as_of=as_of)


@dataclass(frozen=True, slots=True)
class Sums:
    """Contracts, and both amounts in fen."""

    contracts: int = 0
    total: int = 0
    technical: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.contracts + other.contracts, self.total + other.total, self.technical + other.technical
        )


# Sums by first day of the month and by the group's code.
Cells = Mapping[tuple[date, str | None], Sums]
Rows = Mapping[tuple[Period, str | None], Sums]


def a_year_before(moment: datetime) -> datetime:
    """The same moment of the year before."""
    return datetime.combine(_earlier(moment.date()), moment.timetz())


def by_period(cells: Cells, kind: ReportPeriod) -> Rows:
    """Months added up to periods."""
    added: dict[tuple[Period, str | None], Sums] = defaultdict(Sums)
    for (month, group), sums in cells.items():
        added[period_of(kind, month), group] += sums
    return added


def with_months_as_groups(cells: Cells) -> Cells:
    """Each month as a group of its own, for tables of months inside longer periods."""
    return {(month, f"{month:%Y-%m}"): sums for (month, _), sums in cells.items()}


def folded(cells: Iterable[tuple[date, tuple[str | None, ...], Sums]], cut: Cut) -> Cells:
    """Add up what falls into one group: both regions of a contract make its flow."""
    added: dict[tuple[date, str | None], Sums] = defaultdict(Sums)
    for month, keys, sums in cells:
        is_flow = cut.group == ReportGroup.FLOW
        group = formulas.flow(keys[0], keys[1], cut.region) if is_flow else (keys[0] if keys else None)
        added[month, group] += sums
    return added


def _earlier(day: date) -> date:
    return months_after(day, -12)


def group_name(group: ReportGroup | None, code: str | None) -> str | None:
    """What a group's code is called in Chinese."""
    if group is None:
        return None
    if code is None:
        return "未填"
    entry = code_list(LISTS[group]).get(code) if group in LISTS else None
    return entry.zh if entry else code
