"""The steps that both kinds of listing take; the rooms load the row, name its lifecycle, and call these.

The order is always: policy (403), the version (428, 412), the lifecycle (409), the rules (422).
"""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET, Struct
from sqlmodel import Session

from service.attachments import operations as attachments
from service.attachments.subjects import Access
from service.codes import lists
from service.kernel import audit, changes, clock
from service.kernel.actor import Actor, Role
from service.kernel.errors import Conflict, Forbidden, invalid
from service.kernel.record import Precondition, check_version
from service.listings import policy
from service.listings.lifecycle import Lifecycle, is_over
from service.listings.listing import Listing
from service.listings.quality import Quality, Severity
from service.listings.schemas import OwnerRead, ReviewCreate, ReviewDecision, ReviewRead
from service.listings.tables import Disclosure
from service.organizations.tables import Organization, OrganizationKind, OrganizationStatus

VALID_MONTHS = 12
LONGEST_MONTHS = 36


class Desk:
    """One kind of listing as its room describes it: its lifecycle, who writes it, what re-opens review."""

    def __init__(
        self, lifecycle: Lifecycle[Any], writers: frozenset[Role], material: frozenset[str], noun: str
    ) -> None:
        self.lifecycle, self.writers, self.material, self.noun = lifecycle, writers, material, noun

    def require_writer(self, actor: Actor, listing: Listing) -> None:
        """Raises Forbidden."""
        if not policy.may_write(actor, listing, self.writers):
            raise Forbidden(f"Only its owner, or who entered it, changes this {self.noun}.")

    def move(self, listing: Any, action: str) -> None:
        """Raises IllegalMove."""
        listing.status = self.lifecycle.after(listing.status, action)

    def enter(self, session: Session, actor: Actor, listing: Listing) -> None:
        """Store a new draft."""
        audit.write(session, actor, "create", listing)
        changes.note(session, listing.entity, listing.id)

    def edit(
        self,
        session: Session,
        actor: Actor,
        listing: Any,
        checked: Callable[[], dict[str, Any]],
        if_match: Precondition,
    ) -> None:
        """Change the fields that ``checked`` gives; a material change of what was published re-opens review.

        ``checked`` raises Invalid, and is called last, because rules come after rights and states.
        """
        self.require_writer(actor, listing)
        check_version(listing, if_match)
        self.lifecycle.after(listing.status, "edit")
        values = checked()
        changed = {name for name, value in values.items() if getattr(listing, name) != value}
        if not changed:
            return
        for name in changed:
            setattr(listing, name, values[name])
        self._follow(listing, changed)
        _record(session, actor, "edit", listing)

    def submit(
        self, session: Session, actor: Actor, listing: Any, quality: Quality, if_match: Precondition
    ) -> None:
        """Hand it to the reviewers."""
        self.require_writer(actor, listing)
        if not policy.may_submit(actor, listing, self.writers):
            raise Forbidden("Your organisation must be verified by the bureau before it can submit.")
        check_version(listing, if_match, is_required=False)
        self.move(listing, "submit")
        missing = [finding for finding in quality.findings if finding.severity == Severity.MUST]
        if missing:
            raise invalid(f"/{missing[0].field}", f"{missing[0].en} ({missing[0].zh})")
        _require_future(listing.valid_until)
        listing.submitted_at, listing.status_reason = clock.now(), None
        _record(session, actor, "submit", listing)

    def decide(
        self, session: Session, actor: Actor, listing: Any, review: ReviewCreate, if_match: Precondition
    ) -> None:
        """Publish or return it."""
        if not policy.may_review(actor, listing):
            raise Forbidden("The bureau reviews, a district in its own area, nobody their own listings.")
        check_version(listing, if_match, is_required=False)
        self.move(listing, review.decision.value)
        _check_review(review, listing)
        now = clock.now()
        read = ReviewRead(
            decision=review.decision, reason=review.reason, scores=review.scores, by=_person(actor), at=now
        )
        listing.review, listing.status_reason = msgspec.to_builtins(read), review.reason
        if review.decision == ReviewDecision.PUBLISH:
            listing.published_at = listing.listed_at = now
            listing.status_reason = None
        _record(session, actor, review.decision.value, listing)

    def end(
        self, session: Session, actor: Actor, listing: Any, action: str, reason: str, if_match: Precondition
    ) -> None:
        """Withdraw or close it."""
        self.require_writer(actor, listing)
        check_version(listing, if_match, is_required=False)
        self.move(listing, action)
        listing.status_reason = reason
        _record(session, actor, action, listing)

    def renew(
        self, session: Session, actor: Actor, listing: Any, valid_until: date, if_match: Precondition
    ) -> None:
        """Make it valid for longer."""
        self.require_writer(actor, listing)
        check_version(listing, if_match, is_required=False)
        self.move(listing, "renew")
        check_valid_until(valid_until)
        listing.valid_until = valid_until
        _record(session, actor, "renew", listing)

    def attach(self, session: Session, actor: Actor, listing: Any) -> None:
        """A file is added: as any change of what was reviewed, that re-opens review."""
        self.require_writer(actor, listing)
        self.lifecycle.after(listing.status, "edit")
        self._follow(listing, set(self.material))
        _record(session, actor, "attach", listing)

    def files(self, actor: Actor, listing: Any, owner: OwnerRead) -> Access:
        """Who sees a listing reads its files, unless they could tell whose it is."""
        writes = policy.may_write(actor, listing, self.writers)
        return Access(
            may_read=not owner.is_anonymous,
            may_add=writes,
            may_remove=writes and listing.status in ("draft", "returned"),
        )

    def delete(self, session: Session, actor: Actor, listing: Any, if_match: Precondition) -> None:
        """Remove a draft; the audit keeps that it was there."""
        self.require_writer(actor, listing)
        check_version(listing, if_match, is_required=False)
        self.lifecycle.after(listing.status, "delete")
        attachments.delete_files_of(session, actor, listing.entity, listing.id)
        audit.write_deletion(session, actor, listing)
        changes.note(session, listing.entity, listing.id)

    def step(self, session: Session, actor: Actor, listing: Any, action: str) -> None:
        """A move that a room above asks for, once its own policy and rules have agreed."""
        self.move(listing, action)
        _record(session, actor, action, listing)

    def expire(self, session: Session, listing: Any, actor: Actor) -> None:
        """Write down that its last valid day has passed."""
        self.step(session, actor, listing, "expire")

    def _follow(self, listing: Any, changed: set[str]) -> None:
        """The state that an edit leads to: review again, or, by a new last valid day, back from expiry."""
        if self.lifecycle.allows(listing.status, "edit_material") and changed & self.material:
            self.move(listing, "edit_material")
            _require_future(listing.valid_until)
            listing.submitted_at = clock.now()
        elif "valid_until" in changed and self.lifecycle.allows(listing.status, "renew"):
            self.move(listing, "renew")


def owner_of_new(
    session: Session, actor: Actor, owner_id: UUID | None, kinds: Collection[OrganizationKind]
) -> Organization:
    """For whom a new listing is entered: one's own organisation, or, by brokers and the bureau, another's.

    Raises Forbidden, Invalid.
    """
    if owner_id is None or owner_id == actor.organization_id:
        return session.get_one(Organization, actor.organization_id)
    if not policy.may_enter_for_others(actor):
        raise Forbidden("Only verified brokers and the bureau enter a listing for another organisation.")
    owner = session.get(Organization, owner_id)
    if owner is None or owner.status != OrganizationStatus.VERIFIED or owner.kind not in kinds:
        raise invalid("/owner_id", "There is no verified organisation of a fitting kind with this id.")
    if actor.is_bureau and not actor.reaches(owner.region):
        raise Forbidden("A district enters listings for the organisations of its own area.")
    return owner


def entered_by(actor: Actor) -> dict[str, Any]:
    """The two columns that say who wrote a listing down. Raises Forbidden for who acts for nobody."""
    if actor.person_id is None or actor.organization_id is None:
        raise Forbidden("A listing is entered by a member of an organisation.")
    return {"entered_by": actor.person_id, "entered_by_organization_id": actor.organization_id}


def disclose(
    session: Session, listing_id: UUID, organization_ids: Collection[UUID], *, shows_owner: bool
) -> None:
    """Let these organisations read a listing, and with ``shows_owner`` also whose it is, for good."""
    for organization_id in organization_ids:
        opened = session.get(Disclosure, (organization_id, listing_id))
        if opened is None:
            session.add(
                Disclosure(organization_id=organization_id, listing_id=listing_id, shows_owner=shows_owner)
            )
        elif shows_owner:
            opened.shows_owner = True


def default_valid_until() -> date:
    """Twelve months from today."""
    return clock.months_after(clock.today(), VALID_MONTHS)


def check_valid_until(day: date | None) -> None:
    """Raises Invalid for a day that is past, or further off than three years."""
    if day is None:
        return
    _require_future(day)
    if day > clock.months_after(clock.today(), LONGEST_MONTHS):
        raise invalid("/valid_until", f"A listing is valid for {LONGEST_MONTHS} months at the most.")


def check_codes(data: Struct, fields: dict[str, str]) -> None:
    """Check fields against their code lists (field → list). Raises Invalid."""
    for field, name in fields.items():
        value = getattr(data, field)
        if value is not UNSET:
            lists.require(name, value, f"/{field}")


def given(data: Struct) -> dict[str, Any]:
    """The fields that were sent, as plain values."""
    return {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}


def _require_future(day: date) -> None:
    if day < clock.today():
        raise invalid("/valid_until", "The last valid day must not be past.")


def _check_review(review: ReviewCreate, listing: Listing) -> None:
    if review.decision == ReviewDecision.PUBLISH and is_over(listing.valid_until, clock.today()):
        raise Conflict("Its last valid day has passed: return it, so that its owner names another.")
    if review.decision == ReviewDecision.RETURN and review.reason is None:
        raise invalid("/reason", "Say why it is returned; the owner reads it.")
    if review.decision == ReviewDecision.PUBLISH and review.scores and review.scores.has_zero:
        raise invalid("/scores", "A score of 0 holds a listing back: return it with a reason.")


def _person(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise Forbidden("A decision needs a person.")
    return actor.person_id


def _record(session: Session, actor: Actor, action: str, listing: Listing) -> None:
    audit.write(session, actor, action, listing)
    changes.note(session, listing.entity, listing.id)
