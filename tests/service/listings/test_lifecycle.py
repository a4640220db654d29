"""The table of moves and the day on which a listing is over."""

from datetime import date, timedelta
from enum import StrEnum

import pytest

from service.kernel.errors import IllegalMove
from service.listings.lifecycle import Lifecycle, is_over


class Lamp(StrEnum):
    """Two states are enough."""

    OFF = "off"
    ON = "on"


LAMP = Lifecycle("A lamp", {(Lamp.OFF, "light"): Lamp.ON, (Lamp.ON, "light"): Lamp.ON})


def test_an_allowed_move_leads_on() -> None:
    assert LAMP.allows(Lamp.OFF, "light")
    assert LAMP.after(Lamp.OFF, "light") == Lamp.ON


def test_a_refused_move_names_the_states_in_which_it_is_possible() -> None:
    with pytest.raises(IllegalMove, match="A lamp in state on cannot light; possible in: off") as caught:
        Lifecycle("A lamp", {(Lamp.OFF, "light"): Lamp.ON}).after(Lamp.ON, "light")
    assert caught.value.status == 409


def test_an_unknown_action_is_no_move() -> None:
    assert not LAMP.allows(Lamp.ON, "break")
    with pytest.raises(IllegalMove):
        LAMP.after(Lamp.ON, "break")


def test_a_listing_is_over_the_day_after_its_last_valid_day() -> None:
    last = date(2026, 2, 28)
    assert not is_over(last, last - timedelta(days=1))
    assert not is_over(last, last)
    assert is_over(last, last + timedelta(days=1))
