"""Owns what a term weighs: TF-IDF as scikit-learn's TfidfVectorizer defines it, title and text apart.

A document is one vector. Its *title* block holds the title's terms, its *full* block those of title and text;
each is sublinear TF-IDF of unit length (`TfidfVectorizer(sublinear_tf=True)`), and the vector is
title_weight · title + full, brought to unit length again. Single characters weigh `single` times their IDF.
An IDF from few documents is noise, so the shipped background counts as some documents more.
"""

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numba import njit
from numpy.typing import NDArray

from matching.background import background
from matching.document import Document
from matching.text import Keys, cut, is_single
from matching.vocabulary import UNKNOWN, GrowingVocabulary, Numbers, Vocabulary, empty, renumbered

Floats = NDArray[np.float32]

PROGRESS_EVERY = 1000


@dataclass(frozen=True, slots=True)
class Weighting:
    """`title` and `single` are factors, 1 meaning as heavy as the full text, as a pair; `background` is how
    many documents the shipped frequencies count for. The defaults lie in the middle of a plateau."""

    title: float = 0.5
    single: float = 2.0
    background: float = 300


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """How often each term stands in each document, row by row: `bounds` (n + 1,), and for each posting its
    term's `numbers`, its count in the `title` and in the `full` text (title included)."""

    bounds: NDArray[np.int64]
    numbers: Numbers
    title: NDArray[np.int32]
    full: NDArray[np.int32]

    def __len__(self) -> int:
        return self.bounds.size - 1


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """Sparse unit vectors, row by row: `bounds` (n + 1,), each entry's `columns` and `values`; the
    columns of a row rise, but for the vectors that `fit` gives."""

    bounds: NDArray[np.int64]
    columns: Numbers
    values: Floats

    def __len__(self) -> int:
        return self.bounds.size - 1

    def row(self, number: int) -> tuple[Numbers, Floats]:
        """Columns and values of one vector."""
        part = slice(self.bounds[number], self.bounds[number + 1])
        return self.columns[part], self.values[part]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """A fitted weighting. Terms are numbered, and a number is a column, in falling document frequency;
    `importance` (terms,) is factor · IDF. `extra` holds terms first seen after the fit, which weigh
    `extra_importance`, as if no document of the fit had them."""

    weighting: Weighting
    documents: int
    vocabulary: Vocabulary
    importance: Floats
    extra: Vocabulary
    extra_importance: Floats

    def columns(self) -> int:
        """How many columns vectors have."""
        return self.extra.after()

    def numbers(self, keys: Keys) -> Numbers:
        """The column of each key, UNKNOWN for terms never seen."""
        found = self.vocabulary.find(keys)
        if self.extra.size:
            unknown = found == UNKNOWN
            found[unknown] = self.extra.find(keys[unknown])
        return found

    def vectors(self, documents: Iterable[Document]) -> Vectors:
        """One unit vector for each document, without the entries of terms never seen.

        Unlike in scikit-learn these entries count in the length, so that a score means the same in a small
        index as in a large one: of a text that nobody else's words describe, little is answered.
        """
        unseen = GrowingVocabulary(first=self.columns())
        counts = _counted(documents, partial(self._numbered, unseen))
        tail = np.concatenate((self.extra_importance, self._unseen_importance(unseen.frozen())))
        return _within(weigh(counts, self.importance, tail, self.weighting), self.columns())

    def grown(self, documents: Iterable[Document]) -> "Weights":
        """The same weights, with columns for every new term of the documents."""
        growing = GrowingVocabulary(self.extra)
        for document in documents:
            keys = np.concatenate((cut(document.title).keys, cut(document.text).keys))
            growing.number(keys[self.vocabulary.find(keys) == UNKNOWN])
        extra = growing.frozen()
        return replace(self, extra=extra, extra_importance=self._unseen_importance(extra))

    def _numbered(self, unseen: GrowingVocabulary, keys: Keys) -> Numbers:
        numbers = self.numbers(keys)
        unknown = numbers == UNKNOWN
        numbers[unknown] = unseen.number(keys[unknown])
        return numbers

    def _unseen_importance(self, unseen: Vocabulary) -> Floats:
        return importance(np.zeros(unseen.size), keys_by_number(unseen), self.documents, self.weighting)


def importance(frequency: NDArray[np.float64], keys: Keys, documents: int, weighting: Weighting) -> Floats:
    """factor · IDF, with scikit-learn's smooth IDF = ln((1 + n) / (1 + df)) + 1, not below 1; (terms,)."""
    n = documents + weighting.background
    df = frequency + weighting.background * background().share(keys)
    idf = np.maximum(np.log((1 + n) / (1 + df)) + 1, 1)
    weights: Floats = (idf * np.where(is_single(keys), weighting.single, 1)).astype(np.float32)
    return weights


def fit(
    documents: Iterable[Document], weighting: Weighting, progress: Callable[[int], None] | None = None
) -> tuple[Weights, Vectors]:
    """Weights learned from the documents, and their vectors in the same order.

    Reads the documents once; `progress` is told how many, now and then.
    """
    growing = GrowingVocabulary()
    counts = _counted(documents, growing.number, progress)
    found = growing.frozen()
    frequency = np.bincount(counts.numbers, minlength=found.size)
    order = np.argsort(-frequency, kind="stable")
    columns = np.empty(found.size, np.int32)
    columns[order] = np.arange(found.size, dtype=np.int32)
    vocabulary = renumbered(found, columns)
    keys = keys_by_number(vocabulary)
    weights = importance(frequency[order].astype(float), keys, len(counts), weighting)
    counts = replace(counts, numbers=columns[counts.numbers])
    nothing = np.empty(0, np.float32)
    fitted = Weights(weighting, len(counts), vocabulary, weights, empty(found.size), nothing)
    return fitted, weigh(counts, weights, nothing, weighting)


def keys_by_number(vocabulary: Vocabulary) -> Keys:
    """The keys in the order of their numbers, (size,)."""
    keys = np.zeros(vocabulary.size, np.uint64)
    taken = vocabulary.keys != 0
    keys[vocabulary.numbers[taken] - vocabulary.first] = vocabulary.keys[taken]
    return keys


def weigh(counts: Counts, head: Floats, tail: Floats, weighting: Weighting) -> Vectors:
    """The unit vectors of counted documents; term t has the importance `head` followed by `tail` at t."""
    arrays = counts.bounds, counts.numbers, counts.title, counts.full
    return Vectors(counts.bounds, counts.numbers, _weigh(*arrays, head, tail, weighting.title))


def _within(vectors: Vectors, columns: int) -> Vectors:
    """The vectors without their entries from `columns` on."""
    inside = vectors.columns < columns
    if inside.all():
        return vectors
    bounds = np.zeros(inside.size + 1, np.int64)
    np.cumsum(inside, out=bounds[1:])
    bounds = bounds[vectors.bounds]
    return Vectors(bounds, vectors.columns[inside], vectors.values[inside])


def _counted(
    documents: Iterable[Document],
    number: Callable[[Keys], Numbers],
    progress: Callable[[int], None] | None = None,
) -> Counts:
    """The counts of all documents."""
    bounds, parts = array("q", [0]), (array("i"), array("i"), array("i"))
    for done, document in enumerate(documents, 1):
        rows = _tally(number(cut(document.title).keys), number(cut(document.text).keys))
        for part, row in zip(parts, rows, strict=True):
            part.frombytes(row.tobytes())
        bounds.append(len(parts[0]))
        if progress and done % PROGRESS_EVERY == 0:
            progress(done)
    if progress:
        progress(len(bounds) - 1)
    return Counts(np.frombuffer(bounds, np.int64), *(np.frombuffer(part, np.int32) for part in parts))


def _tally(title: Numbers, text: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Each number once, rising, with how often it stands in the title and in both."""
    # Sorted outside the compiled part, because compiling a sort takes seconds.
    marked = np.concatenate((title * np.int64(2) + 1, text * np.int64(2)))
    marked.sort()
    numbers, titles, full = _runs(marked)
    return numbers, titles, full


@njit(nogil=True, cache=True)
def _runs(marked):  # type: ignore[no-untyped-def]
    numbers, titles = np.empty(marked.size, np.int32), np.zeros(marked.size, np.int32)
    full = np.zeros(marked.size, np.int32)
    n = 0
    for i in range(marked.size):
        if i == 0 or marked[i] >> 1 != marked[i - 1] >> 1:
            numbers[n] = marked[i] >> 1
            n += 1
        full[n - 1] += 1
        titles[n - 1] += marked[i] & 1
    return numbers[:n], titles[:n], full[:n]


@njit(nogil=True, cache=True)
def _weigh(bounds, numbers, title, full, head, tail, title_weight):  # type: ignore[no-untyped-def]
    values = np.empty(numbers.size, np.float32)
    for row in range(bounds.size - 1):
        title_square, full_square = 0.0, 0.0
        for i in range(bounds[row], bounds[row + 1]):
            number = numbers[i]
            values[i] = head[number] if number < head.size else tail[number - head.size]
            full_square += (values[i] * (1 + np.log(full[i]))) ** 2
            if title[i]:
                title_square += (values[i] * (1 + np.log(title[i]))) ** 2
        title_scale = title_weight / np.sqrt(title_square) if title_square else 0.0
        full_scale = 1 / np.sqrt(full_square) if full_square else 0.0
        square = 0.0
        for i in range(bounds[row], bounds[row + 1]):
            scale = full_scale * (1 + np.log(full[i]))
            if title[i]:
                scale += title_scale * (1 + np.log(title[i]))
            values[i] *= scale
            square += values[i] ** 2
        for i in range(bounds[row], bounds[row + 1]):
            values[i] /= np.sqrt(square)
    return values
