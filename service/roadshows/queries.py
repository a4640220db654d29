"""What is read about roadshows, entries and judges; each SELECT begins with what the actor may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlmodel import Session, col

from service.achievements.tables import Achievement
from service.codes.lists import region_prefix
from service.kernel.actor import Actor
from service.kernel.errors import NotFound
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.organizations.tables import Organization
from service.roadshows import policy, reading
from service.roadshows.schemas import (
    Entries,
    EntryRead,
    RoadshowRead,
    RoadshowSummary,
)
from service.roadshows.tables import (
    Entry,
    EntryStatus,
    Roadshow,
    RoadshowHost,
    RoadshowKind,
    RoadshowStatus,
)

_SUMMARY = tuple(getattr(Roadshow, name) for name in RoadshowSummary.__struct_fields__)
_PAGES = Keyset("roadshows", {"starts_at": col(Roadshow.starts_at)}, col(Roadshow.id), default="-starts_at")


@dataclass(frozen=True, slots=True)
class RoadshowFilter:
    """What a list of roadshows is narrowed to."""

    kind: RoadshowKind | None = None
    status: RoadshowStatus | None = None
    region: str | None = None
    starts_from: datetime | None = None
    starts_before: datetime | None = None


def roadshows_visible_to(actor: Actor) -> ColumnElement[bool]:
    """Everybody sees what is called for; the plan is the host's alone."""
    shown = col(Roadshow.status) != RoadshowStatus.PLANNED
    if not actor.is_bureau or actor.area is None:
        return shown
    return or_(shown, col(Roadshow.region).startswith(actor.area))


def roadshows(
    session: Session, actor: Actor, wanted: RoadshowFilter, window: Window, cursors: Cursors
) -> Page[RoadshowSummary]:
    """One page of what ``actor`` may see, the latest day first."""
    statement = select(*_SUMMARY).where(roadshows_visible_to(actor), _passes(wanted))
    found = _PAGES.page(session, statement, window, cursors)
    names = RoadshowSummary.__struct_fields__
    page = Page[RoadshowSummary](
        items=[RoadshowSummary(**dict(zip(names, row, strict=False))) for row in found.rows],
        next_cursor=found.next_cursor,
    )
    if found.total is not None:
        page.total = found.total
    return page


def roadshow(session: Session, actor: Actor, roadshow_id: UUID) -> RoadshowRead:
    """One roadshow.

    Raises NotFound also for one that ``actor`` may not see.
    """
    return reading.whole(actor, visible_roadshow(session, actor, roadshow_id), hosts(session, roadshow_id))


def visible_roadshow(session: Session, actor: Actor, roadshow_id: UUID, *, lock: bool = False) -> Roadshow:
    """Its row, locked where it is to be changed.

    Raises NotFound also for one that ``actor`` may not see.
    """
    statement = select(Roadshow).where(col(Roadshow.id) == roadshow_id, roadshows_visible_to(actor))
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Roadshow | None = session.execute(statement).scalars().first()
    if found is None:
        raise NotFound("There is no such roadshow, or you may not see it.")
    return found


def hosts(session: Session, roadshow_id: UUID) -> list[tuple[RoadshowHost, str]]:
    """Its hosts with their names, the first named first."""
    statement = (
        select(RoadshowHost, col(Organization.name))
        .join(Organization, col(Organization.id) == col(RoadshowHost.organization_id))
        .where(col(RoadshowHost.roadshow_id) == roadshow_id)
        .order_by(col(RoadshowHost.id))
    )
    return [(host, name) for host, name in session.execute(statement)]


def entries(session: Session, actor: Actor, roadshow_id: UUID) -> Entries:
    """The accepted ones; one's own and, for the host, all the others too.

    Raises NotFound.
    """
    held = visible_roadshow(session, actor, roadshow_id)
    statement = _entries().where(col(Entry.roadshow_id) == roadshow_id, _entries_visible_to(actor, held))
    rows = session.execute(
        statement.order_by(col(Entry.position).is_(None), col(Entry.position), col(Entry.id))
    )
    return Entries(items=[reading.entry(actor, held, *row) for row in rows])


def entry(session: Session, actor: Actor, held: Roadshow, entry_id: UUID) -> EntryRead:
    """One of them, just changed."""
    row = session.execute(_entries().where(col(Entry.id) == entry_id)).one()
    return reading.entry(actor, held, *row)


def visible_entry(
    session: Session, actor: Actor, held: Roadshow, entry_id: UUID, *, lock: bool = False
) -> Entry:
    """Its row, locked where it is to be changed.

    Raises NotFound also for one that ``actor`` may not see.
    """
    statement = select(Entry).where(
        col(Entry.id) == entry_id, col(Entry.roadshow_id) == held.id, _entries_visible_to(actor, held)
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Entry | None = session.execute(statement).scalars().first()
    if found is None:
        raise NotFound("There is no such entry in this roadshow.")
    return found


def entry_of_achievement(session: Session, roadshow_id: UUID, achievement_id: UUID) -> Entry | None:
    """The entry that an achievement has already."""
    statement = select(Entry).where(
        col(Entry.roadshow_id) == roadshow_id, col(Entry.achievement_id) == achievement_id
    )
    return session.execute(statement.with_for_update()).scalars().first()


def count_taking_part(session: Session, roadshow_id: UUID) -> int:
    """How many places are taken: accepted entries."""
    statement = select(func.count()).where(
        col(Entry.roadshow_id) == roadshow_id, col(Entry.status) == EntryStatus.ACCEPTED
    )
    return int(session.execute(statement).scalar_one())


def accepted_entries(session: Session, roadshow_id: UUID) -> list[Entry]:
    """The entries that take part, by place; all are locked with their roadshow."""
    statement = select(Entry).where(
        col(Entry.roadshow_id) == roadshow_id, col(Entry.status) == EntryStatus.ACCEPTED
    )
    return list(session.execute(statement.order_by(col(Entry.position), col(Entry.id))).scalars())


def _entries() -> Select[*tuple[Any, ...]]:
    return (
        select(Entry, col(Achievement.title), col(Organization.name))
        .join(Achievement, col(Achievement.id) == col(Entry.achievement_id))
        .join(Organization, col(Organization.id) == col(Entry.organization_id))
    )


def _entries_visible_to(actor: Actor, held: Roadshow) -> ColumnElement[bool]:
    if policy.may_manage(actor, held):
        return true()
    shown = col(Entry.status) == EntryStatus.ACCEPTED
    mine = actor.organization_id
    return shown if mine is None else or_(shown, col(Entry.organization_id) == mine)


def _passes(wanted: RoadshowFilter) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    if wanted.kind is not None:
        condition &= col(Roadshow.kind) == wanted.kind
    if wanted.status is not None:
        condition &= col(Roadshow.status) == wanted.status
    if wanted.region is not None:
        condition &= col(Roadshow.region).startswith(region_prefix(wanted.region))
    if wanted.starts_from is not None:
        condition &= col(Roadshow.starts_at) >= wanted.starts_from
    if wanted.starts_before is not None:
        condition &= col(Roadshow.starts_at) < wanted.starts_before
    return condition
