"""/contracts: the way into the register: calculator, pre-check, form, queue, and what it may bring."""

from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.contracts import filing_page, filing_queries, filing_sheet, queue_queries
from service.contracts import technical_amount_operations as amounts
from service.contracts.errors import NoticeNotOver
from service.contracts.filing_schemas import FilingRead, Filings, QueueItem
from service.contracts.precheck_schemas import Precheck
from service.contracts.queue_queries import QueueFilter
from service.contracts.tables import RegistrationStatus
from service.contracts.tax_schemas import Benefits
from service.contracts.technical_amount_schemas import TechnicalAmountCreate, TechnicalAmountRead
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e
from service.kernel.money import PATTERN, optional_fen
from service.kernel.paging import Window
from service.kernel.schemas import Page

_Format = Literal["json", "xlsx", "html"]


async def provide_queue_filter(
    status: Annotated[
        Literal["accepted", "filed"] | None, QueryParameter(description="Both by default")
    ] = None,
    region: Annotated[
        str | None, QueryParameter(pattern=r"^[0-9]{6}(?![\s\S])", description="Filed under this region")
    ] = None,
    late: Annotated[bool | None, QueryParameter(description="Past its due day")] = None,
    provisional: Annotated[bool | None, QueryParameter(description="The due day may still move")] = None,
    large: Annotated[bool | None, QueryParameter(description="重大技术合同")] = None,
) -> QueueFilter:
    """The dependency named ``wanted``."""
    return QueueFilter(status and RegistrationStatus(status), region, late, provisional, large)


class FilingController(Controller):
    """The way into the register (认定登记)."""

    path = "/contracts"
    tags = ("contracts",)

    @post(
        "/technical-amount",
        operation_id="compute_technical_amount",
        summary="Compute the technical amount (技术交易额)",
        status_code=200,
        responses=answers(e.Forbidden, e.NotFound, e.IllegalMove, NoticeNotOver, e.StaleVersion, e.Invalid),
    )
    async def technical_amount(
        self, edge: NamedDependency[Edge], data: JSONBody[TechnicalAmountCreate]
    ) -> Response[TechnicalAmountRead]:
        """Total less equipment, instruments, parts, raw material and the like, with an explanation per line.

        With `contract_id` amount and explanation are kept with the contract.
        """
        return await edge.write(
            lambda session: amounts.compute_technical_amount(
                session, edge.actor, data, if_match=edge.if_match
            )
        )

    @get(
        "/queue",
        operation_id="list_contract_queue",
        summary="Contracts that wait in the registration office",
        responses=answers(e.BadParameter),
        dependencies={"wanted": Provide(provide_queue_filter)},
    )
    async def queue(
        self,
        edge: NamedDependency[Edge],
        wanted: NamedDependency[QueueFilter],
        window: NamedDependency[Window],
    ) -> Response[Page[QueueItem]]:
        """By due day, the most urgent first; filed ones that nobody has accepted yet stand last."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: queue_queries.queue(session, edge.actor, wanted, window, cursors)
        )

    @get(
        "/{contract_id:uuid}/precheck",
        operation_id="precheck_contract",
        summary="What an office would send back (预审)",
        responses=answers(e.NotFound),
    )
    async def precheck(self, edge: NamedDependency[Edge], contract_id: FromPath[UUID]) -> Response[Precheck]:
        """Field, rule, source and what to do, in the order of the register's form."""
        return await edge.read(lambda session: filing_queries.precheck_of(session, edge.actor, contract_id))

    @get(
        "/{contract_id:uuid}/filing",
        operation_id="get_contract_filing",
        summary="The register's form, filled in (技术合同登记表)",
        responses=answers(e.BadParameter, e.NotFound),
    )
    async def filing(
        self,
        edge: NamedDependency[Edge],
        contract_id: FromPath[UUID],
        format: FromQuery[_Format] = "json",
        number: Annotated[
            int | None,
            QueryParameter(ge=1, le=1000, description="As it was filed that time; else as it is now"),
        ] = None,
    ) -> Response[FilingRead]:
        """In the register's fields, codes and order: as JSON, as a sheet, or as a page to read off."""

        def read(session: Any) -> FilingRead:
            return filing_queries.filing(session, edge.actor, contract_id, number)

        if format == "json":
            return await edge.read(read)
        found = await edge.look(read)
        return _page(found) if format == "html" else await _sheet(edge, found)

    @get(
        "/{contract_id:uuid}/filings",
        operation_id="list_contract_filings",
        summary="How often it was filed, and under which rules",
        responses=answers(e.NotFound),
    )
    async def filings(self, edge: NamedDependency[Edge], contract_id: FromPath[UUID]) -> Response[Filings]:
        """The first one first."""
        return await edge.read(lambda session: filing_queries.filings(session, edge.actor, contract_id))

    @get(
        "/{contract_id:uuid}/benefits",
        operation_id="estimate_contract_benefits",
        summary="What registration may bring in taxes, as an estimate",
        responses=answers(e.BadParameter, e.NotFound),
    )
    async def benefits(
        self,
        edge: NamedDependency[Edge],
        contract_id: FromPath[UUID],
        cost: Annotated[
            str | None,
            QueryParameter(pattern=PATTERN, description="Yuan: the sellers' cost and taxes of the transfer"),
        ] = None,
    ) -> Response[Benefits]:
        """With rule, source, day and conditions. An estimate, never advice."""
        fen = optional_fen(cost)
        return await edge.read(
            lambda session: filing_queries.benefits_of(session, edge.actor, contract_id, fen)
        )


def _page(filing: FilingRead) -> Response[Any]:
    return Response(
        filing_page.page(filing), media_type=filing_page.MEDIA_TYPE, headers=dict(filing_page.HEADERS)
    )


async def _sheet(edge: Edge, filing: FilingRead) -> Response[Any]:
    content = await edge.runtime.in_thread(lambda: filing_sheet.workbook(filing))
    named = {"Content-Disposition": f'attachment; filename="filing-{filing.contract_id}.xlsx"'}
    return Response(content, media_type=filing_sheet.MEDIA_TYPE, headers=named)
