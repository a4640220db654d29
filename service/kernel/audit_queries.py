"""What is read of the audit trail for people: the newest first, by pages, as far as the actor may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from service.kernel.actor import Actor, Role
from service.kernel.audit import AuditEntry
from service.kernel.audit_seals import AuditSeal
from service.kernel.errors import Forbidden, bad_parameter
from service.kernel.paging import Cursors, Window
from service.kernel.schemas import Output, Page

_SCOPE = "audit -seq"
_NO_ID = UUID(int=0)


class AuditRead(Output):
    """One step: who did what to which record, when. What it was changed to is for the bureau alone."""

    seq: int
    at: datetime
    action: str
    entity: str
    entity_id: UUID
    entity_version: int
    person_id: UUID | None
    organization_id: UUID | None
    role: str | None
    request_id: str | None
    fields: list[str]
    data: dict[str, Any] | None
    is_sealed: bool
    hash: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What the trail is narrowed to; ``until`` is not part of the time any more."""

    entity: str | None = None
    entity_id: UUID | None = None
    actor: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def is_auditor(actor: Actor) -> bool:
    """The city's bureau reads all of the trail."""
    return actor.role == Role.BUREAU and actor.area == ""


def trail(
    session: Session, actor: Actor, wanted: AuditFilter, window: Window, cursors: Cursors
) -> Page[AuditRead]:
    """The newest steps first: all for the bureau, what was done for it for an organisation's manager.

    A manager reads which fields changed and not to what: a record may name another party, whose name is
    not theirs to see. Raises Forbidden, BadParameter.
    """
    if window.sort is not None:
        raise bad_parameter("sort", "The trail has one order: the newest first.")
    statement = select(AuditEntry).where(_visible_to(actor), *_conditions(wanted))
    total = session.scalar(select(func.count()).select_from(statement.subquery())) if window.count else None
    if window.cursor is not None:
        statement = statement.where(col(AuditEntry.seq) < _place(window.cursor, cursors))
    rows = session.scalars(statement.order_by(col(AuditEntry.seq).desc()).limit(window.limit + 1)).all()
    shown, has_more = rows[: window.limit], len(rows) > window.limit
    mark = session.scalar(select(func.max(col(AuditSeal.last_seq)))) or 0
    cursor = cursors.write(_SCOPE, str(shown[-1].seq), _NO_ID) if has_more else None
    page = Page(items=[_read(actor, row, mark) for row in shown], next_cursor=cursor)
    if total is not None:
        page.total = total
    return page


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    if is_auditor(actor):
        return col(AuditEntry.seq).is_not(None)
    if actor.is_member and actor.is_manager:
        return col(AuditEntry.organization_id) == actor.organization_id
    raise Forbidden("The trail is read by the city's bureau, and by managers for their own organisation.")


def _conditions(wanted: AuditFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.entity is not None:
        yield col(AuditEntry.entity) == wanted.entity
    if wanted.entity_id is not None:
        yield col(AuditEntry.entity_id) == wanted.entity_id
    if wanted.actor is not None:
        yield col(AuditEntry.person_id) == wanted.actor
    if wanted.since is not None:
        yield col(AuditEntry.at) >= wanted.since
    if wanted.until is not None:
        yield col(AuditEntry.at) < wanted.until


def _place(cursor: str, cursors: Cursors) -> int:
    value, _ = cursors.read(_SCOPE, cursor)
    return int(value)


def _read(actor: Actor, row: AuditEntry, mark: int) -> AuditRead:
    return AuditRead(
        seq=row.seq or 0,
        at=row.at,
        action=row.action,
        entity=row.entity,
        entity_id=row.entity_id,
        entity_version=row.entity_version,
        person_id=row.person_id,
        organization_id=row.organization_id,
        role=row.role,
        request_id=row.request_id,
        fields=sorted(row.data),
        data=row.data if is_auditor(actor) else None,
        is_sealed=(row.seq or 0) <= mark,
        hash=row.hash,
    )
