"""Shapes of keys for machines."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.http.scopes import KeyScope
from service.kernel.schemas import Input, Output, Word

_Scopes = Annotated[list[KeyScope], Meta(min_length=1, max_length=40, description="See /codes/key_scopes")]


class ApiKeyCreate(Input):
    """A key for a machine, for the organisation that this request acts for."""

    name: Annotated[Word, Meta(description="What it is for; shown in the list")]
    scopes: _Scopes
    expires_on: Annotated[
        date | None, Meta(description="From this day on it is refused; a year from today when left out")
    ] = None


class ApiKeyRead(Output):
    """One key, without the key itself."""

    id: UUID
    version: int
    organization_id: UUID
    person_id: Annotated[UUID, Meta(description="As whom it acts")]
    person_name: str
    name: str
    prefix: Annotated[str, Meta(description="The key's first characters")]
    scopes: list[KeyScope]
    expires_on: date
    last_used_at: Annotated[datetime | None, Meta(description="Exact to an hour")]
    created_at: datetime
    is_expired: bool = False


class ApiKeyCreated(Output):
    """A new key; the key itself is shown this once."""

    id: UUID
    version: int
    key: Annotated[str, Meta(description="Send it as `Authorization: Bearer …`; it is not shown again")]
    name: str
    prefix: str
    scopes: list[KeyScope]
    expires_on: date
