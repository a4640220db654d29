"""Shapes of the transaction-volume table."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from service.kernel.schemas import Output
from service.reports.periods import ReportPeriod
from service.reports.volume import AmountUnit, RegionBasis, ReportGroup, TimeBasis, YoyBase

Ratio = Annotated[float, Meta(description="A ratio to six places: 0.82 is 82 %; null where the base is 0")]
Amount = Annotated[
    str,
    Meta(description="In `unit`: yuan to the fen; 万元 and 亿元 rounded half up to two decimals for people"),
]


class VolumeRow(Output):
    """One period and group of the table (null where only the national table could say)."""

    period: Annotated[str, Meta(description="2023, 2023-Q1 or 2023-05")]
    group: Annotated[str | None, Meta(description="The group's code; null where there is none")]
    group_name: str | None
    contracts: int | None
    contracts_yoy: Ratio | None
    total_amount: Amount | None
    total_yoy: Ratio | None
    technical_amount: Amount | None
    technical_yoy: Ratio | None
    technical_share: Ratio | None
    average_amount: Amount | None
    base_total_amount: Annotated[
        str | None, Meta(description="What growth compares with, in `unit`: the same days a year before")
    ]


class CheckRead(Output):
    """An identity between figures of several bases, and whether it holds."""

    identity: str
    title_zh: str
    left: Amount | None
    right: Amount | None
    holds: Annotated[bool | None, Meta(description="Null where a figure is not known")]


class VolumeReport(Output):
    """技术合同成交额, saying what it counts; the same `as_of` gives the same figures for ever."""

    title: str
    basis: RegionBasis
    basis_zh: str
    time: TimeBasis
    region: str
    region_name: str
    period: ReportPeriod
    first_day: date
    last_day: date
    group_by: ReportGroup | None
    unit: AmountUnit
    unit_zh: str
    as_of: datetime
    yoy_base: YoyBase
    base_as_of: Annotated[datetime, Meta(description="As of when the base of growth is known")]
    rows: list[VolumeRow]
    checks: list[CheckRead]


class LeaderRead(Output):
    """One of the largest."""

    rank: int
    name: str
    registration_no: str | None
    contracts: int
    total_amount: Amount
    technical_amount: Amount
    share: Annotated[Ratio | None, Meta(description="Of the region's total")]


class ThresholdRead(Output):
    """Contracts from a size on."""

    from_amount: Annotated[str, Meta(description="Yuan")]
    contracts: int
    total_amount: Amount
    share: Ratio | None


class LargestReport(Output):
    """The largest sellers and contracts, and how much the large contracts make up."""

    basis: RegionBasis
    region: str
    region_name: str
    first_day: date
    last_day: date
    unit: AmountUnit
    unit_zh: str
    as_of: datetime
    sellers: list[LeaderRead]
    contracts: list[LeaderRead]
    thresholds: list[ThresholdRead]
