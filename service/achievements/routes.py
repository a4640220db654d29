"""/achievements: the JSON controller."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.achievements import operations, queries
from service.achievements.queries import AchievementFilter
from service.achievements.schemas import (
    AchievementCreate,
    AchievementRead,
    AchievementSummary,
    AchievementUpdate,
)
from service.achievements.tables import AchievementForm, AchievementStatus
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e
from service.kernel.money import PATTERN, optional_fen
from service.kernel.paging import Window
from service.kernel.schemas import Page
from service.listings.quality import Quality
from service.listings.schemas import Reason, Renewal, ReviewCreate
from service.listings.transfer_modes import TransferMode

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
    form: FromQuery[AchievementForm | None] = None,
    trl_min: Annotated[int | None, QueryParameter(ge=1, le=9)] = None,
    trl_max: Annotated[int | None, QueryParameter(ge=1, le=9)] = None,
    transfer_mode: FromQuery[TransferMode | None] = None,
    price_max: Annotated[
        str | None, QueryParameter(pattern=PATTERN, description="Yuan; an unknown price passes")
    ] = None,
    status: FromQuery[AchievementStatus | None] = None,
    owner: Annotated[UUID | None, QueryParameter(description="Of this organisation")] = None,
) -> AchievementFilter:
    """The dependency named ``wanted``."""
    return AchievementFilter(
        q=q, tech_field=tech_field, industry=industry, region=region, form=form, trl_min=trl_min,
        trl_max=trl_max, transfer_mode=transfer_mode, price_max=optional_fen(price_max), status=status,
        owner=owner,
    )  # fmt: skip


def _location(achievement: AchievementRead) -> str:
    return f"/api/v1/achievements/{achievement.id}"


class AchievementsController(Controller):
    """Achievements (科技成果)."""

    path = "/achievements"
    tags = ("achievements",)

    @post(
        "/",
        operation_id="create_achievement",
        summary="Enter an achievement",
        responses=answers(e.Forbidden, e.Invalid),
    )
    async def create(
        self, edge: NamedDependency[Edge], data: JSONBody[AchievementCreate]
    ) -> Response[AchievementRead]:
        """It begins as a draft; its owner sees its matches at once."""
        return await edge.write(
            lambda session: operations.create_achievement(session, edge.actor, data),
            status=201,
            location=_location,
        )

    @get(
        "/",
        operation_id="list_achievements",
        summary="Achievements",
        responses=answers(e.BadParameter),
        dependencies={"wanted": Provide(provide_filter)},
        opt={"open": True},
    )
    async def list_(
        self,
        edge: NamedDependency[Edge],
        wanted: NamedDependency[AchievementFilter],
        window: NamedDependency[Window],
    ) -> Response[Page[AchievementSummary]]:
        """What you may see, newest publication first; with `q` the best answers, ranked."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: queries.achievements(session, edge.actor, wanted, window, cursors)
        )

    @get(
        "/{achievement_id:uuid}",
        operation_id="get_achievement",
        summary="One achievement",
        responses=answers(e.NotFound),
        opt={"open": True},
    )
    async def get_(
        self, edge: NamedDependency[Edge], achievement_id: FromPath[UUID]
    ) -> Response[AchievementRead]:
        """With its version as ETag."""
        return await edge.read(lambda session: queries.achievement(session, edge.actor, achievement_id))

    @patch(
        "/{achievement_id:uuid}",
        operation_id="edit_achievement",
        summary="Change an achievement",
        responses=answers(
            e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion, e.Invalid, e.PreconditionRequired
        ),
    )
    async def edit(
        self, edge: NamedDependency[Edge], achievement_id: FromPath[UUID], data: JSONBody[AchievementUpdate]
    ) -> Response[AchievementRead]:
        """Achievements If-Match. Changing text, field or price of a published one sends it back to review."""
        return await edge.write(
            lambda session: operations.edit_achievement(
                session, edge.actor, achievement_id, data, if_match=edge.if_match
            )
        )

    @delete(
        "/{achievement_id:uuid}",
        operation_id="delete_achievement",
        summary="Delete a draft",
        status_code=204,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion),
    )
    async def delete(self, edge: NamedDependency[Edge], achievement_id: FromPath[UUID]) -> Response[None]:
        """Only a draft can be deleted; what was ever submitted is withdrawn instead."""
        return await edge.write(
            lambda session: operations.delete_achievement(
                session, edge.actor, achievement_id, if_match=edge.if_match
            ),
            status=204,
        )

    @get(
        "/{achievement_id:uuid}/quality",
        operation_id="check_achievement",
        summary="Quality check of an achievement",
        responses=answers(e.Forbidden, e.NotFound),
    )
    async def quality(self, edge: NamedDependency[Edge], achievement_id: FromPath[UUID]) -> Response[Quality]:
        """What could be better before (and after) submitting."""
        return await edge.read(
            lambda session: operations.check_achievement(session, edge.actor, achievement_id)
        )

    @post(
        "/{achievement_id:uuid}/submit",
        operation_id="submit_achievement",
        summary="Submit an achievement for review",
        status_code=200,
        responses=_STEP,
    )
    async def submit(
        self, edge: NamedDependency[Edge], achievement_id: FromPath[UUID]
    ) -> Response[AchievementRead]:
        """Only for verified organisations."""
        return await edge.write(
            lambda session: operations.submit_achievement(
                session, edge.actor, achievement_id, if_match=edge.if_match
            )
        )

    @post(
        "/{achievement_id:uuid}/review",
        operation_id="review_achievement",
        summary="Publish or return an achievement",
        status_code=200,
        responses=_STEP,
    )
    async def review(
        self, edge: NamedDependency[Edge], achievement_id: FromPath[UUID], data: JSONBody[ReviewCreate]
    ) -> Response[AchievementRead]:
        """By the bureau, a district in its own area."""
        return await edge.write(
            lambda session: operations.review_achievement(
                session, edge.actor, achievement_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{achievement_id:uuid}/withdraw",
        operation_id="withdraw_achievement",
        summary="Withdraw an achievement",
        status_code=200,
        responses=_STEP,
    )
    async def withdraw(
        self, edge: NamedDependency[Edge], achievement_id: FromPath[UUID], data: JSONBody[Reason]
    ) -> Response[AchievementRead]:
        """It vanishes from lists and matches at once; it may be submitted again."""
        return await edge.write(
            lambda session: operations.end_achievement(
                session, edge.actor, achievement_id, "withdraw", data.reason, if_match=edge.if_match
            )
        )

    @post(
        "/{achievement_id:uuid}/renew",
        operation_id="renew_achievement",
        summary="Renew an achievement",
        status_code=200,
        responses=_STEP,
    )
    async def renew(
        self, edge: NamedDependency[Edge], achievement_id: FromPath[UUID], data: JSONBody[Renewal]
    ) -> Response[AchievementRead]:
        """An expired one is published again."""
        return await edge.write(
            lambda session: operations.renew_achievement(
                session, edge.actor, achievement_id, data.valid_until, if_match=edge.if_match
            )
        )
