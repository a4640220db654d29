"""/needs: the JSON controller."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e
from service.kernel.money import PATTERN, optional_fen
from service.kernel.paging import Window
from service.kernel.schemas import Page
from service.listings.quality import Quality
from service.listings.schemas import Reason, Renewal, ReviewCreate
from service.needs import operations, queries
from service.needs.queries import NeedFilter
from service.needs.schemas import NeedCreate, NeedRead, NeedSummary, NeedUpdate, VerifyNeed
from service.needs.tables import NeedStatus, NeedType

_STEP = answers(e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion, e.Invalid)


async def provide_filter(
    q: Annotated[
        str | None, QueryParameter(min_length=1, max_length=500, description="Words; the answer is ranked")
    ] = None,
    tech_field: Annotated[str | None, QueryParameter(max_length=2, description="/codes/tech_fields")] = None,
    industry: Annotated[str | None, QueryParameter(max_length=4, description="See /codes/industries")] = None,
    region: Annotated[
        str | None, QueryParameter(pattern=r"^[0-9]{6}(?![\s\S])", description="Everything under it")
    ] = None,
    park: Annotated[str | None, QueryParameter(max_length=40, description="See /codes/parks")] = None,
    need_type: FromQuery[NeedType | None] = None,
    budget_min: Annotated[
        str | None,
        QueryParameter(pattern=PATTERN, description="Yuan; upper budget of at least this"),
    ] = None,
    status: FromQuery[NeedStatus | None] = None,
    owner: Annotated[UUID | None, QueryParameter(description="Of this one, where it is shown")] = None,
) -> NeedFilter:
    """The dependency named ``wanted``."""
    return NeedFilter(
        q, tech_field, industry, region, park, need_type, optional_fen(budget_min), status, owner
    )


def _location(need: NeedRead) -> str:
    return f"/api/v1/needs/{need.id}"


class NeedsController(Controller):
    """Needs (技术需求)."""

    path = "/needs"
    tags = ("needs",)

    @post(
        "/",
        operation_id="create_need",
        summary="Enter a need",
        responses=answers(e.Forbidden, e.Invalid),
    )
    async def create(self, edge: NamedDependency[Edge], data: JSONBody[NeedCreate]) -> Response[NeedRead]:
        """It begins as a draft; its owner sees its matches at once."""
        return await edge.write(
            lambda session: operations.create_need(session, edge.actor, data), status=201, location=_location
        )

    @get(
        "/",
        operation_id="list_needs",
        summary="Needs",
        responses=answers(e.BadParameter),
        dependencies={"wanted": Provide(provide_filter)},
        opt={"open": True},
    )
    async def list_(
        self,
        edge: NamedDependency[Edge],
        wanted: NamedDependency[NeedFilter],
        window: NamedDependency[Window],
    ) -> Response[Page[NeedSummary]]:
        """What you may see, newest publication first; with `q` the best answers, ranked."""
        cursors = edge.runtime.cursors
        return await edge.read(lambda session: queries.needs(session, edge.actor, wanted, window, cursors))

    @get(
        "/{need_id:uuid}",
        operation_id="get_need",
        summary="One need",
        responses=answers(e.NotFound),
        opt={"open": True},
    )
    async def get_(self, edge: NamedDependency[Edge], need_id: FromPath[UUID]) -> Response[NeedRead]:
        """With its version as ETag."""
        return await edge.read(lambda session: queries.need(session, edge.actor, need_id))

    @patch(
        "/{need_id:uuid}",
        operation_id="edit_need",
        summary="Change a need",
        responses=answers(
            e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion, e.Invalid, e.PreconditionRequired
        ),
    )
    async def edit(
        self, edge: NamedDependency[Edge], need_id: FromPath[UUID], data: JSONBody[NeedUpdate]
    ) -> Response[NeedRead]:
        """Needs If-Match. Changing text, field or budget of a published one sends it back to review."""
        return await edge.write(
            lambda session: operations.edit_need(session, edge.actor, need_id, data, if_match=edge.if_match)
        )

    @delete(
        "/{need_id:uuid}",
        operation_id="delete_need",
        summary="Delete a draft",
        status_code=204,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion),
    )
    async def delete(self, edge: NamedDependency[Edge], need_id: FromPath[UUID]) -> Response[None]:
        """Only a draft can be deleted; what was ever submitted is withdrawn instead."""
        return await edge.write(
            lambda session: operations.delete_need(session, edge.actor, need_id, if_match=edge.if_match),
            status=204,
        )

    @get(
        "/{need_id:uuid}/quality",
        operation_id="check_need",
        summary="Quality check of a need",
        responses=answers(e.Forbidden, e.NotFound),
    )
    async def quality(self, edge: NamedDependency[Edge], need_id: FromPath[UUID]) -> Response[Quality]:
        """What could be better before (and after) submitting."""
        return await edge.read(lambda session: operations.check_need(session, edge.actor, need_id))

    @post(
        "/{need_id:uuid}/submit",
        operation_id="submit_need",
        summary="Submit a need for review",
        status_code=200,
        responses=_STEP,
    )
    async def submit(self, edge: NamedDependency[Edge], need_id: FromPath[UUID]) -> Response[NeedRead]:
        """Only for verified organisations."""
        return await edge.write(
            lambda session: operations.submit_need(session, edge.actor, need_id, if_match=edge.if_match)
        )

    @post(
        "/{need_id:uuid}/review",
        operation_id="review_need",
        summary="Publish or return a need",
        status_code=200,
        responses=_STEP,
    )
    async def review(
        self, edge: NamedDependency[Edge], need_id: FromPath[UUID], data: JSONBody[ReviewCreate]
    ) -> Response[NeedRead]:
        """By the bureau, a district in its own area."""
        return await edge.write(
            lambda session: operations.review_need(session, edge.actor, need_id, data, if_match=edge.if_match)
        )

    @post(
        "/{need_id:uuid}/withdraw",
        operation_id="withdraw_need",
        summary="Withdraw a need",
        status_code=200,
        responses=_STEP,
    )
    async def withdraw(
        self, edge: NamedDependency[Edge], need_id: FromPath[UUID], data: JSONBody[Reason]
    ) -> Response[NeedRead]:
        """It vanishes from lists and matches at once; it may be submitted again."""
        return await edge.write(
            lambda session: operations.end_need(
                session, edge.actor, need_id, "withdraw", data.reason, if_match=edge.if_match
            )
        )

    @post(
        "/{need_id:uuid}/close",
        operation_id="close_need",
        summary="Close a need",
        status_code=200,
        responses=_STEP,
    )
    async def close(
        self, edge: NamedDependency[Edge], need_id: FromPath[UUID], data: JSONBody[Reason]
    ) -> Response[NeedRead]:
        """It was settled elsewhere or given up; say why."""
        return await edge.write(
            lambda session: operations.end_need(
                session, edge.actor, need_id, "close", data.reason, if_match=edge.if_match
            )
        )

    @post(
        "/{need_id:uuid}/renew",
        operation_id="renew_need",
        summary="Renew a need",
        status_code=200,
        responses=_STEP,
    )
    async def renew(
        self, edge: NamedDependency[Edge], need_id: FromPath[UUID], data: JSONBody[Renewal]
    ) -> Response[NeedRead]:
        """An expired one is published again."""
        return await edge.write(
            lambda session: operations.renew_need(
                session, edge.actor, need_id, data.valid_until, if_match=edge.if_match
            )
        )

    @post(
        "/{need_id:uuid}/verify",
        operation_id="verify_need",
        summary="Verify a need (核实)",
        status_code=200,
        responses=answers(e.Forbidden, e.NotFound, e.StaleVersion, e.Invalid),
    )
    async def verify(
        self, edge: NamedDependency[Edge], need_id: FromPath[UUID], data: JSONBody[VerifyNeed]
    ) -> Response[NeedRead]:
        """Somebody of the bureau or its broker made sure that it is real."""
        return await edge.write(
            lambda session: operations.verify_need(session, edge.actor, need_id, data, if_match=edge.if_match)
        )
