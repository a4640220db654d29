"""/roadshows/{id}/judges and /recusals: the panel and its conflicts of interest; /scores."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e
from service.listings.schemas import Reason
from service.roadshows import judge_operations, live_queries, panel_queries, pass_operations
from service.roadshows.errors import AlreadyAJudge
from service.roadshows.live_schemas import Scores
from service.roadshows.schemas import JudgeCreate, JudgeRead, Judges, Link, RecusalCreate

_STEP = answers(e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion, e.Invalid)


class PanelController(Controller):
    """The judges of a roadshow (评委)."""

    path = "/roadshows/{roadshow_id:uuid}"
    tags = ("roadshows",)

    @post(
        "/judges",
        operation_id="seat_judge",
        summary="Put a judge on the panel",
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, AlreadyAJudge, e.Invalid),
    )
    async def seat(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], data: JSONBody[JudgeCreate]
    ) -> Response[JudgeRead]:
        """An account by its email, or a guest by name; conflicts of interest are found at once."""
        return await edge.write(
            lambda session: judge_operations.seat_judge(session, edge.actor, roadshow_id, data), status=201
        )

    @get(
        "/judges",
        operation_id="list_judges",
        summary="The panel",
        responses=answers(e.NotFound),
    )
    async def list_(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[Judges]:
        """Everybody for the host, your own seat for a judge."""
        return await edge.read(lambda session: panel_queries.judges(session, edge.actor, roadshow_id))

    @post(
        "/judges/{judge_id:uuid}/excuse",
        operation_id="excuse_judge",
        summary="Excuse a judge",
        status_code=200,
        responses=_STEP,
    )
    async def excuse(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        judge_id: FromPath[UUID],
        data: JSONBody[Reason],
    ) -> Response[JudgeRead]:
        """No further score is waited for; those entered still count."""
        return await edge.write(
            lambda session: judge_operations.excuse_judge(
                session, edge.actor, roadshow_id, judge_id, data.reason, if_match=edge.if_match
            )
        )

    @post(
        "/judges/{judge_id:uuid}/link",
        operation_id="make_judges_link",
        summary="A judge's link into the hall",
        status_code=201,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove),
        opt={"takes_key": False},
    )
    async def link(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], judge_id: FromPath[UUID]
    ) -> Response[Link]:
        """Opens once, for this roadshow alone; shown this once, so it takes no Idempotency-Key."""
        return await edge.write(
            lambda session: pass_operations.make_link(session, edge.actor, roadshow_id, judge_id),
            status=201,
            takes_key=False,
        )

    @post(
        "/judges/{judge_id:uuid}/recusals",
        operation_id="declare_conflict",
        summary="Declare a conflict of interest (回避)",
        status_code=200,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, e.Invalid),
    )
    async def declare(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        judge_id: FromPath[UUID],
        data: JSONBody[RecusalCreate],
    ) -> Response[JudgeRead]:
        """By the judge, or the host for them."""
        return await edge.write(
            lambda session: judge_operations.declare_conflict(
                session, edge.actor, roadshow_id, judge_id, data
            )
        )

    @post(
        "/recusals/{recusal_id:uuid}/lift",
        operation_id="lift_conflict",
        summary="Lift a conflict that was found wrongly",
        status_code=200,
        responses=_STEP,
    )
    async def lift(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        recusal_id: FromPath[UUID],
        data: JSONBody[Reason],
    ) -> Response[JudgeRead]:
        """By the host, with a reason; not what a judge declared."""
        return await edge.write(
            lambda session: judge_operations.lift_conflict(
                session, edge.actor, roadshow_id, recusal_id, data.reason, if_match=edge.if_match
            )
        )

    @get(
        "/scores",
        operation_id="list_scores",
        summary="Scores",
        responses=answers(e.NotFound),
    )
    async def scores(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[Scores]:
        """All for the host, your own for a judge."""
        return await edge.read(lambda session: live_queries.scores(session, edge.actor, roadshow_id))
