"""What waits for an actor among listings: returned ones, ones that expire soon, ones to review."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import Session, col

from service.kernel import clock
from service.kernel.actor import Actor
from service.listings.visibility import in_area, is_insider
from service.worklist.schemas import WorkItem

# So long before its last valid day a listing is worth a renewal.
_SOON = timedelta(days=30)


def waiting_listings(session: Session, actor: Actor, table: Any, limit: int) -> Iterator[WorkItem]:
    """Of one kind; what the bureau reviews is not its own (policy.may_review)."""
    mine = is_insider(actor, table)
    today = clock.today()
    ends = [col(table.status) == "published", col(table.valid_until) >= today]
    soon = col(table.valid_until) < today + _SOON
    foreign = [
        col(table.entered_by) != actor.person_id,
        col(table.owner_id) != actor.organization_id,
    ]
    submitted = [in_area(actor, table), col(table.status) == "submitted", *foreign]
    yield from _items(session, "mend_listing", table, [mine, col(table.status) == "returned"], limit)
    yield from _items(session, "renew_listing", table, [mine, *ends, soon], limit)
    if actor.is_bureau:
        yield from _items(session, "review_listing", table, submitted, limit)


def _items(
    session: Session, kind: str, table: Any, conditions: list[ColumnElement[bool]], limit: int
) -> Iterator[WorkItem]:
    since = {"review_listing": col(table.submitted_at), "renew_listing": col(table.listed_at)}.get(
        kind, col(table.updated_at)
    )
    statement = select(col(table.id), col(table.title), since, col(table.valid_until)).where(*conditions)
    by_urgency = col(table.valid_until) if kind == "renew_listing" else since
    for listing_id, title, at, last_day in session.execute(statement.order_by(by_urgency).limit(limit)):
        until = _end_of(last_day) if kind == "renew_listing" else None
        yield WorkItem(
            kind=kind, subject_kind=table.entity, subject_id=listing_id, title=title, since=at, until=until,
            is_late=False,
        )  # fmt: skip


def _end_of(day: Any) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), clock.SHANGHAI)
