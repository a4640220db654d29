"""Which steps a roadshow and its entries allow; pure."""

from service.listings.lifecycle import Lifecycle
from service.roadshows.tables import EntryPhase as P
from service.roadshows.tables import EntryStatus as E
from service.roadshows.tables import RoadshowStatus as S

_BEFORE_LIVE = (S.PLANNED, S.OPEN, S.CLOSED)

ROADSHOW: Lifecycle[S] = Lifecycle(
    "A roadshow",
    {
        **{(state, "edit"): state for state in _BEFORE_LIVE},
        **{(state, "cancel"): S.CANCELLED for state in _BEFORE_LIVE},
        **{(state, "seat_judges"): state for state in (*_BEFORE_LIVE, S.LIVE)},
        **{(state, "decide_entries"): state for state in (S.OPEN, S.CLOSED)},
        (S.PLANNED, "open"): S.OPEN,
        (S.OPEN, "enter"): S.OPEN,
        (S.OPEN, "close"): S.CLOSED,
        (S.CLOSED, "draw"): S.CLOSED,
        (S.CLOSED, "start"): S.LIVE,
        (S.LIVE, "run"): S.LIVE,
        (S.LIVE, "score"): S.LIVE,
        (S.LIVE, "finish"): S.SCORED,
        (S.SCORED, "decide_outcomes"): S.SCORED,
        (S.SCORED, "notice"): S.NOTICED,
        (S.NOTICED, "object"): S.NOTICED,
        (S.NOTICED, "approve"): S.NOTICED,
        (S.NOTICED, "publish"): S.PUBLISHED,
        **{(state, "decide_objections"): state for state in (S.NOTICED, S.PUBLISHED, S.FOLLOWED_UP)},
        **{(state, "correct"): state for state in (S.PUBLISHED, S.FOLLOWED_UP)},
        (S.PUBLISHED, "follow_up"): S.FOLLOWED_UP,
    },
)

ENTRY: Lifecycle[E] = Lifecycle(
    "An entry",
    {
        (E.SUBMITTED, "accept"): E.ACCEPTED,
        (E.SUBMITTED, "reject"): E.REJECTED,
        (E.REJECTED, "accept"): E.ACCEPTED,
        (E.SUBMITTED, "withdraw"): E.WITHDRAWN,
        (E.ACCEPTED, "withdraw"): E.WITHDRAWN,
        (E.WITHDRAWN, "enter"): E.SUBMITTED,
        (E.ACCEPTED, "present"): E.ACCEPTED,
    },
)

PHASE: Lifecycle[P] = Lifecycle(
    "An entry",
    {
        (P.WAITING, "pitch"): P.PITCH,
        (P.PITCH, "questions"): P.QUESTIONS,
        (P.PITCH, "conclude"): P.CONCLUDED,
        (P.QUESTIONS, "conclude"): P.CONCLUDED,
        (P.CONCLUDED, "reopen"): P.QUESTIONS,
    },
)
OPEN_PHASES = frozenset({P.PITCH, P.QUESTIONS})
# States in which anybody may see that the roadshow is held.
SHOWN = frozenset(S) - {S.PLANNED}
