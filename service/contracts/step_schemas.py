"""Bodies of a contract's steps, and what is read of its history."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from service.contracts.part_schemas import Milestones, Parties
from service.contracts.schemas import IpKinds, Mode, Objective, Park, PlanSource, Subject
from service.contracts.tables import ContractType, PaymentMode
from service.kernel.money import Yuan
from service.kernel.schemas import Input, Line, Output, Title
from service.listings.schemas import Industry, Region, TechField

Number = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{16}(?![\s\S])", description="认定登记编号: 16 digits", examples=["2026150100000123"]
    ),
]


class SignContract(Input):
    """When it was signed."""

    signed_on: Annotated[date | None, Meta(description="Today by default")] = None


class AcceptContract(Input):
    """The office takes it up (受理); from this day its time is counted."""

    accepted_on: Annotated[date | None, Meta(description="Today by default")] = None
    is_disputed: Annotated[bool, Meta(description="Opinions differ: the office has longer")] = False


class CheckContract(Input):
    """What a checker noticed (审核意见)."""

    note: Line | None = None


class ContractGrounds(Input):
    """Why."""

    reason: Line


class RegisterContract(Input):
    """What the national register gave: the number, and the two amounts as the office decided them."""

    registration_no: Number
    office: Annotated[Line | None, Meta(description="登记机构; your own organisation by default")] = None
    registered_on: Annotated[date | None, Meta(description="Today by default")] = None
    total_amount: Annotated[Yuan | None, Meta(description="认定的成交额; as declared by default")] = None
    technical_amount: Annotated[Yuan | None, Meta(description="认定的技术交易额; as declared by default")] = (
        None
    )


class AmendContract(Input):
    """What is changed in the register, why, and from which day on (变更)."""

    reason: Line
    effective_on: Annotated[date | None, Meta(description="Today by default")] = None
    title: Title | UnsetType = UNSET
    subject: Subject | UnsetType = UNSET
    contract_type: ContractType | UnsetType = UNSET
    mode: Mode | UnsetType = UNSET
    sellers: Parties | UnsetType = UNSET
    buyers: Parties | UnsetType = UNSET
    total_amount: Yuan | UnsetType = UNSET
    technical_amount: Yuan | UnsetType = UNSET
    amount_is_provisional: bool | UnsetType = UNSET
    payment_mode: PaymentMode | UnsetType = UNSET
    starts_on: date | UnsetType = UNSET
    ends_on: date | UnsetType = UNSET
    is_related_party: bool | UnsetType = UNSET
    tech_field: TechField | UnsetType = UNSET
    industry: Industry | UnsetType = UNSET
    ip_kinds: IpKinds | UnsetType = UNSET
    plan_source: PlanSource | UnsetType = UNSET
    socio_economic_objective: Objective | UnsetType = UNSET
    origin_region: Region | UnsetType = UNSET
    landing_region: Region | UnsetType = UNSET
    landing_park: Park | UnsetType = UNSET
    milestones: Milestones | UnsetType = UNSET


class EndContract(Input):
    """Why it leaves the register, and on which day."""

    reason: Line
    on: Annotated[date | None, Meta(description="Today by default")] = None


class PerformContract(Input):
    """How far the parties are. Without ``completed`` it is the next step: begun, then completed."""

    completed: bool | None = None
    on: Annotated[date | None, Meta(description="When it was completed; today by default")] = None


class PaymentCreate(Input):
    """Money that was received (到账)."""

    amount: Yuan
    received_on: date
    note: Line | None = None


class PaymentRead(Output):
    """One receipt."""

    id: UUID
    amount: str
    received_on: date
    note: str | None
    entered_by: UUID
    entered_at: datetime


class PaymentsRead(Output):
    """Every receipt, the oldest first, beside what is agreed."""

    items: list[PaymentRead]
    total_amount: str
    received_amount: str
    outstanding_amount: str


class AmendmentRead(Output):
    """What changed after the signing; ``before`` and ``after`` hold the changed fields alone."""

    number: int
    reason: str
    effective_on: date
    before: dict[str, Any]
    after: dict[str, Any]
    made_by: UUID | None
    made_by_organization_id: UUID | None
    made_at: datetime


class AmendmentsRead(Output):
    """The whole history, the oldest first."""

    items: list[AmendmentRead]


class EventRead(Output):
    """One step: who did what when, for whom, and what it led to."""

    version: int
    at: datetime
    action: str
    person_id: UUID | None
    person_name: str | None
    organization_id: UUID | None
    organization_name: str | None
    role: str | None
    status: Annotated[str | None, Meta(description="The state it led to, where it changed")]
    performance: str | None
    note: Annotated[str | None, Meta(description="Reason or note")]
    changed: Annotated[list[str], Meta(description="The fields that changed")]


class EventsRead(Output):
    """Every step, the oldest first, out of the audit trail, which nobody can change."""

    items: list[EventRead]
