"""Every SELECT of needs; each begins with what the actor may see."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select, true
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col

from service.codes.lists import region_prefix
from service.kernel import clock, search
from service.kernel.actor import Actor
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.listings.reading import status_today
from service.listings.visibility import STATEMENTS, is_live, owner_is_shown, visible_to
from service.needs import reading
from service.needs.schemas import NeedRead, NeedSummary
from service.needs.tables import Need, NeedStatus, NeedType
from service.organizations.tables import Organization

_PAGES = Keyset(
    "needs",
    {
        "published_at": col(Need.listed_at),
        "created_at": col(Need.created_at),
        "updated_at": col(Need.updated_at),
        "valid_until": col(Need.valid_until),
    },
    col(Need.id),
    default="-published_at",
)
_SUMMARY = (
    col(Need.id), col(Need.version), col(Need.title), func.substr(Need.problem, 1, reading.EXCERPT),
    col(Need.need_type), col(Need.tech_field), col(Need.industry), col(Need.region), col(Need.park),
    col(Need.budget_min), col(Need.budget_max), col(Need.deadline), col(Need.status), col(Need.visibility),
    col(Need.published_at), col(Need.valid_until), col(Need.updated_at),
    col(Need.entered_by_organization_id),
    col(Organization.id), col(Organization.name), col(Organization.kind), col(Organization.region),
    col(Organization.size),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NeedFilter:
    """What a list of needs is narrowed to; ``budget_min`` (fen) asks for a ``budget_max`` of at least it."""

    q: str | None = None
    tech_field: str | None = None
    industry: str | None = None
    region: str | None = None
    park: str | None = None
    need_type: NeedType | None = None
    budget_min: int | None = None
    status: NeedStatus | None = None
    owner: UUID | None = None


def needs(
    session: Session, actor: Actor, wanted: NeedFilter, window: Window, cursors: Cursors
) -> Page[NeedSummary]:
    """One page of what ``actor`` may see; with ``q`` the best, ranked, without further pages."""
    today = clock.today()
    statement = _listed(actor, wanted, today)
    if wanted.q is not None:
        search.refuse_paging(window)
        found = _ranked(session, actor, wanted.q, statement, window.limit, today)
        return Page[NeedSummary](items=found)
    page = _PAGES.page(session, statement, window, cursors)
    listed = Page[NeedSummary](
        items=[reading.summary(actor, row, today) for row in page.rows], next_cursor=page.next_cursor
    )
    if page.total is not None:
        listed.total = page.total
    return listed


def need(session: Session, actor: Actor, need_id: UUID) -> NeedRead:
    """One need.

    Raises NotFound also for one that ``actor`` may not see.
    """
    found, owner = visible_row(session, actor, need_id)
    return reading.whole(actor, found, owner, clock.today())


def visible_row(session: Session, actor: Actor, need_id: UUID) -> tuple[Need, Organization]:
    """One need and its owner, for a read.

    Raises NotFound also for one that ``actor`` may not see.
    """
    statement = _one(actor, clock.today())
    return reading.found(session.execute(statement, {"id": need_id}).first())


def locked_need(session: Session, actor: Actor, need_id: UUID) -> tuple[Need, Organization]:
    """One need to be changed, its row locked, in the state that holds today, and its owner.

    Raises NotFound also for one that ``actor`` may not see.
    """
    statement = _one(actor, clock.today()).with_for_update(of=Need)
    row, owner = reading.found(session.execute(statement, {"id": need_id}).first())
    # Not a change yet: what follows starts from the state that holds today, and writes its own.
    set_committed_value(row, "status", status_today(row.status, row.valid_until, clock.today()))
    return row, owner


def live_needs(
    session: Session, actor: Actor, ids: Collection[UUID]
) -> dict[UUID, tuple[Need, Organization]]:
    """Of these, the ones that rank for ``actor`` now: live and visible to them."""
    today = clock.today()
    statement = _whole(actor, today).where(col(Need.id).in_(ids), is_live(Need, today))
    return {row.id: (row, owner) for row, owner in session.execute(statement)}


def need_by_title(session: Session, title: str) -> Need | None:
    """The published need of this title; for the demonstration's report, which knows needs by their titles."""
    statement = select(Need).where(col(Need.title) == title, col(Need.status) == NeedStatus.PUBLISHED)
    return session.execute(statement).scalars().first()


def every_need(session: Session, ids: Collection[UUID] | None = None) -> Iterator[Need]:
    """A stream for the index, which is filtered by actor when it is asked: all, or those of ``ids``."""
    statement = select(Need).execution_options(yield_per=500)
    if ids is not None:
        statement = statement.where(col(Need.id).in_(ids))
    return iter(session.execute(statement).scalars())


def count_needs(session: Session) -> int:
    """How many there are, of every state."""
    return int(session.execute(select(func.count()).select_from(Need)).scalar_one())


def need_ids_to_expire(session: Session, today: date, *, limit: int) -> Sequence[UUID]:
    """Published needs whose last valid day has passed."""
    statement = (
        select(col(Need.id))
        .where(col(Need.status) == NeedStatus.PUBLISHED, col(Need.valid_until) < today)
        .limit(limit)
    )
    return session.execute(statement).scalars().all()


def need_to_expire(session: Session, need_id: UUID) -> Need | None:
    """One need, its row locked; for the job that writes expiry down."""
    return session.get(Need, need_id, with_for_update=True)


@lru_cache(maxsize=STATEMENTS)
def _whole(actor: Actor, today: date) -> Select[Need, Organization]:
    return (
        select(Need, Organization)
        .join(Organization, col(Organization.id) == col(Need.owner_id))
        .where(visible_to(actor, Need, today))
    )


@lru_cache(maxsize=STATEMENTS)
def _one(actor: Actor, today: date) -> Select[Need, Organization]:
    return _whole(actor, today).where(col(Need.id) == bindparam("id"))


@lru_cache(maxsize=STATEMENTS)
def _listed(actor: Actor, wanted: NeedFilter, today: date) -> Select[*tuple[Any, ...]]:
    return (
        select(*_SUMMARY)
        .join(Organization, col(Organization.id) == col(Need.owner_id))
        .where(visible_to(actor, Need, today), _passes(actor, wanted, today))
    )


def _ranked(
    session: Session,
    actor: Actor,
    q: str,
    statement: Select[*tuple[Any, ...]],
    limit: int,
    today: date,
) -> list[NeedSummary]:
    hits = search.index_of(session).ids(
        session, "needs", q, allowed=_allowed(session, statement), limit=limit
    )
    rows = session.execute(statement.where(col(Need.id).in_([hit.id for hit in hits])))
    by_id = {row[0]: reading.summary(actor, row, today) for row in rows}
    return [by_id[hit.id] for hit in hits if hit.id in by_id]


def _allowed(session: Session, statement: Select[*tuple[Any, ...]]) -> search.Allowed:
    narrowed = statement.with_only_columns(col(Need.id), maintain_column_froms=True)
    return lambda ids: set(session.execute(narrowed.where(col(Need.id).in_(ids))).scalars())


def _passes(actor: Actor, wanted: NeedFilter, today: date) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    for name in ("tech_field", "industry", "park", "need_type"):
        if (value := getattr(wanted, name)) is not None:
            conditions.append(col(getattr(Need, name)) == value)
    if wanted.region is not None:
        conditions.append(col(Need.region).startswith(region_prefix(wanted.region)))
    if wanted.budget_min is not None:
        conditions.append(col(Need.budget_max) >= wanted.budget_min)
    if wanted.owner is not None:
        conditions += [col(Need.owner_id) == wanted.owner, owner_is_shown(actor, Need)]
    if wanted.status is not None:
        conditions.append(_has_status(wanted.status, today))
    return and_(*conditions)


def _has_status(status: NeedStatus, today: date) -> ColumnElement[bool]:
    """Expiry counts from its day on, also before the job has written it."""
    is_over = col(Need.valid_until) < today
    if status == NeedStatus.EXPIRED:
        return or_(col(Need.status) == status, and_(col(Need.status) == NeedStatus.PUBLISHED, is_over))
    if status == NeedStatus.PUBLISHED:
        return and_(col(Need.status) == status, ~is_over)
    return col(Need.status) == status
