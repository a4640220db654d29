"""What is read about results and objections; who may see which version stands here."""

from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlmodel import Session, col

from service.achievements.tables import Achievement
from service.kernel.actor import Actor
from service.kernel.errors import NotFound
from service.organizations.tables import Organization
from service.roadshows import policy, queries
from service.roadshows.result_schemas import ObjectionRead, Objections, ResultRow, Results, SheetHead
from service.roadshows.result_tables import Objection, ObjectionStatus, ResultSheet
from service.roadshows.schemas import Rules
from service.roadshows.tables import Entry, EntryStatus, Roadshow


def results(session: Session, actor: Actor, roadshow_id: UUID, number: int | None) -> Results:
    """The newest version of the results, or the one asked for; the public sees them from the notice on.

    Raises NotFound.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    sheets = _sheets(session, held) if policy.may_manage(actor, held) or held.notice else []
    chosen = [sheet for sheet in sheets if number is None or sheet.number == number]
    if not chosen:
        raise NotFound("There are no results, or they are not shown yet.")
    sheet = chosen[-1]
    return Results(
        roadshow_id=held.id,
        title=held.title,
        status=held.status,
        number=sheet.number,
        reason=sheet.reason,
        published_at=sheet.published_at,
        rules=msgspec.convert(sheet.rules, Rules),
        items=msgspec.convert(sheet.rows, list[ResultRow]),
        versions=[
            SheetHead(
                number=one.number, reason=one.reason, made_at=one.created_at, published_at=one.published_at
            )
            for one in sheets
        ],
    )


def newest_sheet(session: Session, roadshow_id: UUID) -> ResultSheet:
    """The version in force, locked.

    Raises NotFound.
    """
    statement = select(ResultSheet).where(col(ResultSheet.roadshow_id) == roadshow_id)
    statement = statement.order_by(col(ResultSheet.number).desc()).limit(1).with_for_update()
    found: ResultSheet | None = session.execute(statement).scalars().first()
    if found is None:
        raise NotFound("There are no results.")
    return found


def names_of_entries(session: Session, roadshow_id: UUID) -> dict[UUID, tuple[str, str]]:
    """(title, owner) of each entry that takes part."""
    statement = (
        select(col(Entry.id), col(Achievement.title), col(Organization.name))
        .join(Achievement, col(Achievement.id) == col(Entry.achievement_id))
        .join(Organization, col(Organization.id) == col(Entry.organization_id))
        .where(col(Entry.roadshow_id) == roadshow_id, col(Entry.status) == EntryStatus.ACCEPTED)
    )
    return {entry_id: (title, owner) for entry_id, title, owner in session.execute(statement)}


def held_entries(session: Session, roadshow_id: UUID) -> set[UUID]:
    """The entries with an objection that is not decided."""
    statement = select(col(Objection.entry_id)).where(
        col(Objection.roadshow_id) == roadshow_id, col(Objection.status) == ObjectionStatus.OPEN
    )
    return set(session.execute(statement).scalars())


def objections(session: Session, actor: Actor, roadshow_id: UUID) -> Objections:
    """All for the host; one's own, and those against one's own entry without who objects.

    Raises NotFound.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    statement = (
        select(Objection)
        .join(Entry, col(Entry.id) == col(Objection.entry_id))
        .where(col(Objection.roadshow_id) == held.id, _objections_visible_to(actor, held))
        .order_by(col(Objection.id))
    )
    return Objections(items=[_objection(actor, held, one) for one in session.execute(statement).scalars()])


def objection(session: Session, actor: Actor, held: Roadshow, objection_id: UUID) -> ObjectionRead:
    """One of them, just changed."""
    return _objection(actor, held, session.get_one(Objection, objection_id))


def locked_objection(session: Session, held: Roadshow, objection_id: UUID) -> Objection:
    """One of them to be decided.

    Raises NotFound.
    """
    statement = select(Objection).where(
        col(Objection.id) == objection_id, col(Objection.roadshow_id) == held.id
    )
    found: Objection | None = session.execute(statement.with_for_update()).scalars().first()
    if found is None:
        raise NotFound("There is no such objection.")
    return found


def count_open_objections(session: Session, entry_id: UUID) -> int:
    """How many against one entry are not decided."""
    statement = select(func.count()).where(
        col(Objection.entry_id) == entry_id, col(Objection.status) == ObjectionStatus.OPEN
    )
    return int(session.execute(statement).scalar_one())


def _sheets(session: Session, held: Roadshow) -> list[ResultSheet]:
    statement = select(ResultSheet).where(col(ResultSheet.roadshow_id) == held.id)
    return list(session.execute(statement.order_by(col(ResultSheet.number))).scalars())


def _objections_visible_to(actor: Actor, held: Roadshow) -> ColumnElement[bool]:
    if policy.may_manage(actor, held):
        return true()
    mine = col(Objection.filed_by) == actor.person_id if actor.person_id else false()
    against = col(Entry.organization_id) == actor.organization_id if actor.organization_id else false()
    return or_(mine, against)


def _objection(actor: Actor, held: Roadshow, row: Objection) -> ObjectionRead:
    is_filer = row.filed_by is not None and row.filed_by == actor.person_id
    knows = is_filer or policy.may_manage(actor, held)
    return ObjectionRead(
        id=row.id,
        version=row.version,
        entry_id=row.entry_id,
        name=row.name if knows else None,
        organization_name=row.organization_name if knows else None,
        contact=row.contact if knows else None,
        text=row.text,
        status=row.status,
        decision=row.decision,
        decided_at=row.decided_at,
        created_at=row.created_at,
    )
