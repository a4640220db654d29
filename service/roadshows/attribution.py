"""Which roadshow a signed contract counts for (签约归属); pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

K = TypeVar("K")

WINDOW_DAYS = 180


def is_within(held_on: date, signed_on: date) -> bool:
    """Signed on the day of the roadshow or on one of the 180 days after it."""
    return held_on <= signed_on <= held_on + timedelta(days=WINDOW_DAYS)


def counted_for(presented: Iterable[tuple[K, date]], signed_on: date) -> K | None:
    """Of the places where an achievement was presented, the latest one that the contract may count for.

    A contract counts once: presented twice within 180 days, it is the later roadshow that brought it.
    """
    fitting = [
        (held_on, number, key)
        for number, (key, held_on) in enumerate(presented)
        if is_within(held_on, signed_on)
    ]
    return min(fitting, key=lambda one: (-one[0].toordinal(), one[1]))[2] if fitting else None
