"""The states of a listing as a pure table of moves, and expiry, which counts without anybody's doing."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from service.kernel.errors import IllegalMove

S = TypeVar("S", bound=StrEnum)


class Lifecycle(Generic[S]):
    """Allowed moves: (state, action) → state."""

    def __init__(self, noun: str, moves: Mapping[tuple[S, str], S]) -> None:
        self._noun, self.moves = noun, dict(moves)

    def allows(self, status: S, action: str) -> bool:
        """Whether ``action`` is a step out of ``status``."""
        return (status, action) in self.moves

    def after(self, status: S, action: str) -> S:
        """The state that ``action`` leads to.

        Raises IllegalMove, naming the states in which it is possible.
        """
        if not self.allows(status, action):
            possible = sorted({before for before, step in self.moves if step == action})
            raise IllegalMove(
                f"{self._noun} in state {status} cannot {action}; possible in: {', '.join(possible)}."
            )
        return self.moves[(status, action)]


def moves_of_every_listing(states: type[S]) -> dict[tuple[S, str], S]:
    """The way to the market and off it, which both kinds take alike."""
    draft, submitted, returned = states("draft"), states("submitted"), states("returned")
    published, withdrawn, expired = states("published"), states("withdrawn"), states("expired")
    edits = {(state, "edit"): state for state in (draft, submitted, returned, published, withdrawn, expired)}
    submits = {(state, "submit"): submitted for state in (draft, returned, withdrawn)}
    # Changing what was reviewed undoes the review.
    reviews_again = {(state, "edit_material"): submitted for state in (published, expired)}
    return {
        **edits,
        **submits,
        **reviews_again,
        (submitted, "publish"): published,
        (submitted, "return"): returned,
        (submitted, "withdraw"): withdrawn,
        (published, "withdraw"): withdrawn,
        (published, "expire"): expired,
        (published, "renew"): published,
        (expired, "renew"): published,
        (draft, "delete"): draft,
    }


def is_over(valid_until: date, today: date) -> bool:
    """The last valid day has passed."""
    return valid_until < today
