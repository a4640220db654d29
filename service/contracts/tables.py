"""Technology contracts (技术合同), their parties, brokers, payments and amendments."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from service.achievements.tables import PriceMode
from service.kernel import clock, ids
from service.kernel.record import Fen, Instant, Json, Record, code
from service.listings.transfer_modes import TransferMode
from service.organizations.tables import OrganizationSize


class RegistrationStatus(StrEnum):
    """How far the contract is on its way into the register (登记状态)."""

    DRAFT = "draft"
    SIGNED = "signed"
    PREPARED = "prepared"
    FILED = "filed"
    ACCEPTED = "accepted"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    REFUSED = "refused"
    REGISTERED = "registered"
    AMENDED = "amended"
    DEREGISTERED = "deregistered"
    REVOKED = "revoked"


class PerformanceStatus(StrEnum):
    """Whether the parties do what they agreed (履行状态)."""

    NOT_STARTED = "not_started"
    PERFORMING = "performing"
    PERFORMED = "performed"
    ENDED_EARLY = "ended_early"


class ContractType(StrEnum):
    """What kind of contract the register knows it as (合同类型)."""

    COMMISSIONED_DEVELOPMENT = "commissioned_development"
    JOINT_DEVELOPMENT = "joint_development"
    TRANSFER = "transfer"
    LICENCE = "licence"
    CONSULTING = "consulting"
    SERVICE = "service"


class ContractSource(StrEnum):
    """How the contract came here (来源): prepared on the platform, or imported from the national register."""

    KEJU = "keju"
    NATIONAL_REGISTER = "national_register"


class PaymentMode(StrEnum):
    """How it is paid (支付方式)."""

    LUMP_SUM = "lump_sum"
    INSTALMENTS = "instalments"
    ROYALTY = "royalty"
    OTHER = "other"


class PartySide(StrEnum):
    """Who gives the technology and who takes it (卖方、买方)."""

    SELLER = "seller"
    BUYER = "buyer"


class PartyNature(StrEnum):
    """What a party is: an organisation, a natural person, or somebody from abroad (境外)."""

    ORGANIZATION = "organization"
    PERSON = "person"
    FOREIGN = "foreign"


_RANGE = "BETWEEN 0 AND 999999999999999"


class Contract(Record, table=True):
    """One deal. Imported ones (``source`` national_register) were entered by nobody here.

    ``filing_region`` is where it is filed: the first seller's region, a foreign seller's first buyer's.
    ``holds_achievement`` says that this contract reserved its achievement, and has not given it back.
    ``listed_at`` is the lists' order: the moment of entry. Both amounts are the declared ones until the
    registration office wrote down its own.
    """

    __tablename__ = "contracts"
    __table_args__ = (
        CheckConstraint(f"total_amount {_RANGE}", name="total_range"),
        CheckConstraint(f"technical_amount {_RANGE}", name="technical_range"),
        CheckConstraint("technical_amount <= total_amount", name="technical_within_total"),
        CheckConstraint("first_checker <> second_checker", name="two_checkers"),
        UniqueConstraint("registration_no"),
        Index("ix_contracts_listed", "listed_at", "id"),
        Index("ix_contracts_status_listed", "status", "listed_at", "id"),
        Index("ix_contracts_status_due", "status", "due_on", "id"),
    )
    entity: ClassVar[str] = "contracts"

    source: ContractSource = Field(default=ContractSource.KEJU, sa_type=code(ContractSource))
    entered_by: UUID | None = Field(default=None, foreign_key="people.id")
    entered_by_organization_id: UUID | None = Field(default=None, foreign_key="organizations.id", index=True)
    own_no: str | None = Field(default=None, max_length=100)
    listed_at: datetime = Field(default_factory=clock.now, sa_type=Instant)

    title: str = Field(max_length=200)
    subject: str | None = None
    contract_type: ContractType = Field(sa_type=code(ContractType))
    mode: TransferMode = Field(sa_type=code(TransferMode))
    price_mode: PriceMode = Field(default=PriceMode.AGREED, sa_type=code(PriceMode))
    total_amount: int = Field(sa_type=Fen)
    technical_amount: int | None = Field(default=None, sa_type=Fen)
    technical_basis: dict[str, Any] | None = Field(default=None, sa_type=Json)
    amount_is_provisional: bool = False
    payment_mode: PaymentMode | None = Field(default=None, sa_type=code(PaymentMode))
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    is_related_party: bool = False
    tech_field: str | None = Field(default=None, max_length=2, index=True)
    industry: str | None = Field(default=None, max_length=4)
    ip_kinds: list[str] = Field(default_factory=list, sa_type=Json)
    plan_source: str | None = Field(default=None, max_length=40)
    socio_economic_objective: str | None = Field(default=None, max_length=2)
    origin_region: str | None = Field(default=None, max_length=6)
    landing_region: str | None = Field(default=None, max_length=6, index=True)
    landing_park: str | None = Field(default=None, max_length=40)
    expected_annual_revenue: int | None = Field(default=None, sa_type=Fen)
    expected_annual_profit: int | None = Field(default=None, sa_type=Fen)
    milestones: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    declarations: dict[str, Any] = Field(default_factory=dict, sa_type=Json)

    achievement_id: UUID | None = Field(default=None, foreign_key="achievements.id", index=True)
    need_id: UUID | None = Field(default=None, foreign_key="needs.id", index=True)
    introduction_id: UUID | None = Field(default=None, foreign_key="introductions.id", index=True)
    roadshow_id: UUID | None = Field(default=None, index=True)
    holds_achievement: bool = False
    notice: dict[str, Any] | None = Field(default=None, sa_type=Json)

    filing_region: str | None = Field(default=None, max_length=6, index=True)
    is_large: bool = False
    is_tax_relevant: bool = False
    is_foreign: bool = False
    is_disputed: bool = False
    status: RegistrationStatus = Field(default=RegistrationStatus.DRAFT, sa_type=code(RegistrationStatus))
    status_reason: str | None = Field(default=None, max_length=500)
    rule_set: str | None = Field(default=None, max_length=60)
    filed_on: date | None = None
    accepted_on: date | None = None
    due_on: date | None = None
    due_is_provisional: bool = False
    first_checker: UUID | None = Field(default=None, foreign_key="people.id")
    first_checked_at: datetime | None = Field(default=None, sa_type=Instant)
    second_checker: UUID | None = Field(default=None, foreign_key="people.id")
    second_checked_at: datetime | None = Field(default=None, sa_type=Instant)
    registration_no: str | None = Field(default=None, max_length=16)
    registration_office: str | None = Field(default=None, max_length=200)
    registered_on: date | None = Field(default=None, index=True)
    ended_on: date | None = None

    performance: PerformanceStatus = Field(
        default=PerformanceStatus.NOT_STARTED, sa_type=code(PerformanceStatus)
    )
    performance_reason: str | None = Field(default=None, max_length=500)
    performed_on: date | None = None
    received_amount: int = Field(default=0, sa_type=Fen)
    is_demonstration: bool = False


class ContractParty(SQLModel, table=True):
    """One party as it stood in the contract: a copy, so that a moved company cannot rewrite an old deal.

    ``share`` is in hundredths of a percent of its side. ``country`` is a code of ISO 3166-1 alpha-3; only
    parties at home have a region.
    """

    __tablename__ = "contract_parties"
    __table_args__ = (
        UniqueConstraint("contract_id", "side", "position"),
        CheckConstraint("share BETWEEN 1 AND 10000", name="share_range"),
    )

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    contract_id: UUID = Field(foreign_key="contracts.id", ondelete="CASCADE")
    side: PartySide = Field(sa_type=code(PartySide))
    position: int
    nature: PartyNature = Field(default=PartyNature.ORGANIZATION, sa_type=code(PartyNature))
    organization_id: UUID | None = Field(default=None, foreign_key="organizations.id", index=True)
    name: str = Field(max_length=200)
    uscc: str | None = Field(default=None, max_length=18, index=True)
    share: int | None = None
    region: str | None = Field(default=None, max_length=6, index=True)
    country: str = Field(default="CHN", max_length=3)
    party_kind: str | None = Field(default=None, max_length=3)
    in_high_tech_zone: bool = False
    is_listed: bool = False
    size: OrganizationSize | None = Field(default=None, sa_type=code(OrganizationSize))
    is_transfer_agency: bool = False
    is_rd_body: bool = False
    representative: str | None = Field(default=None, max_length=100)
    contact_name: str | None = Field(default=None, max_length=100)
    contact_phone: str | None = Field(default=None, max_length=40)
    address: str | None = Field(default=None, max_length=500)


class ContractBroker(SQLModel, table=True):
    """Who brought the parties together, and how much of the deal is credited to them (hundredths of 1 %)."""

    __tablename__ = "contract_brokers"
    __table_args__ = (
        UniqueConstraint("contract_id", "position"),
        CheckConstraint("share BETWEEN 1 AND 10000", name="share_range"),
    )

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    contract_id: UUID = Field(foreign_key="contracts.id", ondelete="CASCADE")
    position: int
    organization_id: UUID = Field(foreign_key="organizations.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="people.id", index=True)
    share: int


class ContractPayment(SQLModel, table=True):
    """Money that was received (到账); rows are added and never changed."""

    __tablename__ = "contract_payments"
    __table_args__ = (
        CheckConstraint(f"amount {_RANGE}", name="amount_range"),
        Index("ix_contract_payments_contract", "contract_id", "received_on", "id"),
    )

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    contract_id: UUID = Field(foreign_key="contracts.id")
    amount: int = Field(sa_type=Fen)
    received_on: date = Field(index=True)
    note: str | None = Field(default=None, max_length=500)
    entered_by: UUID = Field(foreign_key="people.id")
    entered_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class ContractAmendment(SQLModel, table=True):
    """What changed after the signing, from what to what, by whom and why; rows are added and never changed.

    ``number`` counts from 1. ``before`` and ``after`` hold the changed fields alone, as they are read.
    """

    __tablename__ = "contract_amendments"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    contract_id: UUID = Field(foreign_key="contracts.id")
    number: int
    reason: str = Field(max_length=500)
    effective_on: date
    before: dict[str, Any] = Field(sa_type=Json)
    after: dict[str, Any] = Field(sa_type=Json)
    made_by: UUID | None = Field(default=None, foreign_key="people.id")
    made_by_organization_id: UUID | None = Field(default=None, foreign_key="organizations.id")
    made_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
