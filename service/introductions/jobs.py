"""What introductions do on a schedule: who lets a deadline pass is nudged, then the introduction lapses."""

from collections.abc import Mapping
from typing import Any

from service.introductions import operations, queries
from service.introductions.deadlines import deadlines_of
from service.kernel import clock
from service.kernel.database import Database

REMIND = "introductions.remind"
_CHUNK = 50


def remind(database: Database, _payload: Mapping[str, Any]) -> None:
    """Nudge and lapse all that is due, in short transactions."""
    while True:
        with database.reading() as session:
            before = deadlines_of(session).lapses_before()
            late = queries.late_introductions(session, clock.now(), before, limit=_CHUNK)
        if not late:
            return
        with database.writing() as session:
            for introduction_id in late:
                operations.remind_or_lapse(session, introduction_id)
