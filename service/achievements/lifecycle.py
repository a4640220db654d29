"""Which steps an achievement's state allows; pure."""

from service.achievements.tables import AchievementStatus as S
from service.listings.lifecycle import Lifecycle

LIFECYCLE: Lifecycle[S] = Lifecycle(
    "An achievement",
    {
        (S.DRAFT, "edit"): S.DRAFT,
        (S.RETURNED, "edit"): S.RETURNED,
        (S.SUBMITTED, "edit"): S.SUBMITTED,
        (S.PUBLISHED, "edit"): S.PUBLISHED,
        (S.WITHDRAWN, "edit"): S.WITHDRAWN,
        (S.EXPIRED, "edit"): S.EXPIRED,
        # Changing what was reviewed undoes the review.
        (S.PUBLISHED, "edit_material"): S.SUBMITTED,
        (S.EXPIRED, "edit_material"): S.SUBMITTED,
        (S.DRAFT, "submit"): S.SUBMITTED,
        (S.RETURNED, "submit"): S.SUBMITTED,
        (S.WITHDRAWN, "submit"): S.SUBMITTED,
        (S.SUBMITTED, "publish"): S.PUBLISHED,
        (S.SUBMITTED, "return"): S.RETURNED,
        (S.SUBMITTED, "withdraw"): S.WITHDRAWN,
        (S.PUBLISHED, "withdraw"): S.WITHDRAWN,
        (S.PUBLISHED, "expire"): S.EXPIRED,
        (S.PUBLISHED, "renew"): S.PUBLISHED,
        (S.EXPIRED, "renew"): S.PUBLISHED,
        # An exclusive deal reserves it, then transfers it; a non-exclusive licence leaves it published.
        (S.PUBLISHED, "reserve"): S.RESERVED,
        (S.RESERVED, "release"): S.PUBLISHED,
        (S.RESERVED, "transfer"): S.TRANSFERRED,
        (S.DRAFT, "delete"): S.DRAFT,
    },
)
