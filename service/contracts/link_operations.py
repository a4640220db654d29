"""What a contract does to the listings and the introduction that it came of."""

from sqlmodel import Session

from service.achievements import operations as achievements
from service.contracts.deal import Deal
from service.introductions import operations as introductions
from service.introductions import queries as introduction_queries
from service.kernel.actor import Actor
from service.needs import operations as needs
from service.needs import queries as need_queries
from service.needs.lifecycle import LIFECYCLE as NEED
from service.needs.tables import NeedStatus


def take(session: Session, actor: Actor, deal: Deal) -> None:
    """It is signed: an exclusive deal takes its achievement off the market, the need is being met.

    Raises NotFound, IllegalMove, Conflict when another deal has the achievement or the introduction.
    """
    contract = deal.contract
    if contract.holds_achievement and contract.achievement_id is not None:
        achievements.move_achievement(session, actor, contract.achievement_id, "reserve")
    if contract.introduction_id is not None:
        introductions.agree_introduction(session, actor, contract.introduction_id, contract.id)
    _move_need(session, actor, deal, "negotiate")


def hand_over(session: Session, actor: Actor, deal: Deal) -> None:
    """It is registered: what it had reserved has changed hands, the need is solved."""
    contract = deal.contract
    if contract.holds_achievement and contract.achievement_id is not None:
        achievements.move_achievement(session, actor, contract.achievement_id, "transfer")
    _move_need(session, actor, deal, "solve")


def give_back(session: Session, actor: Actor, deal: Deal, *, had_achievement: bool) -> None:
    """It is over without effect: the achievement is on offer again, and the need if nobody else talks."""
    contract = deal.contract
    if had_achievement and contract.achievement_id is not None:
        achievements.move_achievement(session, actor, contract.achievement_id, "release")
    if contract.need_id is not None:
        need = need_queries.held_need(session, contract.need_id)
        is_alone = not introduction_queries.is_negotiated(session, need.id)
        if need.status == NeedStatus.IN_NEGOTIATION and is_alone:
            needs.move_need(session, actor, need.id, "reopen")


def _move_need(session: Session, actor: Actor, deal: Deal, action: str) -> None:
    """A need that is already further, or not on the market, stays as it is."""
    if deal.contract.need_id is None:
        return
    need = need_queries.held_need(session, deal.contract.need_id)
    if NEED.allows(need.status, action):
        needs.move_need(session, actor, need.id, action)
