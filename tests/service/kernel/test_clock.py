"""The clock: months over short ones, the day in Shanghai, and a clock that tests may set."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel import clock

DAYS = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_a_shorter_month_ends_on_its_last_day(day: date, months: int, after: date) -> None:
    assert clock.months_after(day, months) == after


@given(DAYS, st.integers(-240, 240))
def test_the_month_is_always_the_one_asked_for(day: date, months: int) -> None:
    after = clock.months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after.day < day.day and (after + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, st.integers(0, 120))
def test_a_later_day_never_ends_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert clock.months_after(first, months) <= clock.months_after(second, months)


def test_the_day_changes_at_midnight_in_shanghai() -> None:
    with clock.pinned(datetime(2026, 6, 30, 15, 59, 59, tzinfo=UTC)):
        assert clock.today() == date(2026, 6, 30)
    with clock.pinned(datetime(2026, 6, 30, 16, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 1)


def test_the_clock_says_utc_and_goes_on_after_it_was_set() -> None:
    moment = datetime(2001, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=8)))
    with clock.pinned(moment):
        assert (clock.now(), clock.now().tzinfo) == (moment, UTC)
    assert clock.now().year > 2001
