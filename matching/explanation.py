"""Owns why two texts match: the longest phrases that stand in both, each with its share of the score.

Every shared term contributes the product of its two weights to the score. Each contribution is given to one
phrase, the heaviest that contains the term, so that the shares of all phrases and of the scraps between them
sum to 1. Scraps (lone characters, numbers, function words) are never shown; the shares shown therefore sum
to at most 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.document import Document
from matching.index import Index
from matching.text import Keys, cut, is_single, normalise
from matching.weighting import Weights

# Beyond so many characters of a field nothing is explained: a repetitive text would take too long.
READ = 10_000
FUNCTION_WORDS = (
    "的了和与及或在对为是以于由从到其等并而之把被将能可所且但也就都各该此这那如若有很更最不个种些"
)
LEAST_SHARE = 0.01
FIELDS: tuple[Literal["title", "text"], ...] = ("title", "text")


class Span(NamedTuple):
    """Where a phrase stands as written: `getattr(document, field)[start:end]`."""

    field: Literal["title", "text"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A phrase as the document writes it, its share (0 to 1) of the text score, and where it stands."""

    phrase: str
    share: float
    query_spans: tuple[Span, ...]
    document_spans: tuple[Span, ...]


class Reading(NamedTuple):
    """A document unit by unit, all (n,): the key of each unit, the key of the pair that it ends (0 where it
    begins a run), its place in its field, and which field of FIELDS that is."""

    units: Keys
    pairs: Keys
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    fields: NDArray[np.int8]

    @classmethod
    def of(cls, document: Document) -> "Reading":
        """What stands in the document's title and text."""
        parts = [_read(getattr(document, name)[:READ], number) for number, name in enumerate(FIELDS)]
        return cls(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))

    def span(self, first: int, after: int) -> Span:
        """Where the units from `first` up to `after` stand."""
        return Span(FIELDS[self.fields[first]], int(self.starts[first]), int(self.ends[after - 1]))


class Explainer:
    """Explains any number of documents for one query, whose side is prepared once."""

    def __init__(self, index: Index | Weights, query: Document) -> None:
        self._weights = index.snapshot.weights if isinstance(index, Index) else index
        self._asked = Reading.of(query)
        self._order = np.argsort(self._asked.units, kind="stable").astype(np.int32)
        self._columns, self._values = self._weights.vectors([query]).row(0)

    def reasons(self, documents: Sequence[Document], *, limit: int = 5) -> list[list[Reason]]:
        """For each document its heaviest readable phrases that the query holds too, at most `limit`."""
        vectors = self._weights.vectors(documents)
        return [self._explained(one, *vectors.row(row), limit) for row, one in enumerate(documents)]

    def _explained(self, document: Document, columns: Any, values: Any, limit: int) -> list[Reason]:
        answered = Reading.of(document)
        shared, products = _shared(self._columns, self._values, columns, values)
        runs = _runs(answered.units, answered.pairs, self._asked.units, self._asked.pairs, self._order)
        phrases = _phrases(runs, answered.units, _function_units())
        places = self._places(np.concatenate((answered.units, answered.pairs)), shared)
        units, pairs = np.split(places, 2)
        shares = _shares(phrases, units, pairs, products / (products.sum() or 1))
        return self._reasons(document, answered, phrases, shares, limit)

    def _places(self, keys: Keys, shared: NDArray[np.int32]) -> NDArray[np.int64]:
        """Of each key its place among the shared columns, -1 for the others."""
        return _places(self._weights.numbers(keys), shared)  # type: ignore[no-any-return]

    def _reasons(
        self, document: Document, answered: Reading, phrases: Any, shares: Any, limit: int
    ) -> list[Reason]:
        reasons: list[Reason] = []
        for place in np.argsort(-shares, kind="stable").tolist():
            if len(reasons) == limit or shares[place] < LEAST_SHARE:
                break
            first, after = phrases[place].tolist()
            span = answered.span(first, after)
            text = getattr(document, span.field)[span.start : span.end]
            if _is_readable(text):
                units, inner = answered.units[first:after], answered.pairs[first + 1 : after]
                spans = _spans(self._asked, units, inner), _spans(answered, units, inner)
                reasons.append(Reason(text, float(shares[place]), *spans))
        return reasons


def explain(index: Index | Weights, query: Document, document: Document, *, limit: int = 5) -> list[Reason]:
    """The heaviest readable phrases that both texts hold, at most `limit`, heaviest first."""
    return Explainer(index, query).reasons([document], limit=limit)[0]


def _read(text: str, field: int) -> tuple[NDArray[Any], ...]:
    """The columns of a Reading for one field."""
    keys, starts, ends = cut(text)
    singles = np.flatnonzero(is_single(keys))
    # A pair follows the unit that ends it.
    after = np.append(keys, np.uint64(1))[singles + 1]
    pairs = np.where(is_single(after), np.uint64(0), after)
    return keys[singles], pairs, starts[singles], ends[singles], np.full(singles.size, field, np.int8)


@cache
def _function_units() -> Keys:
    return np.sort(cut(" ".join(FUNCTION_WORDS)).keys)


def _spans(reading: Reading, units: Keys, inner: Keys) -> tuple[Span, ...]:
    """Where the phrase of these units, and the pairs inside it, stands, without overlaps."""
    places: Iterable[int] = _occurrences(reading.units, reading.pairs, units, inner).tolist()
    return tuple(reading.span(first, first + units.size) for first in places)


def _is_readable(phrase: str) -> bool:
    """Whether a reader learns something from the phrase alone."""
    if len(phrase) < 2 or phrase.isalpha():
        return len(phrase) > 1
    folded = normalise(phrase)
    return len(folded) > 1 and not folded.replace(" ", "").isdigit()


@njit(nogil=True, cache=True)
def _shared(columns, values, others, other_values):  # type: ignore[no-untyped-def]
    """The columns that two vectors share, rising, and the products of their values, both (shared,)."""
    most = min(columns.size, others.size)
    shared, products = np.empty(most, columns.dtype), np.empty(most)
    n, i, j = 0, 0, 0
    while i < columns.size and j < others.size:
        if columns[i] == others[j]:
            shared[n], products[n] = columns[i], float(values[i]) * other_values[j]
            n += 1
        step = columns[i] <= others[j]
        j += columns[i] >= others[j]
        i += step
    return shared[:n], products[:n]


@njit(nogil=True, cache=True)
def _places(numbers, shared):  # type: ignore[no-untyped-def]
    """Of each number its place in `shared` (rising), -1 for the others; (numbers,)."""
    places = np.searchsorted(shared, numbers)
    for i in range(numbers.size):
        if places[i] == shared.size or shared[places[i]] != numbers[i]:
            places[i] = -1
    return places


@njit(nogil=True, cache=True)
def _holds(rising, key):  # type: ignore[no-untyped-def]
    place = np.searchsorted(rising, key)
    return place < rising.size and rising[place] == key


@njit(nogil=True, cache=True)
def _runs(units, pairs, asked, asked_pairs, order):  # type: ignore[no-untyped-def]
    """How many units that end at each place, (n,), stand one after the other in `asked` too.

    `order` sorts `asked`, so that only places with the same unit are looked at; a run does not cross a gap.
    """
    longest = np.zeros(units.size, np.int32)
    reached, row = np.zeros(asked.size, np.int32), np.full(asked.size, -2, np.int64)
    values = asked[order]
    for i in range(units.size):
        first = np.searchsorted(values, units[i])
        after = np.searchsorted(values, units[i], side="right")
        for k in range(after - 1, first - 1, -1):  # falling places: the one before still is of row i - 1
            j = order[k]
            joined = pairs[i] != 0 and pairs[i] == asked_pairs[j] and j > 0 and row[j - 1] == i - 1
            reached[j] = reached[j - 1] + 1 if joined else 1
            row[j] = i
            longest[i] = max(longest[i], reached[j])
    return longest


@njit(nogil=True, cache=True)
def _phrases(runs, units, trimmed):  # type: ignore[no-untyped-def]
    """The runs that cannot be made longer, without the units `trimmed` (rising) at their ends: (p, 2) first
    and after."""
    found = np.empty((runs.size, 2), np.int64)
    n = 0
    for end in range(runs.size):
        if runs[end] == 0 or (end + 1 < runs.size and runs[end + 1] == runs[end] + 1):
            continue
        first, after = end + 1 - runs[end], end + 1
        while first < after and _holds(trimmed, units[first]):
            first += 1
        while after > first and _holds(trimmed, units[after - 1]):
            after -= 1
        if after > first:
            found[n, 0], found[n, 1] = first, after
            n += 1
    return found[:n]


@njit(nogil=True, cache=True)
def _shares(phrases, units, pairs, contributions):  # type: ignore[no-untyped-def]
    """Each phrase's share, (p,): the terms in it that no heavier phrase has taken."""
    seen = np.full(contributions.size, -1, np.int64)
    weights, shares = np.zeros(len(phrases)), np.zeros(len(phrases))
    for turn in range(2):
        order = np.argsort(-weights, kind="mergesort")
        for place in order:
            first, after = phrases[place]
            stamp = place if turn == 0 else len(phrases)  # in the second turn a term is taken once for all
            total = 0.0
            for i in range(first, after):
                for kind in range(2):
                    term = units[i] if kind == 0 else pairs[i]
                    if term >= 0 and seen[term] != stamp and (kind == 0 or i > first):
                        seen[term] = stamp
                        total += contributions[term]
            if turn == 0:
                weights[place] = total
            else:
                shares[place] = total
    return shares


@njit(nogil=True, cache=True)
def _occurrences(units, pairs, phrase, inner):  # type: ignore[no-untyped-def]
    """The places in `units` where the phrase begins, without overlaps."""
    found = np.empty(units.size, np.int64)
    n, at = 0, 0
    while at + phrase.size <= units.size:
        same = units[at] == phrase[0]
        k = 1
        while same and k < phrase.size:
            same = units[at + k] == phrase[k] and pairs[at + k] == inner[k - 1]
            k += 1
        if same:
            found[n] = at
            n += 1
        at += phrase.size if same else 1
    return found[:n]
