"""/roadshows/{id}/entries: entering, deciding, the stage, scores and outcomes of one entry."""

from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e
from service.listings.schemas import Reason
from service.roadshows import entry_operations, live_operations, queries, result_operations
from service.roadshows.errors import (
    AlreadyEntered,
    ConflictOfInterest,
    EntriesClosed,
    EntryNotOpen,
    RoadshowFull,
    ScoresMissing,
)
from service.roadshows.live_schemas import Conclude, DeskState, Marks, ScoreRead
from service.roadshows.result_schemas import OutcomeUpdate
from service.roadshows.schemas import Entries, EntryCreate, EntryRead

_STEP = answers(e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion, e.Invalid)
_STAGE = answers(e.Forbidden, e.NotFound, e.IllegalMove, e.Conflict, ScoresMissing, e.StaleVersion, e.Invalid)


class EntriesController(Controller):
    """Entries of a roadshow (参演项目)."""

    path = "/roadshows/{roadshow_id:uuid}/entries"
    tags = ("roadshows",)

    @post(
        "/",
        operation_id="enter_achievement",
        summary="Enter an achievement",
        responses=answers(e.Forbidden, e.NotFound, EntriesClosed, AlreadyEntered, e.Invalid),
    )
    async def enter(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], data: JSONBody[EntryCreate]
    ) -> Response[EntryRead]:
        """By its office, while the call is open."""
        return await edge.write(
            lambda session: entry_operations.enter_achievement(session, edge.actor, roadshow_id, data),
            status=201,
        )

    @get(
        "/",
        operation_id="list_entries",
        summary="Entries of a roadshow",
        responses=answers(e.NotFound),
        opt={"open": True},
    )
    async def list_(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[Entries]:
        """The accepted ones; your own and, for the host, all the others too."""
        return await edge.read(lambda session: queries.entries(session, edge.actor, roadshow_id))

    @post(
        "/{entry_id:uuid}/accept",
        operation_id="accept_entry",
        summary="Accept an entry",
        status_code=200,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, RoadshowFull, e.StaleVersion),
    )
    async def accept(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], entry_id: FromPath[UUID]
    ) -> Response[EntryRead]:
        """By the host, before the draw, as long as there is a place."""
        return await edge.write(
            lambda session: entry_operations.decide_entry(
                session, edge.actor, roadshow_id, entry_id, "accept", None, if_match=edge.if_match
            )
        )

    @post(
        "/{entry_id:uuid}/reject",
        operation_id="reject_entry",
        summary="Reject an entry",
        status_code=200,
        responses=_STEP,
    )
    async def reject(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        entry_id: FromPath[UUID],
        data: JSONBody[Reason],
    ) -> Response[EntryRead]:
        """By the host, before the draw; its owner reads why."""
        return await edge.write(
            lambda session: entry_operations.decide_entry(
                session, edge.actor, roadshow_id, entry_id, "reject", data.reason, if_match=edge.if_match
            )
        )

    @post(
        "/{entry_id:uuid}/withdraw",
        operation_id="withdraw_entry",
        summary="Withdraw an entry",
        status_code=200,
        responses=_STEP,
    )
    async def withdraw(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        entry_id: FromPath[UUID],
        data: JSONBody[Reason],
    ) -> Response[EntryRead]:
        """By its owner or the host, until the scores are counted."""
        return await edge.write(
            lambda session: entry_operations.withdraw_entry(
                session, edge.actor, roadshow_id, entry_id, data.reason, if_match=edge.if_match
            )
        )

    @post(
        "/{entry_id:uuid}/pitch",
        operation_id="call_entry",
        summary="Call an entry onto the stage",
        status_code=200,
        responses=_STAGE,
    )
    async def pitch(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], entry_id: FromPath[UUID]
    ) -> Response[DeskState]:
        """The clock of its pitch begins; scores are taken from now on."""
        return await edge.write(
            lambda session: live_operations.run_entry(
                session, edge.actor, roadshow_id, entry_id, "pitch", if_match=edge.if_match
            )
        )

    @post(
        "/{entry_id:uuid}/questions",
        operation_id="begin_questions",
        summary="Begin the questions",
        status_code=200,
        responses=_STAGE,
    )
    async def questions(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], entry_id: FromPath[UUID]
    ) -> Response[DeskState]:
        """The clock of the questions begins."""
        return await edge.write(
            lambda session: live_operations.run_entry(
                session, edge.actor, roadshow_id, entry_id, "questions", if_match=edge.if_match
            )
        )

    @post(
        "/{entry_id:uuid}/conclude",
        operation_id="conclude_entry",
        summary="Conclude an entry",
        status_code=200,
        responses=_STAGE,
    )
    async def conclude(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        entry_id: FromPath[UUID],
        data: JSONBody[Conclude],
    ) -> Response[DeskState]:
        """No score is taken any more. Missing ones are named, unless they are accepted."""
        return await edge.write(
            lambda session: live_operations.run_entry(
                session,
                edge.actor,
                roadshow_id,
                entry_id,
                "conclude",
                accept_missing=data.accept_missing,
                if_match=edge.if_match,
            )
        )

    @post(
        "/{entry_id:uuid}/reopen",
        operation_id="reopen_entry",
        summary="Open a concluded entry again",
        status_code=200,
        responses=_STAGE,
    )
    async def reopen(
        self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID], entry_id: FromPath[UUID]
    ) -> Response[DeskState]:
        """For a score that was late by no fault of the judge; it is written down."""
        return await edge.write(
            lambda session: live_operations.run_entry(
                session, edge.actor, roadshow_id, entry_id, "reopen", if_match=edge.if_match
            )
        )

    @put(
        "/{entry_id:uuid}/scores/{judge_id:uuid}",
        operation_id="enter_score",
        summary="Enter or change a judge's score",
        responses=answers(
            e.Forbidden,
            ConflictOfInterest,
            e.NotFound,
            e.IllegalMove,
            EntryNotOpen,
            e.StaleVersion,
            e.Invalid,
        ),
    )
    async def score(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        entry_id: FromPath[UUID],
        judge_id: FromPath[UUID],
        data: JSONBody[Marks],
    ) -> Response[ScoreRead]:
        """By that judge alone, while the entry is on stage. The same again changes nothing."""
        return await edge.write(
            lambda session: live_operations.enter_score(
                session, edge.actor, roadshow_id, entry_id, judge_id, data, if_match=edge.if_match
            )
        )

    @put(
        "/{entry_id:uuid}/outcome",
        operation_id="decide_outcome",
        summary="Say what a result decides",
        responses=_STEP,
    )
    async def outcome(
        self,
        edge: NamedDependency[Edge],
        roadshow_id: FromPath[UUID],
        entry_id: FromPath[UUID],
        data: JSONBody[OutcomeUpdate],
    ) -> Response[EntryRead]:
        """By the host, after the scores are counted and before the notice."""
        return await edge.write(
            lambda session: result_operations.decide_outcome(
                session, edge.actor, roadshow_id, entry_id, data, if_match=edge.if_match
            )
        )
