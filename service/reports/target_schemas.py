"""Shapes of targets and of their completion."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from service.kernel.schemas import Input, Output
from service.reports.tables import Indicator, TargetScope

Year = Annotated[int, Meta(ge=2000, le=2100)]
Value = Annotated[
    str,
    Meta(
        pattern=r"^(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?(?![\s\S])",
        description="Yuan for amounts, a whole number for contracts",
        examples=["1800000000.00"],
    ),
]
Unit = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        description="A code of /codes/regions or /codes/parks, or an office's name as it registers",
    ),
]


class TargetItem(Input):
    """What one unit shall reach for one indicator in one year."""

    year: Year
    indicator: Indicator
    unit: Unit
    value: Value
    scope: TargetScope = TargetScope.REGION


class TargetsPut(Input):
    """Targets to set; those not named stay as they are."""

    items: Annotated[list[TargetItem], Meta(min_length=1, max_length=500)]


class TargetRow(Output):
    """One target and what became of it."""

    year: int
    indicator: Indicator
    scope: TargetScope
    unit: str
    unit_name: str
    target: Annotated[str, Meta(description="Yuan, or a count of contracts")]
    done: Annotated[str, Meta(description="Booked in the year as registered by it, as of `as_of`")]
    completion: Annotated[float | None, Meta(description="done / target")]
    pace: Annotated[float | None, Meta(description="completion − elapsed; above 0 is ahead of time")]
    rank: Annotated[int | None, Meta(description="By completion, among the same indicator and scope")]


class TargetReport(Output):
    """Targets of one year."""

    year: int
    as_of: datetime
    day: date
    elapsed: Annotated[float, Meta(description="The part of the year that is over")]
    items: list[TargetRow]


class TargetsRead(Output):
    """How many targets were set anew, changed, or were so already."""

    new: int
    changed: int
    unchanged: int
