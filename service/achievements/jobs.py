"""What achievements do on a schedule: expiry is written down."""

from collections.abc import Mapping
from typing import Any

from service.achievements import operations, queries
from service.kernel import clock
from service.kernel.database import Database

EXPIRE = "achievements.expire"
_CHUNK = 50


def expire_achievements(database: Database, _payload: Mapping[str, Any]) -> None:
    """Write down every expiry that has come, in short transactions."""
    while True:
        with database.reading() as session:
            due = queries.achievement_ids_to_expire(session, clock.today(), limit=_CHUNK)
        if not due:
            return
        with database.writing() as session:
            for achievement_id in due:
                operations.expire_achievement(session, achievement_id)
