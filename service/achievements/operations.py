"""Every change of achievements."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import Session

from service.achievements import policy, quality, queries, reading
from service.achievements.lifecycle import LIFECYCLE
from service.achievements.schemas import AchievementCreate, AchievementRead, AchievementUpdate
from service.achievements.tables import Achievement
from service.attachments.subjects import Access, Subject
from service.kernel import clock
from service.kernel.actor import SYSTEM, Actor
from service.kernel.errors import Forbidden
from service.kernel.money import optional_fen
from service.kernel.record import Precondition
from service.listings import operations as listings
from service.listings import policy as listing_policy
from service.listings.listing import Visibility
from service.listings.operations import Desk
from service.listings.quality import Quality, assessed
from service.listings.reading import owner_read
from service.listings.schemas import BulkReviewed, OwnerRead, ReviewCreate
from service.organizations.tables import OrganizationKind

DESK = Desk(
    LIFECYCLE,
    policy.WRITERS,
    frozenset(
        {
            "title",
            "summary",
            "abstract",
            "keywords",
            "trl_evidence",
            "edges",
            "tech_field",
            "price",
            "price_mode",
        }
    ),
    "achievement",
)
_CODES = {"tech_field": "tech_fields", "industry": "industries"}
_OWNERS = (OrganizationKind.UNIVERSITY, OrganizationKind.INSTITUTE, OrganizationKind.ENTERPRISE)
_JSON = ("keywords", "ip", "team", "transfer_modes", "edges", "secrecy_reviewed")


def create_achievement(
    session: Session, actor: Actor, data: AchievementCreate, *, is_demonstration: bool = False
) -> AchievementRead:
    """Enter an achievement as a draft.

    Raises Forbidden, Invalid.
    """
    if not policy.may_create(actor):
        raise Forbidden(
            "Achievements are entered by universities' and institutes' offices, brokers and the bureau."
        )
    owner = listings.owner_of_new(session, actor, data.owner_id, _OWNERS)
    values = _checked(data, listings.given(data))
    values["region"] = owner.region
    values["valid_until"] = values["valid_until"] or listings.default_valid_until()
    values["owner_id"] = owner.id
    achievement = Achievement(**values, **listings.entered_by(actor), is_demonstration=is_demonstration)
    DESK.enter(session, actor, achievement)
    return _read(actor, achievement, owner_read(owner, is_shown=True))


def edit_achievement(
    session: Session, actor: Actor, achievement_id: UUID, data: AchievementUpdate, *, if_match: Precondition
) -> AchievementRead:
    """Change what was sent; a published achievement whose text, field or price changes goes back to review.

    Raises NotFound, Forbidden, PreconditionRequired, StaleVersion, IllegalMove, Invalid.
    """
    achievement, owner = queries.locked_achievement(session, actor, achievement_id)
    DESK.edit(session, actor, achievement, lambda: _checked(data, listings.given(data)), if_match)
    return _read(actor, achievement, owner)


def submit_achievement(
    session: Session, actor: Actor, achievement_id: UUID, *, if_match: Precondition
) -> AchievementRead:
    """Hand it to the reviewers.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    achievement, owner = queries.locked_achievement(session, actor, achievement_id)
    near = queries.near_achievements(session, actor, achievement_id)
    checked = assessed(quality.findings(achievement), near_duplicates=near)
    DESK.submit(session, actor, achievement, checked, if_match)
    read = _read(actor, achievement, owner)
    read.quality = checked
    return read


def review_achievement(
    session: Session, actor: Actor, achievement_id: UUID, review: ReviewCreate, *, if_match: Precondition
) -> AchievementRead:
    """Publish or return it.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    achievement, owner = queries.locked_achievement(session, actor, achievement_id)
    DESK.decide(session, actor, achievement, review, if_match)
    return _read(actor, achievement, owner)


def review_achievement_in_bulk(
    session: Session, actor: Actor, achievement_id: UUID, review: ReviewCreate
) -> BulkReviewed:
    """The same for one of many; raises the same."""
    read = review_achievement(session, actor, achievement_id, review, if_match=None)
    return BulkReviewed(id=read.id, kind=Achievement.entity, status=read.status, version=read.version)


def end_achievement(
    session: Session, actor: Actor, achievement_id: UUID, action: str, reason: str, *, if_match: Precondition
) -> AchievementRead:
    """``withdraw`` it from the platform.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    achievement, owner = queries.locked_achievement(session, actor, achievement_id)
    DESK.end(session, actor, achievement, action, reason, if_match)
    return _read(actor, achievement, owner)


def renew_achievement(
    session: Session, actor: Actor, achievement_id: UUID, valid_until: date, *, if_match: Precondition
) -> AchievementRead:
    """Make it valid until a later day; an expired one is published again.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    achievement, owner = queries.locked_achievement(session, actor, achievement_id)
    DESK.renew(session, actor, achievement, valid_until, if_match)
    return _read(actor, achievement, owner)


def delete_achievement(
    session: Session, actor: Actor, achievement_id: UUID, *, if_match: Precondition
) -> None:
    """Remove a draft.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    achievement, _ = queries.locked_achievement(session, actor, achievement_id)
    DESK.delete(session, actor, achievement, if_match)


def expire_achievement(session: Session, achievement_id: UUID) -> None:
    """Write down an expiry that has come; nothing happens when it no longer holds."""
    achievement = queries.achievement_to_expire(session, achievement_id)
    if achievement is not None:
        DESK.expire(session, achievement, SYSTEM)


def move_achievement(session: Session, actor: Actor, achievement_id: UUID, action: str) -> None:
    """``reserve``, ``release`` or ``transfer`` it for a room above, which has asked its own policy.

    Raises NotFound, IllegalMove.
    """
    DESK.step(session, actor, queries.held_achievement(session, achievement_id), action)


def attach_to_achievement(session: Session, actor: Actor, achievement_id: UUID) -> None:
    """A file is being added; what was published goes back to review.

    Raises NotFound, Forbidden, IllegalMove.
    """
    achievement, _ = queries.locked_achievement(session, actor, achievement_id)
    DESK.attach(session, actor, achievement)


def files_of_achievement(session: Session, actor: Actor, achievement_id: UUID) -> Access:
    """What the actor may do with its files. Raises NotFound."""
    achievement, owner = queries.visible_row(session, actor, achievement_id)
    return DESK.files(actor, achievement, owner)


FILES = Subject(files_of_achievement, attach_to_achievement)


def check_achievement(session: Session, actor: Actor, achievement_id: UUID) -> Quality:
    """The quality check, for insiders and reviewers; it changes nothing.

    Raises NotFound, Forbidden.
    """
    achievement, _ = queries.visible_row(session, actor, achievement_id)
    if not listing_policy.may_see_matches(actor, achievement):
        raise Forbidden("The quality check is for its owner, its broker and the bureau.")
    near = queries.near_achievements(session, actor, achievement_id)
    return assessed(quality.findings(achievement), near_duplicates=near)


def _read(actor: Actor, achievement: Achievement, owner: OwnerRead) -> AchievementRead:
    return reading.whole(actor, achievement, owner, clock.today())


def _checked(data: AchievementCreate | AchievementUpdate, values: dict[str, Any]) -> dict[str, Any]:
    """The sent fields as columns: codes checked, money in fen, lists as JSON values."""
    listings.check_codes(data, _CODES)
    if "price" in values:
        values["price"] = optional_fen(values["price"])
    if "visibility" in values:
        values["visibility"] = Visibility(values["visibility"])
    for name in _JSON:
        if name in values:
            values[name] = msgspec.to_builtins(values[name])
    if values.get("valid_until") is not None:
        listings.check_valid_until(values["valid_until"])
    return values
