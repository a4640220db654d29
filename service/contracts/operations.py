"""Entering, editing and deleting contracts."""

from uuid import UUID

from sqlmodel import Session

from service.contracts import desk_operations as desk
from service.contracts import drafting_operations as drafting
from service.contracts import link_operations as links
from service.contracts import policy, queries, reading, terms
from service.contracts.deal import Deal
from service.contracts.lifecycle import REGISTRATION
from service.contracts.schemas import ContractCreate, ContractRead, ContractUpdate
from service.contracts.tables import Contract, RegistrationStatus
from service.kernel import audit, clock
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden
from service.kernel.record import Precondition, check_version
from service.listings.operations import entered_by


def create_contract(
    session: Session, actor: Actor, data: ContractCreate, *, is_demonstration: bool = False
) -> ContractRead:
    """Enter a contract as a draft.

    Raises Forbidden, Invalid.
    """
    if not policy.may_create(actor):
        raise Forbidden("Contracts are entered by offices, enterprises and brokers.")
    values = drafting.columns(data)
    values["mode"] = values["mode"] or terms.MODES[data.contract_type][0]
    values["declarations"] = values["declarations"] or {}
    contract = Contract(**values, **entered_by(actor), is_demonstration=is_demonstration)
    deal = Deal(contract, [])
    drafting.seat(session, actor, deal, data)
    if not policy.is_its_own(actor, deal):
        raise Forbidden("A contract is entered by one of its parties, or by its broker.")
    drafting.settle(session, actor, deal, looks_at_links=True)
    audit.write(session, actor, "create", contract, drafting.seats_of(deal))
    session.add_all([*deal.parties, *deal.brokers])
    session.flush()
    return reading.whole(actor, deal)


def edit_contract(
    session: Session, actor: Actor, contract_id: UUID, data: ContractUpdate, *, if_match: Precondition
) -> ContractRead:
    """Change what was sent; from the signing on each change is kept as an amendment.

    Raises NotFound, Forbidden, PreconditionRequired, StaleVersion, IllegalMove, NoticeNotOver,
        Invalid.
    """
    deal = queries.locked_deal(session, actor, contract_id)
    if not policy.may_edit(actor, deal):
        raise Forbidden("Its parties and its broker change a contract, until the register has it.")
    check_version(deal.contract, if_match)
    status, held = REGISTRATION.after(deal.contract.status, "edit"), deal.held
    change = drafting.revise(session, actor, deal, data)
    if change.is_empty:
        return reading.whole(actor, deal)
    deal.contract.status = status
    if status != RegistrationStatus.DRAFT:
        _require_signable(actor, deal, held)
        drafting.keep_amendment(session, actor, deal, change, clock.today(), "登记前修改")
    desk.tell(session, actor, "edit", deal, change.seats)
    links.exchange(session, actor, held, deal.held)
    return reading.whole(actor, deal)


def _require_signable(actor: Actor, deal: Deal, held: UUID | None) -> None:
    """A signed contract is edited only into one that could have been signed so, by who could sign it."""
    desk.require_notice(deal)
    deal.contract.holds_achievement = deal.reserves and not deal.has_ended
    if deal.held not in (None, held) and not policy.may_sign(actor, deal):
        raise Forbidden("What takes an achievement off the market is its seller's to say.")


def delete_contract(session: Session, actor: Actor, contract_id: UUID, *, if_match: Precondition) -> None:
    """Remove a draft; the audit keeps that it was there.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    deal = queries.locked_deal(session, actor, contract_id)
    if not policy.may_edit(actor, deal):
        raise Forbidden("Its parties and its broker delete a draft.")
    check_version(deal.contract, if_match, is_required=False)
    REGISTRATION.after(deal.contract.status, "delete")
    audit.write_deletion(session, actor, deal.contract)
