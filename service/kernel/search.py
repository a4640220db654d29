"""The port through which low rooms reach the text index that a higher room keeps."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol, cast
from uuid import UUID

from sqlmodel import Session

from service.kernel.errors import bad_parameter
from service.kernel.paging import Window

_KEY = "text_index"


@dataclass(frozen=True, slots=True)
class Hit:
    """One found listing and how well it answers the words, 0 to 1."""

    id: UUID
    score: float


# Of these ids, the ones that the actor may see and the filters let pass.
Allowed = Callable[[Collection[UUID]], set[UUID]]


class TextIndex(Protocol):
    """What the rooms below need of an index."""

    def ids(self, session: Session, side: str, text: str, *, allowed: Allowed, limit: int) -> list[Hit]:
        """The best ``limit`` allowed listings of ``side`` for ``text``, best first, ties by id."""

    def near(
        self, session: Session, side: str, listing_id: UUID, *, allowed: Allowed, limit: int
    ) -> list[Hit]:
        """The allowed listings of ``side`` whose text is nearly that of ``listing_id``, nearest first."""

    def suggest_field(self, session: Session, text: str) -> str | None:
        """The technical field that published listings of similar wording have, or None."""


def connect(info: dict[str, Any], index: TextIndex) -> None:
    """Make ``index`` the one that sessions carrying ``info`` use; the composition root calls it."""
    info[_KEY] = index


def is_connected(session: Session) -> bool:
    """Whether this session's process was composed with an index; a loader of data is not."""
    return _KEY in session.info


def index_of(session: Session) -> TextIndex:
    """The index connected to this session's database.

    Raises LookupError when the process was composed without one.
    """
    if _KEY not in session.info:
        raise LookupError("no text index is connected to this database")
    return cast(TextIndex, session.info[_KEY])


def refuse_paging(window: Window) -> None:
    """A ranked answer has a limit and nothing else. Raises BadParameter."""
    for name, is_sent in (("cursor", window.cursor), ("sort", window.sort), ("count", window.count)):
        if is_sent:
            raise bad_parameter(name, f"With q the answer is ranked: {name} does not go with it.")
