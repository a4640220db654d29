"""Shapes of roadshows, their entries and judges."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType, field

from service.kernel.schemas import Input, Line, Output, Title, Word
from service.roadshows.tables import (
    ConflictKind,
    EntryPhase,
    EntryStatus,
    JudgeKind,
    Outcome,
    RoadshowKind,
    RoadshowMode,
    RoadshowStatus,
)

Moment = Annotated[datetime, Meta(tz=True, description="RFC 3339 with a time zone")]
Capacity = Annotated[int, Meta(ge=1, le=200, description="Entries at the most (名额)")]
CriterionCode = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}(?![\s\S])", examples=["innovation"])]
Hosts = Annotated[
    list[UUID],
    Meta(min_length=1, max_length=10, description="主办单位; the first one's region is the roadshow's"),
]
Mark = Annotated[
    Decimal,
    Meta(description="0 to 100, at most two decimals; a number, or the same as a string", examples=["87.5"]),
]


class Criterion(Input):
    """What is judged, and what it weighs against the others (评分指标与权重)."""

    code: CriterionCode
    name: Word
    weight: Annotated[int, Meta(ge=1, le=100)]


_USUAL = (
    ("innovation", "技术创新性", 30),
    ("maturity", "技术成熟度", 25),
    ("market", "市场前景", 30),
    ("team", "团队能力", 15),
)


class Rules(Input):
    """How long everybody has and how scores become ranks; stored with each result (评审规则)."""

    pitch_minutes: Annotated[int, Meta(ge=1, le=60)] = 8
    questions_minutes: Annotated[int, Meta(ge=0, le=60)] = 7
    criteria: Annotated[list[Criterion], Meta(min_length=1, max_length=12)] = field(
        default_factory=lambda: [
            Criterion(code=code, name=name, weight=weight) for code, name, weight in _USUAL
        ]
    )
    drop_highest_and_lowest_from: Annotated[
        Annotated[int, Meta(ge=3, le=50)] | None,
        Meta(description="From so many scores on, one highest and one lowest are left out; null: never"),
    ] = 5


class RoadshowCreate(Input):
    """A roadshow to be planned."""

    title: Title
    kind: RoadshowKind
    hosts: Hosts
    starts_at: Moment
    ends_at: Moment
    entry_deadline: Moment
    mode: RoadshowMode = RoadshowMode.OFFLINE
    capacity: Capacity = 20
    place: Word | None = None
    summary: Line | None = None
    rules: Rules = field(default_factory=Rules)


class RoadshowUpdate(Input):
    """What is to change, until it goes live; a list replaces the list."""

    title: Title | UnsetType = UNSET
    kind: RoadshowKind | UnsetType = UNSET
    mode: RoadshowMode | UnsetType = UNSET
    hosts: Hosts | UnsetType = UNSET
    starts_at: Moment | UnsetType = UNSET
    ends_at: Moment | UnsetType = UNSET
    entry_deadline: Moment | UnsetType = UNSET
    capacity: Capacity | UnsetType = UNSET
    place: Word | None | UnsetType = UNSET
    summary: Line | None | UnsetType = UNSET
    rules: Rules | UnsetType = UNSET


class DrawCreate(Input):
    """The draw: a word that the hall calls out."""

    word: Annotated[Word, Meta(description="Called out before everybody, as 三排五座 8317")]


class EntryCreate(Input):
    """An achievement for a roadshow."""

    achievement_id: UUID
    presenter: Annotated[Word, Meta(description="Who pitches (路演人)")]
    note: Line | None = None


class JudgeCreate(Input):
    """Who is to judge: somebody with an account (``email``), or a guest (``name``)."""

    kind: JudgeKind
    email: Annotated[str, Meta(max_length=254)] | None = None
    name: Word | None = None
    organization_id: UUID | None = None
    organization_name: Word | None = None


class RecusalCreate(Input):
    """A conflict of interest that is declared (回避申报)."""

    entry_id: UUID
    reason: Line


class HostRead(Output):
    """A host and the region it counts for."""

    organization_id: UUID
    name: str
    region: str


class DrawRead(Output):
    """The draw and everything that is needed to compute it again.

    ``seed`` is SHA-256(``secret`` + line break + ``word``); the entries stand by
    SHA-256(``seed`` + line break + id).
    """

    word: str
    secret: Annotated[
        str, Meta(description="Its SHA-256 was shown as `draw_commitment` since the call closed")
    ]
    seed: str
    order: list[UUID]
    at: datetime
    by: UUID


class NoticeRead(Output):
    """The public notice (公示)."""

    starts_at: datetime
    ends_at: datetime
    url: str | None
    by: UUID


class ApprovalRead(Output):
    """Who approved the results after the notice (审批)."""

    by: UUID
    at: datetime
    note: str | None


class RoadshowSummary(Output):
    """A roadshow as it stands in a list."""

    id: UUID
    version: int
    title: str
    kind: RoadshowKind
    mode: RoadshowMode
    status: RoadshowStatus
    place: str | None
    region: str
    starts_at: datetime
    ends_at: datetime
    entry_deadline: datetime
    capacity: int
    is_demonstration: bool


class RoadshowRead(RoadshowSummary):
    """A roadshow."""

    summary: str | None
    status_reason: str | None
    hosts: list[HostRead]
    rules: Rules
    draw_commitment: Annotated[str | None, Meta(description="SHA-256 of the draw's secret")]
    draw: DrawRead | None
    notice: NoticeRead | None
    approval: ApprovalRead | None
    created_at: datetime
    updated_at: datetime
    allowed_actions: Annotated[list[str], Meta(description="What you may do with it now")]


class EntryRead(Output):
    """An entry. ``note`` and ``status_reason`` are for its owner and the host; null for others."""

    id: UUID
    version: int
    roadshow_id: UUID
    achievement_id: UUID
    title: str
    organization_id: UUID
    organization_name: str
    presenter: str
    status: EntryStatus
    position: Annotated[int | None, Meta(description="Place by lot")]
    phase: EntryPhase
    outcome: Outcome | None
    outcome_amount: str | None
    outcome_note: str | None
    note: str | None
    status_reason: str | None


class Entries(Output):
    """The entries that you may see, by place and time of entry."""

    items: list[EntryRead]


class RecusalRead(Output):
    """A conflict of interest; ``lifted_reason`` says why it does not hold."""

    id: UUID
    version: int
    entry_id: UUID
    judge_id: UUID
    kind: ConflictKind
    reason: str | None
    lifted_reason: str | None


class JudgeRead(Output):
    """A judge, and the entries that they may not score."""

    id: UUID
    version: int
    roadshow_id: UUID
    seat: int
    kind: JudgeKind
    name: str
    person_id: UUID | None
    organization_id: UUID | None
    organization_name: str | None
    excused_reason: str | None
    recusals: list[RecusalRead]


class Judges(Output):
    """Everybody on the panel; a judge sees their own seat alone."""

    items: list[JudgeRead]


class Link(Output):
    """A link into the hall; it is shown this once, a new one replaces it."""

    path: Annotated[str, Meta(description="Open it in a browser; a judge's link is good for one telephone")]
    ends_at: datetime
