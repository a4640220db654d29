"""Introductions (对接), who mediates them, and every step of them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from service.kernel.record import Instant, Json, Record, code


class IntroductionStatus(StrEnum):
    """Where an introduction stands (对接状态)."""

    REQUESTED = "requested"
    ACCEPTED = "accepted"
    TALKING = "talking"
    TERMS = "terms"
    STALLED = "stalled"
    AGREED = "agreed"
    DECLINED = "declined"
    CLOSED = "closed"
    LAPSED = "lapsed"


class IntroductionSide(StrEnum):
    """For whom somebody acts in an introduction (对接方)."""

    SEEKER = "seeker"
    PROVIDER = "provider"
    BROKER = "broker"


class IntroductionAction(StrEnum):
    """A step of an introduction (对接动作)."""

    REQUEST = "request"
    ACCEPT = "accept"
    DECLINE = "decline"
    ADVANCE = "advance"
    STALL = "stall"
    RESUME = "resume"
    NOTE = "note"
    ASSIGN = "assign"
    DECLARE = "declare"
    NUDGE = "nudge"
    AGREE = "agree"
    CLOSE = "close"
    LAPSE = "lapse"


class DeclineReason(StrEnum):
    """Why an introduction is declined (婉拒原因); its code list says which feedback each one is."""

    OUT_OF_SCOPE = "out_of_scope"
    TOO_EARLY = "too_early"
    EDGE_UNCLEAR = "edge_unclear"
    BUSINESS_CASE_WEAK = "business_case_weak"
    UNCLEAR_TEXT = "unclear_text"
    SCIENTIFIC_DOUBT = "scientific_doubt"
    ALREADY_HAVE = "already_have"
    BUDGET = "budget"
    TIMING = "timing"
    IP_TERMS = "ip_terms"
    NO_CAPACITY = "no_capacity"
    COMMITTED_ELSEWHERE = "committed_elsewhere"
    OTHER = "other"


class StallReason(StrEnum):
    """What an introduction waits for (搁置原因)."""

    INTERNAL_APPROVAL = "internal_approval"
    TEST_RESULTS = "test_results"
    FUNDING = "funding"
    NO_REPLY = "no_reply"
    OTHER = "other"


class CloseReason(StrEnum):
    """Why an introduction ended without a contract (终止原因)."""

    PRICE = "price"
    IP_TERMS = "ip_terms"
    TECHNOLOGY_UNFIT = "technology_unfit"
    FUNDING = "funding"
    OTHER_PARTNER = "other_partner"
    NO_REPLY = "no_reply"
    TAKEN_BACK = "taken_back"
    OTHER = "other"


OPEN = (
    IntroductionStatus.REQUESTED,
    IntroductionStatus.ACCEPTED,
    IntroductionStatus.TALKING,
    IntroductionStatus.TERMS,
    IntroductionStatus.STALLED,
)
_IS_OPEN = text("status IN ('requested', 'accepted', 'talking', 'terms', 'stalled')")


class Introduction(Record, table=True):
    """One need and one achievement brought together.

    The two owners are kept beside the listings, because every SELECT asks for them. ``*_answered_at`` is
    empty for the side that asked; ``*_contact_id`` is the person who asked or accepted for a side. The
    contract that came of it is of a room above, so ``contract_id`` is no foreign key.
    """

    __tablename__ = "introductions"
    __table_args__ = (
        Index(
            "uq_introductions_open_pair",
            "need_id",
            "achievement_id",
            unique=True,
            sqlite_where=_IS_OPEN,
            postgresql_where=_IS_OPEN,
        ),
        Index("ix_introductions_status_due", "status", "due_at"),
        Index("ix_introductions_seeker", "seeker_id", "created_at"),
        Index("ix_introductions_provider", "provider_id", "created_at"),
    )
    entity: ClassVar[str] = "introductions"

    need_id: UUID = Field(foreign_key="needs.id", index=True)
    achievement_id: UUID = Field(foreign_key="achievements.id", index=True)
    seeker_id: UUID = Field(foreign_key="organizations.id")
    provider_id: UUID = Field(foreign_key="organizations.id")
    status: IntroductionStatus = Field(
        default=IntroductionStatus.REQUESTED,
        sa_type=code(IntroductionStatus),
    )
    asked_side: IntroductionSide = Field(sa_type=code(IntroductionSide))
    asked_by: UUID = Field(foreign_key="people.id")
    asked_by_organization_id: UUID = Field(foreign_key="organizations.id")
    message: str = Field(max_length=500)
    wished_on: date | None = None
    due_at: datetime = Field(sa_type=Instant)
    nudged_at: datetime | None = Field(default=None, sa_type=Instant)
    seeker_answered_at: datetime | None = Field(default=None, sa_type=Instant)
    provider_answered_at: datetime | None = Field(default=None, sa_type=Instant)
    accepted_at: datetime | None = Field(default=None, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    seeker_contact_id: UUID | None = Field(default=None, foreign_key="people.id")
    provider_contact_id: UUID | None = Field(default=None, foreign_key="people.id")
    reason: str | None = Field(default=None, max_length=40)
    contract_id: UUID | None = Field(default=None, index=True)
    is_demonstration: bool = False


class IntroductionBroker(Record, table=True):
    """A broker's agency in an introduction: for the side whose listing it entered, else between both.

    ``has_conflict`` is empty until the broker has declared (利益冲突申报).
    """

    __tablename__ = "introduction_brokers"
    __table_args__ = (UniqueConstraint("introduction_id", "organization_id"),)
    entity: ClassVar[str] = "introduction_brokers"

    introduction_id: UUID = Field(foreign_key="introductions.id")
    organization_id: UUID = Field(foreign_key="organizations.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="people.id")
    side: IntroductionSide = Field(sa_type=code(IntroductionSide))
    has_conflict: bool | None = None
    conflict_note: str | None = Field(default=None, max_length=500)
    declared_at: datetime | None = Field(default=None, sa_type=Instant)


class IntroductionEvent(Record, table=True):
    """One step as it was made: who, when, for whom, why, on which papers. It is never changed."""

    __tablename__ = "introduction_events"
    entity: ClassVar[str] = "introduction_events"

    introduction_id: UUID = Field(foreign_key="introductions.id", index=True)
    action: IntroductionAction = Field(sa_type=code(IntroductionAction))
    status: IntroductionStatus = Field(sa_type=code(IntroductionStatus))
    side: IntroductionSide | None = Field(default=None, sa_type=code(IntroductionSide))
    person_id: UUID | None = Field(default=None, foreign_key="people.id")
    organization_id: UUID | None = Field(default=None, foreign_key="organizations.id")
    reason: str | None = Field(default=None, max_length=40)
    note: str | None = Field(default=None, max_length=500)
    files: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
