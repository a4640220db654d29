"""How marks become scores and ranks (评分规则); pure, in exact fractions.

Each judge's score is the weighted mean of their marks. A judge with a conflict of interest is left out;
then, from ``drop_from`` scores on, one highest and one lowest. The entry's score is the mean of what is left,
rounded half up once, at the end. What is shown decides: entries with the same rounded score are ordered by
the rounded mean of the heaviest criterion (the first named of several), then by the rounded median; who is
equal in all three shares a rank.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median
from typing import TypeVar

K = TypeVar("K", bound=Hashable)

LOWEST_MARK, HIGHEST_MARK = Decimal(0), Decimal(100)
_CENT = Decimal("0.01")


class ScoreUse(StrEnum):
    """What became of a judge's score (评分计入情况)."""

    COUNTED = "counted"
    HIGHEST = "highest"
    LOWEST = "lowest"
    CONFLICT = "conflict"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Weight:
    """One criterion and what it weighs against the others."""

    code: str
    weight: int


@dataclass(frozen=True, slots=True)
class Ballot:
    """A judge's marks by criterion for one entry; None when there are none."""

    seat: int
    marks: Mapping[str, Decimal] | None
    is_conflicted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One judge in the explanation of a result."""

    seat: int
    use: ScoreUse
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Tally:
    """An entry's score, the two figures that part equals, and how each judge's score was used."""

    score: Decimal | None
    key_mean: Decimal | None
    median: Decimal | None
    lines: tuple[Line, ...]

    @property
    def order(self) -> tuple[Decimal, Decimal, Decimal] | None:
        """What ranks are made from; None without a counted score."""
        if self.score is None or self.key_mean is None or self.median is None:
            return None
        return self.score, self.key_mean, self.median


def is_mark(value: Decimal) -> bool:
    """0 to 100 with at most two decimals."""
    if not value.is_finite() or not LOWEST_MARK <= value <= HIGHEST_MARK:
        return False
    return value == value.quantize(_CENT)


def weighted_mean(weights: Sequence[Weight], marks: Mapping[str, Decimal]) -> Fraction:
    """Σ weight × mark / Σ weight."""
    total = sum(one.weight for one in weights)
    return sum((one.weight * Fraction(marks[one.code]) for one in weights), Fraction(0)) / total


def tally(weights: Sequence[Weight], drop_from: int | None, ballots: Sequence[Ballot]) -> Tally:
    """One entry's score, explained judge by judge, in the order of the seats."""
    ordered = sorted(ballots, key=lambda ballot: ballot.seat)
    means = {b.seat: weighted_mean(weights, b.marks) for b in ordered if b.marks and not b.is_conflicted}
    dropped = _dropped(means, drop_from)
    lines = tuple(_line(ballot, weights, dropped) for ballot in ordered)
    counted = [ballot for ballot in ordered if ballot.seat in means and ballot.seat not in dropped]
    if not counted:
        return Tally(None, None, None, lines)
    kept = [means[ballot.seat] for ballot in counted]
    key = max(weights, key=lambda one: one.weight).code
    key_marks = [Fraction(ballot.marks[key]) for ballot in counted if ballot.marks]
    return Tally(half_up(_mean(kept)), half_up(_mean(key_marks)), half_up(median(kept)), lines)


def ranks(tallies: Mapping[K, Tally]) -> dict[K, int | None]:
    """1 for the best; equals share a rank and the next one is skipped (1, 1, 3). None without a score."""
    orders = [order for one in tallies.values() if (order := one.order) is not None]
    return {
        key: None if one.order is None else 1 + sum(order > one.order for order in orders)
        for key, one in tallies.items()
    }


def half_up(value: Fraction) -> Decimal:
    """To two decimals; 0.005 goes up. Only for what is not negative."""
    hundredths = (value * 200 + 1) // 2
    return Decimal(hundredths).scaleb(-2)


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _dropped(means: Mapping[int, Fraction], drop_from: int | None) -> dict[int, ScoreUse]:
    """The seats left out as highest and lowest; of equals the lowest seat is the highest score."""
    if drop_from is None or len(means) < drop_from:
        return {}
    falling = sorted(means, key=lambda seat: (-means[seat], seat))
    return {falling[0]: ScoreUse.HIGHEST, falling[-1]: ScoreUse.LOWEST}


def _line(ballot: Ballot, weights: Sequence[Weight], dropped: Mapping[int, ScoreUse]) -> Line:
    score = half_up(weighted_mean(weights, ballot.marks)) if ballot.marks else None
    if ballot.is_conflicted:
        return Line(ballot.seat, ScoreUse.CONFLICT, score)
    if score is None:
        return Line(ballot.seat, ScoreUse.MISSING, None)
    return Line(ballot.seat, dropped.get(ballot.seat, ScoreUse.COUNTED), score)
