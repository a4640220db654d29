"""A kind's columns, kept as data in ``seeds/columns``: what they may be called and what stands in them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from service.imports import cells
from service.imports.errors import UnreadableSheet, WrongColumns
from service.imports.sheets import Cell, Line, Refused
from service.kernel.errors import Flaw
from service.kernel.settings import Settings

_HEADING = re.compile(r"(?P<name>[\s\S]+?)(?:\((?P<unit>[^()]*)\))?(?![\s\S])")
# Registers put a title or two above the headings.
_SEARCHED = 10


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, what it may be called, its kind of value, and whether it must be there."""

    field: str
    kind: str
    names: tuple[str, ...]
    is_required: bool
    is_filled: bool

    def is_called(self, name: str) -> bool:
        return name in self.names or name == self.field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column stands in one sheet, under which heading and in which unit."""

    column: Column
    index: int
    heading: str
    unit: str


@dataclass(frozen=True, slots=True)
class Heading:
    """How one sheet's columns are understood."""

    places: tuple[Place, ...]
    ignored: tuple[str, ...]

    def values(self, line: Line) -> tuple[dict[str, Any], list[Flaw]]:
        """A line's values by field, and what is wrong with its cells."""
        values: dict[str, Any] = {}
        flaws: list[Flaw] = []
        for place in self.places:
            cell = line.cells[place.index] if place.index < len(line.cells) else None
            try:
                values[place.column.field] = _value(place, cell)
            except ValueError as error:
                flaws.append(flaw(line.number, place.heading, str(error)))
        return values, flaws

    def called(self, field: str) -> str:
        """What the sheet calls a field."""
        return next((place.heading for place in self.places if place.column.field == field), field)


def flaw(number: int, heading: str, detail: str) -> Flaw:
    """Something wrong in one cell, named as the spreadsheet shows it."""
    return Flaw(f"Row {number}, {heading}: {detail}", pointer=f"/rows/{number}/{heading}")


@cache
def columns_of(kind: str) -> tuple[Column, ...]:
    """The columns of one kind of import, in the order of its file."""
    rows = cells.rows_of(Settings().seeds_dir / "columns" / f"{kind}.csv")
    return tuple(
        Column(
            row["field"],
            row["kind"],
            tuple(_plain(name) for name in row["names"].split("|")),
            row["must"] in ("column", "value"),
            row["must"] == "value",
        )
        for row in rows
    )


def split(columns: Sequence[Column], lines: Iterator[Line]) -> tuple[Heading, Iterator[Line]]:
    """The heading, which may stand under a title, and the lines below it.

    Raises UnreadableSheet for an empty sheet, WrongColumns naming what is missing, twice there or unclear.
    """
    first = list(islice(lines, _SEARCHED))
    if not first:
        raise UnreadableSheet("The sheet is empty.")
    place = max(range(len(first)), key=lambda number: (_known(columns, first[number]), -number))

    def below() -> Iterator[Line]:
        yield from first[place + 1 :]
        yield from lines

    return _understood(columns, first[place]), below()


def _understood(columns: Sequence[Column], line: Line) -> Heading:
    headings = [_split(cell) for cell in line.cells]
    places, ignored, problems = [], [], []
    for index, (name, unit) in enumerate(headings):
        column = next((one for one in columns if one.is_called(name)), None)
        if column is None:
            ignored += [name] if name else []
        elif column.kind == "amount" and unit not in cells.UNITS:
            problems.append(f"{name}: say the unit in the heading, {name}(万元) or {name}(元)")
        else:
            places.append(Place(column, index, name, unit))
    problems += _missing(columns, [name for name, _ in headings]) + _doubled(places)
    if problems:
        flaws = [Flaw(problem, pointer="/file") for problem in problems]
        raise WrongColumns("; ".join(problems), flaws=flaws)
    return Heading(tuple(places), tuple(ignored))


def _missing(columns: Sequence[Column], names: Sequence[str]) -> list[str]:
    return [
        f"the column {column.names[0]} is missing"
        for column in columns
        if column.is_required and not any(column.is_called(name) for name in names)
    ]


def _doubled(places: Sequence[Place]) -> list[str]:
    counted = Counter(place.column.field for place in places)
    return [
        f"{' and '.join(place.heading for place in places if place.column.field == field)}: one column twice"
        for field, times in counted.items()
        if times > 1
    ]


def _known(columns: Sequence[Column], line: Line) -> int:
    names = [_split(cell)[0] for cell in line.cells]
    return sum(any(column.is_called(name) for name in names) for column in columns)


def _split(cell: Cell) -> tuple[str, str]:
    """``"合同成交额（万元）"`` → ("合同成交额", "万元"); other brackets belong to the name."""
    plain = _plain(cell.text if isinstance(cell, Refused) else "" if cell is None else str(cell))
    found = _HEADING.match(plain)
    if found and found["unit"] in cells.UNITS:
        return found["name"], found["unit"]
    return plain, ""


def _plain(text: str) -> str:
    return re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", text))


def _value(place: Place, cell: Cell) -> Any:
    if isinstance(cell, Refused):
        raise ValueError(f"{cell.text[:40]!r} is a formula or its error; paste the values")
    value = cells.parse(place.column.kind, cell, place.unit)
    if value is None and place.column.is_filled:
        raise ValueError("is empty")
    return value
