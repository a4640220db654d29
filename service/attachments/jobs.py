"""What files do outside of requests: contents are scanned, orphans swept, removed ones forgotten."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from service.attachments import operations, queries
from service.attachments.scanning import scanner_of
from service.attachments.storing import store_of
from service.kernel import clock
from service.kernel.database import Database

SWEEP = "attachments.sweep"
SCAN = operations.SCAN
# So long a file may wait to be linked, or its upload to end.
PATIENCE = timedelta(days=1)
_CHUNK = 50


def scan(database: Database, payload: Mapping[str, Any]) -> None:
    """Have one content looked at."""
    attachment_id = UUID(payload["attachment_id"])
    found = scanner_of(database.info).scan(store_of(database.info).read(attachment_id))
    with database.writing() as session:
        operations.note_scan(session, attachment_id, found)


def sweep(database: Database, _payload: Mapping[str, Any]) -> None:
    """Remove what nobody linked, and what lies in the store for nothing."""
    before = clock.now() - PATIENCE
    with database.writing() as session:
        for attachment_id in queries.unlinked_before(session, before, limit=_CHUNK):
            operations.sweep_unlinked(session, attachment_id)
        for blob_id in queries.orphans_before(session, before, limit=_CHUNK):
            operations.drop_blob(session, blob_id)
    with database.reading() as session:
        gone = queries.dropped(session, limit=_CHUNK)
    for blob_id in gone:
        store_of(database.info).remove(blob_id)
        with database.writing() as session:
            operations.forget_blob(session, blob_id)
