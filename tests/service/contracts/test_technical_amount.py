"""The technical amount: deducted is what is not technical, never more than there is, whatever the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.codes.lists import code_list
from service.contracts.tables import PaymentMode
from service.contracts.technical_amount import AmountLine, AmountLineKind, Treatment, calculate
from service.kernel.errors import Invalid
from service.kernel.money import MAX_FEN

K = AmountLineKind
TOTAL = 1_000_000_00
LINES = st.lists(
    st.builds(AmountLine, st.sampled_from(list(K)), st.integers(min_value=0, max_value=MAX_FEN // 50)),
    max_size=30,
)


def whole(lines: list[AmountLine], rest: int) -> int:
    """A total that the lines fit into."""
    has_technology = any(line.kind == K.TECHNOLOGY for line in lines)
    return sum(line.amount for line in lines) + (0 if has_technology else rest)


def test_equipment_instruments_parts_material_and_the_rest_are_deducted() -> None:
    lines = [
        AmountLine(K.EQUIPMENT, 200_000_00, "分选机两台"),
        AmountLine(K.INSTRUMENTS, 50_000_00),
        AmountLine(K.PARTS, 20_000_00),
        AmountLine(K.RAW_MATERIAL, 30_000_01),
        AmountLine(K.CONSTRUCTION, 1),
        AmountLine(K.OTHER_NON_TECHNICAL, 10_000_00),
    ]
    outcome = calculate(TOTAL, lines, PaymentMode.LUMP_SUM)
    assert (outcome.deducted, outcome.technical) == (310_000_02, 689_999_98)
    assert not outcome.is_provisional


def test_carriers_within_reason_stay_and_beyond_reason_go() -> None:
    lines = [AmountLine(K.CARRIER, 100_000_00), AmountLine(K.CARRIER_BEYOND_REASON, 40_000_00)]
    assert calculate(TOTAL, lines, None).technical == 960_000_00


def test_carriers_above_a_fifth_of_the_total_are_to_be_explained() -> None:
    assert not calculate(TOTAL, [AmountLine(K.CARRIER, 200_000_00)], None).warnings
    assert calculate(TOTAL, [AmountLine(K.CARRIER, 200_000_01)], None).warnings


def test_royalties_are_provisional() -> None:
    outcome = calculate(TOTAL, [], PaymentMode.ROYALTY)
    assert outcome.is_provisional
    assert outcome.warnings


def test_where_nothing_technical_is_left_it_says_so() -> None:
    outcome = calculate(TOTAL, [AmountLine(K.EQUIPMENT, TOTAL)], None)
    assert outcome.technical == 0
    assert "不属于技术合同" in outcome.warnings[0][0]


def test_lines_above_the_total_are_refused_with_both_sums() -> None:
    with pytest.raises(Invalid, match=r"1000000\.01 yuan, above the total of 1000000\.00"):
        calculate(TOTAL, [AmountLine(K.EQUIPMENT, TOTAL + 1)], None)


def test_a_whole_breakdown_must_add_up() -> None:
    lines = [AmountLine(K.TECHNOLOGY, 600_000_00), AmountLine(K.EQUIPMENT, 300_000_00)]
    with pytest.raises(Invalid, match=r"other 100000\.00"):
        calculate(TOTAL, lines, None)
    lines.append(AmountLine(K.CARRIER, 100_000_00))
    assert calculate(TOTAL, lines, None).technical == 700_000_00


def test_every_kind_says_what_becomes_of_it_and_why() -> None:
    for entry in code_list("amount_line_kinds").values():
        assert entry.extra["treatment"] in list(Treatment)
        assert entry.extra["why_zh"]
        assert entry.extra["why_en"]


@given(LINES, st.integers(min_value=0, max_value=MAX_FEN // 50))
def test_it_is_never_negative_and_never_above_the_total(lines: list[AmountLine], rest: int) -> None:
    total = whole(lines, rest)
    outcome = calculate(total, lines, None)
    assert 0 <= outcome.technical <= total
    assert outcome.technical + outcome.deducted == total


@given(LINES, st.integers(min_value=0, max_value=1000), st.randoms())
def test_order_and_splitting_of_lines_change_nothing(
    lines: list[AmountLine], rest: int, random: object
) -> None:
    total = whole(lines, rest)
    split = [
        AmountLine(line.kind, part)
        for line in lines
        for part in (line.amount // 3, line.amount - line.amount // 3)
    ]
    random.shuffle(split)  # type: ignore[attr-defined]
    assert calculate(total, split, None).technical == calculate(total, lines, None).technical


@given(LINES, st.integers(min_value=1, max_value=1000))
def test_one_more_deduction_lowers_it_by_exactly_that(lines: list[AmountLine], more: int) -> None:
    lines = [line for line in lines if line.kind != K.TECHNOLOGY]
    total = whole(lines, more)
    longer = [*lines, AmountLine(K.PARTS, more)]
    assert calculate(total, longer, None).technical == calculate(total, lines, None).technical - more
