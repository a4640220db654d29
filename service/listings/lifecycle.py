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


def is_over(valid_until: date, today: date) -> bool:
    """The last valid day has passed."""
    return valid_until < today
