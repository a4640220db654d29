"""Owns the measures of a ranking: nDCG, rank correlation, the contest's score, intervals of differences."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Numbers = NDArray[np.float64]


def gains(levels: Numbers) -> Numbers:
    """2^(level - 1) - 1: nothing for level 1, 7 for level 4; same shape."""
    return np.exp2(levels - 1) - 1


def ndcg(levels: Numbers, scores: Numbers, k: int = 10) -> float:
    """Normalised discounted cumulative gain of one need's first k (Järvelin and Kekäläinen, 2002), 0 to 1;
    NaN where no pair has a gain. Equal scores stand in the given order."""
    best = -np.sort(-gains(levels))[:k]
    discount = 1 / np.log2(np.arange(best.size) + 2)
    if not best.sum():
        return float("nan")
    order = np.argsort(-scores, kind="stable")[:k]
    return float((gains(levels)[order] * discount).sum() / (best * discount).sum())


def spearman(levels: Numbers, scores: Numbers) -> float:
    """Spearman's rank correlation of one need's pairs, -1 to 1; NaN where all levels or scores are equal."""
    left, right = rankdata(levels), rankdata(scores)
    if np.ptp(left) == 0 or np.ptp(right) == 0:
        return float("nan")
    return float(np.corrcoef(left, right)[0, 1])


def by_need(
    measure: Callable[[Numbers, Numbers], float], needs: Sequence[Hashable], levels: Numbers, scores: Numbers
) -> dict[Hashable, float]:
    """The measure for each need that has one."""
    rows: dict[Hashable, list[int]] = {}
    for row, need in enumerate(needs):
        rows.setdefault(need, []).append(row)
    found = {need: measure(levels[held], scores[held]) for need, held in rows.items()}
    return {need: value for need, value in found.items() if not np.isnan(value)}


def contest_score(levels: Numbers, predicted: Numbers) -> float:
    """1 / (1 + mean absolute error), as the 2019 CCF BDCI contest counted."""
    return float(1 / (1 + np.abs(levels - predicted).mean()))


def interval(values: Numbers, *, draws: int = 2000, seed: int = 0) -> tuple[float, float]:
    """The 95 % bootstrap interval of the mean of values, one for each need; (0, 0) of none."""
    if not values.size:
        return 0.0, 0.0
    chosen = np.random.default_rng(seed).integers(0, values.size, (draws, values.size))
    low, high = np.quantile(values[chosen].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def paired_interval(ours: dict[Hashable, float], theirs: dict[Hashable, float]) -> tuple[float, float]:
    """The interval of the mean difference over the needs that both measured."""
    shared = [need for need in ours if need in theirs]
    return interval(np.array([ours[need] - theirs[need] for need in shared]))
