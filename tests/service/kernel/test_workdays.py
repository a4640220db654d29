"""Working days: the announced calendar, what stands in for it past its end, and what is provisional."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel import workdays
from service.kernel.workdays import due_after, is_workday, workdays_until

DAYS = st.dates(min_value=date(2024, 1, 1), max_value=date(2029, 12, 31))
PERIODS = st.integers(min_value=1, max_value=60)


def test_announced_holidays_and_make_up_days_count() -> None:
    assert not is_workday(date(2026, 2, 17))  # 春节
    assert is_workday(date(2026, 2, 14))  # a Saturday worked for it
    assert not is_workday(date(2026, 10, 7))


def test_past_the_calendar_weekends_and_fixed_dates_are_free() -> None:
    assert not workdays.is_known(date(2027, 1, 1))
    for holiday in (date(2027, 1, 1), date(2028, 5, 1), date(2029, 10, 2), date(2027, 1, 3)):
        assert not is_workday(holiday)
    assert is_workday(date(2027, 1, 4))


def test_fifteen_working_days_skip_the_national_day() -> None:
    due = due_after(date(2026, 9, 24), 15)
    assert (due.on, due.is_provisional) == (date(2026, 10, 22), False)


def test_the_day_of_acceptance_does_not_count() -> None:
    assert due_after(date(2026, 11, 2), 1).on == date(2026, 11, 3)


def test_a_due_day_past_the_last_known_year_is_provisional() -> None:
    assert not due_after(date(2026, 12, 10), 15).is_provisional
    late = due_after(date(2026, 12, 11), 15)
    assert (late.on, late.is_provisional) == (date(2027, 1, 4), True)


def test_a_period_has_a_day() -> None:
    with pytest.raises(ValueError, match="at least one"):
        due_after(date(2026, 1, 5), 0)


@given(DAYS, PERIODS)
def test_a_due_day_is_a_working_day_so_many_working_days_on(start: date, period: int) -> None:
    due = due_after(start, period)
    assert is_workday(due.on)
    assert workdays_until(start, due.on) == period


@given(DAYS, PERIODS, PERIODS)
def test_a_longer_period_and_a_later_start_never_end_earlier(start: date, one: int, other: int) -> None:
    assert due_after(start, one + other).on > due_after(start, one).on
    assert due_after(start + timedelta(days=other), one).on >= due_after(start, one).on


@given(DAYS, PERIODS)
def test_what_is_late_counts_backwards(start: date, period: int) -> None:
    due = due_after(start, period).on
    assert workdays_until(due, start) == -period
    assert workdays_until(due, due) == 0
