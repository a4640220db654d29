"""The columns that every listing has, whichever table it stands in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field

from service.kernel import clock
from service.kernel.record import Instant, Json, Record, code


class Visibility(StrEnum):
    """Who may read a published listing (可见范围)."""

    PUBLIC = "public"
    MEMBERS = "members"
    PRIVATE = "private"
    ANONYMOUS = "anonymous"


class Listing(Record):
    """A mixin without a table of its own.

    ``listed_at`` is the day of publication, before it the day of entry: the lists' order, never NULL.
    ``entered_by_organization_id`` differs from the owner's where a broker or the bureau wrote it down.
    """

    owner_id: UUID = Field(foreign_key="organizations.id", index=True)
    entered_by: UUID = Field(foreign_key="people.id")
    entered_by_organization_id: UUID = Field(foreign_key="organizations.id", index=True)
    own_no: str | None = Field(default=None, max_length=100)
    title: str = Field(max_length=200)
    tech_field: str | None = Field(default=None, max_length=2, index=True)
    industry: str | None = Field(default=None, max_length=4)
    region: str = Field(max_length=6)
    visibility: Visibility = Field(default=Visibility.PUBLIC, sa_type=code(Visibility))
    valid_until: date
    submitted_at: datetime | None = Field(default=None, sa_type=Instant)
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    listed_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    status_reason: str | None = Field(default=None, max_length=500)
    review: dict[str, Any] | None = Field(default=None, sa_type=Json)
    is_demonstration: bool = False
