"""Shapes of introductions."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.introductions.tables import (
    CloseReason,
    DeclineReason,
    IntroductionAction,
    IntroductionSide,
    IntroductionStatus,
    StallReason,
)
from service.kernel.schemas import Input, Line, Output
from service.listings.schemas import OwnerRead

Note = Annotated[Line | None, Meta(description="One sentence for the record (说明)")]
Files = Annotated[
    list[UUID], Meta(max_length=20, description="Attachments that belong to this step, uploaded before")
]


class Conflict(Input):
    """A broker's declaration (利益冲突申报)."""

    has_conflict: bool
    note: Annotated[Line | None, Meta(description="What it is; needed where there is one")] = None


class IntroductionCreate(Input):
    """Who asks says why, and by when it would help."""

    need_id: UUID
    achievement_id: UUID
    message: Annotated[Line, Meta(description="One sentence to the other side (对接意向)")]
    wished_on: Annotated[date | None, Meta(description="By when you would like to meet (期望日期)")] = None
    conflict: Annotated[Conflict | None, Meta(description="Needed from a broker alone")] = None
    attachment_ids: Files = []


class Step(Input):
    """What is added to a step that needs no reason."""

    note: Note = None
    attachment_ids: Files = []


class Decline(Input):
    """Why it is declined; `other` needs a note."""

    reason: DeclineReason
    note: Note = None
    attachment_ids: Files = []


class Stall(Input):
    """What it waits for; `other` needs a note."""

    reason: StallReason
    note: Note = None
    attachment_ids: Files = []


class Close(Input):
    """Why it ends; `other` needs a note."""

    reason: CloseReason
    note: Note = None
    attachment_ids: Files = []


class Progress(Input):
    """What happened meanwhile (对接记录); it moves the deadline on."""

    note: Line
    attachment_ids: Files = []


class BrokerAssignment(Input):
    """The agency that shall help."""

    organization_id: UUID


class IntroducedListing(Output):
    """One of the two listings and its owner, as far as you may know it."""

    id: UUID
    title: str
    owner: OwnerRead


class ReplyTime(Output):
    """How soon an asked side has answered so far (答复时长)."""

    side: IntroductionSide
    median_days: Annotated[float | None, Meta(description="From request to answer; null without an answer")]
    answered: Annotated[int, Meta(description="Answers that the median is of, the newest 100 at the most")]
    unanswered: Annotated[int, Meta(description="Requests that lapsed without its answer")]


class Contact(Output):
    """The person to talk to; shown from acceptance on."""

    side: IntroductionSide
    organization_name: str
    name: str
    title: str | None
    email: str


class BrokerRead(Output):
    """An agency that takes part, and whether it declared a conflict of interest."""

    organization_id: UUID | None
    organization_name: str | None
    side: IntroductionSide
    has_conflict: Annotated[bool | None, Meta(description="Null until it has declared")]
    conflict_note: str | None
    declared_at: datetime | None


class IntroductionSummary(Output):
    """An introduction as it stands in a list."""

    id: UUID
    version: int
    status: IntroductionStatus
    need: IntroducedListing
    achievement: IntroducedListing
    asked_side: IntroductionSide
    my_side: Annotated[IntroductionSide | None, Meta(description="Null for the bureau")]
    waits_for: Annotated[list[IntroductionSide], Meta(description="Sides whose answer is awaited")]
    due_at: Annotated[datetime | None, Meta(description="When the next step is due; null once it is over")]
    is_late: bool
    created_at: datetime
    updated_at: datetime


class IntroductionRead(IntroductionSummary):
    """An introduction with its people, as far as you may know them."""

    message: str
    wished_on: date | None
    seeker_answered_at: datetime | None
    provider_answered_at: datetime | None
    accepted_at: datetime | None
    nudged_at: datetime | None
    ended_at: datetime | None
    reason: Annotated[str | None, Meta(description="Of declining, stalling or closing, by code")]
    contract_id: UUID | None
    reply_times: Annotated[list[ReplyTime], Meta(description="Of the sides that were asked")]
    contacts: Annotated[list[Contact], Meta(description="Empty until it is accepted")]
    brokers: list[BrokerRead]
    is_demonstration: bool
    allowed_actions: Annotated[list[str], Meta(description="What you may do with it now")]


class EventFile(Output):
    """A file of a step, with the hash of its content at that time."""

    id: UUID
    name: str
    sha256: str


class EventRead(Output):
    """One step; an anonymous side and people are named only to those who may know them."""

    id: UUID
    at: datetime
    action: IntroductionAction
    status: Annotated[IntroductionStatus, Meta(description="The state that it led to")]
    side: Annotated[IntroductionSide | None, Meta(description="Null for the bureau and the platform itself")]
    organization_name: str | None
    person_name: str | None
    reason: str | None
    note: str | None
    files: list[EventFile]


class EventList(Output):
    """Every step, oldest first."""

    items: list[EventRead]
