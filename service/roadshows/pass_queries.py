"""Who shows which pass into a hall."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from service.kernel import clock
from service.kernel.actor import Actor
from service.roadshows.tables import HallPass, Judge


def pass_of_link(session: Session, link_hash: str) -> HallPass | None:
    """The pass of a link that was not used yet and has not run out, locked."""
    statement = select(HallPass).where(
        col(HallPass.link_hash) == link_hash, col(HallPass.ends_at) > clock.now()
    )
    return session.execute(statement.with_for_update()).scalars().first()


def pass_of_judge(session: Session, judge_id: UUID) -> HallPass | None:
    """What a judge was given before, locked."""
    statement = select(HallPass).where(col(HallPass.judge_id) == judge_id).with_for_update()
    return session.execute(statement).scalars().first()


def seat_of(session: Session, actor: Actor, roadshow_id: UUID, cookie_hash: str | None) -> Judge | None:
    """The seat of who shows this cookie, else of who is logged in with the judge's account."""
    if cookie_hash is not None:
        statement = (
            select(Judge)
            .join(HallPass, col(HallPass.judge_id) == col(Judge.id))
            .where(
                col(HallPass.cookie_hash) == cookie_hash,
                col(HallPass.roadshow_id) == roadshow_id,
                col(HallPass.ends_at) > clock.now(),
            )
        )
        shown: Judge | None = session.execute(statement).scalars().first()
        if shown is not None:
            return shown
    if actor.person_id is None:
        return None
    own = select(Judge).where(col(Judge.roadshow_id) == roadshow_id, col(Judge.person_id) == actor.person_id)
    mine: Judge | None = session.execute(own).scalars().first()
    return mine
