"""Owns what is ranked: a text with an id and its facets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Facet = str | int | tuple[str, ...] | None

NO_FACETS: Mapping[str, Facet] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Document:
    """One listing, or one question about listings.

    `title` and `text` may be empty; `text` does not repeat the title. `facets` are what filters look at:
    a code, a whole number (money in fen), several codes, or None for unknown.
    """

    id: str
    title: str
    text: str
    facets: Mapping[str, Facet] = field(default_factory=lambda: NO_FACETS)
