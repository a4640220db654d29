"""Which steps a need's state allows; pure."""

from service.listings.lifecycle import Lifecycle
from service.needs.tables import NeedStatus as S

LIFECYCLE: Lifecycle[S] = Lifecycle(
    "A need",
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
        (S.PUBLISHED, "negotiate"): S.IN_NEGOTIATION,
        (S.IN_NEGOTIATION, "reopen"): S.PUBLISHED,
        (S.IN_NEGOTIATION, "solve"): S.SOLVED,
        (S.PUBLISHED, "solve"): S.SOLVED,
        (S.PUBLISHED, "close"): S.CLOSED,
        (S.IN_NEGOTIATION, "close"): S.CLOSED,
        (S.DRAFT, "delete"): S.DRAFT,
    },
)
