"""Working days of China (工作日), and what is assumed where the published calendar ends.

The State Council announces each year's holidays in the autumn before; ``chinesecalendar`` carries what was
announced. Past its last year weekends are free and so are the holidays whose dates never move; the lunar
ones and the make-up days are not known yet, so whatever counts such a day is provisional.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays

# 元旦, 劳动节 and 国庆节 as (month, day): 全国年节及纪念日放假办法, as amended for 2025.
_FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_FIRST_YEAR: int = min(holidays).year
_LAST_YEAR: int = max(holidays).year
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DueDay:
    """The last day of a period, and whether the calendar may still move it."""

    on: date
    is_provisional: bool


def is_known(day: date) -> bool:
    """The holidays of its year have been announced."""
    return _FIRST_YEAR <= day.year <= _LAST_YEAR


def is_workday(day: date) -> bool:
    """As announced; else no weekend and no holiday of a fixed date."""
    if is_known(day):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED


def due_after(start: date, workdays: int) -> DueDay:
    """The ``workdays``-th working day after ``start``; the day itself does not count (民法典 art. 201).

    Raises ValueError for fewer than one day.
    """
    if workdays < 1:
        raise ValueError("a period has at least one working day")
    day = start
    while workdays:
        day += _DAY
        workdays -= is_workday(day)
    return DueDay(day, is_provisional=not (is_known(start) and is_known(day)))


def workdays_until(today: date, due: date) -> int:
    """Working days after ``today`` up to and with ``due``; negative counts those that went by since."""
    if due < today:
        return -workdays_until(due, today)
    return sum(is_workday(today + _DAY * passed) for passed in range(1, (due - today).days + 1))
