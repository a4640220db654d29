"""/roadshows: planning, the call for entries, the draw and the start."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e
from service.kernel.paging import Window
from service.kernel.schemas import Page
from service.listings.schemas import Reason
from service.roadshows import operations, queries
from service.roadshows.queries import RoadshowFilter
from service.roadshows.schemas import (
    DrawCreate,
    RoadshowCreate,
    RoadshowRead,
    RoadshowSummary,
    RoadshowUpdate,
)
from service.roadshows.tables import RoadshowKind, RoadshowStatus

_STEP = answers(e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion, e.Invalid)


async def provide_filter(
    kind: FromQuery[RoadshowKind | None] = None,
    status: FromQuery[RoadshowStatus | None] = None,
    region: Annotated[
        str | None, QueryParameter(pattern=r"^[0-9]{6}(?![\s\S])", description="Everything under it")
    ] = None,
    starts_from: Annotated[
        datetime | None, QueryParameter(description="Held at this moment or later")
    ] = None,
    starts_before: Annotated[datetime | None, QueryParameter(description="Held before this moment")] = None,
) -> RoadshowFilter:
    """The dependency named ``wanted``."""
    for name, moment in (("starts_from", starts_from), ("starts_before", starts_before)):
        if moment is not None and moment.tzinfo is None:
            raise e.bad_parameter(name, "Send the moment with its time zone.")
    return RoadshowFilter(kind, status, region, starts_from, starts_before)


def _location(read: RoadshowRead) -> str:
    return f"/api/v1/roadshows/{read.id}"


class RoadshowsController(Controller):
    """Roadshows (路演)."""

    path = "/roadshows"
    tags = ("roadshows",)

    @post(
        "/",
        operation_id="create_roadshow",
        summary="Plan a roadshow",
        responses=answers(e.Forbidden, e.Invalid),
    )
    async def create(
        self, edge: NamedDependency[Edge], data: JSONBody[RoadshowCreate]
    ) -> Response[RoadshowRead]:
        """By the bureau, a district in its own area. Several hosts may hold it together."""
        return await edge.write(
            lambda session: operations.create_roadshow(session, edge.actor, data),
            status=201,
            location=_location,
        )

    @get(
        "/",
        operation_id="list_roadshows",
        summary="Roadshows",
        responses=answers(e.BadParameter),
        dependencies={"wanted": Provide(provide_filter)},
        opt={"open": True},
    )
    async def list_(
        self,
        edge: NamedDependency[Edge],
        wanted: NamedDependency[RoadshowFilter],
        window: NamedDependency[Window],
    ) -> Response[Page[RoadshowSummary]]:
        """What you may see, the latest day first."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: queries.roadshows(session, edge.actor, wanted, window, cursors)
        )

    @get(
        "/{roadshow_id:uuid}",
        operation_id="get_roadshow",
        summary="One roadshow",
        responses=answers(e.NotFound),
        opt={"open": True},
    )
    async def get_(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[RoadshowRead]:
        """With its version as ETag."""
        return await edge.read(lambda session: queries.roadshow(session, edge.actor, roadshow_id))

    @patch(
        "/{roadshow_id:uuid}",
        operation_id="edit_roadshow",
        summary="Change a roadshow",
        responses=answers(
            e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion, e.Invalid, e.PreconditionRequired
        ),
    )
    async def edit(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], data: JSONBody[RoadshowUpdate]
    ) -> Response[RoadshowRead]:
        """Needs If-Match; until it goes live."""
        return await edge.write(
            lambda session: operations.edit_roadshow(
                session, edge.actor, roadshow_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{roadshow_id:uuid}/open",
        operation_id="open_roadshow",
        summary="Call for entries",
        status_code=200,
        responses=_STEP,
    )
    async def open_(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[RoadshowRead]:
        """Until the deadline for entries."""
        return await edge.write(
            lambda session: operations.open_roadshow(session, edge.actor, roadshow_id, if_match=edge.if_match)
        )

    @post(
        "/{roadshow_id:uuid}/close",
        operation_id="close_roadshow",
        summary="End the call for entries",
        status_code=200,
        responses=_STEP,
    )
    async def close(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[RoadshowRead]:
        """The hash of the secret of the draw is shown from now on."""
        return await edge.write(
            lambda session: operations.close_roadshow(
                session, edge.actor, roadshow_id, if_match=edge.if_match
            )
        )

    @post(
        "/{roadshow_id:uuid}/cancel",
        operation_id="cancel_roadshow",
        summary="Cancel a roadshow",
        status_code=200,
        responses=_STEP,
    )
    async def cancel(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], data: JSONBody[Reason]
    ) -> Response[RoadshowRead]:
        """Before it goes live; say why."""
        return await edge.write(
            lambda session: operations.cancel_roadshow(
                session, edge.actor, roadshow_id, data.reason, if_match=edge.if_match
            )
        )

    @post(
        "/{roadshow_id:uuid}/draw",
        operation_id="draw_lots",
        summary="Draw the lots (抽签)",
        status_code=200,
        responses=_STEP,
    )
    async def draw(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], data: JSONBody[DrawCreate]
    ) -> Response[RoadshowRead]:
        """Once, with a word that the hall calls out; everybody can compute the order again."""
        return await edge.write(
            lambda session: operations.draw_lots(
                session, edge.actor, roadshow_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{roadshow_id:uuid}/start",
        operation_id="start_roadshow",
        summary="Go live",
        status_code=200,
        responses=_STEP,
    )
    async def start(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[RoadshowRead]:
        """After the draw, with at least one judge."""
        return await edge.write(
            lambda session: operations.start_roadshow(
                session, edge.actor, roadshow_id, if_match=edge.if_match
            )
        )

    @post(
        "/{roadshow_id:uuid}/follow-up",
        operation_id="follow_up_roadshow",
        summary="Note that what became of it was asked",
        status_code=200,
        responses=_STEP,
    )
    async def follow_up(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]
    ) -> Response[RoadshowRead]:
        """After the publication."""
        return await edge.write(
            lambda session: operations.follow_up_roadshow(
                session, edge.actor, roadshow_id, if_match=edge.if_match
            )
        )
