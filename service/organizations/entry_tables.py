"""The two ways into an organisation: it invites somebody, or somebody asks to come in."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field

from service.kernel.actor import Role
from service.kernel.record import Instant, Record, code
from service.organizations.tables import OrganizationKind


class InvitationStatus(StrEnum):
    """邀请状态; an open one past its day is shown as expired."""

    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class ApplicationStatus(StrEnum):
    """注册申请状态."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Invitation(Record, table=True):
    """An organisation asks the owner of a mailbox to act for it (邀请); nobody joins without accepting."""

    __tablename__ = "invitations"
    entity: ClassVar[str] = "invitations"
    untold: ClassVar[frozenset[str]] = frozenset({"email"})

    organization_id: UUID = Field(foreign_key="organizations.id", index=True)
    email: str = Field(max_length=254, index=True)
    role: Role = Field(sa_type=code(Role))
    is_manager: bool = False
    status: InvitationStatus = Field(default=InvitationStatus.OPEN, sa_type=code(InvitationStatus))
    expires_at: datetime = Field(sa_type=Instant)
    invited_by: UUID = Field(foreign_key="people.id")
    accepted_by: UUID | None = Field(default=None, foreign_key="people.id")


class Registration(Record, table=True):
    """Somebody asks to act for an organisation, known or new to the platform (注册申请)."""

    __tablename__ = "registrations"
    entity: ClassVar[str] = "registrations"
    untold: ClassVar[frozenset[str]] = frozenset({"email", "name", "note"})

    person_id: UUID | None = Field(default=None, foreign_key="people.id", index=True)
    email: str = Field(max_length=254, index=True)
    name: str = Field(max_length=100)
    note: str | None = Field(default=None, max_length=500)
    role: Role = Field(sa_type=code(Role))
    organization_id: UUID | None = Field(default=None, foreign_key="organizations.id", index=True)
    uscc: str = Field(max_length=18)
    organization_name: str = Field(max_length=200)
    kind: OrganizationKind = Field(sa_type=code(OrganizationKind))
    region: str = Field(max_length=6)
    status: ApplicationStatus = Field(
        default=ApplicationStatus.PENDING, sa_type=code(ApplicationStatus), index=True
    )
    reason: str | None = Field(default=None, max_length=500)
    decided_by: UUID | None = Field(default=None, foreign_key="people.id")
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
