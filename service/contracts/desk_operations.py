"""What every step of a contract shares: the way in (row, right, version, state) and the way out (audit)."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session

from service.contracts import link_operations as links
from service.contracts import notices, queries
from service.contracts.deal import Deal
from service.contracts.errors import NoticeNotOver
from service.contracts.lifecycle import REGISTRATION
from service.kernel import audit, clock
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden
from service.kernel.record import Precondition, check_version

Right = Callable[[Actor, Deal], bool]


def opened(
    session: Session, actor: Actor, contract_id: UUID, may: Right, who: str, if_match: Precondition
) -> Deal:
    """The contract, locked, when ``actor`` may take the step; ``who`` says who may.

    Raises NotFound, Forbidden, StaleVersion.
    """
    deal = queries.locked_deal(session, actor, contract_id)
    if not may(actor, deal):
        raise Forbidden(who)
    check_version(deal.contract, if_match, is_required=False)
    return deal


def after(deal: Deal, action: str) -> None:
    """The state allows ``action``; it is taken later. Raises IllegalMove."""
    REGISTRATION.after(deal.contract.status, action)


def move(deal: Deal, action: str) -> None:
    """Raises IllegalMove."""
    deal.contract.status = REGISTRATION.after(deal.contract.status, action)


def require_notice(deal: Deal) -> None:
    """The notice must have been over on the day of signing. Raises NoticeNotOver."""
    day = deal.contract.signed_on or clock.today()
    if (reason := notices.what_blocks(deal, day)) is not None:
        raise NoticeNotOver(reason)


def person(actor: Actor) -> UUID:
    """Who decides by name. Raises Forbidden for who acts without a person."""
    if actor.person_id is None:
        raise Forbidden("This step needs a person.")
    return actor.person_id


def end(session: Session, actor: Actor, action: str, deal: Deal) -> None:
    """It is over without effect: tell of it, and give back what it had taken off the market."""
    held = deal.held
    deal.contract.holds_achievement = False
    tell(session, actor, action, deal)
    links.exchange(session, actor, held, None)
    links.reopen(session, actor, deal)


def tell(
    session: Session, actor: Actor, action: str, deal: Deal, also: Mapping[str, Any] | None = None
) -> None:
    """Write the change down, also one that stands in the contract's parties or payments alone."""
    flag_modified(deal.contract, "updated_at")
    audit.write(session, actor, action, deal.contract, also)
