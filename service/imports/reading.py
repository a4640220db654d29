"""A file read and checked row by row, its good rows kept aside on disk; nothing here knows a database."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Generic, TypeVar

from msgspec import Struct

from service.imports.columns import Heading, columns_of, flaw, split
from service.imports.errors import UnreadableSheet
from service.imports.kinds import NAMED, Kind, Row, Wrong
from service.imports.sheets import Line, lines
from service.imports.spool import Spool
from service.kernel.errors import Flaw

T = TypeVar("T", bound=Struct)

MOST_ROWS = 200_000
_TOLD_EVERY = 500

# How many rows were read so far.
Progress = Callable[[int], None]


@dataclass(slots=True)
class ReadSheet(Generic[T]):
    """What one file says: its good rows, and what is wrong with the others."""

    kind: Kind[T]
    file_name: str
    sha256: str
    heading: Heading
    rows: Spool[Row[T]]
    row_count: int = 0
    flaws: list[Flaw] = field(default_factory=list)
    flaw_count: int = 0
    _seen: dict[str, int] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        """Read one line; a row that is wrong is not kept."""
        self.row_count += 1
        if self.row_count > MOST_ROWS:
            raise UnreadableSheet(f"The sheet has more than {MOST_ROWS} rows; split it.")
        values, flaws = self.heading.values(line)
        flaws = flaws or self._kept(line.number, values)
        self.refuse(flaws)

    def refuse(self, flaws: list[Flaw]) -> None:
        """Count what is wrong, and name the first of it."""
        self.flaw_count += len(flaws)
        self.flaws += flaws[: max(NAMED - len(self.flaws), 0)]

    def _kept(self, number: int, values: dict[str, Any]) -> list[Flaw]:
        try:
            row = self.kind.read(values)
        except Wrong as wrong:
            return [flaw(number, self.heading.called(wrong.field), wrong.detail)]
        key = self.kind.key(row)
        if key in self._seen:
            return [flaw(number, key, f"stands in row {self._seen[key]} already")]
        self._seen[key] = number
        self.rows.add(Row(number, row))
        return []


def read_file(kind: Kind[T], file: BinaryIO, name: str, progress: Progress) -> ReadSheet[T]:
    """Read a whole file in bounded memory. The caller closes its ``rows``.

    Raises UnreadableSheet, WrongColumns; what is wrong with rows stands in ``flaws``.
    """
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    heading, below = split(columns_of(kind.name), lines(file))
    sheet = ReadSheet(kind, name, digest, heading, Spool[Row[T]](Row[kind.row]))  # type: ignore[name-defined]
    for line in below:
        sheet.take(line)
        if sheet.row_count % _TOLD_EVERY == 0:
            progress(sheet.row_count)
    if not sheet.row_count:
        raise UnreadableSheet("There is no row below the headings.")
    return sheet
