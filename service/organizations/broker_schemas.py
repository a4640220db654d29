"""Shapes of brokers' listings."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from service.kernel.schemas import Input, Line, Output, Word
from service.organizations.schemas import RegionCode
from service.organizations.tables import CertificateLevel

_Number = Annotated[
    str, Meta(pattern=r"^[0-9A-Za-z()/-]{4,60}(?![\s\S])", description="As on the certificate")
]
_Fields = Annotated[list[Word], Meta(max_length=11, description="See /codes/tech_fields")]
_Regions = Annotated[list[RegionCode], Meta(max_length=20, description="Where the broker works")]


class BrokerListingCreate(Input):
    """A broker's certificate; brokers list themselves, the bureau lists also those without account."""

    certificate_level: CertificateLevel
    certificate_number: _Number
    certificate_issuer: Line
    region: RegionCode
    certificate_until: date | None = None
    tech_fields: _Fields = []
    regions: _Regions = []
    summary: Line | None = None
    name: Annotated[Word | None, Meta(description="By the bureau only; brokers stand under their own")] = None
    agency_id: Annotated[UUID | None, Meta(description="By the bureau only; else the one acted for")] = None


class BrokerListingUpdate(Input):
    """What is to change; a change of the certificate is checked anew."""

    certificate_level: CertificateLevel | UnsetType = UNSET
    certificate_number: _Number | UnsetType = UNSET
    certificate_issuer: Line | UnsetType = UNSET
    certificate_until: date | None | UnsetType = UNSET
    region: RegionCode | UnsetType = UNSET
    tech_fields: _Fields | UnsetType = UNSET
    regions: _Regions | UnsetType = UNSET
    summary: Line | None | UnsetType = UNSET
    agency_id: Annotated[
        UUID | None | UnsetType, Meta(description="A broker may name the agency acted for, or none")
    ] = UNSET


class AgencyPeriod(Output):
    """For whom a broker works or worked."""

    agency_id: UUID
    agency_name: str
    since: date
    until: date | None


class BrokerListing(Output):
    """One broker."""

    id: UUID
    version: int
    person_id: Annotated[UUID | None, Meta(description="Null: has no account here")]
    name: str
    certificate_level: CertificateLevel
    certificate_number: str | None
    certificate_issuer: str
    certificate_until: date | None
    agency_id: UUID | None
    agency_name: str | None
    region: str
    tech_fields: list[str]
    regions: list[str]
    summary: str | None
    verified_at: Annotated[datetime | None, Meta(description="Null: the bureau has not checked it")]
    created_at: datetime


class BrokerHistory(Output):
    """The agencies of a broker, the newest first."""

    items: list[AgencyPeriod]
