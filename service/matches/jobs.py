"""What matches do on a schedule: refit the index when enough has changed."""

from collections.abc import Mapping
from typing import Any

import structlog

from service.kernel.database import Database
from service.matches import generations

REFIT = "matches.refit"
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
