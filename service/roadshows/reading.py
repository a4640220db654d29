"""How rows of roadshows become what a given actor may read; pure."""

from collections.abc import Iterable, Sequence

import msgspec

from service.kernel.actor import Actor
from service.kernel.money import optional_yuan
from service.roadshows import drawing, policy
from service.roadshows.lifecycle import ROADSHOW
from service.roadshows.schemas import (
    ApprovalRead,
    DrawRead,
    EntryRead,
    HostRead,
    JudgeRead,
    NoticeRead,
    RecusalRead,
    RoadshowRead,
    RoadshowSummary,
    Rules,
)
from service.roadshows.tables import Entry, Judge, Recusal, Roadshow, RoadshowHost

_HOST_STEPS = (
    "edit", "cancel", "open", "close", "draw", "start", "run", "finish", "decide_outcomes", "notice",
    "approve", "publish", "correct", "follow_up",
)  # fmt: skip


def whole(actor: Actor, row: Roadshow, hosts: Iterable[tuple[RoadshowHost, str]]) -> RoadshowRead:
    """Everything that ``actor`` may read of a roadshow that they may see."""
    is_host = policy.may_manage(actor, row)
    return RoadshowRead(
        **{name: getattr(row, name) for name in RoadshowSummary.__struct_fields__},
        summary=row.summary,
        status_reason=row.status_reason,
        hosts=[HostRead(organization_id=h.organization_id, name=name, region=h.region) for h, name in hosts],
        rules=msgspec.convert(row.rules, Rules),
        draw_commitment=drawing.commitment(row.draw_secret) if row.draw_secret else None,
        draw=msgspec.convert(row.draw, DrawRead) if row.draw else None,
        notice=msgspec.convert(row.notice, NoticeRead) if row.notice else None,
        approval=msgspec.convert(row.approval, ApprovalRead) if row.approval else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
        allowed_actions=[s for s in _HOST_STEPS if ROADSHOW.allows(row.status, s)] if is_host else [],
    )


def entry(actor: Actor, held: Roadshow, row: Entry, title: str, organization_name: str) -> EntryRead:
    """One entry with its achievement's title; what was decided shows once it is under notice."""
    is_host = policy.may_manage(actor, held)
    is_inside = is_host or actor.organization_id == row.organization_id
    is_decided = is_host or held.notice is not None
    return EntryRead(
        id=row.id,
        version=row.version,
        roadshow_id=row.roadshow_id,
        achievement_id=row.achievement_id,
        title=title,
        organization_id=row.organization_id,
        organization_name=organization_name,
        presenter=row.presenter,
        status=row.status,
        position=row.position,
        phase=row.phase,
        outcome=row.outcome if is_decided else None,
        outcome_amount=optional_yuan(row.outcome_amount) if is_decided else None,
        outcome_note=row.outcome_note if is_decided else None,
        note=row.note if is_inside else None,
        status_reason=row.status_reason if is_inside else None,
    )


def judge(row: Judge, recusals: Sequence[Recusal]) -> JudgeRead:
    """One judge with their own conflicts of interest among those of the roadshow."""
    names = [name for name in JudgeRead.__struct_fields__ if name != "recusals"]
    own = [recusal(one) for one in recusals if one.judge_id == row.id]
    return JudgeRead(**{name: getattr(row, name) for name in names}, recusals=own)


def recusal(row: Recusal) -> RecusalRead:
    """One conflict of interest."""
    return RecusalRead(**{name: getattr(row, name) for name in RecusalRead.__struct_fields__})
