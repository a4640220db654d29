"""No row leaves the house: a table row that reaches the encoder is a programming error, never an answer."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import SQLModel


def refuse(row: SQLModel) -> Any:
    """Raises TypeError, which the tests see as a 500."""
    raise TypeError(f"a row of {type(row).__name__} was about to leave the house; answer with a schema")


TYPE_ENCODERS: Mapping[type, Callable[[Any], Any]] = {SQLModel: refuse}
