"""GET /worklist: what waits for whoever asks."""

from collections.abc import Sequence
from typing import Annotated

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import BadParameter
from service.worklist.gathering import Contributor, worklist_of
from service.worklist.schemas import Worklist

_Kind = Annotated[str | None, QueryParameter(max_length=40, description="See /codes/work_kinds")]


class WorklistController(Controller):
    """待办; which rooms contribute is told by the composition root."""

    path = "/worklist"
    tags = ("worklist",)

    @get("/", operation_id="get_worklist", summary="What waits for me", responses=answers(BadParameter))
    async def get_(
        self,
        edge: NamedDependency[Edge],
        contributors: NamedDependency[Sequence[Contributor]],
        kind: Annotated[
            str | None, QueryParameter(max_length=40, description="See /codes/work_kinds")
        ] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=100, description="How many at the most")] = 50,
    ) -> Response[Worklist]:
        """The most urgent first; what has no deadline last, oldest first."""
        return await edge.read(
            lambda session: worklist_of(session, edge.actor, contributors, kind=kind, limit=limit)
        )
