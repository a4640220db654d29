"""What the hall sees: the live state for everybody, the host's desk, a judge's telephone."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlmodel import Session, col

from service.achievements.tables import Achievement
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden, NotFound
from service.organizations.tables import Organization
from service.roadshows import counting, panel_queries, policy, queries
from service.roadshows.lifecycle import OPEN_PHASES
from service.roadshows.live_schemas import (
    DeskJudge,
    DeskState,
    JudgeEntry,
    JudgeState,
    LiveEntry,
    LiveState,
    ScoreRead,
    Scores,
)
from service.roadshows.schemas import Rules
from service.roadshows.tables import (
    Entry,
    EntryPhase,
    EntryStatus,
    Judge,
    LiveCounter,
    Roadshow,
    RoadshowStatus,
    Score,
)

# An entry of the hall with its achievement's title and summary, and its owner's name.
Presented = tuple[Entry, str, str, str]


def counters(session: Session, roadshow_ids: Collection[UUID]) -> dict[UUID, int]:
    """How far each of these has come; all that is asked while nothing happens."""
    statement = select(col(LiveCounter.roadshow_id), col(LiveCounter.seq)).where(
        col(LiveCounter.roadshow_id).in_(roadshow_ids)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def live(session: Session, actor: Actor, roadshow_id: UUID) -> LiveState:
    """The hall as everybody sees it.

    Raises NotFound.
    """
    return _live(session, queries.visible_roadshow(session, actor, roadshow_id))


def live_for_all(session: Session, roadshow_id: UUID) -> LiveState:
    """The same for the pages of the hall, which were let in before."""
    return _live(session, session.get_one(Roadshow, roadshow_id))


def desk(session: Session, actor: Actor, roadshow_id: UUID) -> DeskState:
    """The host's desk.

    Raises NotFound, Forbidden.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    if not policy.may_manage(actor, held):
        raise Forbidden("The desk is the host's.")
    state = _live(session, held)
    entry_id = state.current_entry_id or _last_concluded(session, held.id)
    judges = _desk_judges(session, held, entry_id) if entry_id else []
    missing = [j.name for j in judges if not (j.has_scored or j.is_excused or j.is_conflicted)]
    return DeskState(live=state, entry_id=entry_id, judges=judges, missing=missing)


def telephone(session: Session, roadshow_id: UUID, judge_id: UUID) -> JudgeState:
    """One judge's view; who asks was found to be that judge.

    Raises NotFound.
    """
    seq = counters(session, [roadshow_id])[roadshow_id]
    held, judge = session.get_one(Roadshow, roadshow_id), session.get(Judge, judge_id)
    if judge is None or judge.roadshow_id != roadshow_id:
        raise NotFound("There is no such judge in this roadshow.")
    rules = msgspec.convert(held.rules, Rules)
    own = {s.entry_id: s for s in scores_of_roadshow(session, held.id) if s.judge_id == judge_id}
    recused = {
        r.entry_id
        for r in panel_queries.recusals_of(session, held.id)
        if r.judge_id == judge_id and not r.lifted_reason
    }
    presented = _presented(session, held.id)
    is_live = held.status == RoadshowStatus.LIVE
    entries = [
        JudgeEntry(
            id=entry.id,
            position=entry.position or 0,
            title=title,
            organization_name=owner,
            presenter=entry.presenter,
            summary=summary,
            phase=entry.phase,
            is_open=is_live and entry.phase in OPEN_PHASES,
            is_conflicted=entry.id in recused,
            score=counting.score_read(rules, own[entry.id]) if entry.id in own else None,
        )
        for entry, title, summary, owner in presented
    ]
    return JudgeState(
        roadshow_id=held.id,
        seq=seq,
        title=held.title,
        status=held.status,
        judge_id=judge.id,
        judge_name=judge.name,
        seat=judge.seat,
        is_excused=judge.excused_reason is not None,
        criteria=rules.criteria,
        current_entry_id=next((entry.id for entry in entries if entry.is_open), None),
        entries=entries,
    )


def scores(session: Session, actor: Actor, roadshow_id: UUID) -> Scores:
    """Every score for the host, a judge's own for a judge, nothing for others.

    Raises NotFound.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    rules = msgspec.convert(held.rules, Rules)
    seats = {one.id for one in panel_queries.judges(session, actor, roadshow_id).items}
    found = [one for one in scores_of_roadshow(session, held.id) if one.judge_id in seats]
    return Scores(items=[counting.score_read(rules, one) for one in found])


def own_score(session: Session, held: Roadshow, score_id: UUID) -> ScoreRead:
    """One of them, just entered."""
    return counting.score_read(msgspec.convert(held.rules, Rules), session.get_one(Score, score_id))


def locked_score(session: Session, entry_id: UUID, judge_id: UUID) -> Score | None:
    """A judge's score for an entry, where there is one."""
    statement = select(Score).where(col(Score.entry_id) == entry_id, col(Score.judge_id) == judge_id)
    found = session.execute(statement.with_for_update().execution_options(populate_existing=True))
    return found.scalars().first()


def scores_of_roadshow(session: Session, roadshow_id: UUID) -> list[Score]:
    """Every score of a roadshow."""
    statement = select(Score).where(col(Score.roadshow_id) == roadshow_id).order_by(col(Score.id))
    return list(session.execute(statement).scalars())


def open_entry(session: Session, roadshow_id: UUID) -> Entry | None:
    """The entry that is on stage; there is one at the most."""
    statement = select(Entry).where(
        col(Entry.roadshow_id) == roadshow_id,
        col(Entry.status) == EntryStatus.ACCEPTED,
        col(Entry.phase).in_(sorted(OPEN_PHASES)),
    )
    return session.execute(statement.execution_options(populate_existing=True)).scalars().first()


def missing_judges(session: Session, held: Roadshow, entry_id: UUID) -> list[str]:
    """Names of those whose score for an entry is waited for."""
    judges = _desk_judges(session, held, entry_id)
    return [j.name for j in judges if not (j.has_scored or j.is_excused or j.is_conflicted)]


def _presented(session: Session, roadshow_id: UUID) -> Sequence[Presented]:
    statement = (
        select(Entry, col(Achievement.title), col(Achievement.summary), col(Organization.name))
        .join(Achievement, col(Achievement.id) == col(Entry.achievement_id))
        .join(Organization, col(Organization.id) == col(Entry.organization_id))
        .where(col(Entry.roadshow_id) == roadshow_id, col(Entry.status) == EntryStatus.ACCEPTED)
        .order_by(col(Entry.position), col(Entry.id))
    )
    return [(entry, title, summary, owner) for entry, title, summary, owner in session.execute(statement)]


def _live(session: Session, held: Roadshow) -> LiveState:
    # Read before the rest: a change in between is then seen as newer, never missed.
    seq = counters(session, [held.id])[held.id]
    presented = _presented(session, held.id)
    concluded = [entry for entry, *_ in presented if entry.phase == EntryPhase.CONCLUDED]
    ranked = counting.ranked(
        msgspec.convert(held.rules, Rules),
        concluded,
        panel_queries.panel(session, held.id),
        panel_queries.recusals_of(session, held.id),
        scores_of_roadshow(session, held.id),
    )
    current = next((entry for entry, *_ in presented if entry.phase in OPEN_PHASES), None)
    if held.status != RoadshowStatus.LIVE:
        current = None
    judges = _desk_judges(session, held, current.id) if current else []
    started, ends = _clock_of(held, current)
    return LiveState(
        roadshow_id=held.id,
        seq=seq,
        title=held.title,
        status=held.status,
        place=held.place,
        starts_at=held.starts_at,
        entries=[
            LiveEntry(
                id=entry.id,
                position=entry.position or 0,
                title=title,
                organization_name=owner,
                presenter=entry.presenter,
                phase=entry.phase,
                score=counting.shown(ranked[entry.id][0].score) if entry.id in ranked else None,
                rank=ranked[entry.id][1] if entry.id in ranked else None,
            )
            for entry, title, _, owner in presented
        ],
        current_entry_id=current.id if current else None,
        phase_started_at=started,
        phase_ends_at=ends,
        scores_in=sum(one.has_scored and not one.is_conflicted for one in judges),
        scores_due=sum(one.has_scored or not one.is_excused for one in judges if not one.is_conflicted),
    )


def _clock_of(held: Roadshow, current: Entry | None) -> tuple[datetime | None, datetime | None]:
    """The two instants between which the present phase runs; being instants, they outlive a restart."""
    if current is None:
        return None, None
    is_pitch = current.phase == EntryPhase.PITCH
    started = current.pitch_started_at if is_pitch else current.questions_started_at
    rules = msgspec.convert(held.rules, Rules)
    minutes = rules.pitch_minutes if is_pitch else rules.questions_minutes
    return started, started + timedelta(minutes=minutes) if started else None


def _desk_judges(session: Session, held: Roadshow, entry_id: UUID) -> list[DeskJudge]:
    rules = msgspec.convert(held.rules, Rules)
    entered = {s.judge_id: s for s in scores_of_roadshow(session, held.id) if s.entry_id == entry_id}
    recused = {
        r.judge_id
        for r in panel_queries.recusals_of(session, held.id)
        if r.entry_id == entry_id and not r.lifted_reason
    }
    return [
        DeskJudge(
            judge_id=judge.id,
            seat=judge.seat,
            name=judge.name,
            kind=judge.kind,
            is_excused=judge.excused_reason is not None,
            is_conflicted=judge.id in recused,
            has_scored=judge.id in entered,
            score=counting.score_read(rules, entered[judge.id]).score if judge.id in entered else None,
        )
        for judge in panel_queries.panel(session, held.id)
    ]


def _last_concluded(session: Session, roadshow_id: UUID) -> UUID | None:
    statement = (
        select(col(Entry.id))
        .where(
            col(Entry.roadshow_id) == roadshow_id,
            col(Entry.status) == EntryStatus.ACCEPTED,
            col(Entry.phase) == EntryPhase.CONCLUDED,
        )
        .order_by(col(Entry.concluded_at).desc())
        .limit(1)
    )
    return session.execute(statement).scalars().first()
