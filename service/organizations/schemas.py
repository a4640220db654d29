"""Shapes of organisations, members and of the one who asks."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from service.kernel.actor import Role
from service.kernel.schemas import Input, Line, Output, Title, Word
from service.organizations.tables import OrganizationKind, OrganizationSize, OrganizationStatus

Uscc = Annotated[str, Meta(min_length=18, max_length=18, description="统一社会信用代码 (GB 32100-2015)")]
RegionCode = Annotated[
    str, Meta(pattern=r"^[0-9]{6}(?![\s\S])", description="GB/T 2260, six digits; see /codes/regions")
]
ParkCode = Annotated[str, Meta(max_length=40, description="See /codes/parks")]
PartyKind = Annotated[str, Meta(pattern=r"^[0-9]{3}(?![\s\S])", description="See /codes/party_kinds")]


class OrganizationCreate(Input):
    """A registration; it stays pending until the bureau has checked it."""

    name: Title
    kind: OrganizationKind
    uscc: Uscc
    region: RegionCode
    short_name: Word | None = None
    park: ParkCode | None = None
    size: OrganizationSize | None = None
    party_kind: PartyKind | None = None
    is_state_owned: Annotated[bool, Meta(description="A state university, institute or company")] = False
    summary: Line | None = None


class OrganizationUpdate(Input):
    """What is to change; a field left out stays as it is."""

    name: Title | UnsetType = UNSET
    uscc: Uscc | UnsetType = UNSET
    region: RegionCode | UnsetType = UNSET
    short_name: Word | None | UnsetType = UNSET
    park: ParkCode | None | UnsetType = UNSET
    size: OrganizationSize | None | UnsetType = UNSET
    party_kind: PartyKind | None | UnsetType = UNSET
    is_state_owned: bool | UnsetType = UNSET
    summary: Line | None | UnsetType = UNSET


class StatusChange(Input):
    """Why an organisation is verified or suspended."""

    reason: Line


class VerifyOrganization(Input):
    """How it was checked."""

    note: Line | None = None


class OrganizationRead(Output):
    """One organisation."""

    id: UUID
    version: int
    name: str
    short_name: str | None
    kind: OrganizationKind
    uscc: str
    region: str
    park: str | None
    size: OrganizationSize | None
    party_kind: str | None
    is_state_owned: bool
    summary: str | None
    status: OrganizationStatus
    status_reason: str | None
    verified_at: datetime | None
    is_demonstration: bool
    created_at: datetime
    updated_at: datetime


class MemberRead(Output):
    """One person's place in an organisation."""

    id: UUID
    version: int
    person_id: UUID
    name: str
    email: str
    role: Role
    is_manager: bool
    created_at: datetime


class Members(Output):
    """Everybody who acts for an organisation."""

    items: list[MemberRead]


class MyMembership(Output):
    """One organisation that I may act for."""

    organization_id: UUID
    organization_name: str
    kind: OrganizationKind
    status: OrganizationStatus
    role: Role
    is_manager: bool


class Me(Output):
    """Who I am, and for whom this request acts."""

    person_id: UUID
    name: str
    email: str
    acting_for: Annotated[UUID | None, Meta(description="Null: belonging to several, send X-Organization")]
    role: Role | None
    is_verified: bool
    memberships: list[MyMembership]
