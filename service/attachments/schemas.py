"""Shapes of attachments."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.attachments.tables import ScanState
from service.kernel.schemas import Output


class AttachmentRead(Output):
    """What is known of a file; its content is at ``/attachments/{id}``."""

    id: UUID
    version: int
    subject_kind: Annotated[str | None, Meta(description="Null until it is linked")]
    subject_id: UUID | None
    name: str
    media_type: Annotated[str, Meta(description="By its content, not by what the sender said")]
    size: Annotated[int, Meta(description="Bytes")]
    sha256: Annotated[str, Meta(description="Of the content, in hexadecimal digits")]
    scan: Annotated[ScanState, Meta(description="`unscanned` where the installation has no scanner")]
    created_at: datetime
    may_delete: bool


class AttachmentList(Output):
    """The files of one subject, oldest first."""

    items: list[AttachmentRead]
