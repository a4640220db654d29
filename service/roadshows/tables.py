"""Roadshows (路演): planning, entries, judges, scores, and the counter that live pages follow."""

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.kernel.record import Fen, Instant, Json, Record, code


class RoadshowKind(StrEnum):
    """What is presented to whom (路演类型)."""

    CAMPUS = "campus"
    INDUSTRY = "industry"
    CHALLENGE = "challenge"
    FINANCING = "financing"


class RoadshowMode(StrEnum):
    """Where the audience sits (路演形式)."""

    OFFLINE = "offline"
    ONLINE = "online"
    MIXED = "mixed"


class RoadshowStatus(StrEnum):
    """Where a roadshow stands (路演状态)."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    LIVE = "live"
    SCORED = "scored"
    NOTICED = "noticed"
    PUBLISHED = "published"
    FOLLOWED_UP = "followed_up"
    CANCELLED = "cancelled"


class EntryStatus(StrEnum):
    """Whether an entry takes part (报名状态)."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class EntryPhase(StrEnum):
    """Where an entry stands in the hall (现场环节)."""

    WAITING = "waiting"
    PITCH = "pitch"
    QUESTIONS = "questions"
    CONCLUDED = "concluded"


class Outcome(StrEnum):
    """What a result decides (评审结论)."""

    PROJECT = "project"
    AMOUNT = "amount"
    STAGE = "stage"
    NONE = "none"


class JudgeKind(StrEnum):
    """What a judge is expert in (评委类别)."""

    TECHNICAL = "technical"
    VENTURE = "venture"
    ENTREPRENEUR = "entrepreneur"
    FINANCE = "finance"


class ConflictKind(StrEnum):
    """Why a judge's score for an entry is left out (回避原因)."""

    SAME_ORGANIZATION = "same_organization"
    IN_TEAM = "in_team"
    DECLARED = "declared"


class Roadshow(Record, table=True):
    """One roadshow. ``region`` is its first host's; ``draw`` is the lot with what proves it."""

    __tablename__ = "roadshows"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 1 AND 200", name="capacity_range"),
        CheckConstraint("starts_at < ends_at", name="has_duration"),
        Index("ix_roadshows_starts", "starts_at", "id"),
    )
    entity: ClassVar[str] = "roadshows"

    title: str = Field(max_length=200)
    summary: str | None = Field(default=None, max_length=500)
    kind: RoadshowKind = Field(sa_type=code(RoadshowKind))
    mode: RoadshowMode = Field(sa_type=code(RoadshowMode))
    status: RoadshowStatus = Field(default=RoadshowStatus.PLANNED, sa_type=code(RoadshowStatus))
    status_reason: str | None = Field(default=None, max_length=500)
    place: str | None = Field(default=None, max_length=200)
    region: str = Field(max_length=6)
    starts_at: datetime = Field(sa_type=Instant)
    ends_at: datetime = Field(sa_type=Instant)
    entry_deadline: datetime = Field(sa_type=Instant)
    capacity: int
    rules: dict[str, Any] = Field(sa_type=Json)
    draw_secret: str | None = Field(default=None, max_length=64)
    draw: dict[str, Any] | None = Field(default=None, sa_type=Json)
    notice: dict[str, Any] | None = Field(default=None, sa_type=Json)
    approval: dict[str, Any] | None = Field(default=None, sa_type=Json)
    created_by: UUID = Field(foreign_key="people.id")
    is_demonstration: bool = False


class RoadshowHost(Record, table=True):
    """One of the organisations that host it together (主办单位), and the region it counts for."""

    __tablename__ = "roadshow_hosts"
    __table_args__ = (UniqueConstraint("roadshow_id", "organization_id"),)
    entity: ClassVar[str] = "roadshow_hosts"

    roadshow_id: UUID = Field(foreign_key="roadshows.id")
    organization_id: UUID = Field(foreign_key="organizations.id", index=True)
    region: str = Field(max_length=6)


class Entry(Record, table=True):
    """An achievement that is presented (参演项目), its place by lot, its times on stage, what was decided."""

    __tablename__ = "roadshow_entries"
    __table_args__ = (UniqueConstraint("roadshow_id", "achievement_id"),)
    entity: ClassVar[str] = "roadshow_entries"

    roadshow_id: UUID = Field(foreign_key="roadshows.id")
    achievement_id: UUID = Field(foreign_key="achievements.id", index=True)
    organization_id: UUID = Field(foreign_key="organizations.id", index=True)
    entered_by: UUID = Field(foreign_key="people.id")
    presenter: str = Field(max_length=100)
    note: str | None = Field(default=None, max_length=500)
    status: EntryStatus = Field(default=EntryStatus.SUBMITTED, sa_type=code(EntryStatus))
    status_reason: str | None = Field(default=None, max_length=500)
    position: int | None = None
    phase: EntryPhase = Field(default=EntryPhase.WAITING, sa_type=code(EntryPhase))
    pitch_started_at: datetime | None = Field(default=None, sa_type=Instant)
    questions_started_at: datetime | None = Field(default=None, sa_type=Instant)
    concluded_at: datetime | None = Field(default=None, sa_type=Instant)
    outcome: Outcome | None = Field(default=None, sa_type=code(Outcome))
    outcome_amount: int | None = Field(default=None, sa_type=Fen)
    outcome_note: str | None = Field(default=None, max_length=500)


class Judge(Record, table=True):
    """Who scores (评委): an account of the platform or a guest. ``seat`` numbers the judges of a roadshow."""

    __tablename__ = "roadshow_judges"
    __table_args__ = (
        UniqueConstraint("roadshow_id", "seat"),
        UniqueConstraint("roadshow_id", "person_id", name="uq_roadshow_judges_person"),
    )
    entity: ClassVar[str] = "roadshow_judges"

    roadshow_id: UUID = Field(foreign_key="roadshows.id")
    seat: int
    kind: JudgeKind = Field(sa_type=code(JudgeKind))
    name: str = Field(max_length=100)
    person_id: UUID | None = Field(default=None, foreign_key="people.id", index=True)
    organization_id: UUID | None = Field(default=None, foreign_key="organizations.id")
    organization_name: str | None = Field(default=None, max_length=200)
    excused_reason: str | None = Field(default=None, max_length=500)
    links_made: int = 0


class Recusal(Record, table=True):
    """A judge's conflict of interest with an entry (回避): found by us or declared."""

    __tablename__ = "roadshow_recusals"
    __table_args__ = (UniqueConstraint("entry_id", "judge_id"),)
    entity: ClassVar[str] = "roadshow_recusals"

    roadshow_id: UUID = Field(foreign_key="roadshows.id", index=True)
    entry_id: UUID = Field(foreign_key="roadshow_entries.id")
    judge_id: UUID = Field(foreign_key="roadshow_judges.id")
    kind: ConflictKind = Field(sa_type=code(ConflictKind))
    reason: str | None = Field(default=None, max_length=500)
    lifted_reason: str | None = Field(default=None, max_length=500)


class Score(Record, table=True):
    """A judge's marks for an entry (评分), each as a decimal text, so that nothing is rounded."""

    __tablename__ = "roadshow_scores"
    __table_args__ = (UniqueConstraint("entry_id", "judge_id"),)
    entity: ClassVar[str] = "roadshow_scores"

    roadshow_id: UUID = Field(foreign_key="roadshows.id", index=True)
    entry_id: UUID = Field(foreign_key="roadshow_entries.id")
    judge_id: UUID = Field(foreign_key="roadshow_judges.id")
    marks: dict[str, str] = Field(sa_type=Json)
    comment: str | None = Field(default=None, max_length=500)


class LiveCounter(SQLModel, table=True):
    """Rises with each change in the hall. Its row lock puts those changes into one order."""

    __tablename__ = "roadshow_live_counters"

    roadshow_id: UUID = Field(foreign_key="roadshows.id", primary_key=True)
    seq: int = 1


class HallPass(SQLModel, table=True):
    """A judge's link into the hall: used once, it becomes a cookie. Both are kept as SHA-256 only."""

    __tablename__ = "roadshow_passes"
    __table_args__ = (UniqueConstraint("roadshow_id", "judge_id"),)

    id: UUID = Field(primary_key=True)
    roadshow_id: UUID = Field(foreign_key="roadshows.id")
    judge_id: UUID = Field(foreign_key="roadshow_judges.id")
    link_hash: str | None = Field(default=None, max_length=64, unique=True)
    cookie_hash: str | None = Field(default=None, max_length=64, unique=True)
    ends_at: datetime = Field(sa_type=Instant)
