"""Owns what a score means: the level 1 to 4 that a judge would most likely give."""

import json
from functools import cache
from importlib import resources
from typing import Any

NONE, WEAK, FAIR, STRONG = 1, 2, 3, 4


@cache
def _levels() -> dict[str, Any]:
    text = resources.files("matching").joinpath("data", "levels.json").read_text("utf-8")
    levels: dict[str, Any] = json.loads(text)
    return levels


def level_of(score: float) -> int:
    """The level of a score between 0 and 1, by the thresholds shipped in `data/levels.json`."""
    thresholds: list[float] = _levels()["thresholds"]
    return NONE + sum(score >= threshold for threshold in thresholds)
