"""What roadshows brought: yield, landings, amounts, per roadshow and together (路演成效); pure.

Two cities may host together: each counts the landings of its own region, the sum counts each landing once.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from service.codes.lists import region_prefix
from service.kernel.money import to_fen, to_yuan
from service.roadshows.landing_schemas import FiguresRead, RegionLandings, RoadshowFigures

_YIELD = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Landed:
    """A landing as far as it counts; amounts in fen."""

    region: str
    expected: int
    years: Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class Brought:
    """A roadshow and everything that counts for it."""

    roadshow_id: UUID
    title: str
    held_on: date
    is_demonstration: bool
    hosts: list[str] = field(default_factory=list)
    entries: int = 0
    signed: set[UUID] = field(default_factory=set)
    amounts: list[int] = field(default_factory=list)
    landings: list[Landed] = field(default_factory=list)


def of_roadshow(one: Brought) -> RoadshowFigures:
    """The figures of one roadshow."""
    return RoadshowFigures(
        roadshow_id=one.roadshow_id,
        title=one.title,
        held_on=one.held_on,
        hosts=one.hosts,
        entries=one.entries,
        signed_180d=len(one.signed),
        roadshow_yield=share(len(one.signed), one.entries),
        contracts=len(one.amounts),
        contracted_amount=to_yuan(sum(one.amounts)),
        landed=len(one.landings),
        expected_annual_revenue=to_yuan(sum(landing.expected for landing in one.landings)),
        actual_revenue=_actual(one.landings),
        by_host=_by_region(set(one.hosts), one.landings),
        is_demonstration=one.is_demonstration,
    )


def together(year: int | None, region: str | None, all_: Sequence[Brought]) -> FiguresRead:
    """The figures of many, each landing once."""
    landings = [landing for one in all_ for landing in one.landings]
    entries, signed = sum(one.entries for one in all_), sum(len(one.signed) for one in all_)
    return FiguresRead(
        year=year,
        region=region,
        items=[of_roadshow(one) for one in all_],
        roadshows=len(all_),
        entries=entries,
        signed_180d=signed,
        roadshow_yield=share(signed, entries),
        contracted_amount=to_yuan(sum(sum(one.amounts) for one in all_)),
        landed=len(landings),
        expected_annual_revenue=to_yuan(sum(landing.expected for landing in landings)),
        actual_revenue=_actual(landings),
        by_region=_by_region({host for one in all_ for host in one.hosts}, landings),
    )


def share(part: int, whole: int) -> str | None:
    """``part / whole`` with four decimals, half up; None where there is nothing to divide by."""
    return str((Decimal(part) / whole).quantize(_YIELD, ROUND_HALF_UP)) if whole else None


def _by_region(regions: Collection[str], landings: Iterable[Landed]) -> list[RegionLandings]:
    every = list(landings)
    lines = []
    for region in sorted(regions):
        own = [landing for landing in every if landing.region.startswith(region_prefix(region))]
        expected = to_yuan(sum(landing.expected for landing in own))
        lines.append(RegionLandings(region=region, landed=len(own), expected_annual_revenue=expected))
    return lines


def _actual(landings: Iterable[Landed]) -> dict[str, str]:
    sums: Counter[str] = Counter()
    for landing in landings:
        for year in landing.years:
            if year.get("revenue") is not None:
                sums[str(year["year"])] += to_fen(year["revenue"])
    return {year: to_yuan(sums[year]) for year in sorted(sums)}
