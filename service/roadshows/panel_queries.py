"""What is read about the panel: judges, and their conflicts of interest."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, select, true
from sqlmodel import Session, col

from service.accounts.tables import Person
from service.achievements.tables import Achievement
from service.kernel.actor import Actor
from service.kernel.errors import NotFound
from service.organizations.tables import Membership, Organization
from service.roadshows import policy, reading
from service.roadshows.queries import visible_roadshow
from service.roadshows.schemas import JudgeRead, Judges
from service.roadshows.tables import Entry, EntryStatus, Judge, Recusal, Roadshow


def judges(session: Session, actor: Actor, roadshow_id: UUID) -> Judges:
    """The panel for the host, a judge's own seat for a judge; others see nobody.

    Raises NotFound.
    """
    held = visible_roadshow(session, actor, roadshow_id)
    statement = select(Judge).where(col(Judge.roadshow_id) == roadshow_id, _judges_visible_to(actor, held))
    found = session.execute(statement.order_by(col(Judge.seat))).scalars().all()
    recusals = recusals_of(session, roadshow_id)
    return Judges(items=[reading.judge(one, recusals) for one in found])


def judge(session: Session, judge_id: UUID) -> JudgeRead:
    """One of them, just changed."""
    found = session.get_one(Judge, judge_id)
    return reading.judge(found, recusals_of(session, found.roadshow_id))


def visible_judge(
    session: Session, actor: Actor, held: Roadshow, judge_id: UUID, *, lock: bool = False
) -> Judge:
    """A row of the panel, whose members are no secret from one another's links.

    Raises NotFound also for one that ``actor`` may not see.
    """
    statement = select(Judge).where(
        col(Judge.id) == judge_id, col(Judge.roadshow_id) == held.id, _judges_visible_to(actor, held)
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found: Judge | None = session.execute(statement).scalars().first()
    if found is None:
        raise NotFound("There is no such judge in this roadshow.")
    return found


def seated(session: Session, actor: Actor, held: Roadshow, judge_id: UUID, seat_of: UUID | None) -> Judge:
    """The same for who shows a pass into the hall.

    Raises NotFound.
    """
    if seat_of is None or seat_of != judge_id:
        return visible_judge(session, actor, held, judge_id, lock=True)
    found = session.get(Judge, judge_id, with_for_update=True, populate_existing=True)
    if found is None or found.roadshow_id != held.id:
        raise NotFound("There is no such judge in this roadshow.")
    return found


def panel(session: Session, roadshow_id: UUID) -> list[Judge]:
    """Everybody who sits on it, also who is excused since."""
    statement = select(Judge).where(col(Judge.roadshow_id) == roadshow_id)
    return list(session.execute(statement.order_by(col(Judge.seat))).scalars())


def recusals_of(session: Session, roadshow_id: UUID) -> list[Recusal]:
    """Every conflict of interest of a roadshow, lifted ones included."""
    statement = select(Recusal).where(col(Recusal.roadshow_id) == roadshow_id)
    return list(session.execute(statement.order_by(col(Recusal.id))).scalars())


def locked_recusal(session: Session, roadshow_id: UUID, recusal_id: UUID) -> Recusal:
    """One of them to be changed.

    Raises NotFound.
    """
    statement = select(Recusal).where(col(Recusal.id) == recusal_id, col(Recusal.roadshow_id) == roadshow_id)
    found: Recusal | None = session.execute(statement.with_for_update()).scalars().first()
    if found is None:
        raise NotFound("There is no such conflict of interest in this roadshow.")
    return found


def what_conflicts_hang_on(
    session: Session, roadshow_id: UUID
) -> list[tuple[UUID, UUID, str, list[dict[str, Any]]]]:
    """(entry, its owner, the owner's name, the team) of every entry that may still take part."""
    statement = (
        select(col(Entry.id), col(Entry.organization_id), col(Organization.name), col(Achievement.team))
        .join(Organization, col(Organization.id) == col(Entry.organization_id))
        .join(Achievement, col(Achievement.id) == col(Entry.achievement_id))
        .where(
            col(Entry.roadshow_id) == roadshow_id,
            col(Entry.status).in_([EntryStatus.SUBMITTED, EntryStatus.ACCEPTED]),
        )
        .order_by(col(Entry.id))
    )
    return [tuple(row) for row in session.execute(statement)]


def organizations_of(session: Session, person_id: UUID) -> list[tuple[UUID, str]]:
    """Every organisation that somebody acts for, the first joined first."""
    statement = (
        select(col(Organization.id), col(Organization.name))
        .join(Membership, col(Membership.organization_id) == col(Organization.id))
        .where(col(Membership.person_id) == person_id)
        .order_by(col(Membership.created_at), col(Membership.id))
    )
    return [(found, name) for found, name in session.execute(statement)]


def person_of_email(session: Session, email: str) -> Person | None:
    """An account that is in use."""
    statement = select(Person).where(col(Person.email) == email.lower(), col(Person.is_active))
    return session.execute(statement).scalars().first()


def _judges_visible_to(actor: Actor, held: Roadshow) -> ColumnElement[bool]:
    if policy.may_manage(actor, held):
        return true()
    # Without a person the comparison would be IS NULL, which is true of guests.
    return false() if actor.person_id is None else col(Judge.person_id) == actor.person_id
