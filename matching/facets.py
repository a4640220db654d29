"""Owns the facets of many documents: one column per facet, each distinct value held once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.document import Facet

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class FacetColumn:
    """One facet of n documents: document i has `values[codes[i]]`. `values` are distinct."""

    values: Sequence[Facet]
    codes: NDArray[np.int32]

    def mask(self, holds: Callable[[Facet], bool]) -> Mask:
        """For which documents the condition holds, (n,); asked once for each distinct value."""
        verdicts = np.fromiter((holds(value) for value in self.values), bool, len(self.values))
        return verdicts[self.codes]


@dataclass(frozen=True, slots=True, eq=False)
class FacetTable:
    """The facets of `size` documents by name; a document without a facet has None."""

    size: int
    columns: Mapping[str, FacetColumn]

    def mask(self, facet: str, holds: Callable[[Facet], bool]) -> Mask:
        """For which documents the condition holds, (size,); a facet that no document has is None for all."""
        column = self.columns.get(facet)
        return column.mask(holds) if column else np.full(self.size, holds(None))

    def taken(self, rows: NDArray[np.int64]) -> "FacetTable":
        """The same facets for the given rows, in their order."""
        columns = {name: FacetColumn(c.values, c.codes[rows]) for name, c in self.columns.items()}
        return FacetTable(rows.size, columns)


def tabulate(rows: Sequence[Mapping[str, Facet]]) -> FacetTable:
    """The table of the facets of documents in the given order."""
    names = sorted({name for row in rows for name in row})
    return FacetTable(len(rows), {name: _column([row.get(name) for row in rows]) for name in names})


def joined(tables: Sequence[FacetTable], kept: Sequence[NDArray[np.int64]]) -> FacetTable:
    """The rows `kept[i]` of each table, one after another."""
    names = sorted({name for table in tables for name in table.columns})
    size = sum(rows.size for rows in kept)
    return FacetTable(size, {name: _joined_column(name, tables, kept) for name in names})


def _joined_column(name: str, tables: Sequence[FacetTable], kept: Sequence[NDArray[np.int64]]) -> FacetColumn:
    values: dict[tuple[type, Facet], int] = {}
    parts = []
    for table, rows in zip(tables, kept, strict=True):
        column = table.columns.get(name) or FacetColumn((None,), np.zeros(table.size, np.int32))
        numbers = np.array([_number(values, value) for value in column.values], np.int32)
        parts.append(numbers[column.codes[rows]])
    return FacetColumn([value for _, value in values], np.concatenate(parts))


def _column(cells: Sequence[Facet]) -> FacetColumn:
    values: dict[tuple[type, Facet], int] = {}
    codes = np.fromiter((_number(values, cell) for cell in cells), np.int32, len(cells))
    return FacetColumn([value for _, value in values], codes)


def _number(values: dict[tuple[type, Facet], int], value: Facet) -> int:
    # The type is part of the key because 1 == True == 1.0 in Python.
    return values.setdefault((type(value), value), len(values))
