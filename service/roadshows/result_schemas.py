"""Shapes of results: the sheet, the notice, objections, approval, corrections."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.kernel.money import Yuan
from service.kernel.schemas import Input, Line, Output, Text, Word
from service.roadshows.result_tables import ObjectionStatus
from service.roadshows.schemas import Rules
from service.roadshows.scoring import ScoreUse
from service.roadshows.tables import Outcome, RoadshowStatus


class Finish(Input):
    """The end of the live part."""

    accept_waiting: Annotated[bool, Meta(description="Go on although entries were never on stage")] = False


class OutcomeUpdate(Input):
    """What an entry's result is to decide; an amount is named with the outcome `amount` alone."""

    outcome: Outcome
    amount: Yuan | None = None
    note: Line | None = None


class NoticeCreate(Input):
    """The public notice; it begins now."""

    days: Annotated[int, Meta(ge=1, le=90, description="How long it lasts (公示天数)")] = 5
    url: (
        Annotated[
            str, Meta(max_length=500, pattern=r"^https?://\S+(?![\s\S])", description="Where it is posted")
        ]
        | None
    ) = None


class ObjectionCreate(Input):
    """An objection, signed with a name that can be reached (实名异议)."""

    entry_id: UUID
    name: Word
    contact: Annotated[Word, Meta(description="Telephone or address; only the host sees it")]
    text: Text
    organization_name: Word | None = None


class ObjectionDecision(Input):
    """What the host found."""

    is_upheld: bool
    reason: Line


class Approval(Input):
    """The approval of the results, by another person than who gave the notice."""

    note: Line | None = None


class LeftOut(Input):
    """A score that is not to count after all."""

    entry_id: UUID
    seat: int


class CorrectedOutcome(Input):
    """Another decision for one entry."""

    entry_id: UUID
    outcome: Outcome
    amount: Yuan | None = None
    note: Line | None = None


class Correction(Input):
    """A new version of published results: scores left out, outcomes changed, always with a reason."""

    reason: Line
    leave_out: Annotated[list[LeftOut], Meta(max_length=200)] = []
    outcomes: Annotated[list[CorrectedOutcome], Meta(max_length=200)] = []


class ResultLine(Output):
    """One judge's score and how it was used; judges are named by their seat."""

    seat: int
    use: ScoreUse
    score: str | None


class ResultRow(Output):
    """One entry's result, with everything needed to compute it again.

    ``key_mean`` (the heaviest criterion) and ``median`` order entries of the same score.
    """

    entry_id: UUID
    position: int
    title: str
    organization_name: str
    presenter: str
    rank: int | None
    score: str | None
    key_mean: str | None
    median: str | None
    counted: Annotated[int, Meta(description="How many scores the mean is made of")]
    lines: list[ResultLine]
    outcome: Outcome | None
    outcome_amount: str | None
    outcome_note: str | None
    is_held: Annotated[
        bool, Meta(description="An objection is not decided; its outcome does not stand yet")
    ] = False


class SheetHead(Output):
    """One version of the results."""

    number: int
    reason: Annotated[str | None, Meta(description="Why it was corrected")]
    made_at: datetime
    published_at: datetime | None


class Results(Output):
    """A roadshow's results in one version, the best first, and the versions that there are."""

    roadshow_id: UUID
    title: str
    status: RoadshowStatus
    number: int
    reason: str | None
    published_at: datetime | None
    rules: Rules
    items: list[ResultRow]
    versions: list[SheetHead]


class ObjectionRead(Output):
    """An objection. Who objects is known to the host and to themselves."""

    id: UUID
    version: int
    entry_id: UUID
    name: str | None
    organization_name: str | None
    contact: str | None
    text: str
    status: ObjectionStatus
    decision: str | None
    decided_at: datetime | None
    created_at: datetime


class Objections(Output):
    """The objections that you may see."""

    items: list[ObjectionRead]
