"""Objections against results, and corrections of what was published: always a new version."""

from collections.abc import Callable
from uuid import UUID

import msgspec
from sqlmodel import Session

from service.kernel import audit, clock
from service.kernel.actor import Actor
from service.kernel.errors import Conflict, NotFound, invalid
from service.kernel.record import Precondition, check_version
from service.roadshows import panel_queries, queries, result_queries, sheet_operations
from service.roadshows.lifecycle import ROADSHOW
from service.roadshows.operations import managed, person
from service.roadshows.result_schemas import (
    Correction,
    ObjectionCreate,
    ObjectionDecision,
    ObjectionRead,
    ResultRow,
    Results,
)
from service.roadshows.result_tables import Objection, ObjectionStatus
from service.roadshows.sheet_operations import Rows
from service.roadshows.tables import Outcome, Roadshow


def object_to_result(
    session: Session, actor: Actor, roadshow_id: UUID, data: ObjectionCreate
) -> ObjectionRead:
    """Object to one entry's result while the notice runs; it holds that entry alone.

    Raises NotFound, IllegalMove, Conflict.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id, lock=True)
    ROADSHOW.after(held.status, "object")
    if sheet_operations.notice_of(held).ends_at <= clock.now():
        raise Conflict("The notice is over.")
    if data.entry_id not in {
        row.entry_id for row in sheet_operations.rows_of(result_queries.newest_sheet(session, held.id))
    }:
        raise NotFound("There is no such entry in these results.")
    columns = {name: getattr(data, name) for name in data.__struct_fields__}
    objection = Objection(roadshow_id=held.id, filed_by=actor.person_id, **columns)
    audit.write(session, actor, "object", objection)
    return result_queries.objection(session, actor, held, objection.id)


def decide_objection(
    session: Session,
    actor: Actor,
    roadshow_id: UUID,
    objection_id: UUID,
    data: ObjectionDecision,
    *,
    if_match: Precondition,
) -> ObjectionRead:
    """Uphold an objection, which takes the entry's outcome away, or dismiss it.

    After the publication either is a new version of the results.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict.
    """
    held = managed(session, actor, roadshow_id, "decide_objections", None)
    objection = result_queries.locked_objection(session, held, objection_id)
    check_version(objection, if_match, is_required=False)
    if objection.status != ObjectionStatus.OPEN:
        raise Conflict("This objection is decided.")
    objection.status = ObjectionStatus.UPHELD if data.is_upheld else ObjectionStatus.DISMISSED
    objection.decision, objection.decided_by, objection.decided_at = data.reason, person(actor), clock.now()
    audit.write(session, actor, "decide", objection)
    _follow_decision(session, actor, held, objection)
    return result_queries.objection(session, actor, held, objection.id)


def correct_results(
    session: Session, actor: Actor, roadshow_id: UUID, data: Correction, *, if_match: Precondition
) -> Results:
    """A new version of published results, counted again under the rules stored with them.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    held = managed(session, actor, roadshow_id, "correct", if_match)
    before = sheet_operations.rows_of(result_queries.newest_sheet(session, held.id))
    _check_correction(data, {row.entry_id: row for row in before})
    seats = {judge.seat: judge.id for judge in panel_queries.panel(session, held.id)}
    gone = {(row.entry_id, seats[ln.seat]) for row in before for ln in row.lines if ln.use == "conflict"}
    left_out = gone | {(one.entry_id, seats[one.seat]) for one in data.leave_out}
    corrected = {one.entry_id: one for one in data.outcomes}

    def change(row: ResultRow) -> None:
        if one := corrected.get(row.entry_id):
            row.outcome, row.outcome_amount, row.outcome_note = one.outcome, one.amount, one.note

    _correct(
        session, actor, held, data.reason, change, sheet_operations.counted_rows(session, held, left_out)
    )
    return result_queries.results(session, actor, held.id, None)


def _correct(
    session: Session,
    actor: Actor,
    held: Roadshow,
    reason: str,
    change: Callable[[ResultRow], None],
    counted: Rows | None = None,
) -> None:
    """Add a version: counted anew or as before, the outcomes carried over, then ``change`` for each row."""
    before = result_queries.newest_sheet(session, held.id)
    decided = {row.entry_id: row for row in sheet_operations.rows_of(before)}
    rows = counted if counted is not None else sheet_operations.rows_of(before)
    for row in rows:
        old = decided[row.entry_id]
        row.outcome, row.outcome_amount = old.outcome, old.outcome_amount
        row.outcome_note, row.is_held = old.outcome_note, old.is_held
        change(row)
    sheet_operations.add_sheet(session, actor, held, before.number + 1, rows, reason, is_published=True)


def _follow_decision(session: Session, actor: Actor, held: Roadshow, objection: Objection) -> None:
    """Take the outcome away, or let it stand; on an unpublished sheet in place, later as a correction."""
    sheet = result_queries.newest_sheet(session, held.id)
    is_upheld = objection.status == ObjectionStatus.UPHELD
    is_held = result_queries.count_open_objections(session, objection.entry_id) > 0

    def change(row: ResultRow) -> None:
        if row.entry_id == objection.entry_id:
            row.is_held = row.is_held and is_held
            if is_upheld:
                row.outcome, row.outcome_amount, row.outcome_note = Outcome.NONE, None, objection.decision

    if sheet.published_at is not None:
        verdict = "成立" if is_upheld else "不成立"
        _correct(session, actor, held, f"异议{verdict}：{objection.decision}"[:500], change)
    elif is_upheld:
        rows = sheet_operations.rows_of(sheet)
        for row in rows:
            change(row)
        sheet.rows = msgspec.to_builtins(rows)
        audit.write(session, actor, "uphold", sheet)


def _check_correction(data: Correction, rows: dict[UUID, ResultRow]) -> None:
    if not data.leave_out and not data.outcomes:
        raise invalid("/leave_out", "Say what is to change.")
    for number, left in enumerate(data.leave_out):
        row = rows.get(left.entry_id)
        if row is None or left.seat not in {line.seat for line in row.lines if line.score is not None}:
            raise invalid(f"/leave_out/{number}", "There is no such score in these results.")
    for number, one in enumerate(data.outcomes):
        if one.entry_id not in rows:
            raise invalid(f"/outcomes/{number}/entry_id", "There is no such entry in these results.")
        sheet_operations.check_amount(one.outcome, one.amount, f"/outcomes/{number}/amount")
