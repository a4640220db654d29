"""Owns which documents answer a question, in which order: scores, filters, levels, fit."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from matching.calibration import level_of, level_of_search
from matching.document import Document, Facet
from matching.errors import InputRefused
from matching.facets import FacetTable, Mask
from matching.index import Index
from matching.kernel import Query, Rows
from matching.segment import Segment
from matching.text import units
from matching.vocabulary import Numbers
from matching.weighting import Floats, Weights

SHORT = 10
WORD = 2
ROUNDING = 1e-5

# Of 100,000 texts, 97 % were found again with a tenth of their characters changed, and nothing else was; the
# nearest of 1,000 real abstracts score 0.53 with each other.
NEAR = 0.55

Hit = tuple[float, str]


@dataclass(frozen=True, slots=True)
class Match:
    """A ranked document: `score` 0 to 1; `level` 1 none, 2 weak, 3 fairly strong, 4 strong."""

    id: str
    score: float
    level: int


@dataclass(frozen=True, slots=True)
class Condition:
    """What one facet must be: `holds` is asked once for each distinct value."""

    facet: str
    holds: Callable[[Facet], bool]


@dataclass(frozen=True, slots=True)
class Where:
    """Which documents may answer; made by the class methods and joined by `&`. Of a facet with several
    codes, one that satisfies the condition is enough. An empty `Where()` lets everything pass."""

    conditions: tuple[Condition, ...] = ()
    ids: frozenset[str] | None = None

    @classmethod
    def equals(cls, facet: str, value: str | int) -> "Where":
        """The facet is the value; unknown does not pass."""
        return cls.any_of(facet, (value,))

    @classmethod
    def any_of(cls, facet: str, values: Collection[str | int]) -> "Where":
        """The facet is one of the values; unknown does not pass."""
        wanted = frozenset(values)
        return cls((Condition(facet, lambda held: any(code in wanted for code in _codes(held))),))

    @classmethod
    def prefix(cls, facet: str, start: str) -> "Where":
        """The code starts so, as all regions of a province do; unknown does not pass."""
        return cls((Condition(facet, lambda held: any(str(c).startswith(start) for c in _codes(held))),))

    @classmethod
    def at_most(cls, facet: str, limit: int, *, unknown: bool = True) -> "Where":
        """The number is not above the limit; `unknown` says whether an unknown one passes."""
        return cls((Condition(facet, lambda held: held <= limit if isinstance(held, int) else unknown),))

    @classmethod
    def at_least(cls, facet: str, limit: int, *, unknown: bool = False) -> "Where":
        """The number is not below the limit; `unknown` says whether an unknown one passes."""
        return cls((Condition(facet, lambda held: held >= limit if isinstance(held, int) else unknown),))

    @classmethod
    def among(cls, ids: Collection[str]) -> "Where":
        """Only these documents."""
        return cls(ids=frozenset(ids))

    def __and__(self, other: "Where") -> "Where":
        shared = self.ids if other.ids is None else other.ids if self.ids is None else self.ids & other.ids
        return Where(self.conditions + other.conditions, shared)

    def mask(self, facets: FacetTable) -> Mask:
        """Which documents satisfy the conditions, (documents,); `ids` are not looked at."""
        passing = np.ones(facets.size, bool)
        for condition in self.conditions:
            passing &= facets.mask(condition.facet, condition.holds)
        return passing


def rank(
    index: Index,
    query: Document,
    *,
    limit: int = 20,
    where: Where | None = None,
    exclude: Collection[str] = (),
    min_level: int = 2,
) -> list[Match]:
    """The best documents for the query, best first, ties by id; none below `min_level`, none that shares no
    term with it. A query of no known term has no answer.

    A query of at most SHORT units is a search: documents that hold all its terms come first, and its score
    says how much of the query they hold. Raises InputRefused for a limit under 1.
    """
    _check(limit)
    snapshot = index.snapshot
    scoring = _Scoring.of(snapshot.weights, query)
    found: list[Hit] = []
    for part, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        mask = _allowed(part, alive, where, exclude)
        found += _named(part, *part.postings.top(scoring.query(part), mask, min(limit, len(part))))
    return scoring.matches(found, limit, min_level)


def rank_many(
    index: Index,
    queries: Sequence[Document],
    *,
    limit: int = 20,
    where: Where | None = None,
    min_level: int = 2,
) -> list[list[Match]]:
    """`rank` of each query, in their order; several times as fast, and scores may differ in the last bits."""
    _check(limit)
    snapshot = index.snapshot
    scorings = [_Scoring.of(snapshot.weights, query) for query in queries]
    found: list[list[Hit]] = [[] for _ in queries]
    for part, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        mask = _allowed(part, alive, where, ())
        tops = part.postings.top_many([s.query(part) for s in scorings], mask, min(limit, len(part)))
        for hits, top in zip(found, tops, strict=True):
            hits += _named(part, *top)
    return [s.matches(hits, limit, min_level) for s, hits in zip(scorings, found, strict=True)]


def near_duplicates(
    index: Index,
    document: Document,
    *,
    limit: int = 10,
    exclude: Collection[str] = (),
    least: float = NEAR,
) -> list[Match]:
    """Documents that are nearly the same text, nearest first; the document itself is left out by its id."""
    snapshot = index.snapshot
    scoring = _Scoring.of(snapshot.weights, document, may_search=False)
    found: list[Hit] = []
    for part, alive in zip(snapshot.segments, snapshot.alive, strict=True):
        mask = _allowed(part, alive, None, (document.id, *exclude))
        found += _named(part, *part.postings.top(scoring.query(part), mask, min(limit, len(part))))
    return [match for match in scoring.matches(found, limit, 1) if match.score >= least]


@dataclass(frozen=True, slots=True)
class _Scoring:
    """What a document scores for each of the query's columns: presence + factor · value."""

    columns: Numbers
    presence: Floats
    factors: Floats
    level: Callable[[float], int]
    whole: float = 0  # of a word of two units: the score from which on a document holds it

    @classmethod
    def of(cls, weights: Weights, query: Document, *, may_search: bool = True) -> "_Scoring":
        columns, values = weights.vectors([query]).row(0)
        if columns.size and may_search and is_search(query):
            # A document with all terms gets at least 1 / (1 + tie), one without the lightest gets less:
            # the cosine only orders documents that hold the same terms.
            tie = float(np.min(values) ** 2) / 2
            held, order = values**2 / (1 + tie), tie * values / (1 + tie)
            whole = 1 / (1 + tie) if units(query.title) + units(query.text) == WORD else 0
            return cls(columns, held, order, level_of_search, whole - ROUNDING)
        return cls(columns, np.zeros_like(values), values, level_of)

    def query(self, part: Segment) -> Query:
        """The question in the segment's own terms."""
        terms = part.places(self.columns)
        held = terms >= 0
        return Query(terms[held], self.presence[held], self.factors[held])

    def matches(self, found: list[Hit], limit: int, min_level: int) -> list[Match]:
        """The best of all segments."""
        found.sort(key=lambda hit: (-hit[0], hit[1]))
        if found and found[0][0] >= self.whole > 0:
            # Where a word of two characters stands, half of it elsewhere is nothing that was looked for.
            found = [hit for hit in found if hit[0] >= self.whole]
        matches = [Match(id, score, self.level(score)) for score, id in found[:limit]]
        return [match for match in matches if match.level >= min_level]


def is_search(query: Document) -> bool:
    """Whether the text is so short that it names what must stand there, rather than describing it."""
    return units(query.title) + units(query.text) <= SHORT


def _named(part: Segment, rows: Rows, scores: Floats) -> list[Hit]:
    return [(min(float(score), 1.0), part.ids[int(row)]) for row, score in zip(rows, scores, strict=True)]


def _check(limit: int) -> None:
    if limit < 1:
        raise InputRefused(f"limit must be at least 1, not {limit}")


def _allowed(part: Segment, alive: Mask, where: Where | None, exclude: Collection[str]) -> Mask:
    """The rows that may answer."""
    mask = alive
    if where is not None:
        mask = mask & where.mask(part.facets)
        if where.ids is not None:
            mask = mask & part.ids.mask(where.ids)
    rows = part.ids.rows(exclude)
    if rows:
        mask = mask.copy()
        mask[rows] = False
    return mask


def _codes(held: Facet) -> tuple[str | int, ...]:
    if held is None:
        return ()
    return held if isinstance(held, tuple) else (held,)


def fit(need: Mapping[str, Facet], achievement: Mapping[str, Facet]) -> dict[str, str]:
    """How the facts agree beside the text: tech_field, region, budget, trl, cooperation_mode, each "agrees",
    "differs", or "unknown" where either side does not say.

    Of the need it reads tech_field, region (six digits of GB/T 2260), budget_max (fen), trl_min and
    cooperation_modes; of the achievement tech_field, region, price (fen), trl and transfer_modes. Regions
    agree in the same city (four digits), modes when one is both wanted and offered.
    """
    wanted = _codes(need.get("cooperation_modes")) or None
    offered = _codes(achievement.get("transfer_modes")) or None
    return {
        "tech_field": _agreement(need.get("tech_field"), achievement.get("tech_field"), lambda a, b: a == b),
        "region": _agreement(need.get("region"), achievement.get("region"), lambda a, b: a[:4] == b[:4]),
        "budget": _agreement(need.get("budget_max"), achievement.get("price"), lambda most, fen: fen <= most),
        "trl": _agreement(need.get("trl_min"), achievement.get("trl"), lambda least, trl: trl >= least),
        "cooperation_mode": _agreement(wanted, offered, lambda a, b: not set(a).isdisjoint(b)),
    }


def _agreement(wanted: Any, offered: Any, agrees: Callable[[Any, Any], bool]) -> str:
    if wanted is None or offered is None:
        return "unknown"
    return "agrees" if agrees(wanted, offered) else "differs"
