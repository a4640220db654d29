"""Owns judged pairs: what people said of one need and one achievement, as records and as files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.document import Document
from matching.errors import InputRefused


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair and its `level`, 1 none to 4 strong. Needs of one `family` are near-duplicates of each other."""

    need: Document
    achievement: Document
    level: float
    family: str


def levels_of(judged: Sequence[Judged]) -> NDArray[np.float64]:
    """(pairs,)"""
    return np.array([pair.level for pair in judged], float)


def needs_of(judged: Sequence[Judged]) -> list[str]:
    """The need's id of each pair."""
    return [pair.need.id for pair in judged]


def families_of(judged: Sequence[Judged]) -> list[str]:
    """The family of each pair's need."""
    return [pair.family for pair in judged]


def read(folder: Path) -> list[Judged]:
    """The pairs of `needs.jsonl` (id, family, title, text) and `pairs.jsonl` (need, achievement, title,
    level), in the folder or in its `relevance/`. Raises InputRefused for a folder without them."""
    if not (folder / "needs.jsonl").exists():
        folder = folder / "relevance"
    try:
        needs = {need["id"]: need for need in _lines(folder / "needs.jsonl")}
        return [_judged(needs[pair["need"]], pair) for pair in _lines(folder / "pairs.jsonl")]
    except (OSError, KeyError, ValueError) as error:
        raise InputRefused(f"{folder} holds no judged pairs: {error!r}") from error


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def _judged(need: dict[str, str], pair: dict[str, str]) -> Judged:
    # Achievements come cut into words; joined they are text again.
    achievement = Document(pair["achievement"], pair["title"].replace(" ", ""), "")
    return Judged(
        need=Document(need["id"], need["title"], need["text"]),
        achievement=achievement,
        level=float(pair["level"]),
        family=need.get("family") or need["id"],
    )
