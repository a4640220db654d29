"""What is known of files (附件); their content stands in the store under the same id."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from service.kernel import clock
from service.kernel.record import Instant, Record, code


class ScanState(StrEnum):
    """What a virus scanner said of the content (查毒状态)."""

    UNSCANNED = "unscanned"
    CLEAN = "clean"
    INFECTED = "infected"


class StoredBlob(SQLModel, table=True):
    """Content in the store. It is entered before it is written there, and forgotten after it is removed.

    So whatever fails in between, a row says what may lie in the store: it is kept once an attachment
    stands on it; what was neither kept nor dropped for a day is an orphan.
    """

    __tablename__ = "stored_blobs"
    __table_args__ = (
        Index("ix_stored_blobs_dropped_at", "dropped_at"),
        Index("ix_stored_blobs_kept_at", "kept_at", "created_at"),
    )

    id: UUID = Field(primary_key=True)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    kept_at: datetime | None = Field(default=None, sa_type=Instant)
    dropped_at: datetime | None = Field(default=None, sa_type=Instant)


class Attachment(Record, table=True):
    """A file with its content's hash; it belongs to a subject, or waits to be linked to one.

    The subject is of a room above, so ``subject_id`` is no foreign key.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("size > 0", name="size_positive"),
        Index("ix_attachments_subject", "subject_id", "created_at"),
    )
    entity: ClassVar[str] = "attachments"

    subject_kind: str | None = Field(default=None, max_length=40)
    subject_id: UUID | None = None
    name: str = Field(max_length=200)
    media_type: str = Field(max_length=100)
    size: int = Field(sa_type=BigInteger)
    sha256: str = Field(max_length=64)
    scan: ScanState = Field(default=ScanState.UNSCANNED, sa_type=code(ScanState))
    uploaded_by: UUID = Field(foreign_key="people.id")
    uploaded_by_organization_id: UUID = Field(foreign_key="organizations.id", index=True)
