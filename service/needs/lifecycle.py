"""Which steps a need's state allows; pure."""

from service.listings.lifecycle import Lifecycle, moves_of_every_listing
from service.needs.tables import NeedStatus as S

LIFECYCLE: Lifecycle[S] = Lifecycle(
    "A need",
    {
        **moves_of_every_listing(S),
        (S.PUBLISHED, "negotiate"): S.IN_NEGOTIATION,
        (S.IN_NEGOTIATION, "reopen"): S.PUBLISHED,
        (S.IN_NEGOTIATION, "solve"): S.SOLVED,
        (S.PUBLISHED, "solve"): S.SOLVED,
        (S.PUBLISHED, "close"): S.CLOSED,
        (S.IN_NEGOTIATION, "close"): S.CLOSED,
    },
)
