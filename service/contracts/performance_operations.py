"""What the parties really do: they begin, complete or end early, and money is received."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from service.contracts import desk_operations as desk
from service.contracts import policy, queries, reading
from service.contracts.deal import Deal
from service.contracts.errors import PaidAboveTotal
from service.contracts.lifecycle import IN_THE_REGISTER, PERFORMANCE, performs
from service.contracts.schemas import ContractRead
from service.contracts.step_schemas import EndContract, PaymentCreate, PaymentsRead, PerformContract
from service.contracts.tables import ContractPayment, PerformanceStatus
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import IllegalMove, invalid
from service.kernel.money import to_fen, to_yuan
from service.kernel.record import Precondition

_PARTIES = "What is performed and paid is reported by the parties."


def perform_contract(
    session: Session, actor: Actor, contract_id: UUID, data: PerformContract, *, if_match: Precondition
) -> ContractRead:
    """Say that the parties have begun, or have done what they agreed.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    deal = _opened(session, actor, contract_id, if_match)
    contract = deal.contract
    has_begun = contract.performance != PerformanceStatus.NOT_STARTED
    completes = has_begun if data.completed is None else data.completed
    contract.performance = PERFORMANCE.after(contract.performance, "complete" if completes else "start")
    if completes:
        contract.performed_on = _day(deal, data.on, "/on")
    desk.tell(session, actor, "complete" if completes else "start", deal)
    return reading.whole(actor, deal)


def end_contract_early(
    session: Session, actor: Actor, contract_id: UUID, data: EndContract, *, if_match: Precondition
) -> ContractRead:
    """It ends before it was done (提前终止). One in the register must then be amended or deregistered;
    one that is not has no effect any more.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    deal = _opened(session, actor, contract_id, if_match)
    contract = deal.contract
    contract.performance = PERFORMANCE.after(contract.performance, "end_early")
    contract.performance_reason, contract.performed_on = data.reason, _day(deal, data.on, "/on")
    if contract.status in IN_THE_REGISTER:
        desk.tell(session, actor, "end_early", deal)
    else:
        desk.end(session, actor, "end_early", deal)
    return reading.whole(actor, deal)


def add_payment(
    session: Session, actor: Actor, contract_id: UUID, data: PaymentCreate, *, if_match: Precondition
) -> PaymentsRead:
    """Money was received. The contract's lock makes two receipts at once wait for one another.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, PaidAboveTotal, Invalid.
    """
    deal = _opened(session, actor, contract_id, if_match)
    contract, amount = deal.contract, to_fen(data.amount)
    if amount == 0:
        raise invalid("/amount", "Nothing was received.")
    _day(deal, data.received_on, "/received_on")
    received = contract.received_amount + amount
    if received > contract.total_amount:
        raise PaidAboveTotal(
            f"{to_yuan(received)} yuan would be received, {to_yuan(contract.total_amount)} are agreed."
        )
    payment = ContractPayment(
        contract_id=contract.id,
        amount=amount,
        received_on=data.received_on,
        note=data.note,
        entered_by=desk.person(actor),
    )
    contract.received_amount = received
    told = {"amount": data.amount, "received_on": data.received_on.isoformat(), "note": data.note}
    desk.tell(session, actor, "pay", deal, {"payment": told})
    session.add(payment)
    session.flush()
    return queries.payments_of(session, deal)


def _opened(session: Session, actor: Actor, contract_id: UUID, if_match: Precondition) -> Deal:
    deal = desk.opened(session, actor, contract_id, policy.may_report, _PARTIES, if_match)
    if not performs(deal.contract.status):
        raise IllegalMove(f"A contract in state {deal.contract.status} is not performed.")
    return deal


def _day(deal: Deal, sent: date | None, pointer: str) -> date:
    """Not in the future, not before the signature."""
    day, signed_on = sent or clock.today(), deal.contract.signed_on
    if day > clock.today() or (signed_on is not None and day < signed_on):
        raise invalid(pointer, "The day lies between the signature and today.")
    return day
