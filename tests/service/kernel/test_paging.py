"""Cursors: good for their own list and sort, refused when anybody else made or changed them."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel import ids
from service.kernel.errors import BadParameter
from service.kernel.paging import Cursors

OURS = Cursors("a secret for tests")
LAST = ids.new_id()
CURSOR = OURS.write("needs -created_at", "value", LAST)


@given(st.text() | st.dates() | st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_cursor_says_what_was_written(value: str | date | datetime, last) -> None:
    plain = value if isinstance(value, str) else value.isoformat()
    assert OURS.read("needs x", OURS.write("needs x", value, last)) == (plain, last)


@given(st.text(max_size=80))
def test_what_somebody_made_up_is_refused(text: str) -> None:
    with pytest.raises(BadParameter):
        OURS.read("needs -created_at", text)


@given(st.integers(0, len(CURSOR) - 1), st.characters(codec="ascii"))
def test_a_changed_cursor_is_refused_or_says_the_same(place: int, letter: str) -> None:
    changed = CURSOR[:place] + letter + CURSOR[place + 1 :]
    with suppress(BadParameter):
        assert OURS.read("needs -created_at", changed) == ("value", LAST)


def test_a_cursor_of_another_list_sort_or_installation_is_refused() -> None:
    for scope in ("needs created_at", "achievements -created_at", "needs -created_atx", ""):
        with pytest.raises(BadParameter):
            OURS.read(scope, CURSOR)
    with pytest.raises(BadParameter):
        Cursors("another secret").read("needs -created_at", CURSOR)


def test_a_cursor_of_the_longest_name_fits_into_a_query() -> None:
    name = "".join(chr(0x20000 + 7919 * number % 40_000) for number in range(200))
    assert len(OURS.write("organizations -name", name, LAST)) <= 4000
