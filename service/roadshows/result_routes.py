"""/roadshows/{id}: from counted scores to published results, objections and corrections."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e
from service.roadshows import correction_operations, result_operations, result_queries
from service.roadshows.errors import NoticeRuns
from service.roadshows.result_schemas import (
    Approval,
    Correction,
    Finish,
    NoticeCreate,
    ObjectionCreate,
    ObjectionDecision,
    ObjectionRead,
    Objections,
    Results,
)
from service.roadshows.schemas import RoadshowRead

_STEP = answers(e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion, e.Invalid)


class ResultsController(Controller):
    """Results of a roadshow (评审结果)."""

    path = "/roadshows"
    tags = ("roadshows",)

    @post(
        "/{roadshow_id:uuid}/finish",
        operation_id="finish_roadshow",
        summary="End the live part and count the scores",
        status_code=200,
        responses=_STEP,
    )
    async def finish(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], data: JSONBody[Finish]
    ) -> Response[Results]:
        """The first version of the results; the host alone sees it before the notice."""
        return await edge.write(
            lambda session: result_operations.finish_roadshow(
                session, edge.actor, roadshow_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{roadshow_id:uuid}/notice",
        operation_id="give_notice",
        summary="Give public notice of the results (公示)",
        status_code=200,
        responses=_STEP,
    )
    async def notice(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], data: JSONBody[NoticeCreate]
    ) -> Response[RoadshowRead]:
        """Each entry needs an outcome; from now on everybody sees the results."""
        return await edge.write(
            lambda session: result_operations.give_notice(
                session, edge.actor, roadshow_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{roadshow_id:uuid}/approve",
        operation_id="approve_results",
        summary="Approve the results",
        status_code=200,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, NoticeRuns, e.StaleVersion, e.Invalid),
    )
    async def approve(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], data: JSONBody[Approval]
    ) -> Response[RoadshowRead]:
        """After the notice, by another person than who gave it."""
        return await edge.write(
            lambda session: result_operations.approve_results(
                session, edge.actor, roadshow_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{roadshow_id:uuid}/publish",
        operation_id="publish_results",
        summary="Publish the results",
        status_code=200,
        responses=_STEP,
    )
    async def publish(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[Results]:
        """What has an open objection stays held; all else is fixed for ever."""
        return await edge.write(
            lambda session: result_operations.publish_results(
                session, edge.actor, roadshow_id, if_match=edge.if_match
            )
        )

    @post(
        "/{roadshow_id:uuid}/corrections",
        operation_id="correct_results",
        summary="Correct published results",
        status_code=200,
        responses=_STEP,
    )
    async def corrections(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], data: JSONBody[Correction]
    ) -> Response[Results]:
        """A new version with its reason; the former ones stay."""
        return await edge.write(
            lambda session: correction_operations.correct_results(
                session, edge.actor, roadshow_id, data, if_match=edge.if_match
            )
        )

    @get(
        "/{roadshow_id:uuid}/results",
        operation_id="get_results",
        summary="Results of a roadshow",
        responses=answers(e.NotFound),
        opt={"open": True},
    )
    async def results(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        version: Annotated[
            int | None, QueryParameter(ge=1, le=10_000, description="By default the newest")
        ] = None,
    ) -> Response[Results]:
        """Each result says which scores counted, under the rules that are stored with it."""
        return await edge.read(
            lambda session: result_queries.results(session, edge.actor, roadshow_id, version)
        )

    @post(
        "/{roadshow_id:uuid}/objections",
        operation_id="object_to_result",
        summary="Object to a result (异议)",
        responses=answers(e.NotFound, e.IllegalMove, e.Invalid),
    )
    async def object_(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], data: JSONBody[ObjectionCreate]
    ) -> Response[ObjectionRead]:
        """With your name, while the notice runs; it holds that entry alone."""
        return await edge.write(
            lambda session: correction_operations.object_to_result(session, edge.actor, roadshow_id, data),
            status=201,
        )

    @get(
        "/{roadshow_id:uuid}/objections",
        operation_id="list_objections",
        summary="Objections",
        responses=answers(e.NotFound),
    )
    async def objections(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]
    ) -> Response[Objections]:
        """All for the host; your own, and those against your entries."""
        return await edge.read(lambda session: result_queries.objections(session, edge.actor, roadshow_id))

    @post(
        "/{roadshow_id:uuid}/objections/{objection_id:uuid}/decide",
        operation_id="decide_objection",
        summary="Decide an objection",
        status_code=200,
        responses=_STEP,
    )
    async def decide(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        objection_id: FromPath[UUID],
        data: JSONBody[ObjectionDecision],
    ) -> Response[ObjectionRead]:
        """Upheld, the entry loses its outcome; either way the decision is published with it."""
        return await edge.write(
            lambda session: correction_operations.decide_objection(
                session, edge.actor, roadshow_id, objection_id, data, if_match=edge.if_match
            )
        )
