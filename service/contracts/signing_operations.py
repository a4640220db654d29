"""Up to the signature: the public notice, the objections to it, and the signing itself."""

from datetime import date
from uuid import UUID

import msgspec
from sqlmodel import Session

from service.contracts import desk_operations as desk
from service.contracts import link_operations as links
from service.contracts import notices, policy, reading, terms
from service.contracts.deal import Deal
from service.contracts.notice_schemas import NoticeObjectionCreate, NoticeObjectionRead, NoticePut, NoticeRead
from service.contracts.schemas import ContractRead
from service.contracts.step_schemas import SignContract
from service.contracts.tables import RegistrationStatus
from service.kernel import clock, ids
from service.kernel.actor import Actor
from service.kernel.errors import Conflict, IllegalMove, NotFound, invalid
from service.kernel.money import to_yuan
from service.kernel.record import Precondition

_SIGNERS = "It is signed by a verified party; what takes an achievement off the market, by its seller."
_SELLERS = "The public notice is the seller's."


def sign_contract(
    session: Session, actor: Actor, contract_id: UUID, data: SignContract, *, if_match: Precondition
) -> ContractRead:
    """Write down that it was signed; an exclusive deal reserves its achievement.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, NoticeNotOver, Conflict, Invalid.
    """
    deal = desk.opened(session, actor, contract_id, policy.may_sign, _SIGNERS, if_match)
    contract = deal.contract
    desk.move(deal, "sign")
    contract.signed_on = data.signed_on or clock.today()
    terms.require(deal, clock.today())
    desk.require_notice(deal)
    contract.holds_achievement = deal.reserves
    desk.tell(session, actor, "sign", deal)
    links.take(session, actor, deal)
    return reading.whole(actor, deal)


def put_notice(
    session: Session, actor: Actor, contract_id: UUID, data: NoticePut, *, if_match: Precondition
) -> ContractRead:
    """Enter or correct the proof that title and price were made public; the objections stay.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    deal = desk.opened(session, actor, contract_id, policy.may_give_notice, _SELLERS, if_match)
    _require_draft(deal)
    _check_days(data, clock.today())
    before = deal.contract.notice
    notice = NoticeRead(
        from_on=data.from_on,
        to_on=data.to_on,
        title=deal.contract.title,
        total_amount=to_yuan(deal.contract.total_amount),
        link=data.link,
        place=data.place,
        entered_by=desk.person(actor),
        entered_at=clock.now(),
        objections=notices.read(before).objections if before is not None else [],
    )
    return _kept(session, actor, deal, "notice", notice)


def object_to_notice(
    session: Session, actor: Actor, contract_id: UUID, data: NoticeObjectionCreate, *, if_match: Precondition
) -> ContractRead:
    """Enter an objection; the contract waits until it is resolved.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict, Invalid.
    """
    who = "Objections are entered by the seller or the authorities."
    deal = desk.opened(session, actor, contract_id, policy.may_object, who, if_match)
    notice = _notice(deal)
    if not notice.from_on <= data.raised_on <= clock.today():
        raise invalid("/raised_on", "It was raised after the notice began, and not in the future.")
    notice.objections.append(
        NoticeObjectionRead(
            id=ids.new_id(),
            by=data.by,
            text=data.text,
            raised_on=data.raised_on,
            entered_by=desk.person(actor),
            is_open=True,
        )
    )
    return _kept(session, actor, deal, "object", notice)


def resolve_objection(
    session: Session,
    actor: Actor,
    contract_id: UUID,
    objection_id: UUID,
    resolution: str,
    *,
    if_match: Precondition,
) -> ContractRead:
    """Say what came of an objection.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict.
    """
    deal = desk.opened(session, actor, contract_id, policy.may_give_notice, _SELLERS, if_match)
    notice = _notice(deal)
    objection = next((each for each in notice.objections if each.id == objection_id), None)
    if objection is None:
        raise NotFound("There is no such objection.")
    if not objection.is_open:
        raise Conflict("This objection is resolved already.")
    objection.is_open, objection.resolution = False, resolution
    objection.resolved_by, objection.resolved_at = desk.person(actor), clock.now()
    return _kept(session, actor, deal, "resolve_objection", notice)


def _require_draft(deal: Deal) -> None:
    if deal.contract.status != RegistrationStatus.DRAFT:
        raise IllegalMove("The public notice comes before the signature; this contract is signed.")


def _notice(deal: Deal) -> NoticeRead:
    _require_draft(deal)
    if deal.contract.notice is None:
        raise Conflict("There is no public notice yet.")
    return notices.read(deal.contract.notice)


def _check_days(data: NoticePut, today: date) -> None:
    if data.from_on > today:
        raise invalid("/from_on", "A notice is entered once it can be read.")
    if not notices.is_long_enough(data.from_on, data.to_on):
        raise invalid("/to_on", f"A public notice lasts {notices.DAYS} days or more.")
    if data.link is None and data.place is None:
        raise invalid("/link", "Say where it can be read: a link or a place.")


def _kept(session: Session, actor: Actor, deal: Deal, action: str, notice: NoticeRead) -> ContractRead:
    deal.contract.notice = msgspec.to_builtins(notice)
    desk.tell(session, actor, action, deal)
    return reading.whole(actor, deal)
