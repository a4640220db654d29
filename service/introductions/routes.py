"""/introductions: the JSON controller."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.http.edge import Edge
from service.http.problems import answers
from service.introductions import asking_operations, operations, queries
from service.introductions.errors import AlreadyIntroduced, ConflictUndeclared, NotOnOffer
from service.introductions.queries import IntroductionFilter
from service.introductions.schemas import (
    BrokerAssignment,
    Close,
    Conflict,
    Decline,
    EventList,
    IntroductionCreate,
    IntroductionRead,
    IntroductionSummary,
    Progress,
    Stall,
    Step,
)
from service.introductions.tables import IntroductionSide, IntroductionStatus
from service.kernel import errors as e
from service.kernel.paging import Window
from service.kernel.schemas import Page

_STEP = answers(e.Forbidden, e.NotFound, e.IllegalMove, ConflictUndeclared, e.StaleVersion, e.Invalid)
_One = FromPath[UUID]
_Edge = NamedDependency[Edge]


async def provide_filter(
    status: FromQuery[IntroductionStatus | None] = None,
    is_open: Annotated[bool | None, QueryParameter(name="open", description="Not over yet")] = None,
    side: Annotated[
        IntroductionSide | None, QueryParameter(description="Where you stand on this side")
    ] = None,
    mine: Annotated[bool | None, QueryParameter(description="You take part (for the bureau)")] = None,
    late: Annotated[bool | None, QueryParameter(description="Past its deadline")] = None,
    waiting: Annotated[bool | None, QueryParameter(description="Your answer is awaited")] = None,
    need: Annotated[UUID | None, QueryParameter(description="Of this need")] = None,
    achievement: Annotated[UUID | None, QueryParameter(description="Of this achievement")] = None,
) -> IntroductionFilter:
    """The dependency named ``wanted``."""
    return IntroductionFilter(status, is_open, side, mine, late, waiting, need, achievement)


def _location(read: IntroductionRead) -> str:
    return f"/api/v1/introductions/{read.id}"


class IntroductionsController(Controller):
    """Introductions (对接)."""

    path = "/introductions"
    tags = ("introductions",)

    @post(
        "/",
        operation_id="request_introduction",
        summary="Ask for an introduction",
        responses=answers(e.Forbidden, e.NotFound, NotOnOffer, AlreadyIntroduced, e.Invalid),
    )
    async def request(self, edge: _Edge, data: JSONBody[IntroductionCreate]) -> Response[IntroductionRead]:
        """By either owner, or by a broker: then both owners have to answer."""
        return await edge.write(
            lambda session: asking_operations.request_introduction(session, edge.actor, data),
            status=201,
            location=_location,
        )

    @get(
        "/",
        operation_id="list_introductions",
        summary="Introductions",
        responses=answers(e.BadParameter),
        dependencies={"wanted": Provide(provide_filter)},
    )
    async def list_(
        self,
        edge: _Edge,
        wanted: NamedDependency[IntroductionFilter],
        window: NamedDependency[Window],
    ) -> Response[Page[IntroductionSummary]]:
        """Those that you take part in; the bureau's, those of its area."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: queries.introductions(session, edge.actor, wanted, window, cursors)
        )

    @get(
        "/{introduction_id:uuid}",
        operation_id="get_introduction",
        summary="One introduction",
        responses=answers(e.NotFound),
    )
    async def get_(self, edge: _Edge, introduction_id: _One) -> Response[IntroductionRead]:
        """With contacts and an anonymous owner once it is accepted."""
        return await edge.read(lambda session: queries.introduction(session, edge.actor, introduction_id))

    @get(
        "/{introduction_id:uuid}/events",
        operation_id="list_introduction_events",
        summary="Every step of an introduction",
        responses=answers(e.NotFound),
    )
    async def events(self, edge: _Edge, introduction_id: _One) -> Response[EventList]:
        """Who did what when, why and on which papers, oldest first."""
        return await edge.read(lambda session: queries.events_of(session, edge.actor, introduction_id))

    @post(
        "/{introduction_id:uuid}/events",
        operation_id="note_introduction_progress",
        summary="Note progress (对接记录)",
        status_code=200,
        responses=_STEP,
    )
    async def note(
        self, edge: _Edge, introduction_id: _One, data: JSONBody[Progress]
    ) -> Response[IntroductionRead]:
        """It moves the deadline on."""
        return await edge.write(
            lambda session: operations.note_progress(
                session, edge.actor, introduction_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{introduction_id:uuid}/accept",
        operation_id="accept_introduction",
        summary="Accept an introduction",
        status_code=200,
        responses=answers(
            e.Forbidden, e.NotFound, e.IllegalMove, NotOnOffer, ConflictUndeclared, e.StaleVersion, e.Invalid
        ),
    )
    async def accept(
        self, edge: _Edge, introduction_id: _One, data: JSONBody[Step | None] = None
    ) -> Response[IntroductionRead]:
        """By the side that was asked; where a broker asked, by both."""
        return await edge.write(
            lambda session: operations.accept_introduction(
                session, edge.actor, introduction_id, data or Step(), if_match=edge.if_match
            )
        )

    @post(
        "/{introduction_id:uuid}/decline",
        operation_id="decline_introduction",
        summary="Decline an introduction",
        status_code=200,
        responses=_STEP,
    )
    async def decline(
        self, edge: _Edge, introduction_id: _One, data: JSONBody[Decline]
    ) -> Response[IntroductionRead]:
        """The reason also teaches the need's matches."""
        return await edge.write(
            lambda session: operations.decline_introduction(
                session, edge.actor, introduction_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{introduction_id:uuid}/advance",
        operation_id="advance_introduction",
        summary="Advance an introduction",
        status_code=200,
        responses=_STEP,
    )
    async def advance(
        self, edge: _Edge, introduction_id: _One, data: JSONBody[Step | None] = None
    ) -> Response[IntroductionRead]:
        """Accepted → talking → terms; from talking on the need is in negotiation."""
        return await edge.write(
            lambda session: operations.advance_introduction(
                session, edge.actor, introduction_id, data or Step(), if_match=edge.if_match
            )
        )

    @post(
        "/{introduction_id:uuid}/stall",
        operation_id="stall_introduction",
        summary="Let an introduction rest",
        status_code=200,
        responses=_STEP,
    )
    async def stall(
        self, edge: _Edge, introduction_id: _One, data: JSONBody[Stall]
    ) -> Response[IntroductionRead]:
        """Say what it waits for."""
        return await edge.write(
            lambda session: operations.stall_introduction(
                session, edge.actor, introduction_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{introduction_id:uuid}/resume",
        operation_id="resume_introduction",
        summary="Take an introduction up again",
        status_code=200,
        responses=_STEP,
    )
    async def resume(
        self, edge: _Edge, introduction_id: _One, data: JSONBody[Step | None] = None
    ) -> Response[IntroductionRead]:
        """Stalled → talking."""
        return await edge.write(
            lambda session: operations.resume_introduction(
                session, edge.actor, introduction_id, data or Step(), if_match=edge.if_match
            )
        )

    @post(
        "/{introduction_id:uuid}/close",
        operation_id="close_introduction",
        summary="Close an introduction",
        status_code=200,
        responses=_STEP,
    )
    async def close(
        self, edge: _Edge, introduction_id: _One, data: JSONBody[Close]
    ) -> Response[IntroductionRead]:
        """It ends without a contract; before an answer, who asked takes it back."""
        return await edge.write(
            lambda session: operations.close_introduction(
                session, edge.actor, introduction_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{introduction_id:uuid}/brokers",
        operation_id="assign_introduction_broker",
        summary="Call in a broker",
        status_code=200,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, e.Conflict, e.StaleVersion, e.Invalid),
    )
    async def assign(
        self, edge: _Edge, introduction_id: _One, data: JSONBody[BrokerAssignment]
    ) -> Response[IntroductionRead]:
        """By either side or the bureau; the agency acts once it has declared its conflict of interest."""
        return await edge.write(
            lambda session: asking_operations.assign_broker(
                session, edge.actor, introduction_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{introduction_id:uuid}/declare",
        operation_id="declare_conflict_of_interest",
        summary="Declare a conflict of interest (利益冲突申报)",
        status_code=200,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion, e.Invalid),
    )
    async def declare(
        self, edge: _Edge, introduction_id: _One, data: JSONBody[Conflict]
    ) -> Response[IntroductionRead]:
        """By an agency that takes part, for itself: there is one, or there is none."""
        return await edge.write(
            lambda session: asking_operations.declare_conflict(
                session, edge.actor, introduction_id, data, if_match=edge.if_match
            )
        )
