"""Every change of the panel: judges seated and excused, conflicts of interest found, declared and lifted."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from service.kernel import audit
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden, invalid
from service.kernel.record import Precondition, check_version
from service.organizations.tables import Organization
from service.roadshows import live_counter, panel_queries, policy, queries
from service.roadshows.conflicts import found_conflict
from service.roadshows.errors import AlreadyAJudge
from service.roadshows.lifecycle import ROADSHOW
from service.roadshows.schemas import JudgeCreate, JudgeRead, RecusalCreate
from service.roadshows.tables import ConflictKind, Judge, Recusal, Roadshow


def seat_judge(session: Session, actor: Actor, roadshow_id: UUID, data: JudgeCreate) -> JudgeRead:
    """Put somebody on the panel; conflicts of interest that the records tell are found at once.

    Raises NotFound, Forbidden, IllegalMove, AlreadyAJudge, Invalid.
    """
    live_counter.touch(session, roadshow_id)
    held = _managed(session, actor, roadshow_id)
    panel = panel_queries.panel(session, held.id)
    judge = Judge(roadshow_id=held.id, seat=len(panel) + 1, kind=data.kind, **_who(session, data))
    if judge.person_id is not None and judge.person_id in {one.person_id for one in panel}:
        raise AlreadyAJudge(f"{judge.name} sits on the panel already.")
    audit.write(session, actor, "seat", judge)
    find_conflicts(session, actor, held)
    return panel_queries.judge(session, judge.id)


def excuse_judge(
    session: Session, actor: Actor, roadshow_id: UUID, judge_id: UUID, reason: str, *, if_match: Precondition
) -> JudgeRead:
    """Somebody does not judge any more: no score of theirs is waited for; those entered still count.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    live_counter.touch(session, roadshow_id)
    held = _managed(session, actor, roadshow_id)
    judge = panel_queries.visible_judge(session, actor, held, judge_id, lock=True)
    check_version(judge, if_match, is_required=False)
    judge.excused_reason = reason
    audit.write(session, actor, "excuse", judge)
    return panel_queries.judge(session, judge.id)


def declare_conflict(
    session: Session,
    actor: Actor,
    roadshow_id: UUID,
    judge_id: UUID,
    data: RecusalCreate,
    *,
    seat_of: UUID | None = None,
) -> JudgeRead:
    """A judge, or the host for them, says that they are not free to score an entry.

    Declared again, a lifted one holds again. ``seat_of`` is the judge whose pass was shown.

    Raises NotFound, Forbidden, IllegalMove.
    """
    live_counter.touch(session, roadshow_id)
    held = queries.visible_roadshow(session, actor, roadshow_id, lock=True)
    judge = panel_queries.seated(session, actor, held, judge_id, seat_of)
    if not (policy.may_manage(actor, held) or policy.may_score(actor, judge, seat_of)):
        raise Forbidden("A conflict of interest is declared by the judge or the host.")
    ROADSHOW.after(held.status, "seat_judges")
    entry = queries.visible_entry(session, actor, held, data.entry_id)
    known = [one for one in panel_queries.recusals_of(session, held.id) if one.judge_id == judge.id]
    recusal = next((one for one in known if one.entry_id == entry.id), None) or Recusal(
        roadshow_id=held.id, entry_id=entry.id, judge_id=judge.id, kind=ConflictKind.DECLARED
    )
    recusal.kind, recusal.reason, recusal.lifted_reason = ConflictKind.DECLARED, data.reason, None
    audit.write(session, actor, "declare", recusal)
    return panel_queries.judge(session, judge.id)


def lift_conflict(
    session: Session,
    actor: Actor,
    roadshow_id: UUID,
    recusal_id: UUID,
    reason: str,
    *,
    if_match: Precondition,
) -> JudgeRead:
    """What was found does not hold: another person of the same name, say.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    live_counter.touch(session, roadshow_id)
    held = _managed(session, actor, roadshow_id)
    recusal = panel_queries.locked_recusal(session, held.id, recusal_id)
    check_version(recusal, if_match, is_required=False)
    if recusal.kind == ConflictKind.DECLARED:
        raise invalid("/reason", "What a judge declared is not lifted by others.")
    recusal.lifted_reason = reason
    audit.write(session, actor, "lift", recusal)
    return panel_queries.judge(session, recusal.judge_id)


def find_conflicts(session: Session, actor: Actor, held: Roadshow) -> None:
    """Write down every conflict of interest that the records tell and nobody has noted yet."""
    known = {(one.entry_id, one.judge_id) for one in panel_queries.recusals_of(session, held.id)}
    entries = panel_queries.what_conflicts_hang_on(session, held.id)
    for judge in panel_queries.panel(session, held.id):
        places = panel_queries.organizations_of(session, judge.person_id) if judge.person_id else []
        ids = {place for place, _ in places} | ({judge.organization_id} if judge.organization_id else set())
        for entry_id, owner_id, owner_name, team in entries:
            kind = found_conflict(
                judge_name=judge.name,
                judge_organization_ids=ids,
                judge_organization_name=judge.organization_name,
                owner_id=owner_id,
                owner_name=owner_name,
                team=[str(member["name"]) for member in team],
            )
            if kind is not None and (entry_id, judge.id) not in known:
                found = Recusal(roadshow_id=held.id, entry_id=entry_id, judge_id=judge.id, kind=kind)
                audit.write(session, actor, "find", found)


def _managed(session: Session, actor: Actor, roadshow_id: UUID) -> Roadshow:
    held = queries.visible_roadshow(session, actor, roadshow_id, lock=True)
    if not policy.may_manage(actor, held):
        raise Forbidden("The panel is the host's to seat.")
    ROADSHOW.after(held.status, "seat_judges")
    return held


def _who(session: Session, data: JudgeCreate) -> dict[str, Any]:
    """The columns that say who a judge is."""
    if (data.email is None) == (data.name is None):
        raise invalid("/email", "Name a judge by the email of an account, or a guest by name.")
    if data.organization_id and session.get(Organization, data.organization_id) is None:
        raise invalid("/organization_id", "There is no such organisation.")
    given: dict[str, Any] = {
        "organization_id": data.organization_id, "organization_name": data.organization_name,
    }  # fmt: skip
    if data.email is None:
        return given | {"name": data.name}
    person = panel_queries.person_of_email(session, data.email)
    if person is None:
        raise invalid("/email", "There is no account with this address; invite a guest by name.")
    places = panel_queries.organizations_of(session, person.id)
    if places and data.organization_id is None and data.organization_name is None:
        given = {"organization_id": places[0][0], "organization_name": places[0][1]}
    return given | {"person_id": person.id, "name": person.name}
