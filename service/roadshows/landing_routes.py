"""/landings, and what came of a roadshow: intents, attributed contracts, figures."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, patch, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e
from service.kernel.paging import Window
from service.kernel.schemas import Page
from service.roadshows import attribution_operations, figure_queries, landing_operations, landing_queries
from service.roadshows.landing_queries import LandingFilter
from service.roadshows.landing_schemas import (
    AttributionRead,
    Attributions,
    AttributionUpdate,
    FiguresRead,
    IntentCreate,
    IntentNeed,
    IntentRead,
    Intents,
    LandingCreate,
    LandingRead,
    LandingUpdate,
    RoadshowFigures,
)

_REGION = r"^[0-9]{6}(?![\s\S])"


async def provide_filter(
    roadshow: FromQuery[UUID | None] = None,
    region: Annotated[str | None, QueryParameter(pattern=_REGION, description="Everything under it")] = None,
    achievement: FromQuery[UUID | None] = None,
    owner: FromQuery[UUID | None] = None,
) -> LandingFilter:
    """The dependency named ``wanted``."""
    return LandingFilter(roadshow, region, achievement, owner)


def _location(read: LandingRead) -> str:
    return f"/api/v1/landings/{read.id}"


class LandingsController(Controller):
    """What is really used or built (落地)."""

    path = "/landings"
    tags = ("roadshows",)

    @post(
        "/",
        operation_id="create_landing",
        summary="Enter a landing",
        responses=answers(e.Forbidden, e.NotFound, e.Invalid),
    )
    async def create(
        self, edge: NamedDependency[Edge], data: JSONBody[LandingCreate]
    ) -> Response[LandingRead]:
        """By the achievement's office or the bureau, with evidence."""
        return await edge.write(
            lambda session: landing_operations.create_landing(session, edge.actor, data),
            status=201,
            location=_location,
        )

    @get(
        "/",
        operation_id="list_landings",
        summary="Landings",
        responses=answers(e.BadParameter),
        dependencies={"wanted": Provide(provide_filter)},
    )
    async def list_(
        self,
        edge: NamedDependency[Edge],
        wanted: NamedDependency[LandingFilter],
        window: NamedDependency[Window],
    ) -> Response[Page[LandingRead]]:
        """Your own, and for the bureau what landed in its area; the latest first."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: landing_queries.landings(session, edge.actor, wanted, window, cursors)
        )

    @get(
        "/{landing_id:uuid}", operation_id="get_landing", summary="One landing", responses=answers(e.NotFound)
    )
    async def get_(self, edge: NamedDependency[Edge], landing_id: FromPath[UUID]) -> Response[LandingRead]:
        """With its version as ETag."""
        return await edge.read(lambda session: landing_queries.landing(session, edge.actor, landing_id))

    @patch(
        "/{landing_id:uuid}",
        operation_id="edit_landing",
        summary="Change a landing",
        responses=answers(e.Forbidden, e.NotFound, e.StaleVersion, e.Invalid, e.PreconditionRequired),
    )
    async def edit(
        self, edge: NamedDependency[Edge], landing_id: FromPath[UUID], data: JSONBody[LandingUpdate]
    ) -> Response[LandingRead]:
        """A further stage, another year's revenue, tax and jobs, more evidence."""
        return await edge.write(
            lambda session: landing_operations.edit_landing(
                session, edge.actor, landing_id, data, if_match=edge.if_match
            )
        )


class OutcomeController(Controller):
    """What came of a roadshow (路演成效)."""

    path = "/roadshows"
    tags = ("roadshows",)

    @post(
        "/{roadshow_id:uuid}/intents",
        operation_id="leave_intent",
        summary="Leave an intent card (意向卡)",
        responses=answers(e.Forbidden, e.NotFound, e.Conflict, e.Invalid),
    )
    async def leave_intent(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], data: JSONBody[IntentCreate]
    ) -> Response[IntentRead]:
        """On site or after; with a published need of yours the introduction is opened at once."""
        return await edge.write(
            lambda session: landing_operations.leave_intent(session, edge.actor, roadshow_id, data),
            status=201,
        )

    @get(
        "/{roadshow_id:uuid}/intents",
        operation_id="list_intents",
        summary="Intent cards",
        responses=answers(e.NotFound),
    )
    async def intents(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[Intents]:
        """All for the host, those for your entries, and your own."""
        return await edge.read(lambda session: landing_queries.intents(session, edge.actor, roadshow_id))

    @post(
        "/{roadshow_id:uuid}/intents/{intent_id:uuid}/introduce",
        operation_id="introduce_intent",
        summary="Open an intent's introduction",
        status_code=200,
        responses=answers(e.Forbidden, e.NotFound, e.Conflict, e.StaleVersion, e.Invalid),
    )
    async def introduce(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        intent_id: FromPath[UUID],
        data: JSONBody[IntentNeed],
    ) -> Response[IntentRead]:
        """For a card that was left without a need, once there is one."""
        return await edge.write(
            lambda session: landing_operations.introduce_intent(
                session, edge.actor, roadshow_id, intent_id, data.need_id, if_match=edge.if_match
            )
        )

    @get(
        "/{roadshow_id:uuid}/attributions",
        operation_id="list_attributions",
        summary="Contracts of a roadshow's entries",
        responses=answers(e.NotFound),
    )
    async def attributions(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]
    ) -> Response[Attributions]:
        """Signed within 180 days they count; all for the host, those of your entries."""
        return await edge.read(lambda session: landing_queries.attributions(session, edge.actor, roadshow_id))

    @put(
        "/{roadshow_id:uuid}/attributions/{contract_id:uuid}",
        operation_id="override_attribution",
        summary="Decide whether a contract counts",
        responses=answers(e.Forbidden, e.NotFound, e.Conflict, e.StaleVersion, e.Invalid),
    )
    async def override(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        contract_id: FromPath[UUID],
        data: JSONBody[AttributionUpdate],
    ) -> Response[AttributionRead]:
        """By the bureau, with its reason; it stays whatever is computed later."""
        return await edge.write(
            lambda session: attribution_operations.override_attribution(
                session, edge.actor, roadshow_id, contract_id, data, if_match=edge.if_match
            )
        )

    @get(
        "/{roadshow_id:uuid}/figures",
        operation_id="get_roadshow_figures",
        summary="What a roadshow brought",
        responses=answers(e.Forbidden, e.NotFound),
    )
    async def figures(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]
    ) -> Response[RoadshowFigures]:
        """For its hosts and the bureau."""
        return await edge.read(lambda session: figure_queries.figures_of(session, edge.actor, roadshow_id))

    @get(
        "/figures",
        operation_id="get_figures_of_roadshows",
        summary="What the roadshows of a year brought",
        responses=answers(e.Forbidden),
    )
    async def figures_of_year(
        self,
        edge: NamedDependency[Edge],
        year: Annotated[int | None, QueryParameter(ge=1990, le=2100)] = None,
        region: Annotated[
            str | None, QueryParameter(pattern=_REGION, description="Hosted there, alone or with others")
        ] = None,
    ) -> Response[FiguresRead]:
        """For the bureau. Each host counts its own landings, the sum each landing once."""
        return await edge.read(
            lambda session: figure_queries.figures_of_year(session, edge.actor, year, region)
        )
