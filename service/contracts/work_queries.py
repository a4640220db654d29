"""What waits for an actor among contracts: signatures, filings, supplements, decisions of the office."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from service.contracts.lifecycle import IN_THE_REGISTER
from service.contracts.policy import DESK, area_of
from service.contracts.tables import (
    Contract,
    ContractAmendment,
    ContractParty,
    ContractSource,
    PartySide,
    PerformanceStatus,
    RegistrationStatus,
)
from service.kernel import clock
from service.kernel.actor import Actor
from service.worklist.schemas import WorkItem

_S = RegistrationStatus


def waiting_contracts(session: Session, actor: Actor, limit: int) -> Iterator[WorkItem]:
    """The most urgent of each kind."""
    if not actor.is_member:
        return
    for kind, condition in (*_as_party(actor), *_in_the_office(actor)):
        yield from _items(session, kind, condition, limit)


def _as_party(actor: Actor) -> Sequence[tuple[str, ColumnElement[bool]]]:
    """Sellers sign and file; what goes back to the parties waits for both sides."""
    ours = col(Contract.source) == ContractSource.KEJU
    sells, takes_part = _seat(actor, PartySide.SELLER), or_(*(_seat(actor, side) for side in PartySide))
    return (
        ("sign_contract", and_(ours, sells, col(Contract.status) == _S.DRAFT)),
        ("file_contract", and_(ours, sells, col(Contract.status).in_((_S.SIGNED, _S.PREPARED)))),
        ("supplement_contract", and_(ours, takes_part, col(Contract.status) == _S.SUPPLEMENT_REQUESTED)),
    )


def _in_the_office(actor: Actor) -> Sequence[tuple[str, ColumnElement[bool]]]:
    """What the office of the actor's area has before it; a first check waits for somebody else's second."""
    area = area_of(actor)
    if area is None or actor.role not in DESK:
        return ()
    here = col(Contract.filing_region).startswith(area)
    accepted = and_(here, col(Contract.status) == _S.ACCEPTED)
    is_checked = col(Contract.second_checker).is_not(None)
    by_another = or_(col(Contract.first_checker).is_(None), col(Contract.first_checker) != actor.person_id)
    return (
        ("accept_contract", and_(here, col(Contract.status) == _S.FILED)),
        ("check_contract", and_(accepted, ~is_checked, by_another)),
        ("register_contract", and_(accepted, is_checked)),
        ("settle_contract", and_(here, _is_to_settle())),
    )


def _is_to_settle() -> ColumnElement[bool]:
    """Ended early, and neither amended since to what was done nor taken out of the register."""
    amended_since = select(col(ContractAmendment.contract_id)).where(
        col(ContractAmendment.contract_id) == col(Contract.id),
        col(ContractAmendment.effective_on) >= col(Contract.performed_on),
    )
    return and_(
        col(Contract.performance) == PerformanceStatus.ENDED_EARLY,
        col(Contract.status).in_(IN_THE_REGISTER),
        ~amended_since.exists(),
    )


def _seat(actor: Actor, side: PartySide) -> ColumnElement[bool]:
    own = select(col(ContractParty.contract_id)).where(
        col(ContractParty.organization_id) == actor.organization_id, col(ContractParty.side) == side
    )
    return col(Contract.id).in_(own)


def _items(session: Session, kind: str, condition: ColumnElement[bool], limit: int) -> Iterator[WorkItem]:
    columns = (col(Contract.id), col(Contract.title), col(Contract.updated_at), col(Contract.due_on))
    urgency = (col(Contract.due_on).is_(None), col(Contract.due_on), col(Contract.updated_at))
    now = clock.now()
    for contract_id, title, since, due_on in session.execute(
        select(*columns).where(condition).order_by(*urgency).limit(limit)
    ):
        until = _end_of(due_on) if due_on is not None else None
        yield WorkItem(
            kind=kind, subject_kind=Contract.entity, subject_id=contract_id, title=title, since=since,
            until=until, is_late=until is not None and until < now,
        )  # fmt: skip


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), clock.SHANGHAI)
