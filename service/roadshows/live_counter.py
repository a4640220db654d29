"""The counter that live pages follow: one statement counts, and takes the lock that orders the hall."""

from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from service.roadshows.tables import LiveCounter


def touch(session: Session, roadshow_id: UUID) -> None:
    """Count one change; call it before anything of the hall is read that the change depends on."""
    session.execute(
        update(LiveCounter)
        .where(col(LiveCounter.roadshow_id) == roadshow_id)
        .values(seq=LiveCounter.seq + 1)
        .execution_options(synchronize_session=False)
    )
