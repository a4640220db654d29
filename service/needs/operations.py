"""Every change of needs."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import Session

from service.attachments.subjects import Access, Subject
from service.kernel import audit, changes, clock, search
from service.kernel.actor import SYSTEM, Actor
from service.kernel.errors import Forbidden, invalid
from service.kernel.money import optional_fen
from service.kernel.record import Precondition, check_version
from service.listings import operations as listings
from service.listings import policy as listing_policy
from service.listings.operations import Desk
from service.listings.quality import Quality, assessed
from service.listings.reading import owner_read
from service.listings.schemas import BulkReviewed, OwnerRead, ReviewCreate
from service.needs import policy, quality, queries, reading
from service.needs.lifecycle import LIFECYCLE
from service.needs.schemas import NeedCreate, NeedRead, NeedUpdate, VerificationRead, VerifyNeed
from service.needs.tables import Need
from service.organizations.tables import OrganizationKind

DESK = Desk(
    LIFECYCLE,
    policy.WRITERS,
    frozenset(
        {
            "title",
            "problem",
            "baseline",
            "targets",
            "solver_requirements",
            "tech_field",
            "budget_min",
            "budget_max",
        }
    ),
    "need",
)
_CODES = {"tech_field": "tech_fields", "industry": "industries", "region": "regions", "park": "parks"}
_OWNERS = tuple(OrganizationKind)


def create_need(
    session: Session, actor: Actor, data: NeedCreate, *, is_demonstration: bool = False
) -> NeedRead:
    """Enter a need as a draft.

    Raises Forbidden, Invalid.
    """
    if not policy.may_create(actor):
        raise Forbidden("Needs are entered by members of an organisation, brokers and the bureau.")
    owner = listings.owner_of_new(session, actor, data.owner_id, _OWNERS)
    values = _checked(data, listings.given(data))
    values["region"] = values["region"] or owner.region
    values["valid_until"] = values["valid_until"] or listings.default_valid_until()
    values["owner_id"] = owner.id
    need = Need(**values, **listings.entered_by(actor), is_demonstration=is_demonstration)
    _check_budget(need.budget_min, need.budget_max)
    DESK.enter(session, actor, need)
    return _read(actor, need, owner_read(owner, is_shown=True))


def edit_need(
    session: Session, actor: Actor, need_id: UUID, data: NeedUpdate, *, if_match: Precondition
) -> NeedRead:
    """Change what was sent; a published need whose text, field or budget changes goes back to review.

    Raises NotFound, Forbidden, PreconditionRequired, StaleVersion, IllegalMove, Invalid.
    """
    need, owner = queries.locked_need(session, actor, need_id)
    DESK.edit(session, actor, need, lambda: _edited(need, data), if_match)
    return _read(actor, need, owner)


def submit_need(session: Session, actor: Actor, need_id: UUID, *, if_match: Precondition) -> NeedRead:
    """Hand it to the reviewers.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    need, owner = queries.locked_need(session, actor, need_id)
    near = queries.near_needs(session, actor, need_id)
    checked = assessed(quality.findings(need), near_duplicates=near)
    DESK.submit(session, actor, need, checked, if_match)
    read = _read(actor, need, owner)
    read.quality = checked
    return read


def review_need(
    session: Session, actor: Actor, need_id: UUID, review: ReviewCreate, *, if_match: Precondition
) -> NeedRead:
    """Publish or return it.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    need, owner = queries.locked_need(session, actor, need_id)
    DESK.decide(session, actor, need, review, if_match)
    return _read(actor, need, owner)


def review_need_in_bulk(session: Session, actor: Actor, need_id: UUID, review: ReviewCreate) -> BulkReviewed:
    """The same for one of many; raises the same."""
    read = review_need(session, actor, need_id, review, if_match=None)
    return BulkReviewed(id=read.id, kind=Need.entity, status=read.status, version=read.version)


def end_need(
    session: Session, actor: Actor, need_id: UUID, action: str, reason: str, *, if_match: Precondition
) -> NeedRead:
    """``withdraw`` it from the platform, or ``close`` it because it was settled or given up.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    need, owner = queries.locked_need(session, actor, need_id)
    DESK.end(session, actor, need, action, reason, if_match)
    return _read(actor, need, owner)


def renew_need(
    session: Session, actor: Actor, need_id: UUID, valid_until: date, *, if_match: Precondition
) -> NeedRead:
    """Make it valid until a later day; an expired one is published again.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove, Invalid.
    """
    need, owner = queries.locked_need(session, actor, need_id)
    DESK.renew(session, actor, need, valid_until, if_match)
    return _read(actor, need, owner)


def verify_need(
    session: Session, actor: Actor, need_id: UUID, data: VerifyNeed, *, if_match: Precondition
) -> NeedRead:
    """Write down who made sure that the need is real, when and how (核实).

    Raises NotFound, Forbidden, StaleVersion, Invalid.
    """
    need, owner = queries.locked_need(session, actor, need_id)
    if not policy.may_verify(actor, need) or actor.person_id is None:
        raise Forbidden("Needs are verified by the bureau or by the broker who entered them.")
    check_version(need, if_match, is_required=False)
    if data.on > clock.today():
        raise invalid("/on", "The day of the check must not be in the future.")
    verified = VerificationRead(how=data.how, on=data.on, by=actor.person_id)
    need.verified = msgspec.to_builtins(verified)
    audit.write(session, actor, "verify", need)
    changes.note(session, Need.entity, need.id)
    return _read(actor, need, owner)


def delete_need(session: Session, actor: Actor, need_id: UUID, *, if_match: Precondition) -> None:
    """Remove a draft.

    Raises NotFound, Forbidden, StaleVersion, IllegalMove.
    """
    need, _ = queries.locked_need(session, actor, need_id)
    DESK.delete(session, actor, need, if_match)


def expire_need(session: Session, need_id: UUID) -> None:
    """Write down an expiry that has come; nothing happens when it no longer holds."""
    need = queries.need_to_expire(session, need_id)
    if need is not None:
        DESK.expire(session, need, SYSTEM)


def move_need(session: Session, actor: Actor, need_id: UUID, action: str) -> None:
    """``negotiate``, ``reopen`` or ``solve`` it for a room above, which has asked its own policy.

    Raises NotFound, IllegalMove.
    """
    DESK.step(session, actor, queries.held_need(session, need_id), action)


def attach_to_need(session: Session, actor: Actor, need_id: UUID) -> None:
    """A file is being added; what was published goes back to review.

    Raises NotFound, Forbidden, IllegalMove.
    """
    need, _ = queries.locked_need(session, actor, need_id)
    DESK.attach(session, actor, need)


def files_of_need(session: Session, actor: Actor, need_id: UUID) -> Access:
    """What the actor may do with its files. Raises NotFound."""
    need, owner = queries.visible_row(session, actor, need_id)
    return DESK.files(actor, need, owner)


FILES = Subject(files_of_need, attach_to_need)


def check_need(session: Session, actor: Actor, need_id: UUID) -> Quality:
    """The quality check, for insiders and reviewers; it changes nothing.

    Raises NotFound, Forbidden.
    """
    need, _ = queries.visible_row(session, actor, need_id)
    if not listing_policy.may_see_matches(actor, need):
        raise Forbidden("The quality check is for its owner, its broker and the bureau.")
    suggested = None
    if need.tech_field is None:
        suggested = search.index_of(session).suggest_field(session, f"{need.title}\n{need.problem}")
    near = queries.near_needs(session, actor, need_id)
    return assessed(quality.findings(need), suggested, near)


def _read(actor: Actor, need: Need, owner: OwnerRead) -> NeedRead:
    return reading.whole(actor, need, owner, clock.today())


def _checked(data: NeedCreate | NeedUpdate, values: dict[str, Any]) -> dict[str, Any]:
    """The sent fields as columns: codes checked, money in fen, lists as JSON values."""
    listings.check_codes(data, _CODES)
    for name in ("budget_min", "budget_max"):
        if name in values:
            values[name] = optional_fen(values[name])
    for name in ("targets", "cooperation_modes"):
        if name in values:
            values[name] = msgspec.to_builtins(values[name])
    if values.get("valid_until") is not None:
        listings.check_valid_until(values["valid_until"])
    if (deadline := values.get("deadline")) is not None and deadline < clock.today():
        raise invalid("/deadline", "The deadline must not be past.")
    return values


def _edited(need: Need, data: NeedUpdate) -> dict[str, Any]:
    values = _checked(data, listings.given(data))
    _check_budget(values.get("budget_min", need.budget_min), values.get("budget_max", need.budget_max))
    return values


def _check_budget(low: int | None, high: int | None) -> None:
    if low is not None and high is not None and low > high:
        raise invalid("/budget_min", "The lower budget is above the upper one.")
