"""Every SELECT of contracts; each begins with what the actor may see."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlmodel import Session, col

from service.accounts.tables import Person
from service.codes.lists import region_prefix
from service.contracts import policy, reading
from service.contracts.deal import Deal
from service.contracts.schemas import ContractRead, ContractSummary
from service.contracts.step_schemas import AmendmentsRead, EventsRead, PaymentsRead
from service.contracts.tables import (
    Contract,
    ContractAmendment,
    ContractBroker,
    ContractParty,
    ContractPayment,
    ContractSource,
    ContractType,
    PartySide,
    PerformanceStatus,
    RegistrationStatus,
)
from service.kernel.actor import Actor
from service.kernel.audit import AuditEntry
from service.kernel.errors import NotFound
from service.kernel.money import to_yuan
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.organizations.tables import Organization, OrganizationStatus

_NEVER = date(9999, 12, 31)


def _first(side: PartySide) -> Any:
    """The name of a side's first party, looked up for the lines of a page alone."""
    own = col(ContractParty.contract_id) == col(Contract.id)
    first = (own, col(ContractParty.side) == side, col(ContractParty.position) == 0)
    return func.coalesce(select(col(ContractParty.name)).where(*first).scalar_subquery(), "")


SUMMARY = tuple(
    _first(PartySide(name)) if name in ("seller", "buyer") else col(getattr(Contract, name))
    for name in ContractSummary.__struct_fields__
)
_PAGES = Keyset(
    "contracts",
    {
        "created_at": col(Contract.listed_at),
        "updated_at": col(Contract.updated_at),
        "due_on": func.coalesce(col(Contract.due_on), _NEVER),
        "registered_on": func.coalesce(col(Contract.registered_on), _NEVER),
    },
    col(Contract.id),
    default="-created_at",
)


@dataclass(frozen=True, slots=True)
class ContractFilter:
    """What a list of contracts is narrowed to."""

    q: str | None = None
    status: RegistrationStatus | None = None
    performance: PerformanceStatus | None = None
    contract_type: ContractType | None = None
    tech_field: str | None = None
    region: str | None = None
    source: ContractSource | None = None
    party: UUID | None = None
    achievement: UUID | None = None
    need: UUID | None = None
    introduction: UUID | None = None
    registration_no: str | None = None


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """policy.may_see as SQL."""
    return or_(_as_insider(actor), _in_area(actor))


def contracts(
    session: Session, actor: Actor, wanted: ContractFilter, window: Window, cursors: Cursors
) -> Page[ContractSummary]:
    """One page of the contracts that ``actor`` may see."""
    statement: Select[*tuple[Any, ...]] = select(*SUMMARY).where(visible_to(actor), _passes(wanted))
    found = _PAGES.page(session, statement, window, cursors)
    page = Page(items=[reading.summary(row) for row in found.rows], next_cursor=found.next_cursor)
    if found.total is not None:
        page.total = found.total
    return page


def contract(session: Session, actor: Actor, contract_id: UUID) -> ContractRead:
    """One contract.

    Raises NotFound also for one that ``actor`` may not see.
    """
    return reading.whole(actor, visible_deal(session, actor, contract_id))


def ids_of_achievement(session: Session, actor: Actor, achievement_id: UUID) -> list[UUID]:
    """The contracts over an achievement that ``actor`` may see, the first one first."""
    is_linked = col(Contract.achievement_id) == achievement_id
    statement = select(col(Contract.id)).where(is_linked, visible_to(actor)).order_by(col(Contract.listed_at))
    return list(session.execute(statement).scalars())


def visible_deal(session: Session, actor: Actor, contract_id: UUID) -> Deal:
    """One contract with its parties, for a read. Raises NotFound as above."""
    return _found(session, select(Contract).where(col(Contract.id) == contract_id, visible_to(actor)))


def locked_deal(session: Session, actor: Actor, contract_id: UUID) -> Deal:
    """One contract to be changed, its row locked: of two who decide at once, one waits for the other.

    Raises NotFound as above.
    """
    statement = select(Contract).where(col(Contract.id) == contract_id, visible_to(actor))
    return _found(session, statement.with_for_update(of=Contract))


def organization_for_party(
    session: Session, actor: Actor, organization_id: UUID | None, uscc: str | None
) -> Organization | None:
    """A verified organisation, or the actor's own, by its id or else its code."""
    key = col(Organization.id) == organization_id if organization_id else col(Organization.uscc) == uscc
    is_own = col(Organization.id) == actor.organization_id if actor.organization_id else false()
    is_known = or_(col(Organization.status) == OrganizationStatus.VERIFIED, is_own)
    return session.execute(select(Organization).where(key, is_known)).scalars().first()


def count_amendments(session: Session, contract_id: UUID) -> int:
    """How many stand in its history."""
    own = col(ContractAmendment.contract_id) == contract_id
    return int(session.execute(select(func.count()).where(own)).scalar_one())


def payments(session: Session, actor: Actor, contract_id: UUID) -> PaymentsRead:
    """What was received. Raises NotFound as above."""
    return payments_of(session, visible_deal(session, actor, contract_id))


def payments_of(session: Session, deal: Deal) -> PaymentsRead:
    """The same of a contract that was read already."""
    contract = deal.contract
    own = select(ContractPayment).where(col(ContractPayment.contract_id) == contract.id)
    rows = session.execute(own.order_by(col(ContractPayment.received_on), col(ContractPayment.id))).scalars()
    return PaymentsRead(
        items=[reading.payment(row) for row in rows],
        total_amount=to_yuan(contract.total_amount),
        received_amount=to_yuan(contract.received_amount),
        outstanding_amount=to_yuan(contract.total_amount - contract.received_amount),
    )


def amendments(session: Session, actor: Actor, contract_id: UUID) -> AmendmentsRead:
    """The history of what changed after the signing. Raises NotFound as above."""
    deal = visible_deal(session, actor, contract_id)
    own = select(ContractAmendment).where(col(ContractAmendment.contract_id) == deal.contract.id)
    rows = session.execute(own.order_by(col(ContractAmendment.number))).scalars()
    return AmendmentsRead(items=[reading.amendment(row) for row in rows])


def events(session: Session, actor: Actor, contract_id: UUID) -> EventsRead:
    """Every step, as the audit trail tells it. Raises NotFound as above."""
    deal = visible_deal(session, actor, contract_id)
    own = (col(AuditEntry.entity) == Contract.entity, col(AuditEntry.entity_id) == deal.contract.id)
    statement = (
        select(AuditEntry, col(Person.name), col(Organization.name))
        .outerjoin(Person, col(Person.id) == col(AuditEntry.person_id))
        .outerjoin(Organization, col(Organization.id) == col(AuditEntry.organization_id))
        .where(*own)
        .order_by(col(AuditEntry.entity_version))
    )
    return EventsRead(items=[reading.event(*row) for row in session.execute(statement)])


def has_registration_no(session: Session, number: str) -> bool:
    """Some contract is registered under it, whoever may see it."""
    statement = select(col(Contract.id)).where(col(Contract.registration_no) == number)
    return session.execute(statement).first() is not None


def _found(session: Session, statement: Select[Contract]) -> Deal:
    row = session.execute(statement).scalars().first()
    if row is None:
        raise NotFound("There is no such contract, or you may not see it.")
    return deal_of(session, row)


def deal_of(session: Session, row: Contract) -> Deal:
    """A contract with its parties and brokers in their order."""
    parties = select(ContractParty).where(col(ContractParty.contract_id) == row.id)
    brokers = select(ContractBroker).where(col(ContractBroker.contract_id) == row.id)
    deal = Deal(
        row,
        list(
            session.execute(
                parties.order_by(col(ContractParty.side).desc(), col(ContractParty.position))
            ).scalars()
        ),
        list(session.execute(brokers.order_by(col(ContractBroker.position))).scalars()),
    )
    deal.organizations = organizations(session, deal.seats() | deal.broker_seats())
    return deal


def organizations(session: Session, ids: frozenset[UUID]) -> dict[UUID, Organization]:
    """These organisations by their ids."""
    if not ids:
        return {}
    rows = session.execute(select(Organization).where(col(Organization.id).in_(ids))).scalars()
    return {row.id: row for row in rows}


def _as_insider(actor: Actor) -> ColumnElement[bool]:
    mine = actor.organization_id
    if mine is None:
        return false()
    of_party = select(col(ContractParty.contract_id)).where(col(ContractParty.organization_id) == mine)
    of_broker = select(col(ContractBroker.contract_id)).where(col(ContractBroker.organization_id) == mine)
    own = col(Contract.entered_by_organization_id) == mine
    return or_(own, col(Contract.id).in_(of_party), col(Contract.id).in_(of_broker))


def _in_area(actor: Actor) -> ColumnElement[bool]:
    area = policy.area_of(actor)
    if area is None:
        return false()
    if area == "":
        return true()
    of_party = select(col(ContractParty.contract_id)).where(col(ContractParty.region).startswith(area))
    return or_(
        func.coalesce(col(Contract.filing_region).startswith(area), false()),
        func.coalesce(col(Contract.landing_region).startswith(area), false()),
        col(Contract.id).in_(of_party),
    )


def _passes(wanted: ContractFilter) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = true()
    for name, column in (
        ("status", Contract.status), ("performance", Contract.performance),
        ("contract_type", Contract.contract_type), ("tech_field", Contract.tech_field),
        ("source", Contract.source), ("achievement", Contract.achievement_id), ("need", Contract.need_id),
        ("introduction", Contract.introduction_id), ("registration_no", Contract.registration_no),
    ):  # fmt: skip
        if (value := getattr(wanted, name)) is not None:
            condition &= col(column) == value
    if wanted.q is not None:
        condition &= col(Contract.title).contains(wanted.q, autoescape=True)
    if wanted.region is not None:
        condition &= _touches(region_prefix(wanted.region))
    if wanted.party is not None:
        seat = select(col(ContractParty.contract_id)).where(
            col(ContractParty.organization_id) == wanted.party
        )
        condition &= col(Contract.id).in_(seat)
    return condition


def _touches(prefix: str) -> ColumnElement[bool]:
    of_party = select(col(ContractParty.contract_id)).where(col(ContractParty.region).startswith(prefix))
    return or_(col(Contract.landing_region).startswith(prefix), col(Contract.id).in_(of_party))
