"""What a contract does to the listings and the introduction that it came of."""

from uuid import UUID

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
    exchange(session, actor, None, deal.held)
    if deal.contract.introduction_id is not None:
        introductions.agree_introduction(session, actor, deal.contract.introduction_id, deal.contract.id)
    _move_need(session, actor, deal, "negotiate")


def hand_over(session: Session, actor: Actor, deal: Deal) -> None:
    """It is registered: what it had reserved has changed hands, the need is solved."""
    if deal.held is not None:
        achievements.move_achievement(session, actor, deal.held, "transfer")
    _move_need(session, actor, deal, "solve")


def exchange(session: Session, actor: Actor, before: UUID | None, now: UUID | None) -> None:
    """Put back on the market what a contract held, and take off it what it holds now."""
    if before == now:
        return
    if before is not None:
        achievements.move_achievement(session, actor, before, "release")
    if now is not None:
        achievements.move_achievement(session, actor, now, "reserve")


def reopen(session: Session, actor: Actor, deal: Deal) -> None:
    """The contract came to nothing: its need is on the market again, if nobody else talks about it."""
    if deal.contract.need_id is None:
        return
    need = need_queries.held_need(session, deal.contract.need_id)
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
