"""What matches keep: the generations of index files, and what people said of pairings."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.kernel import clock, ids
from service.kernel.record import Instant, Record, code


class IndexGeneration(SQLModel, table=True):
    """Index files that are whole: ``seq`` is the number of the last change that is surely in them."""

    __tablename__ = "index_generations"

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    seq: int = Field(sa_type=BigInteger)
    listings: int
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class MatchRun(SQLModel, table=True):
    """All published needs ranked against all published achievements at one time (全量匹配)."""

    __tablename__ = "match_runs"

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    started_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    needs: int = 0
    achievements: int = 0
    pairs: int = 0


class MatchPair(SQLModel, table=True):
    """One pairing of a run, and when a run first held it.

    The listings are named without a foreign key: a run copies one moment, and what is gone is not shown.
    """

    __tablename__ = "match_pairs"
    __table_args__ = (
        Index("ix_match_pairs_run_score", "run_id", "score", "id"),
        Index("ix_match_pairs_run_need", "run_id", "need_id"),
    )

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    run_id: UUID = Field(foreign_key="match_runs.id")
    need_id: UUID
    achievement_id: UUID
    score: float
    level: int
    found_at: datetime = Field(sa_type=Instant)


class FeedbackReason(StrEnum):
    """What somebody says of a pairing (反馈原因); the code list says which level each stands for."""

    GOOD = "good"
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


class Feedback(Record, table=True):
    """One organisation's judgement of one pairing; a later one replaces it."""

    __tablename__ = "match_feedback"
    __table_args__ = (UniqueConstraint("need_id", "achievement_id", "organization_id"),)
    entity: ClassVar[str] = "match_feedback"

    need_id: UUID = Field(foreign_key="needs.id", index=True)
    achievement_id: UUID = Field(foreign_key="achievements.id", index=True)
    organization_id: UUID = Field(foreign_key="organizations.id")
    person_id: UUID = Field(foreign_key="people.id")
    reason: FeedbackReason = Field(sa_type=code(FeedbackReason))
    note: str | None = Field(default=None, max_length=500)
