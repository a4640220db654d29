"""Which steps an achievement's state allows; pure."""

from service.achievements.tables import AchievementStatus as S
from service.listings.lifecycle import Lifecycle, moves_of_every_listing

LIFECYCLE: Lifecycle[S] = Lifecycle(
    "An achievement",
    {
        **moves_of_every_listing(S),
        # An exclusive deal reserves it, then transfers it; a non-exclusive licence leaves it published.
        (S.PUBLISHED, "reserve"): S.RESERVED,
        (S.RESERVED, "release"): S.PUBLISHED,
        (S.RESERVED, "transfer"): S.TRANSFERRED,
        # The deal was deregistered or revoked: nothing was transferred in the end.
        (S.TRANSFERRED, "release"): S.PUBLISHED,
    },
)
