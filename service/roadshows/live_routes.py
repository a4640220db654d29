"""/roadshows/{id}/live: the hall as JSON and as a stream of events, and the host's desk."""

from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e
from service.roadshows import live_queries, queries
from service.roadshows.hub import LiveHub
from service.roadshows.live_schemas import DeskState, LiveState

STREAM_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


class LiveController(Controller):
    """What happens in the hall (现场)."""

    path = "/roadshows/{roadshow_id:uuid}"
    tags = ("roadshows",)

    @get(
        "/live",
        operation_id="get_live_state",
        summary="The hall now",
        responses=answers(e.NotFound),
        opt={"open": True},
    )
    async def live(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[LiveState]:
        """The entry on stage, its clock, and the ranking of those that are concluded."""
        return await edge.read(lambda session: live_queries.live(session, edge.actor, roadshow_id))

    @get(
        "/live/events",
        operation_id="follow_live_state",
        summary="The hall as server-sent events",
        media_type="text/event-stream",
        responses=answers(e.NotFound),
        opt={"open": True},
    )
    async def events(
        self, edge: NamedDependency[Edge], hub: NamedDependency[LiveHub], roadshow_id: FromPath[UUID]
    ) -> Stream:
        """`clock` tells the time here, `state` is the hall as /live gives it; both come at each change."""
        await edge.look(lambda session: queries.visible_roadshow(session, edge.actor, roadshow_id).id)
        hub.require_room()
        return Stream(hub.watch(roadshow_id), media_type="text/event-stream", headers=STREAM_HEADERS)

    @get(
        "/desk",
        operation_id="get_desk",
        summary="The host's desk",
        responses=answers(e.Forbidden, e.NotFound),
    )
    async def desk(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[DeskState]:
        """The hall, and whose score is waited for."""
        return await edge.read(lambda session: live_queries.desk(session, edge.actor, roadshow_id))
