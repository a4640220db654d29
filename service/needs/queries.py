"""Every SELECT of needs; each begins with what the actor may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from service.kernel import clock
from service.kernel.actor import Actor
from service.listings.shelf_queries import Shelf
from service.listings.work_queries import waiting_listings
from service.needs import reading
from service.needs.schemas import NeedRead, NeedSummary
from service.needs.tables import Need, NeedStatus, NeedType
from service.worklist.schemas import WorkItem

_EQUAL = ("tech_field", "industry", "park", "need_type")


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


def _conditions(actor: Actor, wanted: NeedFilter, today: date) -> list[ColumnElement[bool]]:
    conditions = SHELF.common_conditions(actor, wanted, today, _EQUAL)
    if wanted.budget_min is not None:
        conditions.append(col(Need.budget_max) >= wanted.budget_min)
    return conditions


SHELF: Shelf[Need, NeedSummary] = Shelf(
    Need,
    "need",
    (
        col(Need.id), col(Need.version), col(Need.title), func.substr(Need.problem, 1, reading.EXCERPT),
        col(Need.need_type), col(Need.tech_field), col(Need.industry), col(Need.region), col(Need.park),
        col(Need.budget_min), col(Need.budget_max), col(Need.deadline), col(Need.status),
        col(Need.visibility), col(Need.published_at), col(Need.valid_until), col(Need.updated_at),
        col(Need.entered_by_organization_id),
    ),
    reading.summary,
    _conditions,
)  # fmt: skip
needs, visible_row, locked_need, live_needs = SHELF.page, SHELF.visible, SHELF.locked, SHELF.live
every_need, count_needs, live_need_ids, held_need = SHELF.every, SHELF.count, SHELF.live_ids, SHELF.held
near_needs = SHELF.near_duplicates
need_ids_to_expire, need_to_expire = SHELF.due_to_expire, SHELF.to_expire


def need(session: Session, actor: Actor, need_id: UUID) -> NeedRead:
    """One need.

    Raises NotFound also for one that ``actor`` may not see.
    """
    return reading.whole(actor, *visible_row(session, actor, need_id), clock.today())


def need_by_title(session: Session, title: str) -> Need | None:
    """The published need of this title; for the demonstration's report, which knows needs by their titles."""
    statement = select(Need).where(col(Need.title) == title, col(Need.status) == NeedStatus.PUBLISHED)
    return session.execute(statement).scalars().first()


def waiting_needs(session: Session, actor: Actor, limit: int) -> Iterable[WorkItem]:
    """What waits for the actor here."""
    return waiting_listings(session, actor, Need, limit)
