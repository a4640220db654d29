"""Owns the searchable set of documents: segments, additions, removals, and what is kept on disk.

Readers never wait: an index points at one immutable `Snapshot`, every change builds another and swaps the
pointer under a lock, and a search works to its end on the snapshot it took.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.document import Document, Facet
from matching.errors import IndexDamaged
from matching.facets import Mask
from matching.segment import Segment, merged, restored, segment, stored
from matching.storage import Arrays, load, save
from matching.vocabulary import Numbers, Vocabulary
from matching.weighting import Floats, Weighting, Weights, fit

REFIT_SHARE = 0.05
DEFAULT_WEIGHTING = Weighting()


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """What is indexed at one moment. No id lives twice; `alive[i]` (documents of segments[i],) are the
    living rows; `added` counts the documents weighed since the fit."""

    weights: Weights
    segments: tuple[Segment, ...]
    alive: tuple[Mask, ...]
    added: int

    def __len__(self) -> int:
        return sum(int(np.count_nonzero(mask)) for mask in self.alive)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._found(id) is not None

    def values(self, ids: Iterable[str], columns: Numbers) -> dict[str, Floats]:
        """What the columns weigh in each document that is indexed, (columns,)."""
        rows = [(id, *found) for id in ids if (found := self._found(id)) is not None]
        terms = {number: self.segments[number].places(columns) for number in {n for _, n, _ in rows}}
        return {id: self.segments[n].postings.values_of(terms[n], row) for id, n, row in rows}

    def _found(self, id: str) -> tuple[int, int] | None:
        """The number of its segment and its row there."""
        for number, part in enumerate(self.segments):
            for row in part.ids.rows([id]):
                if self.alive[number][row]:
                    return number, row
        return None


class Index:
    """Documents that can be ranked. Searches may run in any thread while another adds and removes."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._changing = Lock()

    @classmethod
    def build(
        cls,
        documents: Iterable[Document],
        *,
        weighting: Weighting = DEFAULT_WEIGHTING,
        like: "Index | None" = None,
        progress: Callable[[int], None] | None = None,
    ) -> "Index":
        """An index whose weights are fitted on the documents, or are those of the index it shall be `like`:
        then both score alike, as shards of one collection must. Reads the documents once; of several with
        one id, the last counts. `progress` is told how many were read, now and then."""
        if like is not None:
            shard = cls(Snapshot(like.snapshot.weights, (), (), 0))
            shard.add(documents)
            return shard
        ids: list[str] = []
        facets: list[Mapping[str, Facet]] = []

        def noted() -> Iterable[Document]:
            for document in documents:
                ids.append(document.id)
                facets.append(document.facets)
                yield document

        weights, vectors = fit(noted(), weighting, progress)
        part = segment(ids, facets, vectors)
        return cls(Snapshot(weights, (part,), (np.ones(len(part), bool),), 0))

    @property
    def snapshot(self) -> Snapshot:
        """What is indexed now, unchanged by what comes later."""
        return self._snapshot

    @property
    def needs_refit(self) -> bool:
        """Whether so much was added since the weights were fitted that a new build would rank better."""
        return self._snapshot.added > REFIT_SHARE * self._snapshot.weights.documents

    def __len__(self) -> int:
        return len(self._snapshot)

    def __contains__(self, id: object) -> bool:
        return id in self._snapshot

    def add(self, documents: Iterable[Document]) -> None:
        """Index the documents under the weights as they are; one of the same id is replaced."""
        batch = list(documents)
        if not batch:
            return
        with self._changing:
            held = self._snapshot
            weights = held.weights.grown(batch)
            part = segment([d.id for d in batch], [d.facets for d in batch], weights.vectors(batch))
            alive = _without(held, list(part.ids))
            segments, masks = _compacted([*held.segments, part], [*alive, np.ones(len(part), bool)])
            self._snapshot = Snapshot(weights, segments, masks, held.added + len(part))

    def remove(self, ids: Iterable[str]) -> None:
        """Forget the documents of these ids; ids that are not indexed are ignored."""
        with self._changing:
            held = self._snapshot
            self._snapshot = Snapshot(held.weights, held.segments, _without(held, list(ids)), held.added)

    def parts(self, count: int, ids: Collection[str] | None = None) -> "list[Index]":
        """The living documents, or those of the `ids`, dealt to indexes that score as this one."""
        held = self._snapshot
        alive = [
            mask if ids is None else mask & part.ids.mask(ids)
            for part, mask in zip(held.segments, held.alive, strict=True)
        ]
        return [_part(held, _dealt(alive, number, count)) for number in range(count)]

    def save(self, folder: Path) -> None:
        """Keep the index in the folder, in place of what was kept there, all at once or not at all."""
        held = self._snapshot
        arrays: dict[str, NDArray[Any]] = {
            "keys": held.weights.vocabulary.keys,
            "numbers": held.weights.vocabulary.numbers,
            "extra_keys": held.weights.extra.keys,
            "extra_numbers": held.weights.extra.numbers,
            "importance": held.weights.importance,
            "extra_importance": held.weights.extra_importance,
        }
        parts = []
        for i, (part, mask) in enumerate(zip(held.segments, held.alive, strict=True)):
            more, facts = stored(part, f"segment_{i}_")
            arrays |= more | {f"segment_{i}_alive": mask}
            parts.append(facts)
        save(folder, arrays, {"added": held.added, "segments": parts, **_facts(held.weights)})

    @classmethod
    def open(cls, folder: Path, *, verify: bool = True) -> "Index":
        """The index kept in the folder, its arrays memory-mapped; `verify` reads and checks every byte first.

        Raises IndexMissing, IndexDamaged or IndexOutdated.
        """
        arrays, facts = load(folder, verify=verify)
        try:
            parts = [restored(arrays, held, f"segment_{i}_") for i, held in enumerate(facts["segments"])]
            alive = [np.array(arrays[f"segment_{i}_alive"]) for i in range(len(parts))]
            return cls(Snapshot(_weights(arrays, facts), tuple(parts), tuple(alive), facts["added"]))
        except (KeyError, TypeError, ValueError) as error:
            raise IndexDamaged(f"the index in {folder} is incomplete: {error}") from error


def _facts(weights: Weights) -> dict[str, Any]:
    return {
        "weighting": asdict(weights.weighting),
        "terms": weights.vocabulary.size,
        "extra_terms": weights.extra.size,
        "documents": weights.documents,
    }


def _weights(arrays: Arrays, facts: Mapping[str, Any]) -> Weights:
    return Weights(
        weighting=Weighting(**facts["weighting"]),
        documents=facts["documents"],
        vocabulary=Vocabulary(arrays["keys"], arrays["numbers"], 0, facts["terms"]),
        importance=arrays["importance"],
        extra=Vocabulary(arrays["extra_keys"], arrays["extra_numbers"], facts["terms"], facts["extra_terms"]),
        extra_importance=arrays["extra_importance"],
    )


def _dealt(alive: Sequence[Mask], number: int, count: int) -> list[Mask]:
    """Every count-th living row, beginning with the one of that number."""
    turns = [np.cumsum(mask) % count == number for mask in alive]
    return [mask & turn for mask, turn in zip(alive, turns, strict=True)]


def _part(held: Snapshot, alive: Sequence[Mask]) -> Index:
    part = merged(held.segments, alive)
    return Index(Snapshot(held.weights, (part,), (np.ones(len(part), bool),), held.added))


def _without(held: Snapshot, ids: list[str]) -> tuple[Mask, ...]:
    """The living rows when those of the ids are gone."""
    masks = []
    for part, mask in zip(held.segments, held.alive, strict=True):
        rows = part.ids.rows(ids)
        masks.append(mask.copy() if rows else mask)
        masks[-1][rows] = False
    return tuple(masks)


def _compacted(segments: list[Segment], alive: list[Mask]) -> tuple[tuple[Segment, ...], tuple[Mask, ...]]:
    """Segments that each are more than twice as large as the next: a search visits few, and a document is
    rewritten a few times only (a log-structured merge, O'Neil et al. 1996)."""
    while len(segments) > 1 and len(segments[-2]) <= 2 * len(segments[-1]):
        part = merged(segments[-2:], alive[-2:])
        segments = [*segments[:-2], part]
        alive = [*alive[:-2], np.ones(len(part), bool)]
    return tuple(segments), tuple(alive)
