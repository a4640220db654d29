"""Money: one parser, whole fen, nothing lost on the way in and out, everything else refused."""

from decimal import Decimal
from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel.money import MAX_FEN, Yuan, optional_fen, optional_yuan, to_fen, to_yuan

REFUSED = (
    "", " ", "-1", "+1", "1.", ".5", "1.234", "01", "00", "1,000", "1e3", "1_000", "0x1", "NaN", "∞",
    " 1", "1 ", "1\n", "1.50\n", "1\r", "1\0", "１", "٣", "1.２", "¥1", "10000000000000", "9999999999999.999",
)  # fmt: skip


@given(st.integers(0, MAX_FEN))
def test_an_amount_comes_back_as_it_went(fen: int) -> None:
    assert to_fen(to_yuan(fen)) == fen
    assert Decimal(to_yuan(fen)) * 100 == fen
    assert msgspec.convert(to_yuan(fen), Yuan) == to_yuan(fen)


@given(st.decimals(min_value=0, max_value=Decimal("9999999999999.99"), places=2))
def test_what_a_person_writes_is_read_exactly(amount: Decimal) -> None:
    for written in {f"{amount:.2f}", f"{amount:f}", f"{amount.normalize():f}"}:
        assert to_fen(written) == int(amount * 100)


@given(st.text())
def test_the_parser_and_the_schema_agree_on_every_text(text: str) -> None:
    assert parses(text) == fits(text)


@given(st.text(alphabet="0123456789.-+ \n", max_size=18))
def test_they_agree_on_texts_that_look_like_money(text: str) -> None:
    assert parses(text) == fits(text)
    if parses(text):
        assert 0 <= to_fen(text) <= MAX_FEN
        assert Decimal(to_yuan(to_fen(text))) == Decimal(text)


@pytest.mark.parametrize("text", REFUSED, ids=repr)
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert (parses(text), fits(text)) == (False, False)


@given(st.integers(-MAX_FEN, MAX_FEN))
def test_a_difference_keeps_its_sign(fen: int) -> None:
    assert Decimal(to_yuan(fen)) * 100 == fen


def test_an_unknown_amount_stays_unknown() -> None:
    assert (optional_fen(None), optional_yuan(None)) == (None, None)
    assert (optional_fen("0"), optional_yuan(0)) == (0, "0.00")


def parses(text: str) -> bool:
    try:
        to_fen(text)
    except ValueError:
        return False
    return True


def fits(text: str) -> bool:
    try:
        msgspec.convert(text, Annotated[Yuan, ()])
    except msgspec.ValidationError:
        return False
    return True
