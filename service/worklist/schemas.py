"""Shapes of the worklist."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.kernel.schemas import Output


class WorkItem(Output):
    """One thing that waits for you."""

    kind: Annotated[str, Meta(description="What is to be done, see /codes/work_kinds")]
    subject_kind: Annotated[str, Meta(description="`needs`, `achievements`, `introductions`, `contracts` …")]
    subject_id: UUID
    title: str
    since: datetime
    until: Annotated[datetime | None, Meta(description="When it is due; null without a deadline")]
    is_late: bool


class Worklist(Output):
    """What waits for you: the most urgent first, what has no deadline last."""

    items: list[WorkItem]
    next_cursor: None = None
