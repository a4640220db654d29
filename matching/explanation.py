"""Owns why two texts match: the longest phrases that stand in both, each with its share of the score.

Every shared term contributes the product of its two weights to the score. Each contribution is given to one
phrase, the heaviest that contains the term, so that the shares of all phrases and of the scraps between them
sum to 1. Scraps (lone characters, numbers, function words) are never shown; the shares shown therefore sum
to at most 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal, NamedTuple

import numpy as np

from matching.document import Document
from matching.index import Index
from matching.text import cut, normalise
from matching.weighting import Weights

# Beyond so many characters of a field nothing is explained: the search for phrases is quadratic.
READ = 10_000
FUNCTION_WORDS = (
    "的了和与及或在对为是以于由从到其等并而之把被将能可所且但也就都各该此这那如若有很更最不个种些"
)
BREAK = {"query": "\0", "document": "\1"}  # differ, so that no phrase runs across a gap
FIRST_LETTER = 0x10000
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


class Spelling(NamedTuple):
    """A document with one letter for each unit, so that phrases are substrings; `spans` (len(letters),), and
    the key of each term by its one or two letters."""

    letters: str
    spans: list[Span]
    keys: dict[str, int]


def explain(index: Index | Weights, query: Document, document: Document, *, limit: int = 5) -> list[Reason]:
    """The heaviest readable phrases that both texts hold, at most `limit`, heaviest first."""
    weights = index.snapshot.weights if isinstance(index, Index) else index
    alphabet: dict[int, str] = {}
    asked, answered = _spelled(query, alphabet, "query"), _spelled(document, alphabet, "document")
    trim = "".join(alphabet.get(key, "") for key in cut(FUNCTION_WORDS).keys.tolist())
    phrases = {phrase.strip(trim) for phrase in _common(answered.letters, asked.letters)} - {""}
    shares = _shares(phrases, _contributions(weights, query, document, asked))
    heaviest = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    shown = (item for item in heaviest if item[1] >= LEAST_SHARE)
    reasons = (_reason(letters, share, document, asked, answered) for letters, share in shown)
    return list(islice((reason for reason in reasons if _is_readable(reason.phrase)), limit))


def _spelled(document: Document, alphabet: dict[int, str], side: Literal["query", "document"]) -> Spelling:
    letters: list[str] = []
    spans: list[Span] = []
    keys: dict[str, int] = {}
    for field in FIELDS:
        terms = cut(getattr(document, field)[:READ])
        for key, start, end in zip(*(part.tolist() for part in terms), strict=True):
            if key & 1:
                letters += BREAK[side], alphabet.setdefault(key, chr(FIRST_LETTER + len(alphabet)))
                spans += Span(field, start, start), Span(field, start, end)
                keys[letters[-1]] = key
            else:  # a pair follows the unit that ends it: no gap before that unit
                del letters[-2], spans[-2]
                keys[letters[-2] + letters[-1]] = key
    return Spelling("".join(letters), spans, keys)


def _contributions(
    weights: Weights, query: Document, document: Document, asked: Spelling
) -> dict[str, float]:
    """What each shared term, by its letters, adds to the score, as a share of it."""
    vectors = weights.vectors([query, document])
    (columns, values), (others, other_values) = vectors.row(0), vectors.row(1)
    shared, mine, theirs = np.intersect1d(columns, others, assume_unique=True, return_indices=True)
    products = values[mine].astype(float) * other_values[theirs]
    share = dict(zip(shared.tolist(), (products / products.sum()).tolist(), strict=True))
    numbers = weights.numbers(np.array(list(asked.keys.values()), np.uint64)).tolist()
    return {letters: share[n] for letters, n in zip(asked.keys, numbers, strict=True) if n in share}


def _common(letters: str, others: str) -> set[str]:
    """The substrings of `letters` that stand in `others` and cannot be made longer."""
    found: set[str] = set()
    start = end = 0
    while start < len(letters):
        reached = end = max(end, start)
        while end < len(letters) and letters[start : end + 1] in others:
            end += 1
        if end > reached:
            found.add(letters[start:end])
        start += 1
    return found


def _shares(phrases: Iterable[str], contributions: dict[str, float]) -> dict[str, float]:
    """Each phrase's share: the terms that no heavier phrase has taken."""
    left = dict(contributions)
    weighed = {phrase: sum(left.get(term, 0) for term in _terms(phrase)) for phrase in phrases}
    shares = {}
    for phrase in sorted(weighed, key=lambda phrase: (-weighed[phrase], phrase)):
        shares[phrase] = sum(left.pop(term, 0) for term in _terms(phrase))
    return shares


def _terms(phrase: str) -> set[str]:
    return {*phrase, *map("".join, pairwise(phrase))}


def _reason(letters: str, share: float, document: Document, asked: Spelling, answered: Spelling) -> Reason:
    spans = _places(letters, answered)
    first = spans[0]
    phrase = getattr(document, first.field)[first.start : first.end]
    return Reason(phrase, share, _places(letters, asked), spans)


def _places(phrase: str, spelling: Spelling) -> tuple[Span, ...]:
    """Where the phrase stands, without overlaps."""
    places = []
    at = spelling.letters.find(phrase)
    while at >= 0:
        first, last = spelling.spans[at], spelling.spans[at + len(phrase) - 1]
        places.append(Span(first.field, first.start, last.end))
        at = spelling.letters.find(phrase, at + len(phrase))
    return tuple(places)


def _is_readable(phrase: str) -> bool:
    """Whether a reader learns something from the phrase alone."""
    folded = normalise(phrase)
    return len(folded) > 1 and not folded.replace(" ", "").isdigit()
