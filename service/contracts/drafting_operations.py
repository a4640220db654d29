"""Writes sent terms onto a contract and looks at the whole; the steps that call it store what comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from msgspec import UNSET
from sqlalchemy import delete
from sqlmodel import Session, col

from service.contracts import queries, reading, seating_operations, terms
from service.contracts.deal import Deal
from service.contracts.schemas import ContractCreate, ContractUpdate
from service.contracts.tables import ContractAmendment, ContractBroker, ContractParty, PartySide
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.money import optional_fen
from service.listings.operations import check_codes, given

_CODES = {
    "tech_field": "tech_fields",
    "industry": "industries",
    "plan_source": "plan_sources",
    "socio_economic_objective": "socio_economic_objectives",
    "landing_park": "parks",
}
_MONEY = ("total_amount", "technical_amount", "expected_annual_revenue", "expected_annual_profit")
_PLAIN = ("ip_kinds", "milestones", "declarations")
_SEATS = ("sellers", "buyers", "brokers")
_PERSONAL = frozenset({"contact_name", "contact_phone", "address"})
# The rows that are deleted are looked at no more: nothing in the session has to follow.
_BLIND: dict[str, Any] = {"execution_options": {"synchronize_session": False}}
_LINKS = ("achievement_id", "need_id", "introduction_id")


@dataclass(frozen=True, slots=True)
class Change:
    """The fields that differ, as they were read before and are read now."""

    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def is_empty(self) -> bool:
        """Nothing differs."""
        return not self.after

    @property
    def seats(self) -> dict[str, Any]:
        """Of it what stands in rows of their own, for the audit."""
        return _impersonal({name: value for name, value in self.after.items() if name in _SEATS})

    def touches(self, names: Sequence[str]) -> bool:
        """One of these differs."""
        return any(name in self.after for name in names)


def columns(data: ContractCreate | ContractUpdate) -> dict[str, Any]:
    """What was sent, as columns of the contract: codes checked, money in fen, lists as JSON values.

    Raises Invalid.
    """
    check_codes(data, _CODES)
    values = {name: value for name, value in given(data).items() if name not in _SEATS}
    for name in ("origin_region", "landing_region"):
        seating_operations.check_region(values.get(name), f"/{name}")
    for name in _MONEY:
        if name in values:
            values[name] = optional_fen(values[name])
    for name in _PLAIN:
        if name in values:
            values[name] = msgspec.to_builtins(values[name])
    return values


def revise(session: Session, actor: Actor, deal: Deal, data: ContractUpdate) -> Change:
    """Change what was sent and say what differs; nothing is flushed before the whole was looked at.

    Raises Invalid.
    """
    with session.no_autoflush:
        before = reading.terms(deal)
        values = columns(data)
        for name, value in values.items():
            setattr(deal.contract, name, value)
        seat(session, actor, deal, data)
        fitting = terms.MODES[deal.contract.contract_type]
        if data.mode is UNSET and deal.contract.mode not in fitting:
            deal.contract.mode = fitting[0]
        change = _difference(before, reading.terms(deal))
        settle(session, actor, deal, looks_at_links=change.touches((*_SEATS, *_LINKS)))
        _replace_rows(session, deal, change)
    return change


def seat(session: Session, actor: Actor, deal: Deal, data: ContractCreate | ContractUpdate) -> None:
    """Put the sent parties and brokers in their places, and follow the introduction. Raises Invalid."""
    contract_id, sellers, buyers = deal.contract.id, deal.sellers, deal.buyers
    if data.sellers is not UNSET:
        sellers = seating_operations.parties(session, actor, contract_id, PartySide.SELLER, data.sellers)
    if data.buyers is not UNSET:
        buyers = seating_operations.parties(session, actor, contract_id, PartySide.BUYER, data.buyers)
    if data.brokers is not UNSET:
        deal.brokers = seating_operations.brokers(session, actor, contract_id, data.brokers)
    deal.parties = [*sellers, *buyers]
    if data.introduction_id is not UNSET:
        seating_operations.follow_introduction(session, actor, deal)
    deal.organizations = queries.organizations(session, deal.seats() | deal.broker_seats())


def settle(session: Session, actor: Actor, deal: Deal, *, looks_at_links: bool) -> None:
    """Look at the whole, and set what follows from it. Raises Invalid."""
    terms.require(deal, clock.today())
    if looks_at_links:
        seating_operations.check_links(session, actor, deal)
    terms.mark(deal, clock.today())


def seats_of(deal: Deal) -> dict[str, Any]:
    """What stands in rows of their own, as it is told to the audit."""
    return _impersonal({name: value for name, value in reading.terms(deal).items() if name in _SEATS})


def keep_amendment(
    session: Session, actor: Actor, deal: Deal, change: Change, effective_on: date, reason: str
) -> None:
    """Write down for ever what was changed after the signing. The caller holds the contract's lock."""
    # Nothing is flushed yet: the contract's own change and its entry in the trail are one step.
    with session.no_autoflush:
        number = queries.count_amendments(session, deal.contract.id) + 1
    session.add(
        ContractAmendment(
            contract_id=deal.contract.id,
            number=number,
            reason=reason,
            effective_on=effective_on,
            before=_impersonal(change.before),
            after=_impersonal(change.after),
            made_by=actor.person_id,
            made_by_organization_id=actor.organization_id,
        )
    )


def _difference(before: dict[str, Any], after: dict[str, Any]) -> Change:
    names = [name for name in after if before[name] != after[name]]
    return Change({name: before[name] for name in names}, {name: after[name] for name in names})


def _replace_rows(session: Session, deal: Deal, change: Change) -> None:
    """What differs takes the place of the rows before it."""
    own = col(ContractParty.contract_id) == deal.contract.id
    for name, side, rows in (
        ("sellers", PartySide.SELLER, deal.sellers),
        ("buyers", PartySide.BUYER, deal.buyers),
    ):
        if name in change.after:
            session.execute(delete(ContractParty).where(own, col(ContractParty.side) == side), **_BLIND)
            session.add_all(rows)
    if "brokers" in change.after:
        own = col(ContractBroker.contract_id) == deal.contract.id
        session.execute(delete(ContractBroker).where(own), **_BLIND)
        session.add_all(deal.brokers)


def _impersonal(told: dict[str, Any]) -> dict[str, Any]:
    """What is kept for ever names the parties, and not how to reach their people."""
    return {
        name: [{key: part[key] for key in part if key not in _PERSONAL} for part in value]
        if name in _SEATS
        else value
        for name, value in told.items()
    }
