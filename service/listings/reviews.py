"""One decision on many listings of either kind: all of them, or none."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlmodel import Session

from service.kernel.actor import Actor
from service.kernel.errors import Flaw, KejuError, NotFound, invalid
from service.listings.schemas import BulkReviewCreate, BulkReviewed, BulkReviewRead, ReviewCreate

# Reviews one listing of its kind, or raises NotFound when the id is not of its kind.
Reviewer = Callable[[Session, Actor, UUID, ReviewCreate], BulkReviewed]


def review_all(
    session: Session, actor: Actor, data: BulkReviewCreate, reviewers: Sequence[Reviewer]
) -> BulkReviewRead:
    """Decide on each; the error of the first that fails points to its place in ``ids``."""
    if len(set(data.ids)) != len(data.ids):
        raise invalid("/ids", "An id stands in the list twice.")
    review = ReviewCreate(decision=data.decision, reason=data.reason)
    decided = []
    for number, listing_id in enumerate(data.ids):
        try:
            decided.append(_review_one(session, actor, listing_id, review, reviewers))
        except KejuError as error:
            error.flaws = error.flaws or (Flaw(error.detail, pointer=f"/ids/{number}"),)
            raise
    return BulkReviewRead(items=decided)


def _review_one(
    session: Session, actor: Actor, listing_id: UUID, review: ReviewCreate, reviewers: Sequence[Reviewer]
) -> BulkReviewed:
    for reviewer in reviewers:
        try:
            return reviewer(session, actor, listing_id, review)
        except NotFound:
            continue
    raise NotFound(f"There is no listing {listing_id}, or you may not see it.")
