"""…/matches, POST /matches/search, and the feedback on pairings."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import clock
from service.kernel.errors import BadParameter, Forbidden, Invalid, NotFound, bad_parameter
from service.kernel.money import PATTERN
from service.kernel.paging import Window
from service.listings.transfer_modes import TransferMode
from service.matches import feedback_queries, operations, queries, run_queries
from service.matches.live import LiveIndex
from service.matches.queries import MatchQuery
from service.matches.run_queries import PairingFilter
from service.matches.schemas import (
    AchievementMatches,
    FeedbackCreate,
    FeedbackList,
    FeedbackRead,
    NeedMatches,
    Pairings,
    SearchFilters,
    SearchMatches,
    SearchRequest,
)
from service.needs.tables import NeedType

_Limit = Annotated[int, QueryParameter(ge=1, le=100, description="How many at the most")]
_Level = Annotated[int, QueryParameter(ge=1, le=4, description="None weaker than this; 1 shows all")]
_Field = Annotated[str | None, QueryParameter(max_length=2, description="See /codes/tech_fields")]
_Region = Annotated[
    str | None, QueryParameter(pattern=r"^[0-9]{6}(?![\s\S])", description="Everything under it")
]
_Trl = Annotated[int | None, QueryParameter(ge=1, le=9)]
_Money = Annotated[str | None, QueryParameter(pattern=PATTERN, description="Yuan")]

_PAIR = "/{need_id:uuid}/matches/{achievement_id:uuid}/feedback"


async def provide_achievement_query(
    limit: _Limit = 20,
    min_level: _Level = 2,
    tech_field: _Field = None,
    region: _Region = None,
    trl_min: _Trl = None,
    trl_max: _Trl = None,
    transfer_mode: FromQuery[TransferMode | None] = None,
    price_max: _Money = None,
) -> MatchQuery:
    """The dependency named ``wanted`` of a need's matches."""
    filters = SearchFilters(
        tech_field=tech_field, region=region, trl_min=trl_min, trl_max=trl_max, transfer_mode=transfer_mode,
        price_max=price_max,
    )  # fmt: skip
    return MatchQuery(limit, min_level, filters)


async def provide_need_query(
    limit: _Limit = 20,
    min_level: _Level = 2,
    tech_field: _Field = None,
    region: _Region = None,
    need_type: FromQuery[NeedType | None] = None,
    budget_min: _Money = None,
) -> MatchQuery:
    """The dependency named ``wanted`` of an achievement's matches."""
    filters = SearchFilters(tech_field=tech_field, region=region, need_type=need_type, budget_min=budget_min)
    return MatchQuery(limit, min_level, filters)


async def provide_pairing_filter(
    min_level: _Level = 2,
    tech_field: Annotated[
        str | None, QueryParameter(max_length=2, description="Of either side; see /codes/tech_fields")
    ] = None,
    since: Annotated[
        str | None,
        QueryParameter(max_length=40, description="First found then or later: a day, or a moment (RFC 3339)"),
    ] = None,
) -> PairingFilter:
    """The dependency named ``wanted`` of the list of all pairings."""
    try:
        return PairingFilter(min_level, tech_field, clock.moment_of(since) if since is not None else None)
    except (ValueError, OverflowError) as error:
        raise bad_parameter("since", "A day, 2026-11-22, or a moment, 2026-11-22T08:00:00Z.") from error


class MatchesController(Controller):
    """Ranked, explained pairings (匹配)."""

    tags = ("matches",)

    @get(
        "/matches",
        operation_id="list_matches",
        summary="The best pairings of all needs and achievements",
        responses=answers(BadParameter, Forbidden),
        dependencies={"wanted": Provide(provide_pairing_filter)},
    )
    async def all_(
        self,
        edge: NamedDependency[Edge],
        live: NamedDependency[LiveIndex],
        wanted: NamedDependency[PairingFilter],
        window: NamedDependency[Window],
    ) -> Response[Pairings]:
        """For the bureau, a district (its own area) and brokers: what the newest run found, best first, as
        far as you may see both sides now. A text that was changed since waits for the next run."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: run_queries.pairings(session, edge.actor, live, wanted, window, cursors)
        )

    @get(
        "/needs/{need_id:uuid}/matches",
        operation_id="list_matches_of_need",
        summary="Achievements that may answer a need",
        responses=answers(BadParameter, Forbidden, NotFound),
        dependencies={"wanted": Provide(provide_achievement_query)},
        opt={"scope": "matches:read"},
    )
    async def of_need(
        self,
        edge: NamedDependency[Edge],
        live: NamedDependency[LiveIndex],
        need_id: FromPath[UUID],
        wanted: NamedDependency[MatchQuery],
    ) -> Response[AchievementMatches]:
        """Best first, each with the phrases both texts share; also for its owner's drafts."""
        return await edge.read(
            lambda session: queries.matches_of_need(session, edge.actor, live, need_id, wanted)
        )

    @get(
        "/achievements/{achievement_id:uuid}/matches",
        operation_id="list_matches_of_achievement",
        summary="Needs that an achievement may answer",
        responses=answers(BadParameter, Forbidden, NotFound),
        dependencies={"wanted": Provide(provide_need_query)},
        opt={"scope": "matches:read"},
    )
    async def of_achievement(
        self,
        edge: NamedDependency[Edge],
        live: NamedDependency[LiveIndex],
        achievement_id: FromPath[UUID],
        wanted: NamedDependency[MatchQuery],
    ) -> Response[NeedMatches]:
        """Best first, each with the phrases both texts share; also for its owner's drafts."""
        return await edge.read(
            lambda session: queries.matches_of_achievement(session, edge.actor, live, achievement_id, wanted)
        )

    @post(
        "/matches/search",
        operation_id="search_matches",
        summary="Match a text that is not stored",
        status_code=200,
        responses=answers(Invalid),
        opt={"open": True, "takes_key": False, "scope": "matches:read", "rate": "open"},
    )
    async def search(
        self, edge: NamedDependency[Edge], live: NamedDependency[LiveIndex], data: JSONBody[SearchRequest]
    ) -> Response[SearchMatches]:
        """Open to everybody over what they may see; it stores nothing, so it takes no Idempotency-Key."""
        return await edge.read(lambda session: queries.search(session, edge.actor, live, data))


class FeedbackController(Controller):
    """Feedback on pairings (匹配反馈); it changes the need's later rankings."""

    path = "/needs"
    tags = ("matches",)

    @put(
        _PAIR,
        operation_id="give_feedback",
        summary="Say what you think of a pairing",
        opt={"scope": "matches:write"},
        responses=answers(Forbidden, NotFound, Invalid),
    )
    async def give(
        self,
        edge: NamedDependency[Edge],
        need_id: FromPath[UUID],
        achievement_id: FromPath[UUID],
        data: JSONBody[FeedbackCreate],
    ) -> Response[FeedbackRead]:
        """One judgement for each organisation; sent again, it replaces the one before."""
        return await edge.write(
            lambda session: operations.give_feedback(session, edge.actor, need_id, achievement_id, data)
        )

    @delete(
        _PAIR,
        operation_id="withdraw_feedback",
        summary="Take your judgement back",
        opt={"scope": "matches:write"},
        status_code=204,
        responses=answers(Forbidden, NotFound),
    )
    async def withdraw(
        self, edge: NamedDependency[Edge], need_id: FromPath[UUID], achievement_id: FromPath[UUID]
    ) -> Response[None]:
        """The ranking forgets it."""
        return await edge.write(
            lambda session: operations.withdraw_feedback(session, edge.actor, need_id, achievement_id),
            status=204,
        )

    @get(
        "/{need_id:uuid}/feedback",
        operation_id="list_feedback",
        summary="What the ranking of a need learned from",
        opt={"scope": "matches:read"},
        responses=answers(Forbidden, NotFound),
    )
    async def list_(self, edge: NamedDependency[Edge], need_id: FromPath[UUID]) -> Response[FeedbackList]:
        """Every judgement of its pairings, oldest first."""
        return await edge.read(lambda session: feedback_queries.list_for(session, edge.actor, need_id))
