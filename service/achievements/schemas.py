"""Shapes of achievements."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from service.achievements.tables import AchievementForm, AchievementStatus, PriceMode, RightType
from service.kernel.money import Yuan
from service.kernel.schemas import Input, Line, Output, Title, Word
from service.listings.listing import Visibility
from service.listings.quality import Quality
from service.listings.schemas import Industry, OwnerRead, OwnNo, ReviewRead, TechField
from service.listings.transfer_modes import TransferMode

Trl = Annotated[
    int,
    Meta(ge=1, le=9, description="技术就绪度 (GB/T 22900): 1-3 laboratory, 4-6 pilot, 7-9 industrial"),
]
Abstract = Annotated[
    str, Meta(min_length=1, max_length=20_000, pattern=r"\S", description="What it is and does (成果简介)")
]
Modes = Annotated[
    list[TransferMode], Meta(min_length=1, max_length=9, description="转化方式, see /codes/transfer_modes")
]
Keywords = Annotated[list[Word], Meta(max_length=5)]
ShortText = Annotated[str, Meta(min_length=1, max_length=5_000, pattern=r"\S")]
Percent = Annotated[int, Meta(ge=1, le=100)]
Years = Annotated[int, Meta(ge=1, le=100)]


class IpKind(StrEnum):
    """知识产权类型."""

    INVENTION_PATENT = "invention_patent"
    UTILITY_MODEL = "utility_model"
    DESIGN = "design"
    KNOW_HOW = "know_how"
    SOFTWARE = "software"
    IC_LAYOUT = "ic_layout"
    PLANT_VARIETY = "plant_variety"
    BIOMEDICAL_VARIETY = "biomedical_variety"
    NONE = "none"


class IpStatus(StrEnum):
    """法律状态."""

    FILED = "filed"
    GRANTED = "granted"
    LAPSED = "lapsed"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"


class AchievementVisibility(StrEnum):
    """Who may read a published achievement; unlike a need it cannot be anonymous."""

    PUBLIC = "public"
    MEMBERS = "members"
    PRIVATE = "private"


class IpRight(Input):
    """One intellectual property right, and when its state was last looked up."""

    kind: IpKind
    number: Annotated[str, Meta(max_length=60, description="申请号 or 专利号")] | None = None
    status: IpStatus | None = None
    filed_on: date | None = None
    granted_on: date | None = None
    owners: Annotated[list[Word], Meta(max_length=20)] = []
    pledged: bool = False
    annuity_due_on: date | None = None
    checked_on: date | None = None


class TeamMember(Input):
    """Somebody of the team (完成人)."""

    name: Word
    role: Annotated[str, Meta(max_length=100)] | None = None


class Edge(Input):
    """One measured advantage over what is used today (比较优势)."""

    metric: Word
    ours: Word
    baseline: Word
    unit: Annotated[str, Meta(max_length=40)] = ""


class SecrecyReview(Input):
    """Who made sure, and when, that nothing classified is in it (保密审查)."""

    by: Word
    on: date


IpRights = Annotated[list[IpRight], Meta(max_length=50)]
Team = Annotated[list[TeamMember], Meta(max_length=50)]
Edges = Annotated[list[Edge], Meta(max_length=30)]


class AchievementCreate(Input):
    """A new achievement, as a draft. Seven fields are enough; the quality check asks for the rest."""

    title: Title
    summary: Annotated[Line, Meta(description="One line, shown in lists")]
    abstract: Abstract
    tech_field: TechField
    trl: Trl
    transfer_modes: Modes
    price_mode: PriceMode
    owner_id: Annotated[
        UUID | None, Meta(description="Entered for this organisation; by default your own")
    ] = None
    own_no: OwnNo | None = None
    keywords: Keywords = []
    form: AchievementForm | None = None
    trl_evidence: Annotated[ShortText | None, Meta(description="What proves the readiness")] = None
    industry: Industry | None = None
    ip: IpRights = []
    team: Team = []
    right_type: RightType | None = None
    right_share: Annotated[Percent | None, Meta(description="Share granted to the team, %")] = None
    right_years: Annotated[Years | None, Meta(description="Years of long-term use")] = None
    price: Yuan | None = None
    accepts_use_first: Annotated[bool, Meta(description="先用后付")] = False
    edges: Edges = []
    secrecy_reviewed: SecrecyReview | None = None
    broker_may_act: bool = False
    origin: Annotated[Word | None, Meta(description="The platform it came from")] = None
    valid_until: Annotated[date | None, Meta(description="Last valid day; 12 months from now by default")] = (
        None
    )
    visibility: AchievementVisibility = AchievementVisibility.PUBLIC


class AchievementUpdate(Input):
    """What is to change; a field left out stays, a list replaces the list."""

    title: Title | UnsetType = UNSET
    summary: Line | UnsetType = UNSET
    abstract: Abstract | UnsetType = UNSET
    tech_field: TechField | UnsetType = UNSET
    trl: Trl | UnsetType = UNSET
    transfer_modes: Modes | UnsetType = UNSET
    price_mode: PriceMode | UnsetType = UNSET
    own_no: OwnNo | None | UnsetType = UNSET
    keywords: Keywords | UnsetType = UNSET
    form: AchievementForm | None | UnsetType = UNSET
    trl_evidence: ShortText | None | UnsetType = UNSET
    industry: Industry | None | UnsetType = UNSET
    ip: IpRights | UnsetType = UNSET
    team: Team | UnsetType = UNSET
    right_type: RightType | None | UnsetType = UNSET
    right_share: Percent | None | UnsetType = UNSET
    right_years: Years | None | UnsetType = UNSET
    price: Yuan | None | UnsetType = UNSET
    accepts_use_first: bool | UnsetType = UNSET
    edges: Edges | UnsetType = UNSET
    secrecy_reviewed: SecrecyReview | None | UnsetType = UNSET
    broker_may_act: bool | UnsetType = UNSET
    origin: Word | None | UnsetType = UNSET
    valid_until: date | UnsetType = UNSET
    visibility: AchievementVisibility | UnsetType = UNSET


class AchievementSummary(Output):
    """An achievement as it stands in a list."""

    id: UUID
    version: int
    title: str
    summary: str
    form: AchievementForm | None
    trl: int
    tech_field: str
    industry: str | None
    region: str
    transfer_modes: list[TransferMode]
    price_mode: PriceMode
    price: str | None
    accepts_use_first: bool
    status: AchievementStatus
    visibility: Visibility
    owner: OwnerRead
    published_at: datetime | None
    valid_until: date
    updated_at: datetime


class AchievementRead(Output):
    """An achievement. From ``own_no`` on for its owner, its broker and the bureau; null for others."""

    id: UUID
    version: int
    title: str
    summary: str
    abstract: str
    keywords: list[str]
    form: AchievementForm | None
    trl: int
    trl_evidence: str | None
    tech_field: str
    industry: str | None
    cluster: Annotated[str | None, Meta(description="One of the city's six clusters, see /codes/clusters")]
    region: str
    ip: list[IpRight]
    team: list[TeamMember]
    right_type: RightType | None
    right_share: int | None
    right_years: int | None
    transfer_modes: list[TransferMode]
    price_mode: PriceMode
    price: str | None
    accepts_use_first: bool
    edges: list[Edge]
    secrecy_reviewed: SecrecyReview | None
    broker_may_act: bool
    origin: str | None
    status: AchievementStatus
    visibility: Visibility
    owner: OwnerRead
    is_demonstration: bool
    published_at: datetime | None
    valid_until: date
    created_at: datetime
    updated_at: datetime
    allowed_actions: Annotated[list[str], Meta(description="What you may do with it now")]
    own_no: str | None = None
    entered_by: UUID | None = None
    entered_by_organization_id: UUID | None = None
    submitted_at: datetime | None = None
    status_reason: str | None = None
    review: ReviewRead | None = None
    quality: Annotated[Quality | None, Meta(description="Only in the answer to submitting it")] = None
