"""What accounts do on a schedule: sessions that can never be used again are forgotten."""

from collections.abc import Mapping
from typing import Any

from service.accounts import operations
from service.kernel.database import Database

PRUNE = "accounts.prune"


def prune_sessions(database: Database, _payload: Mapping[str, Any]) -> None:
    """Remove sessions whose refresh token has ended."""
    with database.writing() as session:
        operations.prune_sessions(session)
