"""Owns the measurement of ranking quality on judged pairs: `python -m matching.evaluation --data FOLDER`.

Two protocols. *Unseen needs*: folds by family, so that nothing of a tested need or of its twins was seen.
*Contest*: random folds over the pairs, and the level itself is predicted.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching import calibration
from matching.document import Document
from matching.judgements import Judged, families_of, levels_of, needs_of, read
from matching.learning import AcrossNeeds, scores
from matching.metrics import by_need, contest_score, interval, ndcg, paired_interval, spearman
from matching.replay import replay
from matching.weighting import Weighting, Weights, fit

FOLDS = 5
CANDIDATES = 60

Numbers = NDArray[np.float64]


def fitted(judged: Sequence[Judged], weighting: Weighting) -> Weights:
    """Weights fitted on the texts of both sides, without their labels."""
    texts: dict[str, Document] = {}
    for pair in judged:
        texts[pair.need.id] = pair.need
        texts[pair.achievement.id] = pair.achievement
    return fit(texts.values(), weighting)[0]


def folds(groups: Sequence[str], *, seed: int = 0) -> NDArray[np.int64]:
    """A fold 0 to FOLDS - 1 for each entry, the same for all of a group; (entries,)."""
    names, group_of = np.unique(np.array(groups), return_inverse=True)
    return (np.random.default_rng(seed).permutation(names.size) % FOLDS)[group_of]


def learned_scores(weights: Weights, judged: Sequence[Judged], train: Sequence[Judged]) -> Numbers:
    """The scores of a learned ranking, (pairs,): learned on `train`, or without it on the other folds by
    family. Where the learning is not worth using by its own training pairs, the plain scores."""
    predicted = scores(weights, judged)
    fold_of = np.zeros(len(judged), int) if train else folds(families_of(judged))
    for fold in np.unique(fold_of):
        learner = AcrossNeeds(weights).fit(train or _chosen(judged, fold_of != fold))
        if learner.is_worth_using():
            predicted[fold_of == fold] = learner.predict(_chosen(judged, fold_of == fold))
    return predicted


def contest_levels(weights: Weights, judged: Sequence[Judged], train: Sequence[Judged]) -> Numbers:
    """Predicted levels 1 to 4, (pairs,), each from the other random folds over the pairs and from `train`."""
    predicted = np.empty(len(judged))
    fold_of = folds([str(i) for i in range(len(judged))])
    for fold in range(FOLDS):
        seen = [*train, *_chosen(judged, fold_of != fold)]
        learner = AcrossNeeds(weights).fit(seen)
        alone = [str(i) for i in range(len(seen))]
        cuts = level_cuts(learner.left_out(alone), levels_of(learner.judged_))
        expected = learner.predict(_chosen(judged, fold_of == fold))
        predicted[fold_of == fold] = 1 + (expected[:, None] >= cuts).sum(axis=1)
    return predicted


def _chosen(judged: Sequence[Judged], mask: NDArray[np.bool_]) -> list[Judged]:
    return [pair for pair, is_chosen in zip(judged, mask, strict=True) if is_chosen]


def level_cuts(expected: Numbers, levels: Numbers) -> Numbers:
    """The three cuts of expected levels into 1 to 4 with the least absolute error, each chosen in turn."""
    cuts: Numbers = np.quantile(expected, [(levels <= level).mean() for level in (1, 2, 3)])
    for _ in range(3):
        for i in range(cuts.size):
            between = (cuts[i - 1] if i else -np.inf, cuts[i + 1] if i + 1 < cuts.size else np.inf)
            inside = expected[(expected >= between[0]) & (expected <= between[1])]
            tried = np.quantile(inside, np.linspace(0, 1, CANDIDATES)) if inside.size else cuts[i : i + 1]
            errors = [_error(expected, levels, [*cuts[:i], cut, *cuts[i + 1 :]]) for cut in tried]
            cuts[i] = tried[int(np.argmin(errors))]
    return cuts


def _error(expected: Numbers, levels: Numbers, cuts: Sequence[float]) -> float:
    return float(np.abs(1 + (expected[:, None] >= np.array(cuts)).sum(axis=1) - levels).mean())


def evaluate(judged: Sequence[Judged], train: Sequence[Judged] = ()) -> dict[str, Any]:
    """All figures, with the 95 % interval over needs beside each mean."""
    weights = fitted([*judged, *train], Weighting())
    needs, levels = needs_of(judged), levels_of(judged)
    plain, learned = scores(weights, judged), learned_scores(weights, judged, train)
    figures: dict[str, Any] = {"needs": len(set(needs)), "pairs": len(judged)}
    measured = {}
    for name, values in (("", plain), ("_learned", learned)):
        for key, measure in (("ndcg10", ndcg), ("spearman", spearman)):
            found = measured[key + name] = by_need(measure, needs, levels, values)
            figures[key + name] = float(np.mean(list(found.values())))
            figures[f"{key}{name}_interval"] = interval(np.array(list(found.values())))
    figures["learned_gain_interval"] = paired_interval(measured["ndcg10_learned"], measured["ndcg10"])
    figures["feedback"] = replay(weights, judged, plain)
    figures["calibration_error"] = calibration_error(plain, judged)
    figures["contest_score"] = contest_score(levels, contest_levels(weights, judged, train))
    return figures


def calibrate(judged: Sequence[Judged]) -> None:
    """Ship the calibration of these pairs."""
    calibration.store(
        calibration.fit(scores(fitted(judged, Weighting()), judged), levels_of(judged)), len(judged)
    )


def calibration_error(plain: Numbers, judged: Sequence[Judged]) -> float:
    """The expected calibration error of P(level ≥ 3) on unseen families, in ten bins of equal width (Naeini
    et al., 2015)."""
    levels, fold_of = levels_of(judged), folds(families_of(judged))
    probable = np.empty(len(judged))
    for fold in range(FOLDS):
        found = calibration.fit(plain[fold_of != fold], levels[fold_of != fold])
        probable[fold_of == fold] = [found.probability(score, 3) for score in plain[fold_of == fold]]
    bins = np.minimum((probable * 10).astype(int), 9)
    gaps = [abs((probable - (levels >= 3))[bins == i].sum()) for i in range(10)]
    return float(np.sum(gaps) / len(judged))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures of a folder of judged pairs."""
    parser = argparse.ArgumentParser(prog="python -m matching.evaluation", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with needs.jsonl and pairs.jsonl")
    parser.add_argument("--train", type=Path, help="a folder of other judged pairs to learn from")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--calibrate", action="store_true", help="fit again what scores mean, for the package"
    )
    chosen = parser.parse_args(arguments)
    if chosen.calibrate:
        calibrate(read(chosen.data))
        return
    figures = evaluate(read(chosen.data), read(chosen.train) if chosen.train else ())
    if chosen.json:
        print(json.dumps(figures))
        return
    for key, value in figures.items():
        print(f"{key:28}{np.round(value, 4) if isinstance(value, float | tuple) else value}")


if __name__ == "__main__":
    main()
