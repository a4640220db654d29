"""Organisations and the people who act for them."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from service.kernel.actor import Role
from service.kernel.record import Instant, Record, code


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
