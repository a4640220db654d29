"""What became of a roadshow: intents, the contracts that count for it, and landings."""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from service.kernel.record import Fen, Json, Record, code


class IntentKind(StrEnum):
    """What somebody would like (意向类型)."""

    INVESTMENT = "investment"
    PURCHASE = "purchase"
    COOPERATION = "cooperation"


class AttributionSource(StrEnum):
    """Why a contract counts for an entry, or does not (归属依据)."""

    WINDOW = "window"
    OVERRIDE = "override"


class LandingStage(StrEnum):
    """How far a landing has come (落地阶段)."""

    SIGNED = "signed"
    PILOT = "pilot"
    PRODUCTION = "production"
    COMPANY_REGISTERED = "company_registered"


class Intent(Record, table=True):
    """An intent card (意向卡) for one entry."""

    __tablename__ = "roadshow_intents"
    __table_args__ = (CheckConstraint("amount BETWEEN 0 AND 999999999999999", name="amount_range"),)
    entity: ClassVar[str] = "roadshow_intents"

    roadshow_id: UUID = Field(foreign_key="roadshows.id", index=True)
    entry_id: UUID = Field(foreign_key="roadshow_entries.id", index=True)
    organization_id: UUID = Field(foreign_key="organizations.id", index=True)
    person_id: UUID = Field(foreign_key="people.id")
    kind: IntentKind = Field(sa_type=code(IntentKind))
    amount: int | None = Field(default=None, sa_type=Fen)
    message: str = Field(max_length=500)
    need_id: UUID | None = Field(default=None, foreign_key="needs.id")
    # No foreign key until introductions are asked for one: the room below owns the row.
    introduction_id: UUID | None = Field(default=None, index=True)


class Attribution(Record, table=True):
    """A signed contract and the entry that it counts for (归属).

    The contract's room lies above: it tells the three facts that count, and no foreign key points up.
    """

    __tablename__ = "roadshow_attributions"
    entity: ClassVar[str] = "roadshow_attributions"

    contract_id: UUID = Field(unique=True)
    achievement_id: UUID | None = Field(default=None, foreign_key="achievements.id")
    entry_id: UUID | None = Field(default=None, foreign_key="roadshow_entries.id", index=True)
    signed_on: date
    amount: int = Field(sa_type=Fen)
    source: AttributionSource = Field(default=AttributionSource.WINDOW, sa_type=code(AttributionSource))
    is_counted: bool
    is_ended: bool = False
    reason: str | None = Field(default=None, max_length=500)
    decided_by: UUID | None = Field(default=None, foreign_key="people.id")


class Landing(Record, table=True):
    """What is really used or built somewhere (落地), with evidence and each year's figures."""

    __tablename__ = "landings"
    __table_args__ = (
        CheckConstraint("expected_annual_revenue BETWEEN 0 AND 999999999999999", name="revenue_range"),
        CheckConstraint("expected_annual_profit BETWEEN 0 AND 999999999999999", name="profit_range"),
    )
    entity: ClassVar[str] = "landings"

    title: str = Field(max_length=200)
    achievement_id: UUID | None = Field(default=None, foreign_key="achievements.id", index=True)
    contract_id: UUID | None = Field(default=None, index=True)
    entry_id: UUID | None = Field(default=None, foreign_key="roadshow_entries.id", index=True)
    owner_id: UUID = Field(foreign_key="organizations.id", index=True)
    entered_by: UUID = Field(foreign_key="people.id")
    company: str = Field(max_length=200)
    region: str = Field(max_length=6)
    park: str | None = Field(default=None, max_length=40)
    place: str | None = Field(default=None, max_length=200)
    stage: LandingStage = Field(sa_type=code(LandingStage))
    landed_on: date
    stages: dict[str, str] = Field(sa_type=Json)
    evidence: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    years: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    expected_annual_revenue: int | None = Field(default=None, sa_type=Fen)
    expected_annual_profit: int | None = Field(default=None, sa_type=Fen)
    is_demonstration: bool = False
