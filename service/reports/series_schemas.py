"""Shapes of official series: what was announced, whether its rate fits, and what Keju computes beside it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.kernel.schemas import Input, Line, Output, Title, Word
from service.reports.series import RateVerdict
from service.reports.tables import FigureNature, FigurePrecision, FigureScope, Indicator

Slug = Annotated[str, Meta(pattern=r"^[a-z0-9_]{1,60}(?![\s\S])", description="Names the series")]
Region = Annotated[str, Meta(pattern=r"^[0-9]{6}(?![\s\S])", description="See /codes/regions")]
Announced = Annotated[
    str,
    Meta(
        pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,6})?(?![\s\S])",
        description="The decimal as announced; its digits say how exact it is",
        examples=["27.41"],
    ),
]
PeriodName = Annotated[
    str,
    Meta(pattern=r"^[0-9]{4}(-Q[1-4]|-(0[1-9]|1[0-2]))?(?![\s\S])", description="2024, 2024-Q1 or 2024-05"),
]


class OfficialFigureCreate(Input):
    """A figure as it was announced."""

    series: Slug
    title: Title
    verb: Annotated[Word, Meta(description="What was done, in the announcement's word (认定登记, 培育 …)")]
    scope: FigureScope
    region: Region
    nature: FigureNature
    period: PeriodName
    value: Announced
    unit: Annotated[str, Meta(min_length=1, max_length=20, description="亿元, 份, 家 …")]
    source: Annotated[Line, Meta(description="Who announced it, and where")]
    precision: FigurePrecision = FigurePrecision.EXACT
    announced_rate: Annotated[
        Announced | None, Meta(description="Growth in per cent, as announced: 81.89")
    ] = None
    announced_on: date | None = None
    indicator: Annotated[Indicator | None, Meta(description="What Keju can compute beside it")] = None
    note: Line | None = None


class RateCheck(Output):
    """Whether an announced growth fits the announced values (隐含基数校验); bounds to two decimals."""

    verdict: RateVerdict
    verdict_zh: str
    base_value: Annotated[str | None, Meta(description="The same series, announced a year before")]
    allowed_from: Annotated[str | None, Meta(description="The lowest growth in % that both values allow")]
    allowed_to: str | None
    implied_base_from: Annotated[
        str | None, Meta(description="The lowest base from which the rate leads here")
    ]
    implied_base_to: str | None


class ComputedRead(Output):
    """What Keju computes for the same period and region, never mixed with what was announced."""

    value: Annotated[str, Meta(description="In the figure's unit, exact")]
    difference: Annotated[str, Meta(description="announced − computed")]
    agrees: Annotated[bool, Meta(description="The computed one rounds, or is cut, to the announced one")]
    basis: str
    as_of: datetime


class OfficialFigureRead(Output):
    """One announced figure, its check, and the computed one beside it."""

    id: UUID
    version: int
    series: str
    title: str
    verb: str
    scope: FigureScope
    region: str
    nature: FigureNature
    period: str
    value: str
    unit: str
    precision: FigurePrecision
    announced_rate: str | None
    source: str
    announced_on: date | None
    indicator: Indicator | None
    note: str | None
    is_demonstration: bool
    check: RateCheck | None
    computed: ComputedRead | None
    created_at: datetime
