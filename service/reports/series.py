"""Whether an announced growth fits the announced values, and an announced figure the computed one; pure."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from service.reports import formulas
from service.reports.formulas import Range


class RateVerdict(StrEnum):
    """What the check of an announced rate says (校验结论)."""

    CONSISTENT = "consistent"
    BASE_TRUNCATED_OR_RESTATED = "base_truncated_or_restated"
    INCONSISTENT = "inconsistent"
    NO_BASE = "no_base"


# Units of amounts in fen, as announcements write them; counts have other units.
_AMOUNTS = {"元": 100, "万元": 1_000_000, "亿元": 10_000_000_000}


def verdict(value: str, rate: str, base: str | None) -> RateVerdict:
    """Whether ``rate`` (in per cent) can lead from ``base`` to ``value``, all three as announced.

    27.41 and 15.06, both rounded, allow +81.91 to +82.10 %. The announced +81.89 % leads back to 15.066 to
    15.073, which is cut, not rounded, to 15.06: the base was truncated, or restated since.
    """
    if base is None:
        return RateVerdict.NO_BASE
    announced = formulas.rounding_range(rate)
    allowed = formulas.growth_range(formulas.rounding_range(value), formulas.rounding_range(base))
    if allowed is not None and allowed.touches(announced):
        return RateVerdict.CONSISTENT
    implied = formulas.implied_base(formulas.rounding_range(value), announced)
    if implied is not None and implied.touches(formulas.truncation_range(base)):
        return RateVerdict.BASE_TRUNCATED_OR_RESTATED
    return RateVerdict.INCONSISTENT


def bounds(found: Range | None, places: int) -> tuple[str | None, str | None]:
    """Both ends of a range as decimals, for people."""
    if found is None:
        return None, None
    low, high = (round(Decimal(end.numerator) / Decimal(end.denominator), places) for end in _ends(found))
    return f"{low:f}", f"{high:f}"


def in_unit(unit: str, amount: int, *, is_amount: bool) -> Decimal | None:
    """Fen, or a count, in an announcement's unit; None where the unit does not fit."""
    if is_amount:
        return Decimal(amount) / _AMOUNTS[unit] if unit in _AMOUNTS else None
    return None if unit in _AMOUNTS else Decimal(amount)


def agrees(value: str, computed: Decimal) -> bool:
    """The computed figure rounds, or is cut, to the announced one."""
    exact = Fraction(computed)
    ranges = (formulas.rounding_range(value), formulas.truncation_range(value))
    return any(one.low <= exact <= one.high for one in ranges)


def _ends(found: Range) -> tuple[Fraction, Fraction]:
    return found.low, found.high
