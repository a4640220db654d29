"""Calendar periods of the reports: months, quarters, years, and the same ones a year before; pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.kernel.clock import months_after


class ReportPeriod(StrEnum):
    """How long one row of a report is (统计周期)."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS = {ReportPeriod.MONTH: 1, ReportPeriod.QUARTER: 3, ReportPeriod.YEAR: 12}
# The report table of several centuries is a mistake, not a question.
LONGEST_YEARS = 30


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One of them by its first month; ``months`` counts how many of its months are asked for."""

    start: date
    months: int

    @property
    def name(self) -> str:
        """2023, 2023-Q1 or 2023-05, as the national table writes it."""
        if self.months == 12:
            return str(self.start.year)
        if self.months == 3:
            return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        return f"{self.start:%Y-%m}"

    @property
    def end(self) -> date:
        """The first day after it."""
        return months_after(self.start, self.months)

    def earlier(self) -> "Period":
        """The same months a year before (同期)."""
        return Period(self.start.replace(year=self.start.year - 1), self.months)


def period_of(kind: ReportPeriod, month: date) -> Period:
    """The period that a month belongs to."""
    length = MONTHS[kind]
    return Period(date(month.year, (month.month - 1) // length * length + 1, 1), length)


def months_between(first: date, last: date) -> Iterator[date]:
    """First days of all months from ``first``'s to ``last``'s."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = months_after(month, 1)


def months_named(name: str) -> tuple[date, int] | None:
    """``"2023"``, ``"2023-Q1"``, ``"2023-05"`` → first month and length; None for anything else."""
    year, _, part = name.partition("-")
    if not (year.isascii() and year.isdigit() and len(year) == 4 and int(year) >= 1900):
        return None
    first = int(year)
    if name == year:
        return date(first, 1, 1), 12
    if part in ("Q1", "Q2", "Q3", "Q4"):
        return date(first, 3 * int(part[1]) - 2, 1), 3
    if len(part) == 2 and part.isascii() and part.isdigit() and 1 <= int(part) <= 12:
        return date(first, int(part), 1), 1
    return None
