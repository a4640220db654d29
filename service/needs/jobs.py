"""What needs do on a schedule: expiry is written down."""

from collections.abc import Mapping
from typing import Any

from service.kernel import clock
from service.kernel.database import Database
from service.needs import operations, queries

EXPIRE = "needs.expire"
_CHUNK = 50


def expire_needs(database: Database, _payload: Mapping[str, Any]) -> None:
    """Write down every expiry that has come, in short transactions."""
    while True:
        with database.reading() as session:
            due = queries.need_ids_to_expire(session, clock.today(), limit=_CHUNK)
        if not due:
            return
        with database.writing() as session:
            for need_id in due:
                operations.expire_need(session, need_id)
