"""Shapes that achievements and needs share."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.kernel.schemas import Input, Line, Output
from service.organizations.tables import OrganizationKind, OrganizationSize

TechField = Annotated[
    str, Meta(pattern=r"^[0-9]{2}(?![\s\S])", description="技术领域, see /codes/tech_fields")
]
Industry = Annotated[
    str, Meta(pattern=r"^[A-Z0-9]{1,4}(?![\s\S])", description="GB/T 4754, see /codes/industries")
]
Region = Annotated[str, Meta(pattern=r"^[0-9]{6}(?![\s\S])", description="GB/T 2260, see /codes/regions")]
OwnNo = Annotated[
    str, Meta(min_length=1, max_length=100, pattern=r"\S", description="Your own number for it")
]
Score = Annotated[int, Meta(ge=0, le=5)]


class OwnerRead(Output):
    """Whose listing it is; of an anonymous one only kind, region and size."""

    id: UUID | None
    name: str | None
    kind: OrganizationKind
    region: str
    size: OrganizationSize | None
    is_anonymous: bool = False


class Scores(Input):
    """A reviewer's scores, 0 to 5; a 0 holds the listing back."""

    clarity: Score
    measurability: Score
    feasibility: Score
    market: Score

    @property
    def has_zero(self) -> bool:
        """Some score is 0."""
        return 0 in (self.clarity, self.measurability, self.feasibility, self.market)


class ReviewDecision(StrEnum):
    """What a reviewer decides (审核结论)."""

    PUBLISH = "publish"
    RETURN = "return"


class ReviewCreate(Input):
    """A decision on a submitted listing; returning it needs a reason."""

    decision: ReviewDecision
    reason: Line | None = None
    scores: Scores | None = None


class BulkReviewCreate(Input):
    """One decision on many listings, all or none."""

    ids: Annotated[list[UUID], Meta(min_length=1, max_length=100)]
    decision: ReviewDecision
    reason: Line | None = None


class ReviewRead(Output):
    """The latest decision and who made it when."""

    decision: ReviewDecision
    reason: str | None
    scores: Scores | None
    by: UUID
    at: datetime


class BulkReviewed(Output):
    """One listing that was decided on."""

    id: UUID
    kind: Annotated[str, Meta(description="`achievements` or `needs`")]
    status: str
    version: int


class BulkReviewRead(Output):
    """Every listing of the request, in its order."""

    items: list[BulkReviewed]


class Reason(Input):
    """Why a listing is withdrawn or closed."""

    reason: Line


class Renewal(Input):
    """Until which day a listing is valid from now on."""

    valid_until: date
