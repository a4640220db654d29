"""The port by which a room tells those above what happened: a job for each subscriber, with the change."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlmodel import Session

from service.kernel import jobs

_KEY = "subscribers"

# Kinds of jobs, by the class of the event that they are to hear of.
Subscribers = Mapping[type[Any], Sequence[str]]


def connect(info: dict[str, Any], subscribers: Subscribers) -> None:
    """Say who hears of what; the composition root calls it."""
    info[_KEY] = subscribers


def announce(session: Session, event: object) -> None:
    """Ask for a job of each subscriber, its payload the event's fields; it runs once this is committed."""
    subscribers: Subscribers = session.info.get(_KEY, {})
    for kind in subscribers.get(type(event), ()):
        jobs.enqueue(session, kind, msgspec.to_builtins(event))
