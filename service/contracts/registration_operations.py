"""In the register: registration, amendment, and the two ways out; each of them is booked."""

from datetime import date
from uuid import UUID

from msgspec import UNSET
from sqlmodel import Session

from service.contracts import desk_operations as desk
from service.contracts import drafting_operations as drafting
from service.contracts import ledger_operations as ledger
from service.contracts import link_operations as links
from service.contracts import policy, queries, reading
from service.contracts.errors import NotChecked, RegistrationNumberTaken
from service.contracts.filing_operations import OFFICE
from service.contracts.ledger_tables import LedgerKind
from service.contracts.schemas import ContractRead, ContractUpdate
from service.contracts.step_schemas import AmendContract, EndContract, RegisterContract
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import invalid
from service.kernel.record import Precondition
from service.organizations.tables import Organization

_AS_REGISTERED = "登记机构认定"


def register_contract(
    session: Session, actor: Actor, contract_id: UUID, data: RegisterContract, *, if_match: Precondition
) -> ContractRead:
    """Write down what the national register gave; what the deal had reserved changes hands.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, NotChecked, RegistrationNumberTaken, Invalid.
    """
    deal = desk.opened(session, actor, contract_id, policy.may_register, OFFICE, if_match)
    contract = deal.contract
    desk.after(deal, "register")
    if contract.first_checker is None or contract.second_checker is None:
        raise NotChecked("Two different persons check it before it is registered.")
    if queries.has_registration_no(session, data.registration_no):
        raise RegistrationNumberTaken(f"{data.registration_no} is the number of another contract.")
    office = data.office or session.get_one(Organization, actor.organization_id).name
    day = _day_in_register(data.registered_on, contract.accepted_on, "/registered_on")
    change = drafting.revise(session, actor, deal, _decided(data))
    desk.move(deal, "register")
    contract.registration_no, contract.registration_office, contract.registered_on = (
        data.registration_no,
        office,
        day,
    )
    if not change.is_empty:
        drafting.keep_amendment(session, actor, deal, change, day, _AS_REGISTERED)
    desk.tell(session, actor, "register", deal)
    links.hand_over(session, actor, deal)
    ledger.book(session, contract, LedgerKind.REGISTRATION, day)
    return reading.whole(actor, deal)


def amend_contract(
    session: Session, actor: Actor, contract_id: UUID, data: AmendContract, *, if_match: Precondition
) -> ContractRead:
    """Change what is registered (变更): the difference is booked, what was before is kept.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    deal = desk.opened(session, actor, contract_id, policy.may_register, OFFICE, if_match)
    contract = deal.contract
    desk.after(deal, "amend")
    day = _day_in_register(data.effective_on, contract.registered_on, "/effective_on")
    change = drafting.revise(session, actor, deal, _amended(data))
    if change.is_empty:
        raise invalid("", "This amendment changes nothing.")
    desk.move(deal, "amend")
    contract.status_reason = data.reason
    drafting.keep_amendment(session, actor, deal, change, day, data.reason)
    desk.tell(session, actor, "amend", deal, change.seats)
    ledger.book(session, contract, LedgerKind.AMENDMENT, day)
    return reading.whole(actor, deal)


def deregister_contract(
    session: Session, actor: Actor, contract_id: UUID, data: EndContract, *, if_match: Precondition
) -> ContractRead:
    """Take it out of the register because a party asks (注销).

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    return _out(session, actor, contract_id, "deregister", LedgerKind.DEREGISTRATION, data, if_match)


def revoke_contract(
    session: Session, actor: Actor, contract_id: UUID, data: EndContract, *, if_match: Precondition
) -> ContractRead:
    """Undo a registration that was never right (撤销): fraud, a void contract, registered twice.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    return _out(session, actor, contract_id, "revoke", LedgerKind.REVOCATION, data, if_match)


def _out(
    session: Session,
    actor: Actor,
    contract_id: UUID,
    action: str,
    kind: LedgerKind,
    data: EndContract,
    if_match: Precondition,
) -> ContractRead:
    deal = desk.opened(session, actor, contract_id, policy.may_register, OFFICE, if_match)
    contract = deal.contract
    desk.move(deal, action)
    contract.status_reason = data.reason
    contract.ended_on = _day_in_register(data.on, contract.registered_on, "/on")
    desk.end(session, actor, action, deal)
    ledger.book(session, contract, kind, contract.ended_on)
    return reading.whole(actor, deal)


def _day_in_register(sent: date | None, earliest: date | None, pointer: str) -> date:
    """The day a step counts from: not in the future, not before the step that it follows."""
    day = sent or clock.today()
    if day > clock.today():
        raise invalid(pointer, "The day must not be in the future.")
    if earliest is not None and day < earliest:
        raise invalid(pointer, f"The day must not be before {earliest}.")
    return day


def _decided(data: RegisterContract) -> ContractUpdate:
    """Both amounts as the office decided them; as declared where it says nothing."""
    return ContractUpdate(
        total_amount=UNSET if data.total_amount is None else data.total_amount,
        technical_amount=UNSET if data.technical_amount is None else data.technical_amount,
    )


def _amended(data: AmendContract) -> ContractUpdate:
    sent = {name: getattr(data, name) for name in data.__struct_fields__}
    return ContractUpdate(**{name: sent[name] for name in sent if name not in ("reason", "effective_on")})
