"""The scoring: hand-computed sheets, every case of small panels, and properties of any panel."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.roadshows import scoring
from service.roadshows.scoring import Ballot, ScoreUse, Tally, Weight, half_up, is_mark, ranks, tally

ONE = [Weight("all", 1)]
TWO = [Weight("technology", 60), Weight("market", 40)]
MARKS = st.decimals(min_value=0, max_value=100, places=2)


def panel(*marks: str | None, conflicts: tuple[int, ...] = ()) -> list[Ballot]:
    """Ballots of one criterion, seats from 1."""
    return [
        Ballot(seat, None if mark is None else {"all": Decimal(mark)}, seat in conflicts)
        for seat, mark in enumerate(marks, start=1)
    ]


def uses(result: Tally) -> list[ScoreUse]:
    return [line.use for line in result.lines]


def ballots(weights: list[Weight], most: int = 9) -> st.SearchStrategy[list[Ballot]]:
    marks = st.none() | st.fixed_dictionaries({weight.code: MARKS for weight in weights})
    one = st.tuples(marks, st.booleans())
    return st.lists(one, max_size=most).map(
        lambda rows: [Ballot(seat, marks, conflict) for seat, (marks, conflict) in enumerate(rows, 1)]
    )


def test_a_judges_score_is_the_weighted_mean_of_their_marks() -> None:
    marks = {"technology": Decimal("87.5"), "market": Decimal("92")}
    assert scoring.weighted_mean(TWO, marks) == Fraction("89.3")
    assert scoring.weighted_mean(
        [Weight("a", 1), Weight("b", 2)], {"a": Decimal(1), "b": Decimal(0)}
    ) == Fraction(1, 3)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("87.345", "87.35"),
        ("87.3449999", "87.34"),
        ("0", "0.00"),
        ("0.005", "0.01"),
        ("100", "100.00"),
        ("99.995", "100.00"),
    ],
)
def test_two_decimals_half_up(value: str, shown: str) -> None:
    assert str(half_up(Fraction(value))) == shown


@given(st.fractions(min_value=0, max_value=100, max_denominator=5000))
def test_rounding_is_the_decimal_modules_half_up_and_never_off_by_more_than_half_a_cent(
    value: Fraction,
) -> None:
    rounded = half_up(value)
    assert abs(Fraction(rounded) - value) <= Fraction(1, 200)
    if value.denominator in (1, 2, 4, 5, 8, 10, 20, 25, 40, 50, 100, 125, 200, 1000):
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        assert rounded == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_four_scores_all_count_and_from_five_on_one_highest_and_one_lowest_do_not() -> None:
    assert tally(ONE, 5, panel("60", "70", "80", "100")).score == Decimal("77.50")
    five = tally(ONE, 5, panel("60", "70", "80", "90", "100"))
    assert five.score == Decimal("80.00")
    assert uses(five) == [ScoreUse.LOWEST, *[ScoreUse.COUNTED] * 3, ScoreUse.HIGHEST]
    assert tally(ONE, None, panel("60", "70", "80", "90", "99")).score == Decimal("79.80")


def test_of_several_highest_one_is_left_out_and_of_five_equals_three_count() -> None:
    result = tally(ONE, 5, panel("90", "90", "50", "50", "70"))
    assert uses(result) == [
        ScoreUse.HIGHEST, ScoreUse.COUNTED, ScoreUse.COUNTED, ScoreUse.LOWEST, ScoreUse.COUNTED,
    ]  # fmt: skip
    assert result.score == Decimal("70.00")
    assert uses(tally(ONE, 5, panel(*["80"] * 5))).count(ScoreUse.COUNTED) == 3


def test_a_conflict_is_left_out_before_the_highest_is_looked_for() -> None:
    result = tally(ONE, 5, panel("100", "60", "70", "80", "90", conflicts=(1,)))
    assert uses(result) == [ScoreUse.CONFLICT, *[ScoreUse.COUNTED] * 4]
    assert result.score == Decimal("75.00")
    six = tally(ONE, 5, panel("100", "60", "70", "80", "90", "50", conflicts=(1,)))
    assert uses(six)[0] == ScoreUse.CONFLICT
    assert six.score == Decimal("70.00")


def test_a_judge_who_never_scores_is_told_and_nothing_is_invented() -> None:
    result = tally(ONE, 5, panel("60", None, "80"))
    assert uses(result) == [ScoreUse.COUNTED, ScoreUse.MISSING, ScoreUse.COUNTED]
    assert result.score == Decimal("70.00")
    nobody = tally(ONE, 5, panel(None, "80", conflicts=(2,)))
    assert (nobody.score, nobody.key_mean, nobody.median) == (None, None, None)
    assert uses(nobody) == [ScoreUse.MISSING, ScoreUse.CONFLICT]
    assert tally(ONE, 5, []).score is None


def test_every_panel_of_up_to_five_over_four_values() -> None:
    for size in range(6):
        for marks in product(("0", "50", "99.99", None), repeat=size):
            result = tally(ONE, 5, panel(*marks))
            values = sorted(Decimal(mark) for mark in marks if mark is not None)
            kept = values[1:-1] if len(values) == 5 else values
            expected = mean(kept).quantize(Decimal("0.01"), ROUND_HALF_UP) if kept else None
            assert result.score == expected, marks
            assert uses(result).count(ScoreUse.COUNTED) == len(kept), marks


def test_equal_scores_are_parted_by_the_heaviest_criterion() -> None:
    technical = [Ballot(1, {"technology": Decimal(80), "market": Decimal(70)})]
    commercial = [Ballot(1, {"technology": Decimal(70), "market": Decimal(85)})]
    tallies = {"commercial": tally(TWO, 5, commercial), "technical": tally(TWO, 5, technical)}
    assert {one.score for one in tallies.values()} == {Decimal("76.00")}
    assert ranks(tallies) == {"technical": 1, "commercial": 2}


def test_then_by_the_median_and_who_is_equal_in_all_shares_the_rank() -> None:
    tallies = {
        "even": tally(ONE, None, panel("70", "80", "90")),
        "higher middle": tally(ONE, None, panel("65", "85", "90")),
        "even too": tally(ONE, None, panel("90", "70", "80")),
        "last": tally(ONE, None, panel("10")),
        "without": tally(ONE, None, panel(None)),
    }
    assert ranks(tallies) == {"higher middle": 1, "even": 2, "even too": 2, "last": 4, "without": None}


@pytest.mark.parametrize("value", ["0", "100", "100.00", "87.5", "0.01", "1E+1"])
def test_marks_are_0_to_100_with_two_decimals(value: str) -> None:
    assert is_mark(Decimal(value))


@pytest.mark.parametrize(
    "value",
    ["-0.01", "100.01", "87.555", "NaN", "sNaN", "Infinity", "-Infinity", "1E+9", "1E-9", "1E-999999"],
)
def test_anything_else_is_no_mark(value: str) -> None:
    assert not is_mark(Decimal(value))


@given(ballots(TWO))
def test_a_score_lies_between_the_lowest_and_the_highest_that_count_and_the_explanation_adds_up(
    cast: list[Ballot],
) -> None:
    result = tally(TWO, 5, cast)
    means = {b.seat: scoring.weighted_mean(TWO, b.marks) for b in cast if b.marks and not b.is_conflicted}
    counted = [means[line.seat] for line in result.lines if line.use == ScoreUse.COUNTED]
    assert [line.seat for line in result.lines] == [ballot.seat for ballot in cast]
    assert len(counted) == (len(means) - 2 if len(means) >= 5 else len(means))
    if not counted:
        assert result.order is None
        return
    assert result.score == half_up(sum(counted, Fraction(0)) / len(counted))
    assert result.median == half_up(median(counted))
    left_out = {line.use: means[line.seat] for line in result.lines if line.seat in means} if means else {}
    assert left_out.get(ScoreUse.LOWEST, min(counted)) <= min(counted)
    assert left_out.get(ScoreUse.HIGHEST, max(counted)) >= max(counted)


@given(ballots(TWO), st.randoms())
def test_the_order_in_which_scores_come_in_changes_nothing(cast: list[Ballot], random: object) -> None:
    shuffled = list(cast)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tally(TWO, 5, shuffled) == tally(TWO, 5, cast)


@given(ballots(ONE), st.integers(0, 8), MARKS)
def test_a_conflicted_judges_marks_change_no_score(cast: list[Ballot], at: int, mark: Decimal) -> None:
    if at >= len(cast):
        return
    before = [b if b.seat != at + 1 else Ballot(b.seat, b.marks, True) for b in cast]
    after = [b if b.seat != at + 1 else Ballot(b.seat, {"all": mark}, True) for b in cast]
    assert tally(ONE, 5, before).order == tally(ONE, 5, after).order


@given(ballots(ONE), st.integers(0, 8))
def test_a_higher_mark_never_lowers_the_score(cast: list[Ballot], at: int) -> None:
    if at >= len(cast) or not cast[at].marks:
        return
    raised = [b if b.seat != at + 1 else Ballot(b.seat, {"all": Decimal(100)}, b.is_conflicted) for b in cast]
    low, high = tally(ONE, 5, cast).score, tally(ONE, 5, raised).score
    assert low == high or (low is not None and high is not None and low < high)


@given(st.dictionaries(st.integers(), ballots(TWO, most=7), max_size=8))
def test_ranks_follow_the_order_and_the_best_is_first(fields: dict[int, list[Ballot]]) -> None:
    tallies = {key: tally(TWO, 5, cast) for key, cast in fields.items()}
    ranked = ranks(tallies)
    placed = [(rank, tallies[key].order) for key, rank in ranked.items() if rank is not None]
    assert {key for key, rank in ranked.items() if rank is None} == {
        key for key, one in tallies.items() if one.order is None
    }
    assert not placed or min(rank for rank, _ in placed) == 1
    for rank, order in placed:
        assert rank == 1 + sum(other > order for _, other in placed)  # type: ignore[operator]
