"""From scores to published results: counting, outcomes, notice, approval."""

from datetime import timedelta
from uuid import UUID

import msgspec
from sqlmodel import Session

from service.kernel import audit, clock
from service.kernel.actor import Actor
from service.kernel.errors import Conflict, Forbidden
from service.kernel.money import optional_fen
from service.kernel.record import Precondition, check_version
from service.roadshows import queries, result_queries, sheet_operations
from service.roadshows.errors import NoticeRuns
from service.roadshows.lifecycle import OPEN_PHASES
from service.roadshows.operations import managed, person
from service.roadshows.result_schemas import (
    Approval,
    Finish,
    NoticeCreate,
    OutcomeUpdate,
    Results,
)
from service.roadshows.schemas import ApprovalRead, EntryRead, NoticeRead, RoadshowRead
from service.roadshows.tables import EntryPhase


def finish_roadshow(
    session: Session, actor: Actor, roadshow_id: UUID, data: Finish, *, if_match: Precondition
) -> Results:
    """End the live part and count the scores: the first version of the results.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict.
    """
    held = managed(session, actor, roadshow_id, "finish", if_match)
    entries = queries.accepted_entries(session, held.id)
    if any(entry.phase in OPEN_PHASES for entry in entries):
        raise Conflict("An entry is on stage; conclude it first.")
    if any(entry.phase == EntryPhase.WAITING for entry in entries) and not data.accept_waiting:
        raise Conflict("Entries were never on stage. To go on without them, send accept_waiting.")
    sheet_operations.move(session, actor, held, "finish")
    sheet_operations.add_sheet(
        session,
        actor,
        held,
        1,
        sheet_operations.counted_rows(session, held, frozenset()),
        None,
        is_published=False,
    )
    return result_queries.results(session, actor, held.id, None)


def decide_outcome(
    session: Session,
    actor: Actor,
    roadshow_id: UUID,
    entry_id: UUID,
    data: OutcomeUpdate,
    *,
    if_match: Precondition,
) -> EntryRead:
    """Say what an entry's result is to decide, before the notice.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    held = managed(session, actor, roadshow_id, "decide_outcomes", None)
    entry = queries.visible_entry(session, actor, held, entry_id, lock=True)
    check_version(entry, if_match, is_required=False)
    sheet_operations.check_amount(data.outcome, data.amount, "/amount")
    entry.outcome, entry.outcome_amount = data.outcome, optional_fen(data.amount)
    entry.outcome_note = data.note
    audit.write(session, actor, "decide_outcome", entry)
    return queries.entry(session, actor, held, entry.id)


def give_notice(
    session: Session, actor: Actor, roadshow_id: UUID, data: NoticeCreate, *, if_match: Precondition
) -> RoadshowRead:
    """Show the results to everybody for some days; each entry needs an outcome.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict.
    """
    held = managed(session, actor, roadshow_id, "notice", if_match)
    undecided = [entry for entry in queries.accepted_entries(session, held.id) if entry.outcome is None]
    if undecided:
        raise Conflict(f"{len(undecided)} entries have no outcome yet; none is one too.")
    sheet = result_queries.newest_sheet(session, held.id)
    sheet.rows = msgspec.to_builtins(
        sheet_operations.with_outcomes(session, held, sheet_operations.rows_of(sheet))
    )
    audit.write(session, actor, "notice", sheet)
    now = clock.now()
    read = NoticeRead(starts_at=now, ends_at=now + timedelta(days=data.days), url=data.url, by=person(actor))
    held.notice = msgspec.to_builtins(read)
    sheet_operations.move(session, actor, held, "notice")
    return queries.roadshow(session, actor, held.id)


def approve_results(
    session: Session, actor: Actor, roadshow_id: UUID, data: Approval, *, if_match: Precondition
) -> RoadshowRead:
    """Approve what was under notice, once it is over; not by who gave the notice.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, NoticeRuns.
    """
    held = managed(session, actor, roadshow_id, "approve", if_match)
    notice = sheet_operations.notice_of(held)
    if notice.by == actor.person_id:
        raise Forbidden("Who gave the notice does not approve it: two persons see each result.")
    if notice.ends_at > clock.now():
        raise NoticeRuns(f"The notice runs until {notice.ends_at.isoformat()}.")
    held.approval = msgspec.to_builtins(ApprovalRead(by=person(actor), at=clock.now(), note=data.note))
    sheet_operations.move(session, actor, held, "approve")
    return queries.roadshow(session, actor, held.id)


def publish_results(session: Session, actor: Actor, roadshow_id: UUID, *, if_match: Precondition) -> Results:
    """Publish the approved results; an entry with an open objection stays held.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict.
    """
    held = managed(session, actor, roadshow_id, "publish", if_match)
    if held.approval is None:
        raise Conflict("The results are not approved yet.")
    sheet = result_queries.newest_sheet(session, held.id)
    waiting = result_queries.held_entries(session, held.id)
    rows = sheet_operations.rows_of(sheet)
    for row in rows:
        row.is_held = row.entry_id in waiting
    sheet.rows, sheet.published_at = msgspec.to_builtins(rows), clock.now()
    audit.write(session, actor, "publish", sheet)
    sheet_operations.move(session, actor, held, "publish")
    return result_queries.results(session, actor, held.id, None)
