"""/contracts: entering, reading, editing."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.contracts import operations, queries
from service.contracts.errors import NoticeNotOver
from service.contracts.queries import ContractFilter
from service.contracts.schemas import ContractCreate, ContractRead, ContractSummary, ContractUpdate
from service.contracts.tables import ContractSource, ContractType, PerformanceStatus, RegistrationStatus
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e
from service.kernel.paging import Window
from service.kernel.schemas import Page


async def provide_filter(
    q: Annotated[
        str | None, QueryParameter(min_length=1, max_length=200, description="Part of the title")
    ] = None,
    status: FromQuery[RegistrationStatus | None] = None,
    performance: FromQuery[PerformanceStatus | None] = None,
    contract_type: FromQuery[ContractType | None] = None,
    tech_field: Annotated[str | None, QueryParameter(max_length=2, description="/codes/tech_fields")] = None,
    region: Annotated[
        str | None,
        QueryParameter(pattern=r"^[0-9]{6}(?![\s\S])", description="A party sits or it is used under it"),
    ] = None,
    source: FromQuery[ContractSource | None] = None,
    party: Annotated[UUID | None, QueryParameter(description="An organisation among the parties")] = None,
    achievement: FromQuery[UUID | None] = None,
    need: FromQuery[UUID | None] = None,
    introduction: FromQuery[UUID | None] = None,
    registration_no: Annotated[str | None, QueryParameter(max_length=16)] = None,
) -> ContractFilter:
    """The dependency named ``wanted``."""
    return ContractFilter(
        q, status, performance, contract_type, tech_field, region, source, party, achievement, need,
        introduction, registration_no,
    )  # fmt: skip


def _location(contract: ContractRead) -> str:
    return f"/api/v1/contracts/{contract.id}"


class ContractsController(Controller):
    """Contracts (技术合同)."""

    path = "/contracts"
    tags = ("contracts",)

    @post(
        "/",
        operation_id="create_contract",
        summary="Enter a contract",
        responses=answers(e.Forbidden, e.Invalid),
    )
    async def create(
        self, edge: NamedDependency[Edge], data: JSONBody[ContractCreate]
    ) -> Response[ContractRead]:
        """By one of its parties or its broker; it begins as a draft that all of them see."""
        return await edge.write(
            lambda session: operations.create_contract(session, edge.actor, data),
            status=201,
            location=_location,
        )

    @get(
        "/",
        operation_id="list_contracts",
        summary="Contracts",
        responses=answers(e.BadParameter),
        dependencies={"wanted": Provide(provide_filter)},
    )
    async def list_(
        self,
        edge: NamedDependency[Edge],
        wanted: NamedDependency[ContractFilter],
        window: NamedDependency[Window],
    ) -> Response[Page[ContractSummary]]:
        """Of your organisation, or of your area; sorted by `created_at`, `updated_at`, `due_on`,
        `registered_on`."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: queries.contracts(session, edge.actor, wanted, window, cursors)
        )

    @get(
        "/{contract_id:uuid}",
        operation_id="get_contract",
        summary="One contract",
        responses=answers(e.NotFound),
    )
    async def get_(self, edge: NamedDependency[Edge], contract_id: FromPath[UUID]) -> Response[ContractRead]:
        """With its version as ETag."""
        return await edge.read(lambda session: queries.contract(session, edge.actor, contract_id))

    @patch(
        "/{contract_id:uuid}",
        operation_id="edit_contract",
        summary="Change a contract",
        responses=answers(
            e.Forbidden,
            e.NotFound,
            e.IllegalMove,
            NoticeNotOver,
            e.StaleVersion,
            e.Invalid,
            e.PreconditionRequired,
        ),
    )
    async def edit(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], data: JSONBody[ContractUpdate]
    ) -> Response[ContractRead]:
        """Needs If-Match. What was pre-checked is checked again; from the signing on it is an amendment."""
        return await edge.write(
            lambda session: operations.edit_contract(
                session, edge.actor, contract_id, data, if_match=edge.if_match
            )
        )

    @delete(
        "/{contract_id:uuid}",
        operation_id="delete_contract",
        summary="Delete a draft",
        status_code=204,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, e.StaleVersion),
    )
    async def delete(self, edge: NamedDependency[Edge], contract_id: FromPath[UUID]) -> Response[None]:
        """Only a draft can be deleted."""
        return await edge.write(
            lambda session: operations.delete_contract(
                session, edge.actor, contract_id, if_match=edge.if_match
            ),
            status=204,
        )
