"""Owns one immutable block of indexed documents: their ids, their facets, and their postings by column."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from matching.document import Facet
from matching.facets import FacetColumn, FacetTable, Mask, joined, tabulate
from matching.kernel import Bounds, Postings, transposed
from matching.weighting import Vectors

# The 256 commonest terms are most of what a long question touches (78 %), and a kilobyte a document.
COMMON = 256


@dataclass(frozen=True, slots=True, eq=False)
class Ids(Sequence[str]):
    """Ids in rising order as one run of bytes: `ids[i]` is `letters[bounds[i]:bounds[i + 1]]` in UTF-8."""

    bounds: Bounds
    letters: NDArray[np.uint8]

    def __len__(self) -> int:
        return self.bounds.size - 1

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self[i] for i in range(*row.indices(len(self)))]
        return (
            self.letters[self.bounds[row] : self.bounds[row + 1]].tobytes().decode("utf-8", "surrogatepass")
        )

    def rows(self, ids: Iterable[str]) -> list[int]:
        """The rows of those ids that stand here."""
        return [row for id in ids if (row := bisect_left(self, id)) < len(self) and self[row] == id]

    def mask(self, ids: Iterable[str]) -> Mask:
        """Which rows are of those ids, (documents,)."""
        mask = np.zeros(len(self), bool)
        mask[self.rows(ids)] = True
        return mask


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """`columns` (m,) are the columns that occur, rising; term i of `postings` is columns[i]."""

    ids: Ids
    facets: FacetTable
    columns: NDArray[np.int32]
    postings: Postings

    def __len__(self) -> int:
        return len(self.ids)

    def places(self, columns: NDArray[np.int32]) -> NDArray[np.int64]:
        """Where each column's postings are, -1 for columns that do not occur; same shape as `columns`."""
        if not self.columns.size:
            return np.full(columns.size, -1)
        places = np.minimum(np.searchsorted(self.columns, columns), self.columns.size - 1)
        return np.where(self.columns[places] == columns, places, -1)


def packed(ids: Sequence[str]) -> Ids:
    """Ids already in rising order."""
    letters = [id.encode("utf-8", "surrogatepass") for id in ids]
    bounds = np.zeros(len(letters) + 1, np.int64)
    np.cumsum([len(part) for part in letters], out=bounds[1:])
    return Ids(bounds, np.frombuffer(b"".join(letters), np.uint8))


def segment(ids: Sequence[str], facets: Sequence[Mapping[str, Facet]], vectors: Vectors) -> Segment:
    """The segment of documents in any order; of several with one id, the last counts."""
    last = {id: row for row, id in enumerate(ids)}
    names = sorted(last)
    order = np.array([last[name] for name in names], np.int64)
    table = tabulate([facets[row] for row in order])
    return _arranged(packed(names), table, vectors, order)


def merged(segments: Sequence[Segment], alive: Sequence[Mask]) -> Segment:
    """One segment of all living documents; no id lives twice."""
    kept = [np.flatnonzero(mask) for mask in alive]
    ids = [part.ids[int(row)] for part, rows in zip(segments, kept, strict=True) for row in rows]
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    table = joined([part.facets for part in segments], kept).taken(order)
    return _arranged(packed([ids[row] for row in order]), table, _living(segments, kept), order)


def _arranged(ids: Ids, facets: FacetTable, vectors: Vectors, order: NDArray[np.int64]) -> Segment:
    """Row order[i] of `vectors` becomes row i; columns that do not occur are left out."""
    occurs = np.zeros(vectors.columns.max(initial=-1) + 1, bool)
    occurs[vectors.columns] = True
    columns = np.flatnonzero(occurs).astype(np.int32)
    term_of = np.cumsum(occurs, dtype=np.int32) - 1
    common = int(np.searchsorted(columns, COMMON))
    arrays = vectors.bounds, vectors.columns, vectors.values
    return Segment(
        ids, facets, columns, Postings.of(*transposed(*arrays, order, term_of, columns.size, common))
    )


def _living(segments: Sequence[Segment], kept: Sequence[NDArray[np.int64]]) -> Vectors:
    """The vectors of the kept documents, segment after segment."""
    rows, columns, values, offset = [], [], [], 0
    for part, keep in zip(segments, kept, strict=True):
        target = np.full(len(part), -1, np.int64)
        target[keep] = np.arange(offset, offset + keep.size)
        offset += keep.size
        held = part.postings
        living = target[held.rows] >= 0
        terms, dense_rows = np.nonzero(held.dense[:, keep])
        rows += [target[held.rows][living], target[keep][dense_rows]]
        columns += [np.repeat(part.columns, np.diff(held.bounds))[living], part.columns[terms]]
        values += [held.values[living], held.dense[terms, keep[dense_rows]]]
    row = np.concatenate(rows)
    column = np.concatenate(columns)
    order = np.lexsort((column, row))
    bounds = np.zeros(offset + 1, np.int64)
    np.cumsum(np.bincount(row, minlength=offset), out=bounds[1:])
    return Vectors(bounds, column[order], np.concatenate(values)[order])


def stored(part: Segment, prefix: str) -> tuple[dict[str, NDArray[Any]], dict[str, Any]]:
    """The segment as named arrays and JSON facts."""
    arrays: dict[str, NDArray[Any]] = {
        "id_bounds": part.ids.bounds,
        "id_letters": part.ids.letters,
        "columns": part.columns,
        **part.postings._asdict(),
    }
    names = list(part.facets.columns)
    arrays |= {f"facet_{i}": part.facets.columns[name].codes for i, name in enumerate(names)}
    facts = {"facets": [[name, list(part.facets.columns[name].values)] for name in names]}
    return {f"{prefix}{key}": array for key, array in arrays.items()}, facts


def restored(arrays: Mapping[str, NDArray[Any]], facts: Mapping[str, Any], prefix: str) -> Segment:
    """The segment that `stored` took apart."""
    ids = Ids(arrays[f"{prefix}id_bounds"], arrays[f"{prefix}id_letters"])
    columns: dict[str, FacetColumn] = {}
    for i, (name, values) in enumerate(facts["facets"]):
        distinct = [tuple(value) if isinstance(value, list) else value for value in values]
        columns[name] = FacetColumn(distinct, arrays[f"{prefix}facet_{i}"])
    return Segment(
        ids=ids,
        facets=FacetTable(len(ids), columns),
        columns=arrays[f"{prefix}columns"],
        postings=Postings(*(arrays[prefix + name] for name in Postings._fields)),
    )
