"""Owns why two texts match: the longest phrases that stand in both, each with its share of the score.

Every shared term contributes the product of its two weights to the score. Each contribution is given to one
phrase, the heaviest that contains the term, so that the shares of all phrases and of the scraps between them
sum to 1. Scraps (lone characters, numbers, function words) are never shown; the shares shown therefore sum
to at most 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

import numpy as np
from numba import njit

from matching.document import Document
from matching.index import Index
from matching.text import Keys, Positions, codes_of, cut, cut_folded, fold_codes, folding, normalise
from matching.weighting import Floats, Weights

# Beyond so many characters of a field nothing is explained: a repetitive text would take too long.
READ = 10_000
FUNCTION_WORDS = (
    "的了和与及或在对为是以于由从到其等并而之把被将能可所且但也就都各该此这那如若有很更最不个种些"
)
LEAST_SHARE = 0.01


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
    begins a run), and its place in the title and the text as one, where the text begins at `text`."""

    units: Keys
    pairs: Keys
    starts: Positions
    ends: Positions
    text: int

    @classmethod
    def of(cls, document: Document) -> "Reading":
        """What stands in the document's title and text."""
        title = document.title[:READ]
        codes = codes_of(f"{title}\n{document.text[:READ]}")
        units, pairs, starts, ends = _read(codes, *folding())
        return cls(units, pairs, starts, ends, len(title) + 1)

    def span(self, first: int, after: int) -> Span:
        """Where the units from `first` up to `after` stand."""
        return self.placed(int(self.starts[first]), int(self.ends[after - 1]))

    def spans(self, units: Keys, inner: Keys) -> tuple[Span, ...]:
        """Where the phrase of these units, and the pairs inside it, stands, without overlaps."""
        places = _occurrences(*self[:4], units, inner)
        return tuple(self.placed(start, end) for start, end in places.tolist())

    def placed(self, start: int, end: int) -> Span:
        """A place of the whole as one in its field."""
        if start < self.text:
            return Span("title", start, end)
        return Span("text", start - self.text, end - self.text)


class Explainer:
    """Explains any number of documents for one query, whose side is prepared once.

    The query's terms lie in the order of their keys: `_keys`, `_columns` and `_values` (terms,).
    """

    def __init__(self, index: Index | Weights, query: Document) -> None:
        self._snapshot = index.snapshot if isinstance(index, Index) else None
        self._weights = index.snapshot.weights if isinstance(index, Index) else index
        self._asked = Reading.of(query)
        self._order = np.argsort(self._asked.units, kind="stable").astype(np.int32)
        columns, values = self._weights.vectors([query]).row(0)
        keys = np.unique(np.concatenate((self._asked.units, self._asked.pairs)))
        places, self._keys = _held(self._weights.numbers(keys), columns, keys)
        self._columns, self._values = columns[places], values[places]

    def reasons(self, documents: Sequence[Document], *, limit: int = 5) -> list[list[Reason]]:
        """For each document its heaviest readable phrases that the query holds too, at most `limit`."""
        held = self._snapshot.values([d.id for d in documents], self._columns) if self._snapshot else {}
        return [self._explained(one, held.get(one.id), limit) for one in documents]

    def _explained(self, document: Document, indexed: Floats | None, limit: int) -> list[Reason]:
        answered, asked = Reading.of(document), self._asked
        products = self._values * (self._weights_in(document) if indexed is None else indexed)
        contributions = products / (products.sum() or 1)
        both = answered.units, answered.pairs, asked.units, asked.pairs
        phrases, shares = _weighed(*both, self._order, _function_units(), self._keys, contributions)
        return self._reasons(document, answered, phrases, shares, limit)

    def _weights_in(self, document: Document) -> Floats:
        """What the query's terms weigh in a document that is not indexed, (terms,)."""
        columns, values = self._weights.vectors([document]).row(0)
        places = np.minimum(np.searchsorted(columns, self._columns), max(columns.size - 1, 0))
        found = np.zeros(self._columns.size, np.float32)
        if columns.size:
            same = columns[places] == self._columns
            found[same] = values[places[same]]
        return found

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
                spans = self._asked.spans(units, inner), answered.spans(units, inner)
                reasons.append(Reason(text, float(shares[place]), *spans))
        return reasons


def explain(index: Index | Weights, query: Document, document: Document, *, limit: int = 5) -> list[Reason]:
    """The heaviest readable phrases that both texts hold, at most `limit`, heaviest first."""
    return Explainer(index, query).reasons([document], limit=limit)[0]


@cache
def _function_units() -> Keys:
    return np.sort(cut(" ".join(FUNCTION_WORDS)).keys)


def _is_readable(phrase: str) -> bool:
    """Whether a reader learns something from the phrase alone."""
    if len(phrase) < 2 or phrase.isalpha():
        return len(phrase) > 1
    folded = normalise(phrase)
    return len(folded) > 1 and not folded.replace(" ", "").isdigit()


@njit(nogil=True, cache=True)
def _read(codes, table, bounds, expansions):  # type: ignore[no-untyped-def]
    """The columns of a Reading."""
    folded, places = fold_codes(codes, table, bounds, expansions)
    keys, starts, ends = cut_folded(folded, places)
    units, pairs = np.empty(keys.size, np.uint64), np.zeros(keys.size, np.uint64)
    n = 0
    for i in range(keys.size):
        if keys[i] & np.uint64(1):
            units[n], starts[n], ends[n] = keys[i], starts[i], ends[i]
            n += 1
        else:  # a pair follows the unit that ends it
            pairs[n - 1] = keys[i]
    return units[:n], pairs[:n], starts[:n], ends[:n]


@njit(nogil=True, cache=True)
def _held(numbers, columns, keys):  # type: ignore[no-untyped-def]
    """Of the keys whose numbers stand in `columns` (rising): the places there, and the keys."""
    places, found = np.empty(keys.size, np.int64), np.empty(keys.size, np.uint64)
    n = 0
    for i in range(keys.size):
        place = np.searchsorted(columns, numbers[i])
        if place < columns.size and columns[place] == numbers[i]:
            places[n], found[n] = place, keys[i]
            n += 1
    return places[:n], found[:n]


@njit(nogil=True, cache=True)
def _weighed(units, pairs, asked, asked_pairs, order, trimmed, keys, contributions):  # type: ignore[no-untyped-def]
    """The phrases that both texts hold and their shares."""
    phrases = _phrases(_runs(units, pairs, asked, asked_pairs, order), units, trimmed)
    return phrases, _shares(phrases, _places(units, keys), _places(pairs, keys), contributions)


@njit(nogil=True, cache=True)
def _places(wanted, rising):  # type: ignore[no-untyped-def]
    """Of each key its place in `rising`, -1 for the others; (wanted,)."""
    places = np.searchsorted(rising, wanted)
    for i in range(wanted.size):
        if places[i] == rising.size or rising[places[i]] != wanted[i]:
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
def _occurrences(units, pairs, starts, ends, phrase, inner):  # type: ignore[no-untyped-def]
    """The first and the last character of the phrase wherever it stands, without overlaps; (places, 2)."""
    found = np.empty((units.size, 2), np.int64)
    n, at = 0, 0
    while at + phrase.size <= units.size:
        same = units[at] == phrase[0]
        k = 1
        while same and k < phrase.size:
            same = units[at + k] == phrase[k] and pairs[at + k] == inner[k - 1]
            k += 1
        if same:
            found[n, 0], found[n, 1] = starts[at], ends[at + phrase.size - 1]
            n += 1
        at += phrase.size if same else 1
    return found[:n]
