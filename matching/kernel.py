"""Owns the exact top-k scan: term at a time over postings, compiled, without the interpreter's lock."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Rows = NDArray[np.int32]
Floats = NDArray[np.float32]
Bounds = NDArray[np.int64]


def top(
    bounds: Bounds,
    rows: Rows,
    values: Floats,
    terms: NDArray[np.int64],
    presence: Floats,
    factors: Floats,
    mask: NDArray[np.bool_],
    k: int,
) -> tuple[Rows, Floats]:
    """The k best rows of `mask` and their scores, best first, ties by row; only scores above 0.

    Row r scores the sum over the query's `terms` t that it holds of presence[t] + factors[t] · value(r, t).
    Postings of term t are `rows[bounds[t]:bounds[t + 1]]` with their `values`; `mask` (documents,).
    """
    scores = np.zeros(mask.size, np.float32)
    _accumulate(bounds, rows, values, terms, presence, factors, scores)
    best, found = _select(scores, mask, k)
    order = np.lexsort((best, -found))
    return best[order], found[order]


@njit(nogil=True, cache=True)
def _accumulate(bounds, rows, values, terms, presence, factors, scores):  # type: ignore[no-untyped-def]
    for i in range(terms.size):
        held, factor = presence[i], factors[i]
        for place in range(bounds[terms[i]], bounds[terms[i] + 1]):
            scores[rows[place]] += held + factor * values[place]


@njit(nogil=True, cache=True)
def _select(scores, mask, k):  # type: ignore[no-untyped-def]
    """The k highest scores as a binary heap with the lowest at the root; an equal later row never enters."""
    best, found = np.empty(k, np.int32), np.empty(k, np.float32)
    size, least = 0, np.float32(0)
    for row in range(scores.size):
        if scores[row] <= least or not mask[row]:
            continue
        if size < k:
            place = size
            size += 1
            while place and _worse(scores[row], row, found[(place - 1) // 2], best[(place - 1) // 2]):
                best[place], found[place] = best[(place - 1) // 2], found[(place - 1) // 2]
                place = (place - 1) // 2
        else:
            place = 0
            while 2 * place + 1 < size:
                child = 2 * place + 1
                if child + 1 < size and _worse(found[child + 1], best[child + 1], found[child], best[child]):
                    child += 1
                if not _worse(found[child], best[child], scores[row], row):
                    break
                best[place], found[place] = best[child], found[child]
                place = child
        best[place], found[place] = row, scores[row]
        least = found[0] if size == k else np.float32(0)
    return best[:size], found[:size]


@njit(nogil=True, cache=True)
def _worse(score, row, other_score, other_row):  # type: ignore[no-untyped-def]
    return score < other_score or (score == other_score and row > other_row)


@njit(nogil=True, cache=True)
def transposed(bounds, columns, values, order, width):  # type: ignore[no-untyped-def]
    """Postings by column (width,) of the given rows, row `order[i]` becoming row i: bounds, rows, values."""
    starts = np.zeros(width + 1, np.int64)
    for old in order:
        for i in range(bounds[old], bounds[old + 1]):
            starts[columns[i] + 1] += 1
    for column in range(width):
        starts[column + 1] += starts[column]
    place = starts[:-1].copy()
    rows, turned = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.float32)
    for row in range(order.size):
        for i in range(bounds[order[row]], bounds[order[row] + 1]):
            at = place[columns[i]]
            rows[at], turned[at] = row, values[i]
            place[columns[i]] = at + 1
    return starts, rows, turned
