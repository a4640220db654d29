"""Every formula of the reports, pure and exact: whole fen in, fractions out, rounded only for the reader.

Sources: the yearly communiqués on the technology market (全国技术市场统计) for growth and shares; the target
letters of the city (年度目标责任书) for completion and pace; interval arithmetic for announced figures.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from service.codes.lists import region_prefix

# Fen in one unit.
UNITS = {"yuan": 100, "wan": 1_000_000, "yi": 10_000_000_000}
_SHOWN = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Range:
    """Everything an announced figure may have been before it was cut to its decimals."""

    low: Fraction
    high: Fraction

    def touches(self, other: "Range") -> bool:
        """Some value lies in both."""
        return self.low <= other.high and other.low <= self.high


def ratio(part: int | Fraction, whole: int | Fraction) -> float | None:
    """``part / whole`` to six places; None where there is nothing to divide by."""
    return shown(Fraction(part) / Fraction(whole)) if whole else None


def yoy(current: int, base: int) -> float | None:
    """同比: (current − base) / base, over the same months; None where the base is 0."""
    return ratio(current - base, base)


def technical_share(technical: int, total: int) -> float | None:
    """技术交易额占比: Σ technical / Σ total."""
    return ratio(technical, total)


def average(total: int, contracts: int) -> int | None:
    """Fen a contract, half a fen upwards; None without contracts."""
    return None if not contracts else int((Decimal(total) / contracts).quantize(Decimal(1), ROUND_HALF_UP))


def completion(done: int, target: int) -> float | None:
    """完成率: done / target."""
    return ratio(done, target)


def elapsed(year: int, day: date) -> float:
    """How much of ``year`` is over at the end of ``day``: 0 before it, 1 after it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    gone = min(max((day - first).days + 1, 0), (last - first).days + 1)
    return shown(Fraction(gone, (last - first).days + 1))


def pace(done: int, target: int, year: int, day: date) -> float | None:
    """进度差: completion − elapsed part of the year; above 0 is ahead of time."""
    reached = completion(done, target)
    return None if reached is None else round(reached - elapsed(year, day), 6)


def ranks(values: Iterable[float | None]) -> list[int | None]:
    """Places from the highest, equals share theirs and the next is left out; None for what has no value."""
    known = list(values)
    return [None if one is None else 1 + sum(v > one for v in known if v is not None) for one in known]


def rounding_range(announced: str) -> Range:
    """What rounds to the announced decimal: ``"27.41"`` → 27.405 to 27.415."""
    value, half = Fraction(announced), Fraction(1, 2 * 10 ** _places(announced))
    return Range(value - half, value + half)


def truncation_range(announced: str) -> Range:
    """What is cut to the announced decimal: ``"15.06"`` → 15.06 to 15.07."""
    value, step = Fraction(announced), Fraction(1, 10 ** _places(announced))
    return Range(value, value + step)


def growth_range(current: Range, base: Range) -> Range | None:
    """Every growth in per cent that two ranges allow; None where the base may be 0."""
    if base.low <= 0:
        return None
    return Range((current.low / base.high - 1) * 100, (current.high / base.low - 1) * 100)


def implied_base(current: Range, rate: Range) -> Range | None:
    """The bases from which ``current`` is reached by a rate in per cent; None below −100 %."""
    if rate.low <= -100:
        return None
    return Range(current.low / (1 + rate.high / 100), current.high / (1 + rate.low / 100))


def flow(seller: str | None, buyer: str | None, region: str) -> str:
    """流向 seen from ``region``: within it, to or from the rest of its province or beyond, or elsewhere."""
    own, province = region_prefix(region), region[:2]
    sells, buys = (seller or "").startswith(own), (buyer or "").startswith(own)
    if sells and buys:
        return "within"
    if not sells and not buys:
        return "elsewhere"
    is_near = ((buyer if sells else seller) or "").startswith(province)
    return f"{'to' if sells else 'from'}_{'province' if is_near else 'outside'}"


def amount_in(unit: str, fen: int) -> str:
    """Fen as 元 (exact), 万元 or 亿元 (two decimals, half upwards) for people."""
    amount = (Decimal(fen) / UNITS[unit]).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{amount:.2f}"


def shown(value: Fraction) -> float:
    """A fraction as a reader sees it: six places, half away from zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(_SHOWN, ROUND_HALF_UP))


def _places(decimal: str) -> int:
    return len(decimal.partition(".")[2])
