"""Every change in the hall: the entry on stage, and the judges' scores while it is open."""

from decimal import Decimal
from uuid import UUID

import msgspec
from sqlmodel import Session

from service.kernel import audit, clock
from service.kernel.actor import Actor
from service.kernel.errors import Conflict, Flaw, Forbidden, Invalid
from service.kernel.record import Precondition, check_version
from service.roadshows import live_counter, live_queries, panel_queries, policy, queries, scoring
from service.roadshows.errors import ConflictOfInterest, EntryNotOpen, ScoresMissing
from service.roadshows.lifecycle import ENTRY, OPEN_PHASES, PHASE, ROADSHOW
from service.roadshows.live_schemas import DeskState, Marks, ScoreRead
from service.roadshows.operations import managed
from service.roadshows.schemas import Rules
from service.roadshows.tables import Entry, EntryStatus, Judge, Roadshow, RoadshowStatus, Score


def run_entry(
    session: Session,
    actor: Actor,
    roadshow_id: UUID,
    entry_id: UUID,
    action: str,
    *,
    accept_missing: bool = False,
    if_match: Precondition,
) -> DeskState:
    """``pitch``: call an entry onto the stage · ``questions`` · ``conclude`` it · ``reopen`` it.

    Its times are stored as instants, so the clocks in the hall go on whatever happens to this process.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict, ScoresMissing.
    """
    held = managed(session, actor, roadshow_id, "run", None)
    entry = queries.visible_entry(session, actor, held, entry_id, lock=True)
    check_version(entry, if_match, is_required=False)
    ENTRY.after(entry.status, "present")
    phase = PHASE.after(entry.phase, action)
    if action in ("pitch", "reopen"):
        _require_free_stage(session, held)
    if action == "conclude" and not accept_missing:
        _require_scores(session, held, entry)
    entry.phase = phase
    _keep_time(entry, action)
    audit.write(session, actor, action, entry)
    return live_queries.desk(session, actor, held.id)


def enter_score(
    session: Session,
    actor: Actor,
    roadshow_id: UUID,
    entry_id: UUID,
    judge_id: UUID,
    data: Marks,
    *,
    seat_of: UUID | None = None,
    if_match: Precondition,
) -> ScoreRead:
    """Enter or change a judge's marks while their entry is open; ``seat_of`` is whose pass was shown.

    Raises NotFound, Forbidden, ConflictOfInterest, StaleVersion, IllegalMove, EntryNotOpen, Invalid.
    """
    # The lock comes first: between the look at the stage and the commit, the host must not conclude it.
    live_counter.touch(session, roadshow_id)
    held = queries.visible_roadshow(session, actor, roadshow_id)
    judge = panel_queries.seated(session, actor, held, judge_id, seat_of)
    if not policy.may_score(actor, judge, seat_of):
        raise Forbidden("A judge's score is entered by that judge alone.")
    entry = queries.visible_entry(session, actor, held, entry_id)
    _require_free_judge(session, judge, entry)
    score = live_queries.locked_score(session, entry.id, judge.id)
    if score is not None:
        check_version(score, if_match, is_required=False)
    _require_open(held, entry)
    marks = _checked(data, msgspec.convert(held.rules, Rules))
    if score is None:
        score = Score(roadshow_id=held.id, entry_id=entry.id, judge_id=judge.id, marks=marks)
    score.marks, score.comment = marks, data.comment
    audit.write(session, actor, "score", score)
    return live_queries.own_score(session, held, score.id)


def _require_free_stage(session: Session, held: Roadshow) -> None:
    if live_queries.open_entry(session, held.id) is not None:
        raise Conflict("Another entry is on stage; conclude it first.")


def _require_scores(session: Session, held: Roadshow, entry: Entry) -> None:
    missing = live_queries.missing_judges(session, held, entry.id)
    if missing:
        raise ScoresMissing(f"Not scored yet: {'、'.join(missing)}. To go on without, send accept_missing.")


def _keep_time(entry: Entry, action: str) -> None:
    now = clock.now()
    if action == "pitch":
        entry.pitch_started_at = now
    elif action == "questions":
        entry.questions_started_at = now
    elif action == "conclude":
        entry.concluded_at = now
    else:
        entry.questions_started_at, entry.concluded_at = now, None


def _require_free_judge(session: Session, judge: Judge, entry: Entry) -> None:
    if judge.excused_reason is not None:
        raise Forbidden("This judge is excused.")
    for recusal in panel_queries.recusals_of(session, judge.roadshow_id):
        is_theirs = (recusal.entry_id, recusal.judge_id) == (entry.id, judge.id)
        if is_theirs and recusal.lifted_reason is None:
            raise ConflictOfInterest("This entry is scored by the other judges.")


def _require_open(held: Roadshow, entry: Entry) -> None:
    if held.status != RoadshowStatus.LIVE:
        ROADSHOW.after(held.status, "score")
    if entry.status != EntryStatus.ACCEPTED or entry.phase not in OPEN_PHASES:
        raise EntryNotOpen(f"The entry is {entry.status}, on stage: {entry.phase}.")


def _checked(data: Marks, rules: Rules) -> dict[str, str]:
    """The marks as plain decimal texts, one for each criterion."""
    wanted = {criterion.code for criterion in rules.criteria}
    flaws = [
        Flaw("Not a criterion of this roadshow.", pointer=f"/marks/{code}")
        for code in data.marks.keys() - wanted
    ]
    flaws += [Flaw("This mark is missing.", pointer=f"/marks/{code}") for code in wanted - data.marks.keys()]
    flaws += [
        Flaw("A mark is 0 to 100 with at most two decimals.", pointer=f"/marks/{code}")
        for code, mark in data.marks.items()
        if code in wanted and not scoring.is_mark(mark)
    ]
    if flaws:
        raise Invalid(flaws[0].detail, flaws=sorted(flaws, key=lambda flaw: flaw.pointer or ""))
    return {code: _plain(data.marks[code]) for code in sorted(wanted)}


def _plain(mark: Decimal) -> str:
    return f"{mark.normalize() + 0:f}"
