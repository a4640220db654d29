"""What registration may bring in taxes: estimates from data, with conditions; pure, and never advice.

Amounts are fen. Each formula is exact arithmetic on fractions, rounded once, to the fen, half up.
"""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Literal

from service.contracts import rules
from service.contracts.rules import Data
from service.contracts.tables import ContractType, PartyNature
from service.kernel.money import to_fen

Formula = Literal["tax_within_price", "exempt_then_half", "extra_deduction", "none"]


class Condition(Data, frozen=True):
    """What must hold; the program looks at it under its id."""

    id: str
    zh: str
    en: str


class Benefit(Data, frozen=True):
    """A relief as the rules give it; ``rate``, ``share`` and ``extra`` are decimals, ``ceiling`` is yuan."""

    id: str
    side: Literal["seller", "buyer"]
    parties: list[PartyNature]
    types: list[ContractType]
    formula: Formula
    rate: str
    source: str
    zh: str
    en: str
    basis_zh: str
    basis_en: str
    conditions: list[Condition]
    ceiling: str = "0.00"
    share: str = "1"
    extra: str = "0"


class _Benefits(Data, frozen=True):
    benefits: list[Benefit]


@cache
def benefits() -> tuple[Benefit, ...]:
    """Every relief, in the order of the file."""
    return tuple(rules.read("benefits.toml", _Benefits).benefits)


def is_in_force(benefit: Benefit, day: date) -> bool:
    """Its source holds on that day."""
    source = rules.sources()[benefit.source]
    return source.in_force_from <= day and (source.in_force_until is None or day <= source.in_force_until)


def estimate(benefit: Benefit, amount: int, cost: int) -> int | None:
    """The tax saved on ``amount`` (fen), of which ``cost`` is deducted where income counts; None for none."""
    formula = _FORMULAS.get(benefit.formula)
    return None if formula is None else half_up(formula(benefit, amount, cost))


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up. ``value`` is not negative."""
    return int(value + Fraction(1, 2))


def _tax_within_price(benefit: Benefit, amount: int, _cost: int) -> Fraction:
    rate = Fraction(benefit.rate)
    return amount * rate / (1 + rate)


def _exempt_then_half(benefit: Benefit, amount: int, cost: int) -> Fraction:
    """企业所得税法实施条例 art. 90: nothing on the first five million, half on the rest."""
    income, ceiling = max(amount - cost, 0), to_fen(benefit.ceiling)
    exempt = min(income, ceiling)
    return (exempt + Fraction(income - exempt, 2)) * Fraction(benefit.rate)


def _extra_deduction(benefit: Benefit, amount: int, _cost: int) -> Fraction:
    return amount * Fraction(benefit.share) * Fraction(benefit.extra) * Fraction(benefit.rate)


_FORMULAS: Mapping[str, Callable[[Benefit, int, int], Fraction]] = {
    "tax_within_price": _tax_within_price,
    "exempt_then_half": _exempt_then_half,
    "extra_deduction": _extra_deduction,
}
