"""Shapes of the public notice (公示): its proof, and the objections against it."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.kernel.schemas import Input, Line, Output, Word

Link = Annotated[
    str, Meta(max_length=500, pattern=r"^https?://[^\s]+(?![\s\S])", description="Where it can be read")
]


class NoticePut(Input):
    """The proof that title and price were made public inside the institution; 15 days at the least."""

    from_on: Annotated[date, Meta(description="First day of the notice")]
    to_on: Annotated[
        date, Meta(description="Last day of the notice; signing is possible from the next day on")
    ]
    link: Link | None = None
    place: Annotated[Line | None, Meta(description="Where it hung, if not on a page")] = None


class NoticeObjectionCreate(Input):
    """Somebody objects; the contract waits until it is resolved."""

    by: Annotated[Word, Meta(description="Who objects (署名)")]
    text: Line
    raised_on: date


class NoticeObjectionResolve(Input):
    """What came of it."""

    resolution: Line


class NoticeObjectionRead(Output):
    """An objection, open until it is resolved."""

    id: UUID
    by: str
    text: str
    raised_on: date
    entered_by: UUID
    is_open: bool
    resolution: str | None = None
    resolved_by: UUID | None = None
    resolved_at: datetime | None = None


class NoticeRead(Output):
    """The notice and everything that was said against it."""

    from_on: date
    to_on: date
    title: Annotated[str, Meta(description="As it was made public")]
    total_amount: Annotated[str, Meta(description="As it was made public")]
    link: str | None
    place: str | None
    entered_by: UUID
    entered_at: datetime
    objections: list[NoticeObjectionRead]
