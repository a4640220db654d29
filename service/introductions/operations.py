"""Every change of introductions: asked, answered, followed, ended; each step leaves an event."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from service.achievements import queries as achievement_queries
from service.codes.lists import code_list
from service.introductions import policy, queries
from service.introductions.deadlines import deadlines_of
from service.introductions.errors import ConflictUndeclared
from service.introductions.lifecycle import LIFECYCLE
from service.introductions.reading import Case, asked_sides, awaited_sides
from service.introductions.schemas import Close, Decline, IntroductionRead, Progress, Stall, Step
from service.introductions.step_operations import (
    follow_need,
    renew_deadline,
    require_on_offer,
    show_owners,
    write_step,
)
from service.introductions.tables import OPEN, Introduction, IntroductionSide, IntroductionStatus
from service.introductions.tables import IntroductionAction as A
from service.kernel import clock
from service.kernel.actor import SYSTEM, Actor
from service.kernel.errors import Conflict, Forbidden, invalid
from service.kernel.record import Precondition, check_version
from service.matches import operations as matches
from service.matches.tables import FeedbackReason
from service.needs import queries as need_queries

_OTHER = "other"


def accept_introduction(
    session: Session, actor: Actor, introduction_id: UUID, data: Step, *, if_match: Precondition
) -> IntroductionRead:
    """Say yes for one's side; once no answer is awaited any more, both sides learn who the other is.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, NotOnOffer, ConflictUndeclared.
    """
    case, side = _to_answer(session, actor, introduction_id, A.ACCEPT, if_match)
    row = case.introduction
    if side not in awaited_sides(row):
        raise Conflict("Your side has accepted already; the other side's answer is awaited.")
    need = need_queries.held_need(session, row.need_id)
    require_on_offer(session, need, achievement_queries.held_achievement(session, row.achievement_id))
    _answered(row, side, actor)
    if not awaited_sides(row):
        row.status, row.accepted_at = LIFECYCLE.after(row.status, A.ACCEPT), clock.now()
        renew_deadline(session, row)
        show_owners(session, row, case.parties)
    return _done(session, actor, case, A.ACCEPT, data)


def decline_introduction(
    session: Session, actor: Actor, introduction_id: UUID, data: Decline, *, if_match: Precondition
) -> IntroductionRead:
    """Say no for one's side; the reason becomes feedback on this pairing.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, ConflictUndeclared, Invalid.
    """
    case, side = _to_answer(session, actor, introduction_id, A.DECLINE, if_match)
    row = case.introduction
    _require_note(data)
    _answered(row, side, actor)
    _end(row, A.DECLINE, data.reason)
    if feedback := code_list("decline_reasons")[data.reason].extra["feedback"]:
        reason = FeedbackReason(feedback)
        matches.learn_from_answer(session, actor, row.need_id, row.achievement_id, reason, data.note)
    return _done(session, actor, case, A.DECLINE, data)


def advance_introduction(
    session: Session, actor: Actor, introduction_id: UUID, data: Step, *, if_match: Precondition
) -> IntroductionRead:
    """Accepted → talking → terms; from talking on the need is in negotiation.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, ConflictUndeclared.
    """
    case = _to_follow(session, actor, introduction_id, A.ADVANCE, if_match)
    return _moved(session, actor, case, A.ADVANCE, data)


def stall_introduction(
    session: Session, actor: Actor, introduction_id: UUID, data: Stall, *, if_match: Precondition
) -> IntroductionRead:
    """Let it rest, and say for what.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, ConflictUndeclared, Invalid.
    """
    case = _to_follow(session, actor, introduction_id, A.STALL, if_match)
    _require_note(data)
    case.introduction.reason = data.reason
    return _moved(session, actor, case, A.STALL, data)


def resume_introduction(
    session: Session, actor: Actor, introduction_id: UUID, data: Step, *, if_match: Precondition
) -> IntroductionRead:
    """Take the talks up again.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, ConflictUndeclared.
    """
    case = _to_follow(session, actor, introduction_id, A.RESUME, if_match)
    case.introduction.reason = None
    return _moved(session, actor, case, A.RESUME, data)


def note_progress(
    session: Session, actor: Actor, introduction_id: UUID, data: Progress, *, if_match: Precondition
) -> IntroductionRead:
    """Write down what happened meanwhile; that moves the deadline on.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, ConflictUndeclared.
    """
    case = _to_follow(session, actor, introduction_id, A.NOTE, if_match)
    return _moved(session, actor, case, A.NOTE, data)


def close_introduction(
    session: Session, actor: Actor, introduction_id: UUID, data: Close, *, if_match: Precondition
) -> IntroductionRead:
    """End it without a contract; what nobody has answered yet is taken back by who asked.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, ConflictUndeclared, Invalid.
    """
    case = queries.locked_case(session, actor, introduction_id)
    row = case.introduction
    if row.status == IntroductionStatus.REQUESTED:
        may = policy.may_take_back(actor, row.asked_by_organization_id)
    else:
        may = policy.may_follow(actor, case.parties)
    _check(actor, case, A.CLOSE, if_match, may=may)
    _require_note(data)
    _end(row, A.CLOSE, data.reason)
    return _done(session, actor, case, A.CLOSE, data)


def agree_introduction(
    session: Session, actor: Actor, introduction_id: UUID, contract_id: UUID, said: Any = None
) -> None:
    """A contract came of it; for the contracts' room, which has asked its own policy.

    Raises NotFound, IllegalMove, Conflict when it belongs to another contract.
    """
    row = queries.held_introduction(session, introduction_id)
    if row.contract_id == contract_id and row.status == IntroductionStatus.AGREED:
        return
    row.status = LIFECYCLE.after(row.status, A.AGREE)
    row.contract_id, row.reason, row.ended_at = contract_id, None, clock.now()
    write_step(session, actor, row, A.AGREE, None, said)


def remind_or_lapse(session: Session, introduction_id: UUID) -> None:
    """Nudge who lets a deadline pass; what was nudged long enough ago lapses. Nothing when neither holds."""
    row, deadlines = queries.held_introduction(session, introduction_id), deadlines_of(session)
    if row.status not in OPEN or row.due_at >= clock.now():
        return
    if row.nudged_at is None:
        row.nudged_at = clock.now()
        write_step(session, SYSTEM, row, A.NUDGE, None)
    elif row.nudged_at < deadlines.lapses_before():
        _end(row, A.LAPSE, None)
        write_step(session, SYSTEM, row, A.LAPSE, None)
        follow_need(session, SYSTEM, row)


def _to_answer(
    session: Session, actor: Actor, introduction_id: UUID, action: A, if_match: Precondition
) -> tuple[Case, IntroductionSide]:
    case = queries.locked_case(session, actor, introduction_id)
    parties, row = case.parties, case.introduction
    side = policy.side_of(actor, parties)
    may = policy.may_answer(actor, parties, asked_sides(row))
    if not may or side is None:
        raise Forbidden("It is answered by the side that was asked, once that side is verified.")
    _check(actor, case, action, if_match, may=may)
    return case, side


def _to_follow(
    session: Session, actor: Actor, introduction_id: UUID, action: A, if_match: Precondition
) -> Case:
    case = queries.locked_case(session, actor, introduction_id)
    _check(actor, case, action, if_match, may=policy.may_follow(actor, case.parties))
    return case


def _check(actor: Actor, case: Case, action: A, if_match: Precondition, *, may: bool) -> None:
    if not may:
        raise Forbidden("This step is for the verified organisations that take part in it.")
    check_version(case.introduction, if_match, is_required=False)
    LIFECYCLE.after(case.introduction.status, action)
    if not policy.has_declared(actor, case.parties):
        raise ConflictUndeclared("Declare first whether there is a conflict of interest.")


def _answered(row: Introduction, side: IntroductionSide, actor: Actor) -> None:
    if side == IntroductionSide.SEEKER:
        row.seeker_answered_at, row.seeker_contact_id = clock.now(), actor.person_id
    else:
        row.provider_answered_at, row.provider_contact_id = clock.now(), actor.person_id


def _end(row: Introduction, action: A, reason: str | None) -> None:
    row.status = LIFECYCLE.after(row.status, action)
    row.reason, row.ended_at = reason, clock.now()


def _moved(session: Session, actor: Actor, case: Case, action: A, said: Any) -> IntroductionRead:
    row = case.introduction
    row.status = LIFECYCLE.after(row.status, action)
    renew_deadline(session, row)
    return _done(session, actor, case, action, said)


def _done(session: Session, actor: Actor, case: Case, action: A, said: Any) -> IntroductionRead:
    """Write the step down, let the need follow, and answer with what the actor may read now."""
    row = case.introduction
    write_step(session, actor, row, action, policy.side_of(actor, case.parties), said)
    follow_need(session, actor, row)
    return queries.introduction(session, actor, row.id)


def _require_note(data: Decline | Stall | Close) -> None:
    if data.reason == _OTHER and data.note is None:
        raise invalid("/note", "With the reason `other` a note says what it is.")
