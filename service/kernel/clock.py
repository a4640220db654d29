"""The only source of time: UTC inside, Asia/Shanghai for calendar days and periods."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_pinned: ContextVar[datetime | None] = ContextVar("pinned", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _pinned.get() or datetime.now(UTC)


def today() -> date:
    """The calendar day in the city the platform serves."""
    return now().astimezone(SHANGHAI).date()


def moment_of(text: str) -> datetime:
    """A moment as RFC 3339 writes it, or a day's first one here. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).astimezone(UTC)


def months_after(day: date, months: int) -> date:
    """The same day some months on, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (after - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


@contextmanager
def pinned(moment: datetime) -> Iterator[None]:
    """Set the clock for what runs inside. Only the loader of demonstration data and tests may."""
    token = _pinned.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pinned.reset(token)
