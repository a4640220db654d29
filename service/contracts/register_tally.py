"""What an export of the register adds up to, and what it speaks of; pure."""

from collections.abc import Iterable
from datetime import date

from service.contracts.ledger import Entry
from service.contracts.register_queries import Scope
from service.contracts.register_sheet import RegisteredRow
from service.contracts.tables import Contract
from service.imports.schemas import FigureRead
from service.kernel.money import to_yuan

# Contracts, total and technical amount in fen.
Sums = tuple[int, int, int]


class Tally:
    """Counts rows as they come: a file speaks of the days and the offices that stand in it."""

    def __init__(self) -> None:
        self.numbers: set[str] = set()
        self._days: set[date] = set()
        self._offices: set[str | None] = set()
        self._in_file: Sums = (0, 0, 0)
        self._in_lines: Sums = (0, 0, 0)

    def count(self, rows: Iterable[RegisteredRow], met: Iterable[Contract]) -> None:
        """Rows of the file, and the contracts of ours that they are."""
        for row in rows:
            self.numbers.add(row.registration_no)
            self._days.add(row.registered_on)
            self._offices.add(row.office)
            self._in_file = _added(self._in_file, (1, row.total_amount, row.technical_amount))
        for contract in met:
            self._days |= {contract.registered_on} if contract.registered_on else set()
            self._offices.add(contract.registration_office)

    def add(self, line: Entry) -> None:
        """A line that the file writes, or would write."""
        delta = (line.contracts_delta, line.total_delta, line.technical_delta)
        self._in_lines = _added(self._in_lines, delta)

    @property
    def scope(self) -> Scope:
        """What the file speaks of; other days and other offices are not its business."""
        return Scope(min(self._days), max(self._days), frozenset(self._offices))

    def with_lines(self, before: Sums) -> Sums:
        """What it would be afterwards."""
        return _added(before, self._in_lines)

    def figures(self, before: Sums, after: Sums) -> list[FigureRead]:
        """The three figures before, in the file and after; amounts in yuan."""
        names = ("contracts", "total_amount", "technical_amount")
        told = zip(names, before, self._in_file, after, strict=True)
        return [_figure(name, values) for name, *values in told]


def _figure(name: str, values: list[int]) -> FigureRead:
    before, in_file, after = (str(one) if name == "contracts" else to_yuan(one) for one in values)
    return FigureRead(name=name, before=before, in_file=in_file, after=after)


def _added(one: Sums, other: Sums) -> Sums:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2])
