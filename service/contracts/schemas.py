"""Shapes of contracts."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from service.achievements.schemas import IpKind
from service.achievements.tables import PriceMode
from service.contracts.notice_schemas import NoticeRead
from service.contracts.part_schemas import (
    BrokerRead,
    Brokers,
    Declarations,
    Milestone,
    Milestones,
    Parties,
    PartyRead,
)
from service.contracts.tables import (
    ContractSource,
    ContractType,
    PaymentMode,
    PerformanceStatus,
    RegistrationStatus,
)
from service.kernel.money import Yuan
from service.kernel.schemas import Input, Output, Title
from service.listings.schemas import Industry, OwnNo, Region, TechField
from service.listings.transfer_modes import TransferMode

Subject = Annotated[
    str,
    Meta(min_length=1, max_length=20_000, pattern=r"\S", description="What is done and delivered (标的内容)"),
]
IpKinds = Annotated[list[IpKind], Meta(max_length=9, description="See /codes/ip_kinds")]
PlanSource = Annotated[str, Meta(max_length=40, description="计划来源, see /codes/plan_sources")]
Objective = Annotated[
    str, Meta(max_length=2, description="社会经济目标, see /codes/socio_economic_objectives")
]
Mode = Annotated[
    TransferMode,
    Meta(
        description="How exactly: which licence, or `equity` (作价投资) of a transfer. By default "
        "that of the type; a licence of which nothing is said is non-exclusive"
    ),
]
Park = Annotated[str, Meta(max_length=40, description="See /codes/parks")]


class ContractCreate(Input):
    """A new draft. Title, type, parties and the total are enough; the pre-check asks for more."""

    title: Title
    contract_type: ContractType
    sellers: Parties
    buyers: Parties
    total_amount: Annotated[Yuan, Meta(description="合同成交额")]
    technical_amount: Annotated[Yuan | None, Meta(description="技术交易额, never above the total")] = None
    amount_is_provisional: Annotated[bool, Meta(description="Royalties: the amounts are estimates")] = False
    own_no: OwnNo | None = None
    subject: Subject | None = None
    mode: Mode | None = None
    price_mode: Annotated[PriceMode, Meta(description="How the price came about; negotiated is agreed")] = (
        PriceMode.AGREED
    )
    starts_on: date | None = None
    ends_on: date | None = None
    payment_mode: PaymentMode | None = None
    is_related_party: Annotated[bool, Meta(description="关联交易")] = False
    tech_field: TechField | None = None
    industry: Industry | None = None
    ip_kinds: IpKinds = []
    plan_source: PlanSource | None = None
    socio_economic_objective: Objective | None = None
    achievement_id: UUID | None = None
    need_id: UUID | None = None
    introduction_id: UUID | None = None
    roadshow_id: UUID | None = None
    brokers: Brokers = []
    origin_region: Annotated[Region | None, Meta(description="Where it was developed")] = None
    landing_region: Annotated[Region | None, Meta(description="Where it will be used")] = None
    landing_park: Park | None = None
    expected_annual_revenue: Yuan | None = None
    expected_annual_profit: Yuan | None = None
    milestones: Milestones = []
    declarations: Declarations | None = None


class ContractUpdate(Input):
    """What is to change; a field left out stays, a list replaces the list."""

    title: Title | UnsetType = UNSET
    contract_type: ContractType | UnsetType = UNSET
    sellers: Parties | UnsetType = UNSET
    buyers: Parties | UnsetType = UNSET
    total_amount: Yuan | UnsetType = UNSET
    technical_amount: Yuan | None | UnsetType = UNSET
    amount_is_provisional: bool | UnsetType = UNSET
    own_no: OwnNo | None | UnsetType = UNSET
    subject: Subject | None | UnsetType = UNSET
    mode: Mode | UnsetType = UNSET
    price_mode: PriceMode | UnsetType = UNSET
    starts_on: date | None | UnsetType = UNSET
    ends_on: date | None | UnsetType = UNSET
    payment_mode: PaymentMode | None | UnsetType = UNSET
    is_related_party: bool | UnsetType = UNSET
    tech_field: TechField | None | UnsetType = UNSET
    industry: Industry | None | UnsetType = UNSET
    ip_kinds: IpKinds | UnsetType = UNSET
    plan_source: PlanSource | None | UnsetType = UNSET
    socio_economic_objective: Objective | None | UnsetType = UNSET
    achievement_id: UUID | None | UnsetType = UNSET
    need_id: UUID | None | UnsetType = UNSET
    introduction_id: UUID | None | UnsetType = UNSET
    roadshow_id: UUID | None | UnsetType = UNSET
    brokers: Brokers | UnsetType = UNSET
    origin_region: Region | None | UnsetType = UNSET
    landing_region: Region | None | UnsetType = UNSET
    landing_park: Park | None | UnsetType = UNSET
    expected_annual_revenue: Yuan | None | UnsetType = UNSET
    expected_annual_profit: Yuan | None | UnsetType = UNSET
    milestones: Milestones | UnsetType = UNSET
    declarations: Declarations | UnsetType = UNSET


class ContractSummary(Output):
    """A contract as it stands in a list."""

    id: UUID
    version: int
    title: str
    contract_type: ContractType
    mode: TransferMode
    source: ContractSource
    status: RegistrationStatus
    performance: PerformanceStatus
    seller: Annotated[str, Meta(description="The first seller's name")]
    buyer: Annotated[str, Meta(description="The first buyer's name")]
    total_amount: str
    technical_amount: str | None
    tech_field: str | None
    filing_region: str | None
    landing_region: str | None
    signed_on: date | None
    accepted_on: date | None
    due_on: date | None
    due_is_provisional: bool
    registration_no: str | None
    registered_on: date | None
    is_large: bool
    is_tax_relevant: bool
    is_foreign: bool
    updated_at: datetime


class FilingRead(Output):
    """How far it is in the registration office: the clock, who checked, what was decided."""

    rule_set: str | None
    filed_on: date | None
    accepted_on: Annotated[date | None, Meta(description="受理日: from here the office's days are counted")]
    due_on: date | None
    due_is_provisional: Annotated[bool, Meta(description="The holiday calendar of that year is not out yet")]
    is_disputed: bool
    first_checker: UUID | None
    first_checked_at: datetime | None
    second_checker: UUID | None
    second_checked_at: datetime | None
    registration_no: str | None
    registration_office: str | None
    registered_on: date | None
    ended_on: Annotated[date | None, Meta(description="When it was deregistered or revoked")]


class ContractRead(Output):
    """A contract."""

    id: UUID
    version: int
    title: str
    subject: str | None
    contract_type: ContractType
    mode: TransferMode
    price_mode: PriceMode
    source: ContractSource
    status: RegistrationStatus
    status_reason: str | None
    performance: PerformanceStatus
    performance_reason: str | None
    sellers: list[PartyRead]
    buyers: list[PartyRead]
    total_amount: str
    technical_amount: str | None
    amount_is_provisional: bool
    received_amount: str
    payment_mode: PaymentMode | None
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    performed_on: date | None
    is_related_party: bool
    tech_field: str | None
    industry: str | None
    cluster: str | None
    ip_kinds: list[IpKind]
    plan_source: str | None
    socio_economic_objective: str | None
    achievement_id: UUID | None
    need_id: UUID | None
    introduction_id: UUID | None
    roadshow_id: UUID | None
    brokers: list[BrokerRead]
    origin_region: str | None
    landing_region: str | None
    landing_park: str | None
    expected_annual_revenue: str | None
    expected_annual_profit: str | None
    milestones: list[Milestone]
    declarations: Declarations
    is_large: Annotated[bool, Meta(description="重大技术合同: technical amount from ¥5,000,000")]
    is_tax_relevant: Annotated[bool, Meta(description="Registration may bring tax relief")]
    is_foreign: Annotated[bool, Meta(description="涉外")]
    needs_notice: Annotated[bool, Meta(description="It must be made public before it is signed (公示)")]
    notice: NoticeRead | None
    filing: FilingRead
    filing_region: str | None
    own_no: str | None
    entered_by_organization_id: UUID | None
    is_demonstration: bool
    created_at: datetime
    updated_at: datetime
    allowed_actions: Annotated[list[str], Meta(description="What you may do with it now")]
