"""The registrars' queue: what waits in the office, by the day it is due."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlmodel import Session, col

from service.codes.lists import region_prefix
from service.contracts import policy, queries, reading
from service.contracts.filing_schemas import QueueItem
from service.contracts.schemas import ContractSummary
from service.contracts.tables import Contract, RegistrationStatus
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.kernel.workdays import workdays_until

_NEVER = date(9999, 12, 31)
_IN_QUEUE = (RegistrationStatus.ACCEPTED, RegistrationStatus.FILED)
_CHECKS = (col(Contract.is_disputed), col(Contract.first_checker), col(Contract.second_checker))
_DUE = func.coalesce(col(Contract.due_on), _NEVER)
_QUEUE = Keyset("contract queue", {"due_on": _DUE}, col(Contract.id), default="due_on")


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is narrowed to."""

    status: RegistrationStatus | None = None
    region: str | None = None
    is_late: bool | None = None
    is_provisional: bool | None = None
    is_large: bool | None = None


def queue(
    session: Session, actor: Actor, wanted: QueueFilter, window: Window, cursors: Cursors
) -> Page[QueueItem]:
    """One page of what waits in the office: what is due first comes first, what is not accepted yet last."""
    today = clock.today()
    columns = [*queries.SUMMARY, *_CHECKS]
    statement: Select[*tuple[Any, ...]] = select(*columns).where(_is_here(actor), _passes(wanted, today))
    found = _QUEUE.page(session, statement, window, cursors)
    page = Page(items=[_item(row, today) for row in found.rows], next_cursor=found.next_cursor)
    if found.total is not None:
        page.total = found.total
    return page


def ids_of_provisional(session: Session) -> list[UUID]:
    """Contracts whose due day may move with the next announcement of holidays."""
    is_open = col(Contract.status) == RegistrationStatus.ACCEPTED
    waiting = select(col(Contract.id)).where(is_open, col(Contract.due_is_provisional))
    return list(session.execute(waiting.order_by(col(Contract.id))).scalars())


def locked_provisional(session: Session, contract_id: UUID) -> Contract | None:
    """One of them, locked; None when it is none any more."""
    is_open = col(Contract.status) == RegistrationStatus.ACCEPTED
    statement = select(Contract).where(
        col(Contract.id) == contract_id, is_open, col(Contract.due_is_provisional)
    )
    return session.execute(statement.with_for_update()).scalars().first()


def _is_here(actor: Actor) -> ColumnElement[bool]:
    """An authority's queue is what is filed with it; a party's, its own contracts in whichever office."""
    is_waiting = col(Contract.status).in_(_IN_QUEUE)
    area = policy.area_of(actor)
    if area is None:
        return is_waiting & queries.visible_to(actor)
    return is_waiting & func.coalesce(col(Contract.filing_region), "").startswith(area)


def _passes(wanted: QueueFilter, today: date) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    if wanted.status is not None:
        condition &= col(Contract.status) == wanted.status
    if wanted.region is not None:
        condition &= col(Contract.filing_region).startswith(region_prefix(wanted.region))
    if wanted.is_late is not None:
        condition &= (today > _DUE) == wanted.is_late
    if wanted.is_provisional is not None:
        condition &= col(Contract.due_is_provisional) == wanted.is_provisional
    if wanted.is_large is not None:
        condition &= col(Contract.is_large) == wanted.is_large
    return condition


def _item(row: Any, today: date) -> QueueItem:
    told = reading.summary(row)
    is_disputed, first, second = row[len(ContractSummary.__struct_fields__) :][: len(_CHECKS)]
    same = set(QueueItem.__struct_fields__) & set(ContractSummary.__struct_fields__)
    return QueueItem(
        **{name: getattr(told, name) for name in same},
        is_disputed=is_disputed,
        workdays_left=None if told.due_on is None else workdays_until(today, told.due_on),
        is_late=told.due_on is not None and told.due_on < today,
        next_step=_next_step(told.status, first, second),
    )


def _next_step(status: RegistrationStatus, first: UUID | None, second: UUID | None) -> str:
    if status == RegistrationStatus.FILED:
        return "accept"
    if first is None:
        return "first_check"
    return "second_check" if second is None else "register"
