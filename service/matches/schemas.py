"""Shapes of ranked, explained pairings."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, field

from service.achievements.schemas import AchievementSummary
from service.kernel.money import Yuan
from service.kernel.schemas import Input, Line, Output, Page, Text
from service.listings.schemas import Region, TechField
from service.listings.transfer_modes import TransferMode
from service.matches.tables import FeedbackReason
from service.needs.schemas import NeedSummary
from service.needs.tables import NeedType


class Side(StrEnum):
    """What is searched."""

    ACHIEVEMENTS = "achievements"
    NEEDS = "needs"


class FitValue(StrEnum):
    """Whether a fact of both sides agrees."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


class Fit(Output):
    """How the facts beside the texts agree."""

    tech_field: FitValue
    region: FitValue
    budget: Annotated[FitValue, Meta(description="Whether the upper budget covers the price")]
    trl: FitValue
    cooperation_mode: FitValue


class SpanRead(Output):
    """Where a phrase stands as written, to be highlighted."""

    field: Annotated[str, Meta(description="JSON pointer into the listing, or into what was sent")]
    start: Annotated[int, Meta(ge=0, description="The first character, counted in code points from 0")]
    end: Annotated[int, Meta(ge=0, description="One after the last")]


class ReasonRead(Output):
    """A phrase that stands in both texts and its share of the text score."""

    phrase: Annotated[str, Meta(description="As the text that was found writes it")]
    share: Annotated[float, Meta(ge=0, le=1, description="Of the text score; all phrases together make 1")]
    asked: Annotated[list[SpanRead], Meta(description="In the text asked with; the first twenty places")]
    found: Annotated[list[SpanRead], Meta(description="In the text found; the first twenty places")]


class InfluenceRead(Output):
    """How much one judged achievement moved another's expected level, up or down."""

    achievement_id: UUID
    level: Annotated[float, Meta(description="What it was judged, 1 to 4; the mean of several")]
    effect: float


class Learning(Output):
    """What the judgements of this need's pairings changed in one match."""

    added: Annotated[float, Meta(description="To the score, by learning; negative when it fell")]
    judgements: Annotated[list[InfluenceRead], Meta(description="Those that moved it most")]


Level = Annotated[int, Meta(ge=1, le=4, description="1 none, 2 weak, 3 fairly strong, 4 strong")]
Score = Annotated[float, Meta(ge=0, le=1)]
Probability = Annotated[
    float, Meta(ge=0, le=1, description="That a person calls the pairing fairly strong or strong")
]


class MatchedAchievement(Output):
    """An achievement that may answer a need, and why."""

    achievement: AchievementSummary
    score: Score
    level: Level
    probability: Probability
    reasons: list[ReasonRead]
    fit: Fit
    learning: Annotated[Learning | None, Meta(description="Null while the need has no judgements")] = None


class MatchedNeed(Output):
    """A need that an achievement may answer, and why."""

    need: NeedSummary
    score: Score
    level: Level
    probability: Probability
    reasons: list[ReasonRead]
    fit: Fit


class AchievementMatches(Output):
    """The best achievements; ranked answers have no further pages."""

    items: list[MatchedAchievement]
    next_cursor: None = None


class NeedMatches(Output):
    """The best needs; ranked answers have no further pages."""

    items: list[MatchedNeed]
    next_cursor: None = None


Trl = Annotated[int, Meta(ge=1, le=9, description="Achievements only")]


class SearchFilters(Input):
    """What the found listings must be."""

    tech_field: TechField | None = None
    region: Region | None = None
    trl_min: Trl | None = None
    trl_max: Trl | None = None
    transfer_mode: Annotated[TransferMode | None, Meta(description="Achievements only")] = None
    price_max: Annotated[Yuan | None, Meta(description="Achievements only; an unknown price passes")] = None
    need_type: Annotated[NeedType | None, Meta(description="Needs only")] = None
    budget_min: Annotated[Yuan | None, Meta(description="Needs only; upper budget of at least this")] = None


class SearchRequest(Input):
    """A text that is not stored, to be matched against the listings you may see."""

    text: Text
    title: Annotated[str, Meta(max_length=200)] = ""
    side: Side = Side.ACHIEVEMENTS
    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    min_level: Level = 2
    filters: SearchFilters = field(default_factory=SearchFilters)


class SearchMatch(Output):
    """One found listing; of ``achievement`` and ``need`` the one of the side asked for is filled."""

    score: Score
    level: Level
    reasons: list[ReasonRead]
    probability: Annotated[
        Probability | None, Meta(description="Null for a few words, whose level only says how many are held")
    ] = None
    achievement: AchievementSummary | None = None
    need: NeedSummary | None = None


class SearchMatches(Output):
    """The best listings for the text."""

    items: list[SearchMatch]
    next_cursor: None = None


class MatchRunRead(Output):
    """All published needs ranked against all published achievements at one time (全量匹配)."""

    id: UUID
    started_at: datetime
    finished_at: datetime
    needs: Annotated[int, Meta(description="How many were ranked")]
    achievements: Annotated[int, Meta(description="Against how many")]
    pairs: Annotated[int, Meta(description="How many pairings were kept, for whomever")]


class Pairing(Output):
    """One pairing of a run, and why. In `reasons`, `asked` is the need and `found` the achievement."""

    id: UUID
    need: NeedSummary
    achievement: AchievementSummary
    score: Score
    level: Level
    probability: Probability
    reasons: list[ReasonRead]
    fit: Fit
    found_at: Annotated[datetime, Meta(description="When a run first held it")]


class Pairings(Page[Pairing]):
    """One page of the best pairings; a cursor is good until the next run."""

    run: Annotated[MatchRunRead | None, Meta(description="Null before the first run")] = None


class FeedbackCreate(Input):
    """What you say of a pairing (匹配反馈)."""

    reason: FeedbackReason
    note: Line | None = None


class FeedbackRead(Output):
    """What an organisation said of a pairing, and when."""

    id: UUID
    version: int
    need_id: UUID
    achievement_id: UUID
    organization_id: UUID
    reason: FeedbackReason
    level: Annotated[int | None, Meta(description="The level that the reason stands for; null: none")]
    note: str | None
    updated_at: datetime


class FeedbackList(Output):
    """Everything that was said of a need's pairings: what the ranking learns from."""

    items: list[FeedbackRead]
