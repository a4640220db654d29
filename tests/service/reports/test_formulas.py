"""The formulas of the reports: exact, and null where there is nothing to divide by."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reports import formulas, series
from service.reports.formulas import Range
from service.reports.periods import Period, ReportPeriod, months_named, period_of

FEN = st.integers(0, 10**15)
REGIONS = st.sampled_from(["150105", "150100", "150200", "110000", None])


def test_growth_is_computed_from_exact_amounts() -> None:
    assert formulas.yoy(274_100_000_000, 150_600_000_000) == 0.820053
    assert formulas.yoy(5, 0) is None
    assert formulas.yoy(0, 5) == -1.0


@given(FEN, FEN)
def test_growth_and_completion_are_the_same_ratio_seen_twice(current: int, base: int) -> None:
    growth, done = formulas.yoy(current, base), formulas.completion(current, base)
    assert (growth is None) == (done is None) == (base == 0)
    if growth is not None and done is not None:
        assert abs(growth - (done - 1)) <= 1.1e-6 * max(1, abs(done))


@given(st.integers(0, 10**15), st.integers(0, 10**6))
def test_an_average_is_half_a_fen_off_at_most(total: int, contracts: int) -> None:
    average = formulas.average(total, contracts)
    if average is None:
        assert contracts == 0
    else:
        assert abs(Fraction(total, contracts) - average) <= Fraction(1, 2)


@given(REGIONS, REGIONS)
def test_every_contract_flows_one_way(seller: str | None, buyer: str | None) -> None:
    flow = formulas.flow(seller, buyer, "150100")
    sells, buys = (bool(one and one.startswith("1501")) for one in (seller, buyer))
    assert (flow == "within") == (sells and buys)
    assert flow.startswith("to_") == (sells and not buys)
    assert flow.startswith("from_") == (buys and not sells)


@pytest.mark.parametrize(
    ("day", "gone"), [(date(2023, 12, 31), 0.0), (date(2024, 7, 1), 0.5), (date(2025, 1, 1), 1.0)]
)
def test_pace_is_completion_less_the_part_of_the_year_that_is_over(day: date, gone: float) -> None:
    assert formulas.elapsed(2024, day) == pytest.approx(gone, abs=0.001)
    assert formulas.pace(60, 100, 2024, day) == pytest.approx(0.6 - formulas.elapsed(2024, day))
    assert formulas.pace(60, 0, 2024, day) is None


def test_equals_share_a_rank() -> None:
    assert formulas.ranks([0.5, 0.9, None, 0.9, 0.1]) == [3, 1, None, 1, 4]


def test_the_announced_growth_of_2024_says_that_the_base_was_cut_or_restated() -> None:
    allowed = formulas.growth_range(formulas.rounding_range("27.41"), formulas.rounding_range("15.06"))
    assert series.bounds(allowed, 2) == ("81.91", "82.10")
    assert series.verdict("27.41", "81.89", "15.06") == "base_truncated_or_restated"
    assert series.verdict("27.41", "82.00", "15.06") == "consistent"
    assert series.verdict("27.41", "90", "15.06") == "inconsistent"
    assert series.verdict("15.06", "16", None) == "no_base"


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_a_growth_computed_from_the_announced_values_always_fits(current: int, base: int) -> None:
    now, then = (f"{value // 100}.{value % 100:02d}" for value in (current, base))
    rate = f"{(current / base - 1) * 100:.2f}"
    assert series.verdict(now, rate, then) == "consistent"


def test_an_implied_base_is_the_inverse_of_growth() -> None:
    implied = formulas.implied_base(formulas.rounding_range("27.41"), formulas.rounding_range("81.89"))
    assert series.bounds(implied, 4) == ("15.0664", "15.0727")
    assert formulas.implied_base(Range(Fraction(1), Fraction(2)), Range(Fraction(-100), Fraction(0))) is None


@pytest.mark.parametrize(
    ("unit", "shown"), [("yuan", "1506000000.05"), ("wan", "150600.00"), ("yi", "15.06")]
)
def test_amounts_are_exact_in_yuan_and_rounded_for_people(unit: str, shown: str) -> None:
    assert formulas.amount_in(unit, 150_600_000_005) == shown


@pytest.mark.parametrize("name", ["2023", "2023-Q2", "2023-05"])
def test_a_period_is_named_as_the_national_table_writes_it(name: str) -> None:
    named = months_named(name)
    assert named is not None
    assert Period(*named).name == name
    assert Period(*named).earlier().name == name.replace("2023", "2022")


@pytest.mark.parametrize("name", ["2023-Q5", "2023-13", "23", "2023-", "２０２３", "2023-5"])
def test_what_is_no_period_is_none(name: str) -> None:
    assert months_named(name) is None


def test_months_fall_into_their_quarter_and_year() -> None:
    assert period_of(ReportPeriod.QUARTER, date(2023, 5, 1)).name == "2023-Q2"
    assert period_of(ReportPeriod.YEAR, date(2023, 5, 1)).end == date(2024, 1, 1)
