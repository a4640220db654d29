"""What one kind of import is: its columns, its rows, and how a batch of them meets what is already there.

The rooms write their kinds, and the composition root hands them to the import: this room knows none of them.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from msgspec import Struct
from sqlmodel import Session

from service.imports.schemas import DifferenceRead, FigureRead, QuestionRead
from service.kernel.actor import SYSTEM, Actor
from service.kernel.errors import Flaw

T = TypeVar("T", bound=Struct)
# What a report names one by one; beyond it only the counts are told.
NAMED = 200


class Wrong(Exception):
    """A rule that one row breaks, in one of its fields."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field, self.detail = field, detail


class Row(NamedTuple, Generic[T]):
    """One row of the sheet, with its number there."""

    number: int
    data: T


class Findings(Struct):
    """What a batch did or would do."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    figures: list[FigureRead] = []
    differences: list[DifferenceRead] = []
    questions: list[QuestionRead] = []
    question_count: int = 0

    def tell(self, key: str, field: str, before: object, after: object) -> None:
        """Remember one difference, as long as there is room to name it."""
        if len(self.differences) < NAMED:
            self.differences.append(
                DifferenceRead(key=key, field=field, before=_said(before), after=_said(after))
            )

    def ask(self, key: str, detail: str) -> None:
        """Remember something that a person must decide."""
        self.question_count += 1
        if len(self.questions) < NAMED:
            self.questions.append(QuestionRead(key=key, detail=detail))


class Batch(ABC, Generic[T]):
    """One file's rows meeting what is there: first all of them, chunk by chunk, then the end."""

    @abstractmethod
    def take(self, rows: Sequence[Row[T]]) -> list[Flaw]:
        """Compare (and, where it writes, write) a chunk; what is wrong with it."""

    @abstractmethod
    def finish(self) -> Findings:
        """What was found, once every row was taken."""


class Kind(ABC, Generic[T]):
    """One kind of import; its columns stand in ``seeds/columns/<name>.csv``."""

    name: str
    row: type[T]

    @abstractmethod
    def may_import(self, actor: Actor) -> bool:
        """Whose work it is."""

    @abstractmethod
    def read(self, values: Mapping[str, Any]) -> T:
        """A row out of its cells' values. Raises Wrong for a rule that the row breaks by itself."""

    @abstractmethod
    def key(self, row: T) -> str:
        """What a row is known by; the same twice in one file is refused."""

    @abstractmethod
    def begin(self, session: Session, actor: Actor, *, is_writing: bool, is_demonstration: bool) -> Batch[T]:
        """A batch over this session; where it does not write it changes nothing."""


Kinds = Mapping[str, Kind[Any]]


def is_operator(actor: Actor) -> bool:
    """Whoever runs commands on the machine."""
    return actor == SYSTEM


def _said(value: object) -> str | None:
    return None if value is None else str(value)
