"""Shapes of needs."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from service.kernel.money import Yuan
from service.kernel.schemas import Input, Output, Title, Word
from service.listings.listing import Visibility
from service.listings.quality import Quality
from service.listings.schemas import Industry, OwnerRead, OwnNo, Region, ReviewRead, TechField
from service.listings.transfer_modes import TransferMode
from service.needs.tables import IpOwnership, NeedStatus, NeedType, SourceChannel

Park = Annotated[str, Meta(max_length=40, description="See /codes/parks")]
Modes = Annotated[list[TransferMode], Meta(max_length=9, description="合作方式, see /codes/transfer_modes")]
Problem = Annotated[
    str,
    Meta(min_length=1, max_length=20_000, pattern=r"\S", description="What must be solved (要解决的问题)"),
]
ShortText = Annotated[str, Meta(min_length=1, max_length=5_000, pattern=r"\S")]


class TargetOp(StrEnum):
    """How a figure is compared (≥ ≤ =)."""

    GE = "ge"
    LE = "le"
    EQ = "eq"


class VerificationMethod(StrEnum):
    """How a need was checked (核实方式)."""

    DOCUMENT = "document"
    VISIT = "visit"
    PHONE = "phone"


class Target(Input):
    """One figure that a solution must reach (技术指标)."""

    name: Word
    op: TargetOp
    value: Annotated[
        str,
        Meta(pattern=r"^-?[0-9]{1,15}(\.[0-9]{1,9})?(?![\s\S])", description="A decimal as a string"),
    ]
    unit: Annotated[str, Meta(max_length=40)] = ""
    condition: Annotated[str, Meta(max_length=500, description="Test condition (测试条件)")] | None = None


Targets = Annotated[list[Target], Meta(max_length=50)]


class NeedCreate(Input):
    """A new need; it begins as a draft. Three fields are enough, the quality check asks for the rest."""

    title: Title
    problem: Problem
    need_type: NeedType
    owner_id: Annotated[
        UUID | None, Meta(description="Entered for this organisation; by default your own")
    ] = None
    own_no: OwnNo | None = None
    baseline: Annotated[ShortText | None, Meta(description="What exists today (现状)")] = None
    targets: Targets = []
    tech_field: TechField | None = None
    industry: Industry | None = None
    region: Annotated[
        Region | None, Meta(description="Where it is needed; by default the owner's region")
    ] = None
    park: Park | None = None
    budget_min: Yuan | None = None
    budget_max: Yuan | None = None
    cooperation_modes: Modes = []
    ip_ownership: IpOwnership | None = None
    solver_requirements: ShortText | None = None
    deadline: date | None = None
    valid_until: Annotated[date | None, Meta(description="Last valid day; 12 months from now by default")] = (
        None
    )
    visibility: Visibility = Visibility.PUBLIC
    source_channel: SourceChannel = SourceChannel.SELF


class NeedUpdate(Input):
    """What is to change; a field left out stays, a list replaces the list."""

    title: Title | UnsetType = UNSET
    problem: Problem | UnsetType = UNSET
    need_type: NeedType | UnsetType = UNSET
    own_no: OwnNo | None | UnsetType = UNSET
    baseline: ShortText | None | UnsetType = UNSET
    targets: Targets | UnsetType = UNSET
    tech_field: TechField | None | UnsetType = UNSET
    industry: Industry | None | UnsetType = UNSET
    region: Region | UnsetType = UNSET
    park: Park | None | UnsetType = UNSET
    budget_min: Yuan | None | UnsetType = UNSET
    budget_max: Yuan | None | UnsetType = UNSET
    cooperation_modes: Modes | UnsetType = UNSET
    ip_ownership: IpOwnership | None | UnsetType = UNSET
    solver_requirements: ShortText | None | UnsetType = UNSET
    deadline: date | None | UnsetType = UNSET
    valid_until: date | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    source_channel: SourceChannel | UnsetType = UNSET


class VerifyNeed(Input):
    """How and when somebody made sure that the need is real (核实)."""

    how: VerificationMethod
    on: date


class VerificationRead(Output):
    """Who made sure of it, when and how."""

    how: VerificationMethod
    on: date
    by: UUID


class NeedSummary(Output):
    """A need as it stands in a list."""

    id: UUID
    version: int
    title: str
    excerpt: Annotated[str, Meta(description="The problem's first 120 characters")]
    need_type: NeedType
    tech_field: str | None
    industry: str | None
    region: str
    park: str | None
    budget_min: str | None
    budget_max: str | None
    deadline: date | None
    status: NeedStatus
    visibility: Visibility
    owner: OwnerRead
    published_at: datetime | None
    valid_until: date
    updated_at: datetime


class NeedRead(Output):
    """A need. Fields from ``own_no`` on are for its owner, its broker and the bureau; null for others."""

    id: UUID
    version: int
    title: str
    problem: str
    baseline: str | None
    targets: list[Target]
    need_type: NeedType
    tech_field: str | None
    industry: str | None
    cluster: Annotated[str | None, Meta(description="One of the city's six clusters, see /codes/clusters")]
    region: str
    park: str | None
    budget_min: str | None
    budget_max: str | None
    cooperation_modes: list[TransferMode]
    ip_ownership: IpOwnership | None
    solver_requirements: str | None
    deadline: date | None
    status: NeedStatus
    visibility: Visibility
    owner: OwnerRead
    is_verified: Annotated[bool, Meta(description="Somebody made sure that the need is real (已核实)")]
    is_demonstration: bool
    published_at: datetime | None
    valid_until: date
    created_at: datetime
    updated_at: datetime
    allowed_actions: Annotated[list[str], Meta(description="What you may do with it now")]
    own_no: str | None = None
    source_channel: SourceChannel | None = None
    entered_by: UUID | None = None
    entered_by_organization_id: UUID | None = None
    verified: VerificationRead | None = None
    submitted_at: datetime | None = None
    status_reason: str | None = None
    review: ReviewRead | None = None
    quality: Annotated[Quality | None, Meta(description="Only in the answer to submitting it")] = None
