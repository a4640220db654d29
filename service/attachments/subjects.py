"""The port through which attachments ask the rooms above what an actor may do with a subject's files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import Session

from service.kernel.actor import Actor
from service.kernel.errors import invalid

_KEY = "attachment_subjects"


@dataclass(frozen=True, slots=True)
class Access:
    """What an actor may do with the files of one subject."""

    may_read: bool
    may_add: bool
    may_remove: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of record that has files.

    ``access`` raises NotFound for what the actor may not see. ``adding`` is called before a file is added,
    in the same transaction; it raises what forbids that, and does what follows from it.
    """

    access: Callable[[Session, Actor, UUID], Access]
    adding: Callable[[Session, Actor, UUID], None]


def connect(info: dict[str, Any], subjects: Mapping[str, Subject]) -> None:
    """Say which kinds there are; the composition root calls it."""
    info[_KEY] = subjects


def subject_of(session: Session, kind: str) -> Subject:
    """Raises Invalid for a kind that has no files."""
    subjects: Mapping[str, Subject] = session.info.get(_KEY, {})
    if kind not in subjects:
        raise invalid("/subject_kind", f"Files belong to one of: {', '.join(sorted(subjects))}.")
    return subjects[kind]
