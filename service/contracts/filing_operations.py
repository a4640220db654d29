"""Through the registration office: prepared, filed, accepted, checked by two, sent back or refused."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from service.contracts import desk_operations as desk
from service.contracts import dossier_queries, form_operations, policy, precheck, reading, rules
from service.contracts.deal import Deal
from service.contracts.errors import NotReady, SameChecker
from service.contracts.lifecycle import REGISTRATION
from service.contracts.schemas import ContractRead
from service.contracts.step_schemas import AcceptContract
from service.contracts.tables import Contract
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import Conflict, Flaw, invalid
from service.kernel.record import Precondition

FILERS = "Sellers file; where no seller is on the platform, the buyers."
OFFICE = "This is for the registration office of its area, and for nobody about their own contract."


def prepare_contract(
    session: Session, actor: Actor, contract_id: UUID, *, if_match: Precondition
) -> ContractRead:
    """Find it ready to be filed: the pre-check has no gap left that the office would send back.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, NotReady.
    """
    deal = desk.opened(session, actor, contract_id, policy.may_file, FILERS, if_match)
    after = REGISTRATION.after(deal.contract.status, "prepare")
    _require_ready(session, actor, deal)
    deal.contract.status = after
    desk.tell(session, actor, "prepare", deal)
    return reading.whole(actor, deal)


def file_contract(
    session: Session, actor: Actor, contract_id: UUID, *, if_match: Precondition
) -> ContractRead:
    """Hand it to the office, prepared at once where nobody did so before.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, NotReady.
    """
    deal = desk.opened(session, actor, contract_id, policy.may_file, FILERS, if_match)
    contract, status = deal.contract, deal.contract.status
    if REGISTRATION.allows(status, "prepare"):
        status = REGISTRATION.after(status, "prepare")
    after = REGISTRATION.after(status, "file")
    _require_ready(session, actor, deal)
    contract.status, contract.status_reason = after, None
    contract.filed_on, contract.rule_set = clock.today(), rules.rule_set_on(clock.today()).id
    desk.tell(session, actor, "file", deal)
    form_operations.keep_form(session, actor, deal)
    return reading.whole(actor, deal)


def accept_contract(
    session: Session, actor: Actor, contract_id: UUID, data: AcceptContract, *, if_match: Precondition
) -> ContractRead:
    """The office takes it up (受理), and its time begins.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    deal = desk.opened(session, actor, contract_id, policy.may_register, OFFICE, if_match)
    contract = deal.contract
    desk.move(deal, "accept")
    contract.accepted_on, contract.is_disputed = data.accepted_on or clock.today(), data.is_disputed
    if not _day(contract.filed_on) <= contract.accepted_on <= clock.today():
        raise invalid("/accepted_on", "It is accepted once it is filed, and not in the future.")
    contract.rule_set = rules.rule_set_on(contract.accepted_on).id
    set_due(contract)
    desk.tell(session, actor, "accept", deal)
    return reading.whole(actor, deal)


def check_contract(
    session: Session, actor: Actor, contract_id: UUID, note: str | None, *, if_match: Precondition
) -> ContractRead:
    """Check it, first or second; of two who check at once one is the first, and nobody is both.

    Raises NotFound, Forbidden, SameChecker, StaleVersion, IllegalMove, Conflict.
    """
    deal = desk.opened(session, actor, contract_id, policy.may_register, OFFICE, if_match)
    contract, person = deal.contract, desk.person(actor)
    desk.move(deal, "check")
    if contract.first_checker is None:
        contract.first_checker, contract.first_checked_at = person, clock.now()
    elif contract.second_checker is not None:
        raise Conflict("Two persons have checked it already.")
    elif contract.first_checker == person:
        raise SameChecker("You checked it first; somebody else checks it second.")
    else:
        contract.second_checker, contract.second_checked_at = person, clock.now()
    desk.tell(session, actor, "check", deal, {"note": note} if note else None)
    return reading.whole(actor, deal)


def request_supplement(
    session: Session, actor: Actor, contract_id: UUID, reason: str, *, if_match: Precondition
) -> ContractRead:
    """Send it back for what is missing (补正): the clock stops, and begins anew with the next acceptance.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    deal = desk.opened(session, actor, contract_id, policy.may_register, OFFICE, if_match)
    contract = deal.contract
    desk.move(deal, "request_supplement")
    contract.status_reason = reason
    contract.accepted_on, contract.due_on, contract.due_is_provisional = None, None, False
    contract.first_checker, contract.first_checked_at = None, None
    contract.second_checker, contract.second_checked_at = None, None
    desk.tell(session, actor, "request_supplement", deal)
    return reading.whole(actor, deal)


def refuse_contract(
    session: Session, actor: Actor, contract_id: UUID, reason: str, *, if_match: Precondition
) -> ContractRead:
    """It is not registered (不予登记); a reserved achievement is on offer again.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    deal = desk.opened(session, actor, contract_id, policy.may_register, OFFICE, if_match)
    desk.move(deal, "refuse")
    deal.contract.status_reason = reason
    desk.end(session, actor, "refuse", deal)
    return reading.whole(actor, deal)


def set_due(contract: Contract) -> None:
    """By when the office decides, as far as the holiday calendar knows today."""
    takes_longer = contract.is_large or contract.is_disputed
    due = rules.due_day(_day(contract.accepted_on), takes_longer=takes_longer)
    contract.due_on, contract.due_is_provisional = due.on, due.is_provisional


def _require_ready(session: Session, actor: Actor, deal: Deal) -> None:
    """Raises NotReady, naming every gap for which the office would send it back."""
    found = precheck.blocking(precheck.gaps(dossier_queries.dossier(session, actor, deal)))
    if found:
        flaws = [Flaw(f"{gap.en}: {gap.todo_en} ({gap.zh})", pointer=gap.field) for gap in found]
        raise NotReady(f"{len(found)} to correct; GET …/precheck lists them. {flaws[0].detail}", flaws=flaws)


def _day(day: date | None) -> date:
    if day is None:
        raise LookupError("the step before this one writes the day")
    return day
