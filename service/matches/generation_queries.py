"""Every SELECT of index generations."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlmodel import Session, col

from service.matches.tables import IndexGeneration


def newest(session: Session) -> IndexGeneration | None:
    """The generation in force."""
    found = newest_ones(session, 1)
    return found[0] if found else None


def newest_ones(session: Session, count: int) -> Sequence[IndexGeneration]:
    """The last few, newest first."""
    statement = select(IndexGeneration).order_by(col(IndexGeneration.id).desc()).limit(count)
    return session.execute(statement).scalars().all()


def oldest_seq(session: Session) -> int:
    """Changes up to this number may have been pruned; 0 when none were."""
    return session.execute(select(func.min(IndexGeneration.seq))).scalar() or 0
