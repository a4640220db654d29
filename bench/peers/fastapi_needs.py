"""The peer: our public list of needs in FastAPI and SQLModel, as their own manuals write it.

The same tables, database, filters and fields; ``select(Need, Organization)``, a session by ``Depends``, and a
``response_model`` of SQLModel read models. Its pool is wide enough that no request waits for a connection.
"""

import os
from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, Query
from sqlmodel import Session, SQLModel, col, create_engine, or_, select

from service.kernel import clock
from service.kernel.money import optional_yuan
from service.listings.listing import Visibility
from service.needs.tables import Need, NeedStatus, NeedType
from service.organizations.tables import (
    Organization,
    OrganizationKind,
    OrganizationSize,
    OrganizationStatus,
)

_URL = os.environ["PEER_DATABASE_URL"]
_ARGUMENTS = {"check_same_thread": False} if _URL.startswith("sqlite") else {}
engine = create_engine(_URL, pool_size=40, connect_args=_ARGUMENTS)
app = FastAPI()


class OwnerPublic(SQLModel):
    id: UUID | None
    name: str | None
    kind: OrganizationKind
    region: str
    size: OrganizationSize | None
    is_anonymous: bool = False


class NeedPublic(SQLModel):
    id: UUID
    version: int
    title: str
    excerpt: str
    need_type: NeedType
    tech_field: str | None
    industry: str | None
    region: str
    park: str | None
    budget_min: str | None
    budget_max: str | None
    deadline: date | None
    status: NeedStatus
    visibility: Visibility
    owner: OwnerPublic
    published_at: datetime | None
    valid_until: date
    updated_at: datetime


class NeedsPublic(SQLModel):
    items: list[NeedPublic]
    next_cursor: str | None = None


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


@app.get("/api/v1/needs", response_model=NeedsPublic)
def list_needs(
    session: Annotated[Session, Depends(get_session)],
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    tech_field: str | None = None,
    region: str | None = None,
    need_type: NeedType | None = None,
) -> NeedsPublic:
    today = clock.today()
    statement = (
        select(Need, Organization)
        .join(Organization, col(Organization.id) == col(Need.owner_id))
        .where(
            col(Need.status).in_([NeedStatus.PUBLISHED, NeedStatus.IN_NEGOTIATION, NeedStatus.SOLVED]),
            col(Need.visibility).in_([Visibility.PUBLIC, Visibility.ANONYMOUS]),
            or_(col(Need.valid_until) >= today, col(Need.status) != NeedStatus.PUBLISHED),
            col(Organization.status) != OrganizationStatus.SUSPENDED,
        )
    )
    if tech_field is not None:
        statement = statement.where(Need.tech_field == tech_field)
    if region is not None:
        statement = statement.where(col(Need.region).startswith(region))
    if need_type is not None:
        statement = statement.where(Need.need_type == need_type)
    ordered = statement.order_by(col(Need.listed_at).desc(), col(Need.id).desc()).limit(limit + 1)
    rows = session.exec(ordered).all()
    last = rows[limit - 1][0] if len(rows) > limit else None
    return NeedsPublic(
        items=[public(need, owner) for need, owner in rows[:limit]],
        next_cursor=f"{last.listed_at.isoformat()}|{last.id}" if last else None,
    )


def public(need: Need, owner: Organization) -> NeedPublic:
    is_shown = need.visibility != Visibility.ANONYMOUS
    return NeedPublic(
        id=need.id, version=need.version, title=need.title, excerpt=need.problem[:120],
        need_type=need.need_type, tech_field=need.tech_field, industry=need.industry, region=need.region,
        park=need.park, budget_min=optional_yuan(need.budget_min), budget_max=optional_yuan(need.budget_max),
        deadline=need.deadline, status=need.status, visibility=need.visibility,
        owner=OwnerPublic(
            id=owner.id if is_shown else None, name=owner.name if is_shown else None, kind=owner.kind,
            region=owner.region, size=owner.size, is_anonymous=not is_shown,
        ),
        published_at=need.published_at, valid_until=need.valid_until, updated_at=need.updated_at,
    )  # fmt: skip
