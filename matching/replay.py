"""Owns the replay of feedback as a stream: what judging a need's first achievements does for the rest."""

from collections.abc import Sequence

import numpy as np

from matching.feedback import NeedFeedback
from matching.judgements import Judged
from matching.metrics import Numbers, interval, ndcg
from matching.ranking import Match
from matching.weighting import Weights

STEPS = (0, 1, 3, 5, 10, 15)
LEAST_LEFT = 5


def replay(weights: Weights, judged: Sequence[Judged], plain: Numbers, *, seed: int = 0) -> dict[str, object]:
    """nDCG@10 on the pairs not yet judged after 0, 1, 3, 5, 10 and 15 judgements of each need in random
    order, as `ndcg10`, its paired `gain` over nothing judged, and that gain's `interval`; by step.

    `plain` (pairs,) are the scores without feedback.
    """
    rows: dict[str, list[int]] = {}
    for row, pair in enumerate(judged):
        rows.setdefault(pair.need.id, []).append(row)
    random = np.random.default_rng(seed)
    streams = [random.permutation(held).tolist() for held in rows.values()]
    return {str(step): _after(step, weights, judged, plain, streams) for step in STEPS}


def _after(
    step: int, weights: Weights, judged: Sequence[Judged], plain: Numbers, streams: Sequence[list[int]]
) -> dict[str, object]:
    before, after = [], []
    for stream in streams:
        seen, left = stream[:step], stream[step:]
        levels = np.array([judged[row].level for row in left])
        if len(left) < LEAST_LEFT or levels.max() < 2:
            continue
        before.append(ndcg(levels, plain[left]))
        after.append(ndcg(levels, _updated(weights, judged, plain, seen, left)))
    if not after:
        return {"ndcg10": None, "gain": None, "interval": None}
    gains = np.array(after) - np.array(before)
    return {"ndcg10": float(np.mean(after)), "gain": float(gains.mean()), "interval": interval(gains)}


def _updated(
    weights: Weights, judged: Sequence[Judged], plain: Numbers, seen: list[int], left: list[int]
) -> Numbers:
    if not seen:
        return plain[left]
    feedback = NeedFeedback(weights)
    feedback.fit(judged[seen[0]].need, [(judged[row].achievement, judged[row].level) for row in seen])
    matches = [Match(judged[row].achievement.id, float(plain[row]), 1) for row in left]
    documents = {judged[row].achievement.id: judged[row].achievement for row in left}
    moved = {m.id: m.score for m in feedback.rerank(matches, documents, min_level=1)}
    return np.array([moved[match.id] for match in matches])
