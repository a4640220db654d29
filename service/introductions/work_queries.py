"""What waits for an actor among introductions: answers, declarations, next steps."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from service.achievements.tables import Achievement
from service.introductions.lifecycle import UNDER_WAY
from service.introductions.tables import OPEN, Introduction, IntroductionBroker, IntroductionSide
from service.introductions.visibility import awaits_answer_of, stands_for
from service.kernel import clock
from service.kernel.actor import Actor, Role
from service.needs.tables import Need
from service.worklist.schemas import WorkItem


def waiting_introductions(session: Session, actor: Actor, limit: int) -> Iterator[WorkItem]:
    """The most urgent of each kind."""
    sides = [stands_for(actor, side) for side in (IntroductionSide.SEEKER, IntroductionSide.PROVIDER)]
    under_way = col(Introduction.status).in_(UNDER_WAY)
    yield from _items(session, "answer_introduction", [awaits_answer_of(actor)], limit)
    yield from _items(session, "follow_introduction", [or_(*sides), under_way], limit)
    if actor.role == Role.BROKER:
        undeclared = select(col(IntroductionBroker.introduction_id)).where(
            col(IntroductionBroker.organization_id) == actor.organization_id,
            col(IntroductionBroker.has_conflict).is_(None),
        )
        is_open = col(Introduction.status).in_(OPEN)
        wanted = [col(Introduction.id).in_(undeclared), is_open]
        yield from _items(session, "declare_conflict", wanted, limit)


def _items(
    session: Session, kind: str, conditions: Sequence[ColumnElement[bool]], limit: int
) -> Iterator[WorkItem]:
    columns = (
        col(Introduction.id), col(Need.title), col(Achievement.title), col(Introduction.updated_at),
        col(Introduction.due_at),
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Need, col(Need.id) == col(Introduction.need_id))
        .join(Achievement, col(Achievement.id) == col(Introduction.achievement_id))
        .where(*conditions)
    )
    now = clock.now()
    for introduction_id, need, achievement, since, due_at in session.execute(
        statement.order_by(col(Introduction.due_at)).limit(limit)
    ):
        yield WorkItem(
            kind=kind, subject_kind=Introduction.entity, subject_id=introduction_id,
            title=f"{need} — {achievement}", since=since, until=due_at, is_late=due_at < now,
        )  # fmt: skip
