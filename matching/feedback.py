"""Owns what one need's own judgements change in its ranking.

A Gaussian process on the residual of the expected level (Rasmussen and Williams, 2006, chapter 2): what was
said of one achievement counts for others as far as their texts are alike. Judgements are kept by the caller;
leaving one out takes its effect back, leaving all out is the plain ranking.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from matching.calibration import level_of, shipped
from matching.document import Document
from matching.ranking import Match
from matching.weighting import Weights

Numbers = NDArray[np.float64]

# From so many judgements of a need the pairs not yet judged rank better, with an interval above 0 (+0.011
# nDCG@10 after 5, +0.023 after 10, +0.030 after 15); before, only the judged listing itself moves.
LEAST = 5
COMMON, ALIKE, NOISE = 0.5, 1.0, 0.5  # variances of what judgements share, of likeness, and of judges


@dataclass(frozen=True, slots=True)
class Influence:
    """How much one judgement moved a document's expected level, up or down."""

    id: str
    level: float
    effect: float


class NeedFeedback:
    """The update that judgements of one need make.

    Fitted: `ids_` and `levels_` of the judged documents, `vectors_` (judged, columns), `alpha_` (judged,).
    """

    def __init__(self, weights: Weights) -> None:
        self.weights = weights

    def fit(self, need: Document, judged: Sequence[tuple[Document, float]]) -> "NeedFeedback":
        """Learn from documents and their levels, 1 to 4; of several for one document, the last counts."""
        latest = {document.id: (document, level) for document, level in judged}
        self.ids_ = list(latest)
        self.levels_ = np.array([level for _, level in latest.values()], float)
        self.vectors_ = self._matrix([document for document, _ in latest.values()])
        plain = self.vectors_ @ self._matrix([need]).T.toarray().ravel()
        residual = self.levels_ - shipped().expected_level(np.clip(plain, 0, 1))
        kernel = _kernel(self.vectors_, self.vectors_) + NOISE * np.eye(len(latest))
        self.alpha_ = np.linalg.solve(kernel, residual)
        return self

    def adjustments(self, documents: Sequence[Document]) -> Numbers:
        """What to add to each document's expected level, (documents,); 0 for all before LEAST judgements."""
        if len(self.ids_) < LEAST:
            return np.zeros(len(documents))
        return _kernel(self._matrix(documents), self.vectors_) @ self.alpha_

    def influences(self, document: Document, *, limit: int = 3) -> list[Influence]:
        """Which judgements moved the document most; empty before LEAST judgements."""
        if len(self.ids_) < LEAST:
            return []
        effects = _kernel(self._matrix([document]), self.vectors_)[0] * self.alpha_
        heaviest = np.argsort(-np.abs(effects), kind="stable")[:limit]
        return [Influence(self.ids_[i], float(self.levels_[i]), float(effects[i])) for i in heaviest.tolist()]

    def rerank(
        self, matches: Sequence[Match], documents: Mapping[str, Document], *, min_level: int = 2
    ) -> list[Match]:
        """The matches with their scores moved, best first, ties by id; none below `min_level`.

        `documents` are those of the matches by id. A judged document has the level it was given.
        """
        scores = np.array([match.score for match in matches], float)
        expected = shipped().expected_level(scores)
        expected += self.adjustments([documents[match.id] for match in matches])
        given = dict(zip(self.ids_, self.levels_.tolist(), strict=True))
        moved = shipped().score_of(expected) if len(self.ids_) >= LEAST else scores
        found = [_judged(match, float(score), given) for match, score in zip(matches, moved, strict=True)]
        return sorted((m for m in found if m.level >= min_level), key=lambda m: (-m.score, m.id))

    def _matrix(self, documents: Sequence[Document]) -> csr_array:
        vectors = self.weights.vectors(documents)
        shape = len(vectors), self.weights.columns()
        return csr_array((vectors.values, vectors.columns, vectors.bounds), shape=shape)


def _judged(match: Match, moved: float, given: Mapping[str, float]) -> Match:
    if match.id not in given:
        return Match(match.id, moved, level_of(moved))
    level = given[match.id]
    score = float(shipped().score_of(np.array([level]))[0])
    return Match(match.id, score, round(level))


def _kernel(left: csr_array, right: csr_array) -> Numbers:
    kernel: Numbers = COMMON + ALIKE * (left @ right.T).toarray().astype(float)
    return kernel
