"""What matches do on a schedule: refit the index when enough has changed, rank everything each night."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog

from service.kernel import clock
from service.kernel.database import Database
from service.matches import generations, run_operations, run_queries

REFIT = "matches.refit"
RANK = "matches.rank"
_NIGHT = 2  # o'clock in Shanghai, from which on a day's run may begin
_log = structlog.get_logger()


def refit(database: Database, _payload: Mapping[str, Any]) -> None:
    """Build a new generation in the background; every process then switches to it."""
    folder = generations.folder_of(database.info)
    if folder is None:
        return
    with database.reading() as session:
        is_due = generations.is_due(session)
    if is_due:
        name = generations.build(database, folder)
        _log.info("index refitted", generation=str(name))


def rank_everything(database: Database, _payload: Mapping[str, Any]) -> None:
    """Write the run of this day unless it is there, was begun by another, or the night has not come."""
    with database.reading() as session:
        newest = run_queries.newest(session)
        is_under_way = run_queries.is_under_way(session, run_operations.PATIENCE)
    if is_under_way or (newest is not None and not _is_due(newest.started_at)):
        return
    run = run_operations.rank_everything(database)
    _log.info("everything ranked", needs=run.needs, achievements=run.achievements, pairs=run.pairs)


def _is_due(last: datetime) -> bool:
    now = clock.now().astimezone(clock.SHANGHAI)
    return now.hour >= _NIGHT and last.astimezone(clock.SHANGHAI).date() < now.date()
