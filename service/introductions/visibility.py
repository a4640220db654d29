"""Which introductions an actor sees, and for whom it stands in them, as conditions of every SELECT."""

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlmodel import col

from service.achievements.tables import Achievement
from service.introductions.policy import ACTING
from service.introductions.tables import (
    Introduction,
    IntroductionBroker,
    IntroductionSide,
    IntroductionStatus,
)
from service.kernel.actor import Actor
from service.needs.tables import Need


def introductions_visible_to(actor: Actor) -> ColumnElement[bool]:
    """policy.may_see as SQL; the statement joins both listings."""
    return or_(*(stands_for(actor, side) for side in IntroductionSide), _in_area(actor))


def stands_for(actor: Actor, side: IntroductionSide) -> ColumnElement[bool]:
    """policy.side_of as SQL: an owner stands for itself, also where it is called in as a broker."""
    mine = actor.organization_id
    if mine is None or actor.role not in ACTING:
        return false()
    owns = {
        IntroductionSide.SEEKER: col(Introduction.seeker_id) == mine,
        IntroductionSide.PROVIDER: col(Introduction.provider_id) == mine,
        IntroductionSide.BROKER: false(),
    }
    helps = select(col(IntroductionBroker.introduction_id)).where(
        col(IntroductionBroker.organization_id) == mine, col(IntroductionBroker.side) == side
    )
    return or_(owns[side], col(Introduction.id).in_(helps))


def awaits_answer_of(actor: Actor) -> ColumnElement[bool]:
    """The actor's side was asked and has not answered yet."""
    answers = {
        IntroductionSide.SEEKER: col(Introduction.seeker_answered_at),
        IntroductionSide.PROVIDER: col(Introduction.provider_answered_at),
    }
    unanswered = [
        and_(stands_for(actor, side), col(Introduction.asked_side) != side, answered.is_(None))
        for side, answered in answers.items()
    ]
    return and_(col(Introduction.status) == IntroductionStatus.REQUESTED, or_(*unanswered))


def _in_area(actor: Actor) -> ColumnElement[bool]:
    if not actor.is_bureau or actor.area is None:
        return false()
    if actor.area == "":
        return true()
    return or_(col(Need.region).startswith(actor.area), col(Achievement.region).startswith(actor.area))
