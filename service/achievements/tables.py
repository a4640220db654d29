"""Scientific and technological achievements (科技成果)."""

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from service.kernel.record import Fen, Json, code
from service.listings.listing import Listing


class AchievementStatus(StrEnum):
    """Where an achievement stands (成果状态)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PUBLISHED = "published"
    RESERVED = "reserved"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class AchievementForm(StrEnum):
    """What it is (成果形式)."""

    TECHNOLOGY = "technology"
    PROCESS = "process"
    PRODUCT = "product"
    MATERIAL = "material"
    EQUIPMENT = "equipment"
    AGRICULTURAL_VARIETY = "agricultural_variety"
    MINERAL_VARIETY = "mineral_variety"
    OTHER = "other"


class RightType(StrEnum):
    """Whose right it is to transfer it (权属类型)."""

    UNIT_OWNED = "unit_owned"
    GRANTED_OWNERSHIP = "granted_ownership"
    LONG_TERM_USE = "long_term_use"


class PriceMode(StrEnum):
    """How its price comes about (定价方式)."""

    NEGOTIABLE = "negotiable"
    AGREED = "agreed"
    LISTED = "listed"
    AUCTION = "auction"


class Achievement(Listing, table=True):
    """What a university or institute offers, how ready it is, on which terms."""

    __tablename__ = "achievements"
    __table_args__ = (
        CheckConstraint("price BETWEEN 0 AND 999999999999999", name="price_range"),
        CheckConstraint("trl BETWEEN 1 AND 9", name="trl_range"),
        Index("ix_achievements_listed", "listed_at", "id"),
        Index("ix_achievements_status_listed", "status", "listed_at", "id"),
        Index("ix_achievements_status_valid", "status", "valid_until"),
    )
    entity: ClassVar[str] = "achievements"
    untold: ClassVar[frozenset[str]] = frozenset({"team"})

    status: AchievementStatus = Field(
        default=AchievementStatus.DRAFT,
        sa_type=code(AchievementStatus),
    )
    summary: str = Field(max_length=500)
    abstract: str
    keywords: list[str] = Field(default_factory=list, sa_type=Json)
    form: AchievementForm | None = Field(default=None, sa_type=code(AchievementForm))
    trl: int
    trl_evidence: str | None = None
    ip: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    team: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    right_type: RightType | None = Field(default=None, sa_type=code(RightType))
    right_share: int | None = None
    right_years: int | None = None
    transfer_modes: list[str] = Field(default_factory=list, sa_type=Json)
    price_mode: PriceMode = Field(sa_type=code(PriceMode))
    price: int | None = Field(default=None, sa_type=Fen)
    accepts_use_first: bool = False
    edges: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    secrecy_reviewed: dict[str, Any] | None = Field(default=None, sa_type=Json)
    broker_may_act: bool = False
    origin: str | None = Field(default=None, max_length=100)
