"""Technical needs (技术需求)."""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from service.kernel.record import Fen, Json, code
from service.listings.listing import Listing


class NeedStatus(StrEnum):
    """Where a need stands (需求状态)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    IN_NEGOTIATION = "in_negotiation"
    SOLVED = "solved"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class NeedType(StrEnum):
    """What is looked for (需求类型)."""

    KEY_TECHNOLOGY = "key_technology"
    ADOPTION = "adoption"
    PRODUCT_DEVELOPMENT = "product_development"
    RENOVATION = "renovation"
    TESTING = "testing"
    COOPERATION = "cooperation"


class IpOwnership(StrEnum):
    """Who shall own what comes of it (知识产权归属)."""

    SEEKER = "seeker"
    SOLVER = "solver"
    SHARED = "shared"
    NEGOTIABLE = "negotiable"


class SourceChannel(StrEnum):
    """How the need reached the platform (来源渠道)."""

    SELF = "self"
    VISIT = "visit"
    COMMISSIONER = "commissioner"
    ROADSHOW = "roadshow"
    HOTLINE = "hotline"
    BROKER = "broker"


class Need(Listing, table=True):
    """What an enterprise wants solved, by when, for how much."""

    __tablename__ = "needs"
    __table_args__ = (
        CheckConstraint("budget_min BETWEEN 0 AND 999999999999999", name="budget_min_range"),
        CheckConstraint("budget_max BETWEEN 0 AND 999999999999999", name="budget_max_range"),
        CheckConstraint("budget_min <= budget_max", name="budget_order"),
        Index("ix_needs_listed", "listed_at", "id"),
        Index("ix_needs_status_listed", "status", "listed_at", "id"),
        Index("ix_needs_status_valid", "status", "valid_until"),
    )
    entity: ClassVar[str] = "needs"

    status: NeedStatus = Field(default=NeedStatus.DRAFT, sa_type=code(NeedStatus))
    problem: str
    baseline: str | None = None
    targets: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    need_type: NeedType = Field(sa_type=code(NeedType))
    park: str | None = Field(default=None, max_length=40)
    budget_min: int | None = Field(default=None, sa_type=Fen)
    budget_max: int | None = Field(default=None, sa_type=Fen)
    cooperation_modes: list[str] = Field(default_factory=list, sa_type=Json)
    ip_ownership: IpOwnership | None = Field(default=None, sa_type=code(IpOwnership))
    solver_requirements: str | None = None
    deadline: date | None = None
    source_channel: SourceChannel = Field(
        default=SourceChannel.SELF,
        sa_type=code(SourceChannel),
    )
    verified: dict[str, Any] | None = Field(default=None, sa_type=Json)
