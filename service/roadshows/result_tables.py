"""What a roadshow decided: result sheets, each version kept for ever, and objections against them."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from service.kernel.record import Instant, Json, Record, code


class ObjectionStatus(StrEnum):
    """What became of an objection (异议处理)."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class ResultSheet(Record, table=True):
    """One version of a roadshow's results (评审结果), with the rules that made it.

    A sheet with ``published_at`` is never changed again; a correction is a sheet with the next number.
    """

    __tablename__ = "roadshow_result_sheets"
    __table_args__ = (UniqueConstraint("roadshow_id", "number"),)
    entity: ClassVar[str] = "roadshow_result_sheets"

    roadshow_id: UUID = Field(foreign_key="roadshows.id")
    number: int
    rules: dict[str, Any] = Field(sa_type=Json)
    rows: list[dict[str, Any]] = Field(sa_type=Json)
    reason: str | None = Field(default=None, max_length=500)
    made_by: UUID = Field(foreign_key="people.id")
    published_at: datetime | None = Field(default=None, sa_type=Instant)


class Objection(Record, table=True):
    """Somebody who gives their name objects to one entry's result during the notice (实名异议)."""

    __tablename__ = "roadshow_objections"
    entity: ClassVar[str] = "roadshow_objections"

    roadshow_id: UUID = Field(foreign_key="roadshows.id", index=True)
    entry_id: UUID = Field(foreign_key="roadshow_entries.id", index=True)
    name: str = Field(max_length=100)
    organization_name: str | None = Field(default=None, max_length=200)
    contact: str = Field(max_length=100)
    text: str
    filed_by: UUID | None = Field(default=None, foreign_key="people.id")
    status: ObjectionStatus = Field(default=ObjectionStatus.OPEN, sa_type=code(ObjectionStatus))
    decision: str | None = Field(default=None, max_length=500)
    decided_by: UUID | None = Field(default=None, foreign_key="people.id")
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
