"""Owns what is learned from all judged pairs at once, and whether it may be used.

A Gaussian process over pairs (Rasmussen and Williams, 2006, chapter 2): two pairs are alike when their scores
are, when their needs are, and when their needs and their achievements are. On the judged pairs we know of, it
predicts a level better than the score does where the same need was judged before, and ranks the achievements
of an unseen need no better than the score: it is off until an installation's own judgements say otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import csr_array

from matching.document import Document
from matching.errors import InputRefused
from matching.judgements import Judged, families_of, levels_of, needs_of
from matching.metrics import by_need, ndcg, paired_interval
from matching.weighting import Weights

Numbers = NDArray[np.float64]

MOST = 8000  # pairs: the cost grows with their cube, 8,000 take about a minute on one core
LEAST_NEEDS = 20


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of a level's variance each likeness explains, and the `noise` that is left: two judges of
    equal titles under one need differ in about 30 % of the labels."""

    score: float = 0.2
    need: float = 0.5
    both: float = 3.0
    achievement: float = 0.1
    noise: float = 0.4


class AcrossNeeds:
    """Expected levels of pairs, learned from judged ones.

    Fitted: `judged_`, `mean_` (the mean level), `alpha_` (pairs,), `inverse_` (pairs, pairs).
    """

    def __init__(self, weights: Weights, likeness: Likeness | None = None) -> None:
        self.weights = weights
        self.likeness = likeness

    def fit(self, judged: Sequence[Judged]) -> "AcrossNeeds":
        """Learn from the last MOST pairs. Raises InputRefused when there are none."""
        if not judged:
            raise InputRefused("nothing can be learned from no judged pair")
        self.judged_ = list(judged[-MOST:])
        levels = levels_of(self.judged_)
        self.mean_ = float(levels.mean())
        kernel = self._kernel(self.judged_, self.judged_)
        kernel[np.diag_indices_from(kernel)] += self._likeness().noise
        self.inverse_ = _inverse(kernel)
        self.alpha_ = self.inverse_ @ (levels - self.mean_)
        return self

    def predict(self, pairs: Sequence[Judged]) -> Numbers:
        """The expected level of each pair, whatever its `level` says; (pairs,)."""
        return self.mean_ + self._kernel(pairs, self.judged_) @ self.alpha_

    def left_out(self, groups: Sequence[str]) -> Numbers:
        """What would be predicted for each judged pair had no pair of its group been seen; (pairs,).

        Exact, from the one fit (Rasmussen and Williams, equation 5.12, for blocks).
        """
        levels = levels_of(self.judged_)
        predicted = np.empty_like(levels)
        names = np.array(groups[-MOST:])
        for name in np.unique(names):
            rows = np.flatnonzero(names == name)
            block = self.inverse_[np.ix_(rows, rows)]
            predicted[rows] = levels[rows] - np.linalg.solve(block, self.alpha_[rows])
        return predicted

    def is_worth_using(self) -> bool:
        """Whether it ranks the needs of unseen families better than the score alone: the 95 % interval of the
        paired difference in nDCG@10 lies above 0."""
        needs, levels = needs_of(self.judged_), levels_of(self.judged_)
        learned = by_need(ndcg, needs, levels, self.left_out(families_of(self.judged_)))
        plain = by_need(ndcg, needs, levels, scores(self.weights, self.judged_))
        return len(plain) >= LEAST_NEEDS and paired_interval(learned, plain)[0] > 0

    def _likeness(self) -> Likeness:
        return self.likeness or Likeness()

    def _kernel(self, left: Sequence[Judged], right: Sequence[Judged]) -> Numbers:
        factors = self._likeness()
        needs = _cosines(self.weights, [p.need for p in left], [p.need for p in right]) ** 2
        achievements = _cosines(self.weights, [p.achievement for p in left], [p.achievement for p in right])
        kernel = np.outer(_feature(self.weights, left), _feature(self.weights, right)) * factors.score
        kernel += 1 + factors.need * needs + factors.achievement * achievements
        kernel += factors.both * needs * achievements
        return kernel


def scores(weights: Weights, pairs: Sequence[Judged]) -> Numbers:
    """The score of each pair, nothing learned; (pairs,)."""
    needs, order = _distinct([pair.need for pair in pairs])
    asked = matrix(weights, needs)[order]
    answered = matrix(weights, [pair.achievement for pair in pairs])
    return np.asarray(asked.multiply(answered).sum(axis=1), float).ravel()


def matrix(weights: Weights, documents: Sequence[Document]) -> csr_array:
    """The documents' vectors as rows, (documents, columns)."""
    vectors = weights.vectors(documents)
    shape = len(vectors), weights.columns()
    return csr_array((vectors.values, vectors.columns, vectors.bounds), shape=shape)


def _feature(weights: Weights, pairs: Sequence[Judged]) -> Numbers:
    # The level is about linear in the root of the score; scaled to a spread of about 1 on judged pairs.
    return 5 * np.sqrt(scores(weights, pairs)) - 1.3


def _cosines(weights: Weights, left: Sequence[Document], right: Sequence[Document]) -> Numbers:
    rows, row_of = _distinct(left)
    columns, column_of = _distinct(right)
    cosines = (matrix(weights, rows) @ matrix(weights, columns).T).toarray()
    return cosines.astype(float)[np.ix_(row_of, column_of)]  # type: ignore[no-any-return]


def _distinct(documents: Sequence[Document]) -> tuple[list[Document], NDArray[np.int64]]:
    """Each document once, and which of them each is."""
    places: dict[str, int] = {}
    once: list[Document] = []
    for document in documents:
        if places.setdefault(document.id, len(once)) == len(once):
            once.append(document)
    return once, np.array([places[document.id] for document in documents], np.int64)


def _inverse(kernel: Numbers) -> Numbers:
    """The inverse of a positive definite matrix, by Cholesky."""
    factor, _ = lapack.dpotrf(kernel, lower=1, overwrite_a=1)
    inverse, _ = lapack.dpotri(factor, lower=1, overwrite_c=1)
    lower = np.tril(inverse)
    return lower + np.tril(lower, -1).T  # type: ignore[no-any-return]
