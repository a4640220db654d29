"""Which steps an introduction's state allows; pure.

``accept`` is the last of the answers that are awaited; a first of two leaves the state as it is. A stalled
one is resumed where the talks are taken up again.
"""

from service.introductions.tables import OPEN
from service.introductions.tables import IntroductionAction as A
from service.introductions.tables import IntroductionStatus as S
from service.listings.lifecycle import Lifecycle

UNDER_WAY = (S.ACCEPTED, S.TALKING, S.TERMS, S.STALLED)
# The need is negotiated in these: the owner talks with somebody, whether or not the talks rest.
NEGOTIATED = (S.TALKING, S.TERMS, S.STALLED)

LIFECYCLE: Lifecycle[S] = Lifecycle(
    "An introduction",
    {
        (S.REQUESTED, A.ACCEPT): S.ACCEPTED,
        (S.REQUESTED, A.DECLINE): S.DECLINED,
        (S.ACCEPTED, A.ADVANCE): S.TALKING,
        (S.TALKING, A.ADVANCE): S.TERMS,
        **{(state, A.STALL): S.STALLED for state in (S.ACCEPTED, S.TALKING, S.TERMS)},
        (S.STALLED, A.RESUME): S.TALKING,
        **{(state, A.AGREE): S.AGREED for state in UNDER_WAY},
        **{(state, A.NOTE): state for state in UNDER_WAY},
        **{(state, A.ASSIGN): state for state in OPEN},
        **{(state, A.DECLARE): state for state in OPEN},
        **{(state, A.NUDGE): state for state in OPEN},
        **{(state, A.CLOSE): S.CLOSED for state in OPEN},
        **{(state, A.LAPSE): S.LAPSED for state in OPEN},
    },
)
