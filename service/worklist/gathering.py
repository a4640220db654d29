"""Gathers what the rooms above say is waiting; each of them contributes one query."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlmodel import Session

from service.kernel.actor import Actor
from service.worklist.schemas import WorkItem, Worklist

# What waits in one room: its most urgent items, so many at the most.
Contributor = Callable[[Session, Actor, int], Iterable[WorkItem]]


def worklist_of(
    session: Session, actor: Actor, contributors: Iterable[Contributor], *, kind: str | None, limit: int
) -> Worklist:
    """The most urgent ``limit`` items of all rooms."""
    items = [
        one
        for contributor in contributors
        for one in contributor(session, actor, limit)
        if kind in (None, one.kind)
    ]
    return Worklist(items=sorted(items, key=_urgency)[:limit])


def _urgency(one: WorkItem) -> tuple[bool, datetime, datetime, str]:
    return one.until is None, one.until or one.since, one.since, str(one.subject_id)
