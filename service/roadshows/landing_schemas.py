"""Shapes of what became of a roadshow: intents, attributed contracts, landings, figures."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from service.kernel.money import Yuan
from service.kernel.schemas import Input, Line, Output, Title, Word
from service.roadshows.landing_tables import AttributionSource, IntentKind, LandingStage

Region = Annotated[str, Meta(pattern=r"^[0-9]{6}(?![\s\S])", description="GB/T 2260, see /codes/regions")]
ParkCode = Annotated[str, Meta(max_length=40, description="See /codes/parks")]
Year = Annotated[int, Meta(ge=1990, le=2100)]
Jobs = Annotated[int, Meta(ge=0, le=1_000_000)]


class IntentCreate(Input):
    """An intent card. With a published need of yours, an introduction is opened at once."""

    entry_id: UUID
    kind: IntentKind
    message: Line
    amount: Annotated[Yuan | None, Meta(description="A hint, not an offer")] = None
    need_id: UUID | None = None


class IntentNeed(Input):
    """The need with which an intent becomes an introduction."""

    need_id: UUID


class IntentRead(Output):
    """An intent card."""

    id: UUID
    version: int
    roadshow_id: UUID
    entry_id: UUID
    title: str
    organization_id: UUID
    organization_name: str
    kind: IntentKind
    message: str
    amount: str | None
    need_id: UUID | None
    introduction_id: UUID | None
    created_at: datetime


class Intents(Output):
    """The intents that you may see: all for the host, those for your entries, your own."""

    items: list[IntentRead]


class AttributionUpdate(Input):
    """The bureau's decision whether a contract counts, and for which entry."""

    entry_id: UUID
    is_counted: bool
    reason: Line


class AttributionRead(Output):
    """A signed contract and the entry that it counts for (signed_180d)."""

    id: UUID
    version: int
    contract_id: UUID
    entry_id: UUID | None
    signed_on: date
    amount: str
    source: AttributionSource
    is_counted: bool
    is_ended: Annotated[bool, Meta(description="Deregistered or revoked: it counts nowhere any more")]
    reason: str | None


class Attributions(Output):
    """The contracts of a roadshow's entries."""

    items: list[AttributionRead]


class StageDay(Input):
    """A stage and the day on which it was reached."""

    stage: LandingStage
    on: date


class Evidence(Input):
    """What proves it: a document, a photograph, a link (佐证材料)."""

    title: Word
    url: Annotated[str, Meta(max_length=500, pattern=r"^https?://\S+(?![\s\S])")] | None = None
    attachment_id: UUID | None = None
    dated_on: date | None = None


class YearFigures(Input):
    """What one year really brought."""

    year: Year
    revenue: Yuan | None = None
    tax: Yuan | None = None
    jobs: Jobs | None = None


Stages = Annotated[
    list[StageDay], Meta(min_length=1, max_length=4, description="The latest one is its stage")
]
AllEvidence = Annotated[list[Evidence], Meta(max_length=50)]
Years = Annotated[list[YearFigures], Meta(max_length=40)]


class LandingCreate(Input):
    """A landing of an achievement, with at least one stage and one piece of evidence."""

    title: Title
    achievement_id: UUID
    company: Annotated[Word, Meta(description="Where it is used (承接企业)")]
    region: Region
    stages: Stages
    evidence: Annotated[list[Evidence], Meta(min_length=1, max_length=50)]
    contract_id: UUID | None = None
    roadshow_id: Annotated[UUID | None, Meta(description="Where it was presented")] = None
    park: ParkCode | None = None
    place: Word | None = None
    expected_annual_revenue: Yuan | None = None
    expected_annual_profit: Yuan | None = None
    years: Years = []


class LandingUpdate(Input):
    """What is to change; a list replaces the list."""

    title: Title | UnsetType = UNSET
    company: Word | UnsetType = UNSET
    region: Region | UnsetType = UNSET
    park: ParkCode | None | UnsetType = UNSET
    place: Word | None | UnsetType = UNSET
    stages: Stages | UnsetType = UNSET
    evidence: AllEvidence | UnsetType = UNSET
    years: Years | UnsetType = UNSET
    expected_annual_revenue: Yuan | None | UnsetType = UNSET
    expected_annual_profit: Yuan | None | UnsetType = UNSET


class LandingRead(Output):
    """A landing."""

    id: UUID
    version: int
    title: str
    achievement_id: UUID | None
    contract_id: UUID | None
    entry_id: UUID | None
    roadshow_id: UUID | None
    owner_id: UUID
    owner_name: str
    company: str
    region: str
    park: str | None
    place: str | None
    stage: LandingStage
    stages: list[StageDay]
    landed_on: Annotated[date, Meta(description="When its first stage was reached")]
    evidence: list[Evidence]
    years: list[YearFigures]
    expected_annual_revenue: str | None
    expected_annual_profit: str | None
    is_demonstration: bool
    updated_at: datetime


class RegionLandings(Output):
    """What landed in one region."""

    region: str
    landed: int
    expected_annual_revenue: str


class RoadshowFigures(Output):
    """What one roadshow brought. Each host counts what landed there; ``landed`` counts each landing once."""

    roadshow_id: UUID
    title: str
    held_on: date
    hosts: list[str]
    entries: int
    signed_180d: Annotated[int, Meta(description="Entries with a contract signed within 180 days")]
    roadshow_yield: Annotated[str | None, Meta(description="signed_180d / entries, four decimals")]
    contracts: int
    contracted_amount: str
    landed: int
    expected_annual_revenue: str
    actual_revenue: Annotated[dict[str, str], Meta(description="By year")]
    by_host: list[RegionLandings]
    is_demonstration: bool


class FiguresRead(Output):
    """Every roadshow of a year, and their sums."""

    year: int | None
    region: str | None
    items: list[RoadshowFigures]
    roadshows: int
    entries: int
    signed_180d: int
    roadshow_yield: str | None
    contracted_amount: str
    landed: int
    expected_annual_revenue: str
    actual_revenue: dict[str, str]
    by_region: Annotated[list[RegionLandings], Meta(description="Each host region, then what they share")]
