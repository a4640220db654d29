"""Which steps a contract's two states allow; pure. One axis is the register, one what is really done."""

from service.contracts.tables import PerformanceStatus as P
from service.contracts.tables import RegistrationStatus as S
from service.listings.lifecycle import Lifecycle

IN_THE_REGISTER = (S.REGISTERED, S.AMENDED)
_NOT_PERFORMED = (S.DRAFT, S.DEREGISTERED, S.REVOKED)

REGISTRATION: Lifecycle[S] = Lifecycle(
    "A contract",
    {
        (S.DRAFT, "delete"): S.DRAFT,
        **{(state, "edit"): state for state in (S.DRAFT, S.SIGNED, S.SUPPLEMENT_REQUESTED)},
        # What was found clean is no longer so.
        (S.PREPARED, "edit"): S.SIGNED,
        (S.DRAFT, "sign"): S.SIGNED,
        (S.SIGNED, "prepare"): S.PREPARED,
        (S.PREPARED, "file"): S.FILED,
        (S.SUPPLEMENT_REQUESTED, "file"): S.FILED,
        (S.FILED, "accept"): S.ACCEPTED,
        (S.FILED, "request_supplement"): S.SUPPLEMENT_REQUESTED,
        (S.ACCEPTED, "check"): S.ACCEPTED,
        (S.ACCEPTED, "request_supplement"): S.SUPPLEMENT_REQUESTED,
        (S.FILED, "refuse"): S.REFUSED,
        (S.ACCEPTED, "refuse"): S.REFUSED,
        (S.ACCEPTED, "register"): S.REGISTERED,
        **{(state, "amend"): S.AMENDED for state in IN_THE_REGISTER},
        **{(state, "deregister"): S.DEREGISTERED for state in IN_THE_REGISTER},
        **{(state, "revoke"): S.REVOKED for state in IN_THE_REGISTER},
    },
)

PERFORMANCE: Lifecycle[P] = Lifecycle(
    "A contract",
    {
        (P.NOT_STARTED, "start"): P.PERFORMING,
        (P.PERFORMING, "complete"): P.PERFORMED,
        (P.NOT_STARTED, "end_early"): P.ENDED_EARLY,
        (P.PERFORMING, "end_early"): P.ENDED_EARLY,
    },
)


def performs(status: S) -> bool:
    """Something can be done under it: it is signed, and not undone. One that the office refused is valid."""
    return status not in _NOT_PERFORMED
