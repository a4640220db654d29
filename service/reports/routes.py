"""/reports, /targets and /official-series: the JSON controllers."""

from typing import Annotated

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, JSONBody, QueryParameter

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import BadParameter, Conflict, Forbidden, Invalid
from service.kernel.paging import Window
from service.kernel.schemas import Page
from service.reports import queries, series_operations, series_queries, target_operations, target_queries
from service.reports.asking import Asked
from service.reports.periods import ReportPeriod
from service.reports.schemas import LargestReport, VolumeReport
from service.reports.series_queries import FigureFilter
from service.reports.series_schemas import OfficialFigureCreate, OfficialFigureRead
from service.reports.target_schemas import TargetReport, TargetsPut, TargetsRead
from service.reports.volume import AmountUnit, RegionBasis, ReportGroup, TimeBasis, YoyBase

_DAY = "A day, month or year: 2023-05-06, 2023-05, 2023"
_AS_OF = "As it was known then: a day (its end, in Shanghai) or an RFC 3339 time; now when left out"
AsOf = Annotated[str | None, QueryParameter(max_length=40, description=_AS_OF)]
From = Annotated[str | None, QueryParameter(name="from", max_length=10, description=f"First. {_DAY}")]
To = Annotated[str | None, QueryParameter(name="to", max_length=10, description=f"Last. {_DAY}")]
Region = Annotated[
    str | None,
    QueryParameter(pattern=r"^[0-9]{6}(?![\s\S])", description="See /codes/regions; your own when left out"),
]


async def provide_asked(
    period: FromQuery[ReportPeriod] = ReportPeriod.YEAR,
    first: From = None,
    last: To = None,
    group_by: FromQuery[ReportGroup | None] = None,
    region: Region = None,
    basis: Annotated[RegionBasis, QueryParameter(description="Which region counts")] = RegionBasis.REGISTERED,
    time: Annotated[TimeBasis, QueryParameter(description="When an amendment counts")] = TimeBasis.BOOKED,
    as_of: AsOf = None,
    unit: FromQuery[AmountUnit] = AmountUnit.YUAN,
    yoy_base: Annotated[
        YoyBase,
        QueryParameter(description="Growth over what is known now, or over what was known a year ago"),
    ] = YoyBase.KNOWN,
) -> Asked:
    """The dependency named ``asked``."""
    return Asked(period, first, last, group_by, region, basis, time, as_of, unit, yoy_base)


async def provide_asked_largest(
    first: From = None,
    last: To = None,
    region: Region = None,
    basis: FromQuery[RegionBasis] = RegionBasis.REGISTERED,
    as_of: AsOf = None,
    unit: FromQuery[AmountUnit] = AmountUnit.YUAN,
) -> Asked:
    """The dependency named ``asked`` of a report without periods."""
    return Asked(first=first, last=last, region=region, basis=basis, as_of=as_of, unit=unit)


async def provide_figures_wanted(
    series: Annotated[str | None, QueryParameter(max_length=60, description="One series")] = None,
    region: Annotated[
        str | None, QueryParameter(pattern=r"^[0-9]{6}(?![\s\S])", description="Everything under it")
    ] = None,
) -> FigureFilter:
    """The dependency named ``wanted``."""
    return FigureFilter(series, region)


class ReportsController(Controller):
    """Reports (统计报表)."""

    path = "/reports"
    tags = ("reports",)

    @get(
        "/transaction-volume",
        operation_id="report_transaction_volume",
        summary="Transaction volume (技术合同成交额)",
        responses=answers(Forbidden, BadParameter),
        dependencies={"asked": Provide(provide_asked)},
    )
    async def transaction_volume(
        self, edge: NamedDependency[Edge], asked: NamedDependency[Asked]
    ) -> Response[VolumeReport]:
        """Sums over the ledger and nothing else; `absorbed` is null without the national table."""
        return await edge.read(lambda session: queries.volume_report(session, edge.actor, asked))

    @get(
        "/transaction-volume/largest",
        operation_id="report_largest",
        summary="The largest sellers and contracts",
        responses=answers(Forbidden, BadParameter),
        dependencies={"asked": Provide(provide_asked_largest)},
    )
    async def largest(
        self,
        edge: NamedDependency[Edge],
        asked: NamedDependency[Asked],
        limit: Annotated[int, QueryParameter(ge=1, le=100, description="How many of each")] = 10,
    ) -> Response[LargestReport]:
        """By their amounts now, on the days of their registration; also those from ¥10 and ¥100 million."""
        return await edge.read(lambda session: queries.largest_report(session, edge.actor, asked, limit))

    @get(
        "/targets",
        operation_id="report_targets",
        summary="Targets: completion, pace, rank (目标完成)",
        responses=answers(Forbidden, BadParameter),
    )
    async def targets(
        self,
        edge: NamedDependency[Edge],
        year: Annotated[
            int | None, QueryParameter(ge=2000, le=2100, description="This one when left out")
        ] = None,
        as_of: AsOf = None,
    ) -> Response[TargetReport]:
        """What was set for a year and how far it is reached; a district sees its own rows."""
        return await edge.read(lambda session: target_queries.target_report(session, edge.actor, year, as_of))


class TargetsController(Controller):
    """Targets (年度目标)."""

    path = "/targets"
    tags = ("reports",)

    @put(
        "/",
        operation_id="put_targets",
        summary="Set targets",
        responses=answers(Forbidden, Invalid),
    )
    async def put_(self, edge: NamedDependency[Edge], data: JSONBody[TargetsPut]) -> Response[TargetsRead]:
        """All that are named; the others stay as they are."""
        return await edge.write(lambda session: target_operations.put_targets(session, edge.actor, data))


class OfficialSeriesController(Controller):
    """Official series (官方发布数据): announced figures, kept beside the computed ones and never mixed."""

    path = "/official-series"
    tags = ("reports",)

    @get(
        "/",
        operation_id="list_official_figures",
        summary="Announced figures beside the computed ones",
        responses=answers(Forbidden, BadParameter),
        dependencies={"wanted": Provide(provide_figures_wanted)},
    )
    async def list_(
        self,
        edge: NamedDependency[Edge],
        wanted: NamedDependency[FigureFilter],
        window: NamedDependency[Window],
    ) -> Response[Page[OfficialFigureRead]]:
        """By period; each with the check of its announced rate and, where Keju can, the computed figure."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: series_queries.figures(session, edge.actor, wanted, window, cursors)
        )

    @post(
        "/",
        operation_id="enter_official_figure",
        summary="Enter an announced figure",
        responses=answers(Forbidden, Conflict, Invalid),
    )
    async def enter(
        self, edge: NamedDependency[Edge], data: JSONBody[OfficialFigureCreate]
    ) -> Response[OfficialFigureRead]:
        """As it was announced, with its decimals; its growth is checked at once."""
        return await edge.write(
            lambda session: series_operations.enter_figure(session, edge.actor, data), status=201
        )
