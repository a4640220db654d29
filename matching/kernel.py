"""Owns the exact top-k scan, compiled, without the interpreter's lock.

The commonest terms, which most questions contain and most documents hold, lie as dense rows; all others lie
as postings and are added term at a time. One question adds a byte of each common term, which stands for the
value or a little more, and then computes only the rows that may still be among the best. A batch multiplies
the dense rows as one matrix, so that its scores differ in the last bits.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Rows = NDArray[np.int32]
Floats = NDArray[np.float32]
Bounds = NDArray[np.int64]
Mask = NDArray[np.bool_]
Codes = NDArray[np.uint8]

BLOCK = 4096  # documents whose scores stay in the first-level cache while dense rows stream past
LARGEST = 255
MANY = 32  # one in so many rows is looked up sooner by adding whole terms
SLACK = 1e-4  # more than rounding adds to a score
GROUP = 128  # questions of a batch that share one matrix product, fewer where their scores would be more than
MEMORY = 1 << 26  # so many numbers (256 MB)


class Query(NamedTuple):
    """A row scores the sum over the `terms` it holds (rising) of presence + factors · its value there."""

    terms: NDArray[np.int64]
    presence: Floats
    factors: Floats


class Postings(NamedTuple):
    """The values of n documents by term: of term t < common the row `dense[t]` (common, n), of others
    `rows[bounds[t]:bounds[t + 1]]` and `values` there. `bounds` (terms + 1,).

    `codes` (common, n) times `steps` (common,) is the dense value or up to a step more, and 0 only for 0.
    """

    dense: Floats
    bounds: Bounds
    rows: Rows
    values: Floats
    codes: Codes
    steps: Floats

    @classmethod
    def of(cls, dense: Floats, bounds: Bounds, rows: Rows, values: Floats) -> "Postings":
        """Postings with the codes of their dense rows."""
        return cls(dense, bounds, rows, values, *_coded(dense))

    def top(self, query: Query, mask: Mask, k: int) -> tuple[Rows, Floats]:
        """The k best rows of `mask` (n,) and their scores, best first, ties by row; only scores above 0."""
        split = int(np.searchsorted(query.terms, len(self.dense)))
        common = query.terms[:split], query.presence[:split], query.factors[:split]
        steps = query.factors[:split] * self.steps[query.terms[:split]]
        sure = np.zeros(mask.size, np.float32)
        _scatter(*self._sparse(), *_from(query, len(self.dense)), sure)
        most = sure.copy()
        _add_codes(self.codes, query.terms[:split], query.presence[:split], steps, most)
        may_win = _candidates(most, mask, k, float(steps.sum()) + SLACK)
        score = _exact if may_win.size * MANY < mask.size else _exact_by_term
        scores = score(self.dense, *common, sure, may_win)
        order = np.lexsort((may_win, -scores))[:k]
        order = order[scores[order] > 0]
        return may_win[order], scores[order]

    def top_many(self, queries: Sequence[Query], mask: Mask, k: int) -> list[tuple[Rows, Floats]]:
        """`top` of each query; faster, and scores may differ in the last bits."""
        found = {i: self.top(query, mask, k) for i, query in enumerate(queries) if query.presence.any()}
        plain = [i for i in range(len(queries)) if i not in found]
        size = max(1, min(GROUP, MEMORY // max(1, mask.size)))
        for first in range(0, len(plain), size):
            group = plain[first : first + size]
            scores = _common([queries[i] for i in group], len(self.dense)) @ self.dense
            for i, row in zip(group, scores, strict=True):
                _scatter(*self._sparse(), *_from(queries[i], len(self.dense)), row)
                found[i] = _best(row, mask, k)
        return [found[i] for i in range(len(queries))]

    def values_of(self, terms: Bounds, row: int) -> Floats:
        """What the terms weigh in one row, 0 for a term of -1; same shape as `terms`."""
        found: Floats = _values_of(self.dense, *self._sparse(), terms, row)
        return found

    def _sparse(self) -> tuple[Bounds, NDArray[np.uint32], Floats]:
        # Unsigned rows, so that no index is checked for being negative.
        return self.bounds, self.rows.view(np.uint32), self.values


def _from(query: Query, term: int) -> Query:
    split = int(np.searchsorted(query.terms, term))
    return Query(query.terms[split:], query.presence[split:], query.factors[split:])


def _common(queries: Sequence[Query], common: int) -> Floats:
    """The factors of the queries' common terms, (queries, common)."""
    factors = np.zeros((len(queries), common), np.float32)
    for i, query in enumerate(queries):
        split = np.searchsorted(query.terms, common)
        factors[i, query.terms[:split]] = query.factors[:split]
    return factors


def _best(scores: Floats, mask: Mask, k: int) -> tuple[Rows, Floats]:
    best, found = _select(scores, mask, k)
    order = np.lexsort((best, -found))
    return best[order], found[order]


@njit(nogil=True, cache=True)
def _coded(dense):  # type: ignore[no-untyped-def]
    codes, steps = np.zeros(dense.shape, np.uint8), np.zeros(len(dense), np.float32)
    for term in range(len(dense)):
        most = np.float32(0)
        for value in dense[term]:
            most = max(most, value)
        steps[term] = most / LARGEST
        for row in range(dense.shape[1]):
            if dense[term, row]:
                codes[term, row] = min(np.ceil(dense[term, row] / steps[term]), LARGEST)
    return codes, steps


@njit(nogil=True, cache=True)
def _add_codes(codes, terms, presence, steps, scores):  # type: ignore[no-untyped-def]
    # A flat array, because the compiler takes a row of a matrix for one with gaps and adds number by number.
    flat, n = codes.reshape(-1), scores.size
    for first in range(0, n, BLOCK):
        last = min(n, first + BLOCK)
        block = scores[first:last]
        i = 0
        # Four terms at a time, so that the scores are read and written a quarter as often.
        while i + 4 <= terms.size and not presence[i : i + 4].any():
            one = flat[terms[i] * n + first : terms[i] * n + last]
            two = flat[terms[i + 1] * n + first : terms[i + 1] * n + last]
            three = flat[terms[i + 2] * n + first : terms[i + 2] * n + last]
            four = flat[terms[i + 3] * n + first : terms[i + 3] * n + last]
            a, b, c, d = steps[i], steps[i + 1], steps[i + 2], steps[i + 3]
            for j in range(block.size):
                pair = a * np.float32(one[j]) + b * np.float32(two[j])
                block[j] += pair + c * np.float32(three[j]) + d * np.float32(four[j])
            i += 4
        for term in range(i, terms.size):
            row = flat[terms[term] * n + first : terms[term] * n + last]
            for j in range(block.size):
                if row[j]:
                    block[j] += presence[term] + steps[term] * np.float32(row[j])


@njit(nogil=True, cache=True)
def _candidates(most, mask, k, slack):  # type: ignore[no-untyped-def]
    """The rows of the mask that may be among the k best, when a score is at most `most` and at least `slack`
    less."""
    _, found = _select(most, mask, k)
    least = found[0] - slack if found.size == k else np.float32(0)
    rows = np.empty(most.size, np.int32)
    n = 0
    for row in range(most.size):
        rows[n] = row
        n += most[row] > 0 and most[row] >= least and mask[row]
    return rows[:n].copy()


@njit(nogil=True, cache=True)
def _exact(dense, terms, presence, factors, sure, wanted):  # type: ignore[no-untyped-def]
    """The scores of the wanted rows: what is sure of them, and the given terms; (wanted,)."""
    scores = np.empty(wanted.size, np.float32)
    for i in range(wanted.size):
        total = np.float64(sure[wanted[i]])
        for t in range(terms.size):
            value = np.float64(dense[terms[t], wanted[i]])
            if value:
                total += np.float64(presence[t]) + np.float64(factors[t]) * value
        scores[i] = total
    return scores


@njit(nogil=True, cache=True)
def _exact_by_term(dense, terms, presence, factors, sure, wanted):  # type: ignore[no-untyped-def]
    """The same to the last bit, sooner for many rows."""
    totals = sure.astype(np.float64)
    for t in range(terms.size):
        row, held, factor = dense[terms[t]], np.float64(presence[t]), np.float64(factors[t])
        for j in range(row.size):
            if row[j]:
                totals[j] += held + factor * np.float64(row[j])
    return totals[wanted].astype(np.float32)


@njit(nogil=True, cache=True)
def _scatter(bounds, rows, values, terms, presence, factors, scores):  # type: ignore[no-untyped-def]
    # The rarest first, in every segment, so that equal texts have equal scores.
    for i in range(terms.size - 1, -1, -1):
        held, factor = presence[i], factors[i]
        row = rows[bounds[terms[i]] : bounds[terms[i] + 1]]
        value = values[bounds[terms[i]] : bounds[terms[i] + 1]]
        for j in range(row.size):
            scores[row[j]] += held + factor * value[j]


@njit(nogil=True, cache=True)
def _values_of(dense, bounds, rows, values, terms, row):  # type: ignore[no-untyped-def]
    found = np.zeros(terms.size, np.float32)
    for i in range(terms.size):
        if 0 <= terms[i] < len(dense):
            found[i] = dense[terms[i], row]
        elif terms[i] >= 0:
            first, after = bounds[terms[i]], bounds[terms[i] + 1]
            place = first + np.searchsorted(rows[first:after], row)
            if place < after and rows[place] == row:
                found[i] = values[place]
    return found


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
def transposed(bounds, columns, values, order, term_of, terms, common):  # type: ignore[no-untyped-def]
    """The `Postings` of the given rows, row `order[i]` becoming row i and column c term `term_of[c]`."""
    starts = np.zeros(terms + 1, np.int64)
    for old in order:
        for i in range(bounds[old], bounds[old + 1]):
            if term_of[columns[i]] >= common:
                starts[term_of[columns[i]] + 1] += 1
    for term in range(terms):
        starts[term + 1] += starts[term]
    place = starts[:-1].copy()
    dense = np.zeros((common, order.size), np.float32)
    rows, turned = np.empty(starts[-1], np.int32), np.empty(starts[-1], np.float32)
    for row in range(order.size):
        for i in range(bounds[order[row]], bounds[order[row] + 1]):
            term = term_of[columns[i]]
            if term < common:
                dense[term, row] = values[i]
            else:
                rows[place[term]], turned[place[term]] = row, values[i]
                place[term] += 1
    return dense, starts, rows, turned
