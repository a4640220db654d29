"""POST /reviews: one decision on many listings of either kind."""

from collections.abc import Sequence

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import Forbidden, IllegalMove, Invalid, NotFound
from service.listings.reviews import Reviewer, review_all
from service.listings.schemas import BulkReviewCreate, BulkReviewRead


class ReviewsController(Controller):
    """Reviews of many listings (批量审核); which kinds there are is told by the composition root."""

    path = "/reviews"
    tags = ("listings",)

    @post(
        "/",
        operation_id="review_listings",
        summary="Publish or return many listings",
        status_code=200,
        responses=answers(Forbidden, NotFound, IllegalMove, Invalid),
    )
    async def review(
        self,
        edge: NamedDependency[Edge],
        reviewers: NamedDependency[Sequence[Reviewer]],
        data: JSONBody[BulkReviewCreate],
    ) -> Response[BulkReviewRead]:
        """All of them or none: the first that cannot be decided on is named and nothing changes."""
        return await edge.write(lambda session: review_all(session, edge.actor, data, reviewers))
