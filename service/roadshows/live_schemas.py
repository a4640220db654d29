"""Shapes of what happens in the hall: the stage, marks, and the state that live pages follow."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.kernel.schemas import Input, Line, Output
from service.roadshows.schemas import Criterion, Mark
from service.roadshows.tables import EntryPhase, JudgeKind, RoadshowStatus


class Marks(Input):
    """A judge's marks for an entry, one for each criterion of the rules."""

    marks: Annotated[
        dict[str, Mark],
        Meta(max_length=12, description="By the criterion's code", examples=[{"innovation": "87.5"}]),
    ]
    comment: Line | None = None


class Conclude(Input):
    """The end of an entry's time."""

    accept_missing: Annotated[bool, Meta(description="Go on although scores are missing")] = False


class ScoreRead(Output):
    """A judge's marks and what they weigh together."""

    id: UUID
    version: int
    entry_id: UUID
    judge_id: UUID
    marks: Annotated[dict[str, str], Meta(description="By the criterion's code, as sent")]
    score: Annotated[str, Meta(description="Weighted mean, two decimals half up", examples=["87.35"])]
    comment: str | None
    updated_at: datetime


class Scores(Output):
    """Scores: all for the host, a judge's own for a judge."""

    items: list[ScoreRead]


class LiveEntry(Output):
    """An entry on the screen; score and rank once it is concluded."""

    id: UUID
    position: int
    title: str
    organization_name: str
    presenter: str
    phase: EntryPhase
    score: str | None
    rank: int | None


class LiveState(Output):
    """What everybody in the hall may see. ``seq`` rises with each change."""

    roadshow_id: UUID
    seq: int
    title: str
    status: RoadshowStatus
    place: str | None
    starts_at: datetime
    entries: Annotated[list[LiveEntry], Meta(description="By lot")]
    current_entry_id: UUID | None
    phase_started_at: datetime | None
    phase_ends_at: Annotated[
        datetime | None, Meta(description="When the time allowed is over; nothing stops")
    ]
    scores_in: Annotated[int, Meta(description="Scores of the current entry")]
    scores_due: Annotated[int, Meta(description="How many are waited for in all")]


class DeskJudge(Output):
    """A judge as the host sees them while an entry is open."""

    judge_id: UUID
    seat: int
    name: str
    kind: JudgeKind
    is_excused: bool
    is_conflicted: bool
    has_scored: bool
    score: str | None


class DeskState(Output):
    """The host's desk: the hall, and for the current or last entry who has scored."""

    live: LiveState
    entry_id: UUID | None
    judges: list[DeskJudge]
    missing: Annotated[list[str], Meta(description="Names of those whose score is waited for")]


class JudgeEntry(Output):
    """An entry as one judge sees it."""

    id: UUID
    position: int
    title: str
    organization_name: str
    presenter: str
    summary: str
    phase: EntryPhase
    is_open: bool
    is_conflicted: bool
    score: ScoreRead | None


class JudgeState(Output):
    """A judge's telephone: the criteria, every entry, and one's own marks."""

    roadshow_id: UUID
    seq: int
    title: str
    status: RoadshowStatus
    judge_id: UUID
    judge_name: str
    seat: int
    is_excused: bool
    criteria: list[Criterion]
    current_entry_id: UUID | None
    entries: list[JudgeEntry]
