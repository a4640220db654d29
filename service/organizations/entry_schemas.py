"""Shapes of invitations, of registrations by request, and of changes of members."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from service.accounts.schemas import Email, NewPassword, Token
from service.kernel.actor import Role
from service.kernel.schemas import Input, Line, Output, Title, Word
from service.organizations.entry_tables import ApplicationStatus, InvitationStatus
from service.organizations.schemas import RegionCode, Uscc
from service.organizations.tables import OrganizationKind


class InvitationCreate(Input):
    """Somebody who shall act for an organisation, if they accept."""

    email: Email
    organization_id: Annotated[UUID | None, Meta(description="The one I act for when left out")] = None
    role: Annotated[Role | None, Meta(description="The kind's usual role when left out")] = None
    is_manager: bool = False


class InvitationRead(Output):
    """One invitation, without its link."""

    id: UUID
    version: int
    organization_id: UUID
    organization_name: str
    email: str
    role: Role
    is_manager: bool
    status: InvitationStatus
    expires_at: datetime
    created_at: datetime


class InvitationToken(Input):
    """The token of the link that was mailed."""

    token: Token


class InvitationPreview(Output):
    """What an invitation is to, for who holds its link."""

    organization_name: str
    email: str
    role: Role
    is_manager: bool
    has_account: Annotated[bool, Meta(description="Log in with this address to accept")]


class InvitationAccept(Input):
    """Yes to an invitation; who has an account logs in and sends the token alone."""

    token: Token
    name: Annotated[Word | None, Meta(description="Needed by who is new")] = None
    password: Annotated[NewPassword | None, Meta(description="Needed by who is new")] = None


class RegistrationCreate(Input):
    """A wish to act for an organisation. Who is logged in leaves out address and name."""

    uscc: Uscc
    email: Email | None = None
    name: Word | None = None
    role: Annotated[Role | None, Meta(description="The kind's usual role when left out")] = None
    note: Annotated[Line | None, Meta(description="Who I am, for who decides")] = None
    organization_name: Annotated[Title | None, Meta(description="Needed when the code is new here")] = None
    kind: Annotated[OrganizationKind | None, Meta(description="Needed when the code is new here")] = None
    region: Annotated[RegionCode | None, Meta(description="Needed when the code is new here")] = None


class RegistrationApprove(Input):
    """As what somebody may come in."""

    role: Annotated[Role | None, Meta(description="As asked for when left out")] = None
    is_manager: Annotated[bool, Meta(description="The first of a new organisation always is")] = False


class RegistrationRefuse(Input):
    """Why somebody may not come in; it is mailed to them."""

    reason: Line


class RegistrationRead(Output):
    """One request, for the applicant and who decides on it."""

    id: UUID
    version: int
    email: str
    name: str
    note: str | None
    role: Role
    organization_id: Annotated[UUID | None, Meta(description="Null: the organisation is new here")]
    uscc: str
    organization_name: str
    kind: OrganizationKind
    region: str
    status: ApplicationStatus
    reason: str | None
    decided_at: datetime | None
    created_at: datetime


class MemberUpdate(Input):
    """What a member is from now on; a field left out stays as it is."""

    role: Role | UnsetType = UNSET
    is_manager: bool | UnsetType = UNSET
