"""What a check of the pre-check finds: the place in the contract, and what stood there; pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.contracts.dossier import Dossier


@dataclass(frozen=True, slots=True)
class Found:
    """A place (a JSON pointer) that breaks a rule; ``told`` is the word, name or number found there."""

    field: str
    told: str | None = None


Check = Callable[[Dossier], Iterator[Found]]


def when(condition: object, field: str, told: str | None = None) -> Iterator[Found]:
    """One finding where ``condition`` holds."""
    if condition:
        yield Found(field, told)
