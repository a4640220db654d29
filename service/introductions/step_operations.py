"""What every step of an introduction has in common: record, event, and what the listings learn of it."""

from typing import Any
from uuid import UUID

from sqlmodel import Session

from service.achievements.tables import Achievement, AchievementStatus
from service.attachments.operations import link_files
from service.attachments.subjects import Subject
from service.introductions import queries
from service.introductions.deadlines import deadlines_of
from service.introductions.errors import NotOnOffer
from service.introductions.events import IntroductionStepped
from service.introductions.lifecycle import NEGOTIATED
from service.introductions.policy import Parties
from service.introductions.tables import (
    OPEN,
    Introduction,
    IntroductionAction,
    IntroductionEvent,
    IntroductionSide,
)
from service.kernel import audit
from service.kernel.actor import Actor
from service.kernel.announcements import announce
from service.kernel.errors import Forbidden
from service.listings import operations as listings
from service.listings.listing import Visibility
from service.needs import operations as needs
from service.needs import queries as need_queries
from service.needs.tables import Need, NeedStatus
from service.organizations.tables import Organization, OrganizationStatus

_OFFERED = (NeedStatus.PUBLISHED, NeedStatus.IN_NEGOTIATION, AchievementStatus.PUBLISHED)


def _adding(session: Session, actor: Actor, introduction_id: UUID) -> None:
    """A file is being added; it becomes evidence with the step that names it."""
    if not queries.files_of_introduction(session, actor, introduction_id).may_add:
        raise Forbidden("Files are added by those who take part, while it is open.")


FILES = Subject(queries.files_of_introduction, _adding)


def write_step(
    session: Session,
    actor: Actor,
    introduction: Introduction,
    action: IntroductionAction,
    side: IntroductionSide | None,
    said: Any = None,
) -> None:
    """Write the record as it is now, and what was done and ``said`` (a body with reason, note and files)."""
    audit.write(session, actor, action.value, introduction)
    event = IntroductionEvent(
        introduction_id=introduction.id,
        action=action,
        status=introduction.status,
        side=side,
        person_id=actor.person_id,
        organization_id=actor.organization_id,
        reason=getattr(said, "reason", None),
        note=getattr(said, "note", None),
        files=link_files(
            session, actor, getattr(said, "attachment_ids", ()), introduction.entity, introduction.id
        ),
    )
    audit.write(session, actor, "record", event)
    told = IntroductionStepped(introduction.id, event.id, action.value, introduction.status.value)
    announce(session, told)


def renew_deadline(session: Session, introduction: Introduction) -> None:
    """A step was made: the next one is due some days from now, and no nudge stands any more."""
    introduction.due_at, introduction.nudged_at = deadlines_of(session).due(), None


def require_on_offer(session: Session, need: Need, achievement: Achievement) -> None:
    """Both can be had now, and nobody's organisation is suspended.

    Raises NotOnOffer.
    """
    for noun, listing in (("need", need), ("achievement", achievement)):
        if listing.status not in _OFFERED:
            raise NotOnOffer(f"The {noun} is {listing.status}; only what is on offer is introduced.")
        owner = session.get_one(Organization, listing.owner_id)
        if owner.status != OrganizationStatus.VERIFIED:
            raise NotOnOffer(f"The owner of the {noun} is not verified now, so it is not introduced.")


def open_listings(session: Session, need: Need, achievement: Achievement, parties: Parties) -> None:
    """Who was asked may read what it was asked about, also where it is private."""
    everybody = {parties.seeker, parties.provider, *parties.brokers}
    for listing in (need, achievement):
        if listing.visibility == Visibility.PRIVATE:
            listings.disclose(session, listing.id, everybody - {listing.owner_id}, shows_owner=False)


def show_owners(session: Session, introduction: Introduction, parties: Parties) -> None:
    """From acceptance on everybody who takes part knows who seeks."""
    others = {parties.provider, *parties.brokers} - {parties.seeker}
    listings.disclose(session, introduction.need_id, others, shows_owner=True)


def follow_need(session: Session, actor: Actor, introduction: Introduction) -> None:
    """The need is in negotiation while somebody talks about it, and published again when nobody does.

    Its row is locked before it is asked who talks, so of two that end at once the second one sees the first.
    """
    need = need_queries.held_need(session, introduction.need_id)
    if need.status == NeedStatus.PUBLISHED and introduction.status in NEGOTIATED:
        needs.move_need(session, actor, need.id, "negotiate")
    is_over = need.status == NeedStatus.IN_NEGOTIATION and introduction.status not in OPEN
    if is_over and not queries.is_negotiated(session, need.id):
        needs.move_need(session, actor, need.id, "reopen")
