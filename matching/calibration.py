"""Owns what a score means: how probable a level is, which level to show, and when to abstain.

`python -m matching.evaluation --data FOLDER --calibrate` fits again what is shipped in `data/levels.json`.
"""

import json
import math
from dataclasses import asdict, dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

NONE, WEAK, FAIR, STRONG = 1, 2, 3, 4
ABOVE_NONE = (WEAK, FAIR, STRONG)

# A level is shown from this probability of it or a higher one. On families that the fit had not seen, 31 % of
# the pairs shown as FAIR were level 3 or 4 (16 % of pairs are shown so); stricter promises did not transfer.
CUTS = (0.5, 0.2, 0.12)

# Of a search nobody judged the answers: these shares only say all words, most of them, some of them.
SHARES = (0.25, 0.6, 0.9)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Calibration:
    """With x = √score: P(level ≥ k) = 1 / (1 + exp(-(intercepts[k - 2] + slopes[k - 2] · x))), and the
    expected level is level_at_zero + level_slope · x."""

    intercepts: tuple[float, ...]
    slopes: tuple[float, ...]
    level_at_zero: float
    level_slope: float

    def probability(self, score: float, level: int) -> float:
        """How probable it is that a judge gives a pair of this score the level (2 to 4) or a higher one."""
        i = ABOVE_NONE.index(level)
        return float(_logistic(self.intercepts[i] + self.slopes[i] * np.sqrt(score)))

    def level(self, score: float) -> int:
        """The level to show for a score."""
        return NONE + sum(score >= least for least in least_scores(self))

    def expected_level(self, scores: Numbers) -> Numbers:
        """The mean level of pairs of these scores; same shape."""
        return self.level_at_zero + self.level_slope * np.sqrt(scores)

    def score_of(self, expected_levels: Numbers) -> Numbers:
        """The scores, 0 to 1, whose expected levels these are; same shape."""
        return np.clip((expected_levels - self.level_at_zero) / self.level_slope, 0, 1) ** 2


@cache
def least_scores(calibration: Calibration) -> tuple[float, ...]:
    """From which score each level above NONE is shown."""
    cuts = zip(CUTS, calibration.intercepts, calibration.slopes, strict=True)
    roots = ((math.log(cut / (1 - cut)) - intercept) / slope for cut, intercept, slope in cuts)
    return tuple(max(root, 0) ** 2 for root in roots)


@cache
def shipped() -> Calibration:
    """The calibration in `data/levels.json`."""
    text = resources.files("matching").joinpath("data", "levels.json").read_text("utf-8")
    held = json.loads(text)["calibration"]
    return Calibration(
        tuple(held["intercepts"]), tuple(held["slopes"]), held["level_at_zero"], held["level_slope"]
    )


def level_of(score: float) -> int:
    """The level of a score between 0 and 1, by what is shipped."""
    return shipped().level(score)


def probability_of(score: float, level: int = FAIR) -> float:
    """How probable the level or a higher one is at this score, by what is shipped."""
    return shipped().probability(score, level)


def fit(scores: Numbers, levels: Numbers) -> Calibration:
    """The calibration of judged pairs; `scores` and `levels` (pairs,)."""
    x = np.sqrt(scores)
    fits = [fit_logistic(x, levels >= level) for level in ABOVE_NONE]
    slope, at_zero = np.polyfit(x, levels, 1)
    return Calibration(
        tuple(round(a, 4) for a, _ in fits),
        tuple(round(b, 4) for _, b in fits),
        round(at_zero, 4),
        round(slope, 4),
    )


def level_of_search(score: float) -> int:
    """The level of a search's score, which is the share of the search's words that a document holds."""
    return NONE + sum(score >= share for share in SHARES)


def fit_logistic(x: Numbers, outcome: NDArray[np.bool_]) -> tuple[float, float]:
    """Intercept and slope of greatest likelihood, by Newton's steps, with a ridge that keeps them finite."""
    design = np.column_stack((np.ones(x.size), x))
    weights = np.zeros(2)
    for _ in range(30):
        p = _logistic(design @ weights)
        slope = design.T @ (p - outcome) + 1e-3 * weights
        curvature = (design.T * (p * (1 - p))) @ design + 1e-3 * np.eye(2)
        weights = weights - np.linalg.solve(curvature, slope)
    return float(weights[0]), float(weights[1])


def _logistic(x: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-x))


def store(calibration: Calibration, pairs: int) -> None:
    """Write what is shipped."""
    provenance = (
        f"fitted on {pairs} judged pairs of the 2019 CCF BDCI contest on technical needs and achievements"
    )
    held = {"calibration": asdict(calibration), "provenance": provenance}
    path = Path(__file__).parent / "data" / "levels.json"
    path.write_text(json.dumps(held, indent=2) + "\n", "utf-8")
