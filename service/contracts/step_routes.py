"""/contracts/{id}/…: what the parties do: notice, signature, performance, and the contract's history."""

from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from service.contracts import errors as c
from service.contracts import performance_operations as performance
from service.contracts import queries
from service.contracts import signing_operations as signing
from service.contracts.notice_schemas import NoticeObjectionCreate, NoticeObjectionResolve, NoticePut
from service.contracts.schemas import ContractRead
from service.contracts.step_schemas import (
    AmendmentsRead,
    EndContract,
    EventsRead,
    PaymentCreate,
    PaymentsRead,
    PerformContract,
    SignContract,
)
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e

_STEP = answers(e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion, e.Invalid)


class SigningController(Controller):
    """Up to the signature."""

    path = "/contracts"
    tags = ("contracts",)

    @put(
        "/{contract_id:uuid}/notice",
        operation_id="put_contract_notice",
        summary="Public notice (公示)",
        status_code=200,
        responses=_STEP,
    )
    async def put_notice(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[NoticePut]
    ) -> Response[ContractRead]:
        """Title and price as they are now, for 15 days or more; it blocks signing until it is over."""
        return await edge.write(
            lambda session: signing.put_notice(session, edge.actor, contract_id, data, if_match=edge.if_match)
        )

    @post(
        "/{contract_id:uuid}/notice/objections",
        operation_id="object_to_contract_notice",
        summary="Objection to the notice (异议)",
        status_code=201,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, e.Conflict, e.StaleVersion, e.Invalid),
    )
    async def object_(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[NoticeObjectionCreate]
    ) -> Response[ContractRead]:
        """Blocks signing until it is resolved."""
        return await edge.write(
            lambda session: signing.object_to_notice(
                session, edge.actor, contract_id, data, if_match=edge.if_match
            ),
            status=201,
        )

    @post(
        "/{contract_id:uuid}/notice/objections/{objection_id:uuid}/resolve",
        operation_id="resolve_contract_objection",
        summary="Resolve an objection",
        status_code=200,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, e.Conflict, e.StaleVersion, e.Invalid),
    )
    async def resolve(
        self,
        edge: NamedDependency[Edge],
        contract_id: FromPath[UUID],
        objection_id: FromPath[UUID],
        data: JSONBody[NoticeObjectionResolve],
    ) -> Response[ContractRead]:
        """By the seller, saying what came of it."""
        return await edge.write(
            lambda session: signing.resolve_objection(
                session, edge.actor, contract_id, objection_id, data.resolution, if_match=edge.if_match
            )
        )

    @post(
        "/{contract_id:uuid}/sign",
        operation_id="sign_contract",
        summary="Sign a contract",
        status_code=200,
        responses=answers(
            e.Forbidden, e.NotFound, e.IllegalMove, c.NoticeNotOver, e.Conflict, e.StaleVersion, e.Invalid
        ),
    )
    async def sign(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[SignContract]
    ) -> Response[ContractRead]:
        """By a verified party. An exclusive deal reserves its achievement, so its seller signs it."""
        return await edge.write(
            lambda session: signing.sign_contract(
                session, edge.actor, contract_id, data, if_match=edge.if_match
            )
        )


class PerformanceController(Controller):
    """What the parties really do, and the contract's history."""

    path = "/contracts"
    tags = ("contracts",)

    @post(
        "/{contract_id:uuid}/perform",
        operation_id="perform_contract",
        summary="Begin or complete (履行)",
        status_code=200,
        responses=_STEP,
    )
    async def perform(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[PerformContract]
    ) -> Response[ContractRead]:
        """By a party; without `completed` the next step."""
        return await edge.write(
            lambda session: performance.perform_contract(
                session, edge.actor, contract_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{contract_id:uuid}/end-early",
        operation_id="end_contract_early",
        summary="End early (提前终止)",
        status_code=200,
        responses=_STEP,
    )
    async def end_early(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[EndContract]
    ) -> Response[ContractRead]:
        """A registered one must then be amended to what was done, or deregistered."""
        return await edge.write(
            lambda session: performance.end_contract_early(
                session, edge.actor, contract_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{contract_id:uuid}/payments",
        operation_id="add_contract_payment",
        summary="Money received (到账)",
        status_code=201,
        responses=answers(
            e.Forbidden, e.NotFound, e.IllegalMove, c.PaidAboveTotal, e.StaleVersion, e.Invalid
        ),
    )
    async def add_payment(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[PaymentCreate]
    ) -> Response[PaymentsRead]:
        """Never more than is agreed: amend the contract first."""
        return await edge.write(
            lambda session: performance.add_payment(
                session, edge.actor, contract_id, data, if_match=edge.if_match
            ),
            status=201,
        )

    @get(
        "/{contract_id:uuid}/payments",
        operation_id="list_contract_payments",
        summary="Receipts",
        responses=answers(e.NotFound),
    )
    async def payments(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID]
    ) -> Response[PaymentsRead]:
        """Every receipt, the oldest first."""
        return await edge.read(lambda session: queries.payments(session, edge.actor, contract_id))

    @get(
        "/{contract_id:uuid}/amendments",
        operation_id="list_contract_amendments",
        summary="Amendments",
        responses=answers(e.NotFound),
    )
    async def amendments(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID]
    ) -> Response[AmendmentsRead]:
        """What changed after the signing, by whom and why."""
        return await edge.read(lambda session: queries.amendments(session, edge.actor, contract_id))

    @get(
        "/{contract_id:uuid}/events",
        operation_id="list_contract_events",
        summary="Steps",
        responses=answers(e.NotFound),
    )
    async def events(self, edge: NamedDependency[Edge], contract_id: FromPath[UUID]) -> Response[EventsRead]:
        """Who did what when, out of the audit trail."""
        return await edge.read(lambda session: queries.events(session, edge.actor, contract_id))
