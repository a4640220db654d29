"""Organisations, the people and machines that act for them, and brokers with their certificates."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from service.kernel import ids
from service.kernel.actor import Role
from service.kernel.record import Instant, Json, Record, code


class OrganizationKind(StrEnum):
    """单位类别."""

    UNIVERSITY = "university"
    INSTITUTE = "institute"
    ENTERPRISE = "enterprise"
    AGENCY = "agency"
    GOVERNMENT = "government"
    FINANCIER = "financier"


class OrganizationSize(StrEnum):
    """企业规模."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


class OrganizationStatus(StrEnum):
    """Whether the bureau has checked who this is (核验状态)."""

    PENDING = "pending"
    VERIFIED = "verified"
    SUSPENDED = "suspended"


class Organization(Record, table=True):
    """A legal person, known by its unified social credit code (统一社会信用代码, GB 32100-2015)."""

    __tablename__ = "organizations"
    entity: ClassVar[str] = "organizations"

    name: str = Field(max_length=200, index=True)
    short_name: str | None = Field(default=None, max_length=100)
    kind: OrganizationKind = Field(sa_type=code(OrganizationKind))
    uscc: str = Field(max_length=18, unique=True)
    region: str = Field(max_length=6)
    park: str | None = Field(default=None, max_length=40)
    size: OrganizationSize | None = Field(default=None, sa_type=code(OrganizationSize))
    party_kind: str | None = Field(default=None, max_length=3)
    is_state_owned: bool = False
    summary: str | None = Field(default=None, max_length=500)
    status: OrganizationStatus = Field(
        default=OrganizationStatus.PENDING,
        sa_type=code(OrganizationStatus),
    )
    verified_by: UUID | None = Field(default=None, foreign_key="people.id")
    verified_at: datetime | None = Field(default=None, sa_type=Instant)
    status_reason: str | None = Field(default=None, max_length=500)
    is_demonstration: bool = False


class Membership(Record, table=True):
    """One person acting for one organisation in one role."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("person_id", "organization_id"),)
    entity: ClassVar[str] = "memberships"

    person_id: UUID = Field(foreign_key="people.id", index=True)
    organization_id: UUID = Field(foreign_key="organizations.id", index=True)
    role: Role = Field(sa_type=code(Role))
    is_manager: bool = False


class ApiKey(Record, table=True):
    """A machine's key (接口密钥): it acts as its maker does for the organisation, within its scopes."""

    __tablename__ = "api_keys"
    entity: ClassVar[str] = "api_keys"
    untold: ClassVar[frozenset[str]] = frozenset({"hash"})

    person_id: UUID = Field(foreign_key="people.id", index=True)
    organization_id: UUID = Field(foreign_key="organizations.id", index=True)
    name: str = Field(max_length=100)
    prefix: str = Field(max_length=20, unique=True)
    hash: str = Field(max_length=64)
    scopes: list[str] = Field(sa_type=Json)
    expires_on: date
    last_used_at: datetime | None = Field(default=None, sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class CertificateLevel(StrEnum):
    """技术经纪人证书级别."""

    JUNIOR = "junior"
    INTERMEDIATE = "intermediate"
    SENIOR = "senior"


class Broker(Record, table=True):
    """A technology broker (技术经纪人): the certificate, what they know and where they work.

    One may be listed before having an account: many are trained and certified, few have logged in.
    """

    __tablename__ = "brokers"
    entity: ClassVar[str] = "brokers"
    untold: ClassVar[frozenset[str]] = frozenset({"name", "certificate_number", "summary"})

    person_id: UUID | None = Field(default=None, foreign_key="people.id", unique=True)
    name: str = Field(max_length=100)
    certificate_level: CertificateLevel = Field(sa_type=code(CertificateLevel))
    certificate_number: str | None = Field(default=None, max_length=60, unique=True)
    certificate_issuer: str = Field(max_length=200)
    certificate_until: date | None = None
    agency_id: UUID | None = Field(default=None, foreign_key="organizations.id", index=True)
    region: str = Field(max_length=6)
    tech_fields: list[str] = Field(default_factory=list, sa_type=Json)
    regions: list[str] = Field(default_factory=list, sa_type=Json)
    summary: str | None = Field(default=None, max_length=500)
    verified_by: UUID | None = Field(default=None, foreign_key="people.id")
    verified_at: datetime | None = Field(default=None, sa_type=Instant)
    is_demonstration: bool = False


class BrokerAgency(SQLModel, table=True):
    """For which agency a broker works or worked; one at a time, and the days stay known."""

    __tablename__ = "broker_agencies"

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    broker_id: UUID = Field(foreign_key="brokers.id", index=True)
    organization_id: UUID = Field(foreign_key="organizations.id", index=True)
    since: date
    until: date | None = None
