"""/contracts/{id}/…: through the registration office, and in the register."""

from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from service.contracts import errors as c
from service.contracts import filing_operations as filing
from service.contracts import registration_operations as registration
from service.contracts.schemas import ContractRead
from service.contracts.step_schemas import (
    AcceptContract,
    AmendContract,
    CheckContract,
    ContractGrounds,
    EndContract,
    RegisterContract,
)
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e

_STEP = answers(e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion, e.Invalid)


class OfficeController(Controller):
    """Through the registration office and the register."""

    path = "/contracts"
    tags = ("contracts",)

    @post(
        "/{contract_id:uuid}/prepare",
        operation_id="prepare_contract",
        summary="Prepare for filing (预审)",
        status_code=200,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, c.NotReady, e.StaleVersion, e.Invalid),
    )
    async def prepare(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID]
    ) -> Response[ContractRead]:
        """The pre-check must find no gap."""
        return await edge.write(
            lambda session: filing.prepare_contract(session, edge.actor, contract_id, if_match=edge.if_match)
        )

    @post(
        "/{contract_id:uuid}/file",
        operation_id="file_contract",
        summary="File with the registration office (提交)",
        status_code=200,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, c.NotReady, e.StaleVersion, e.Invalid),
    )
    async def file(self, edge: NamedDependency[Edge], contract_id: FromPath[UUID]) -> Response[ContractRead]:
        """By a seller; a signed one is prepared at once, a supplemented one is filed again."""
        return await edge.write(
            lambda session: filing.file_contract(session, edge.actor, contract_id, if_match=edge.if_match)
        )

    @post(
        "/{contract_id:uuid}/accept",
        operation_id="accept_contract",
        summary="Accept (受理)",
        status_code=200,
        responses=_STEP,
    )
    async def accept(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[AcceptContract]
    ) -> Response[ContractRead]:
        """From this day the office's working days are counted: 15, or 30 for a large or disputed one."""
        return await edge.write(
            lambda session: filing.accept_contract(
                session, edge.actor, contract_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{contract_id:uuid}/check",
        operation_id="check_contract",
        summary="Check, first or second (审核)",
        status_code=200,
        responses=answers(
            e.Forbidden, c.SameChecker, e.NotFound, e.IllegalMove, e.Conflict, e.StaleVersion, e.Invalid
        ),
    )
    async def check(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[CheckContract]
    ) -> Response[ContractRead]:
        """Two different persons check before it is registered."""
        return await edge.write(
            lambda session: filing.check_contract(
                session, edge.actor, contract_id, data.note, if_match=edge.if_match
            )
        )

    @post(
        "/{contract_id:uuid}/request-supplement",
        operation_id="request_contract_supplement",
        summary="Request a supplement (补正)",
        status_code=200,
        responses=_STEP,
    )
    async def supplement(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[ContractGrounds]
    ) -> Response[ContractRead]:
        """It goes back to the parties; the next acceptance starts a new clock and new checks."""
        return await edge.write(
            lambda session: filing.request_supplement(
                session, edge.actor, contract_id, data.reason, if_match=edge.if_match
            )
        )

    @post(
        "/{contract_id:uuid}/refuse",
        operation_id="refuse_contract",
        summary="Refuse (不予登记)",
        status_code=200,
        responses=_STEP,
    )
    async def refuse(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[ContractGrounds]
    ) -> Response[ContractRead]:
        """What it had reserved is on offer again."""
        return await edge.write(
            lambda session: filing.refuse_contract(
                session, edge.actor, contract_id, data.reason, if_match=edge.if_match
            )
        )

    @post(
        "/{contract_id:uuid}/register",
        operation_id="register_contract",
        summary="Register (登记)",
        status_code=200,
        responses=answers(
            e.Forbidden,
            e.NotFound,
            e.IllegalMove,
            c.NotChecked,
            c.RegistrationNumberTaken,
            e.StaleVersion,
            e.Invalid,
        ),
    )
    async def register(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[RegisterContract]
    ) -> Response[ContractRead]:
        """Number and amounts as the national register has them; a reserved achievement changes hands."""
        return await edge.write(
            lambda session: registration.register_contract(
                session, edge.actor, contract_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{contract_id:uuid}/amend",
        operation_id="amend_contract",
        summary="Amend (变更)",
        status_code=200,
        responses=_STEP,
    )
    async def amend(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[AmendContract]
    ) -> Response[ContractRead]:
        """What is not sent stays; what was before is kept in `/amendments`."""
        return await edge.write(
            lambda session: registration.amend_contract(
                session, edge.actor, contract_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{contract_id:uuid}/deregister",
        operation_id="deregister_contract",
        summary="Deregister (注销)",
        status_code=200,
        responses=_STEP,
    )
    async def deregister(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[EndContract]
    ) -> Response[ContractRead]:
        """Because a party asks."""
        return await edge.write(
            lambda session: registration.deregister_contract(
                session, edge.actor, contract_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{contract_id:uuid}/revoke",
        operation_id="revoke_contract",
        summary="Revoke (撤销)",
        status_code=200,
        responses=_STEP,
    )
    async def revoke(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[EndContract]
    ) -> Response[ContractRead]:
        """Fraud, a void contract, or one that is registered twice."""
        return await edge.write(
            lambda session: registration.revoke_contract(
                session, edge.actor, contract_id, data, if_match=edge.if_match
            )
        )
