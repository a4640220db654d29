"""Every change of entries before and beside the stage: entering, deciding, withdrawing."""

from uuid import UUID

from sqlmodel import Session

from service.achievements import queries as achievements
from service.achievements.tables import Achievement, AchievementStatus
from service.kernel import audit, clock
from service.kernel.actor import Actor
from service.kernel.errors import Conflict, Forbidden, invalid
from service.kernel.record import Precondition, check_version
from service.listings.listing import Visibility
from service.roadshows import judge_operations, live_counter, policy, queries
from service.roadshows.errors import AlreadyEntered, EntriesClosed, RoadshowFull
from service.roadshows.lifecycle import ENTRY, OPEN_PHASES, ROADSHOW
from service.roadshows.schemas import EntryCreate, EntryRead
from service.roadshows.tables import Entry, EntryPhase, EntryStatus, Roadshow, RoadshowStatus


def enter_achievement(session: Session, actor: Actor, roadshow_id: UUID, data: EntryCreate) -> EntryRead:
    """Enter a published achievement; one that was withdrawn may be entered again.

    Raises NotFound, Forbidden, EntriesClosed, AlreadyEntered, Invalid.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id)
    achievement, _ = achievements.visible_row(session, actor, data.achievement_id)
    if not policy.may_enter(actor, achievement.owner_id, achievement.entered_by_organization_id):
        raise Forbidden("An achievement is entered by its own office, or by who wrote it down for the owner.")
    if not ROADSHOW.allows(held.status, "enter") or held.entry_deadline <= clock.now():
        raise EntriesClosed("Entries are taken from the call until its deadline.")
    _check_listing(achievement)
    if actor.person_id is None:
        raise Forbidden("An achievement is entered by a person.")
    entry = queries.entry_of_achievement(session, held.id, achievement.id)
    if entry is not None and not ENTRY.allows(entry.status, "enter"):
        raise AlreadyEntered("It is entered already; withdraw the entry to begin anew.")
    entry = entry or Entry(
        roadshow_id=held.id,
        achievement_id=achievement.id,
        organization_id=achievement.owner_id,
        entered_by=actor.person_id,
        presenter=data.presenter,
    )
    entry.entered_by, entry.status = actor.person_id, EntryStatus.SUBMITTED
    entry.presenter, entry.note, entry.status_reason = data.presenter, data.note, None
    audit.write(session, actor, "enter", entry)
    return queries.entry(session, actor, held, entry.id)


def decide_entry(
    session: Session,
    actor: Actor,
    roadshow_id: UUID,
    entry_id: UUID,
    action: str,
    reason: str | None,
    *,
    if_match: Precondition,
) -> EntryRead:
    """``accept`` it, as long as there is a place and before the lots are drawn, or ``reject`` it.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Conflict, RoadshowFull.
    """
    held = queries.visible_roadshow(session, actor, roadshow_id, lock=True)
    entry = queries.visible_entry(session, actor, held, entry_id, lock=True)
    if not policy.may_manage(actor, held):
        raise Forbidden("Entries are accepted by the host.")
    check_version(entry, if_match, is_required=False)
    ROADSHOW.after(held.status, "decide_entries")
    status = ENTRY.after(entry.status, action)
    if held.draw is not None:
        raise Conflict("The lots are drawn: the field stands.")
    if status == EntryStatus.ACCEPTED and queries.count_taking_part(session, held.id) >= held.capacity:
        raise RoadshowFull(f"All {held.capacity} places are taken.")
    entry.status, entry.status_reason = status, reason
    audit.write(session, actor, action, entry)
    judge_operations.find_conflicts(session, actor, held)
    return queries.entry(session, actor, held, entry.id)


def withdraw_entry(
    session: Session, actor: Actor, roadshow_id: UUID, entry_id: UUID, reason: str, *, if_match: Precondition
) -> EntryRead:
    """It does not take part any more; its scores, if there are any, count for nothing.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    live_counter.touch(session, roadshow_id)
    held = queries.visible_roadshow(session, actor, roadshow_id, lock=True)
    entry = queries.visible_entry(session, actor, held, entry_id, lock=True)
    if not policy.may_withdraw(actor, entry, held):
        raise Forbidden("An entry is withdrawn by its owner or the host.")
    check_version(entry, if_match, is_required=False)
    _require_before_results(held)
    entry.status, entry.status_reason = ENTRY.after(entry.status, "withdraw"), reason
    if entry.phase in OPEN_PHASES:
        entry.phase, entry.concluded_at = EntryPhase.CONCLUDED, clock.now()
    audit.write(session, actor, "withdraw", entry)
    return queries.entry(session, actor, held, entry.id)


def _check_listing(achievement: Achievement) -> None:
    is_valid = achievement.status == AchievementStatus.PUBLISHED and achievement.valid_until >= clock.today()
    if not is_valid:
        raise invalid("/achievement_id", "Only a published achievement is presented.")
    if achievement.visibility == Visibility.PRIVATE:
        raise invalid(
            "/achievement_id", "A private achievement is not shown to a hall; open it to members first."
        )


def _require_before_results(held: Roadshow) -> None:
    before = (RoadshowStatus.OPEN, RoadshowStatus.CLOSED, RoadshowStatus.LIVE)
    if held.status not in before:
        raise Conflict("The scores are counted: an entry is not withdrawn from its result.")
