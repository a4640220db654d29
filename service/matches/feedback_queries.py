"""Every SELECT of feedback."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from service.achievements import queries as achievements
from service.codes.lists import code_list
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden
from service.listings import policy
from service.matches.schemas import FeedbackList, FeedbackRead
from service.matches.tables import Feedback
from service.needs import queries as needs
from service.needs.tables import Need


def said_of(
    session: Session, need_id: UUID, achievement_id: UUID, organization_id: UUID | None
) -> Feedback | None:
    """What one organisation said of one pairing, locked."""
    statement = select(Feedback).where(
        col(Feedback.need_id) == need_id,
        col(Feedback.achievement_id) == achievement_id,
        col(Feedback.organization_id) == organization_id,
    )
    return session.execute(statement.with_for_update()).scalars().first()


def said_of_need(session: Session, need_id: UUID) -> Sequence[Feedback]:
    """Everything said of a need's pairings, oldest first."""
    statement = select(Feedback).where(col(Feedback.need_id) == need_id).order_by(col(Feedback.id))
    return session.execute(statement).scalars().all()


def needs_spoken_of(session: Session) -> set[UUID]:
    """The needs of whose pairings anything was said."""
    return set(session.execute(select(col(Feedback.need_id)).distinct()).scalars())


def list_for(session: Session, actor: Actor, need_id: UUID) -> FeedbackList:
    """The same as it is shown. Raises NotFound, Forbidden."""
    judged_need(session, actor, need_id)
    return FeedbackList(items=[read_of(row) for row in said_of_need(session, need_id)])


def judged_need(session: Session, actor: Actor, need_id: UUID, achievement_id: UUID | None = None) -> Need:
    """The need whose pairings somebody judges, and who may: its owner, its broker, the bureau.

    Raises NotFound, Forbidden.
    """
    need, _ = needs.visible_row(session, actor, need_id)
    if achievement_id is not None:
        achievements.visible_row(session, actor, achievement_id)
    if not policy.may_see_matches(actor, need):
        raise Forbidden("The pairings of a need are judged by its owner, its broker and the bureau.")
    return need


def read_of(row: Feedback) -> FeedbackRead:
    """One of them."""
    return FeedbackRead(
        id=row.id, version=row.version, need_id=row.need_id, achievement_id=row.achievement_id,
        organization_id=row.organization_id, reason=row.reason, level=level_of(row), note=row.note,
        updated_at=row.updated_at,
    )  # fmt: skip


def level_of(row: Feedback) -> int | None:
    """The level that its reason stands for, by the code list; None says nothing of the match."""
    level = code_list("feedback_reasons")[row.reason.value].extra.get("level")
    return int(level) if level else None
