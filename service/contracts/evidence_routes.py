"""The evidence of a deal and of an achievement, as JSON to be checked and as a paper to be filed."""

from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from sqlmodel import Session

from service.contracts import evidence_paper, evidence_queries
from service.contracts.evidence import Evidence
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e

_Format = Literal["json", "pdf"]


class EvidenceController(Controller):
    """Evidence of decisions (决策证据)."""

    tags = ("contracts",)

    @get(
        "/contracts/{contract_id:uuid}/evidence",
        operation_id="get_contract_evidence",
        summary="Who decided what about a deal, when, on which basis",
        responses=answers(e.BadParameter, e.NotFound),
    )
    async def of_contract(
        self, edge: NamedDependency[Edge], contract_id: FromPath[UUID], format: FromQuery[_Format] = "json"
    ) -> Response[Evidence]:
        """With its achievement, need and introduction where you may see all of them, and the proofs."""
        return await _answer(
            edge,
            lambda session: evidence_queries.evidence_of_contract(session, edge.actor, contract_id),
            format,
        )

    @get(
        "/achievements/{achievement_id:uuid}/evidence",
        operation_id="get_achievement_evidence",
        summary="Who decided what about an achievement, when, on which basis",
        responses=answers(e.BadParameter, e.Forbidden, e.NotFound),
    )
    async def of_achievement(
        self, edge: NamedDependency[Edge], achievement_id: FromPath[UUID], format: FromQuery[_Format] = "json"
    ) -> Response[Evidence]:
        """With its contracts, and the proofs; for its owner, its broker and the bureau."""
        return await _answer(
            edge,
            lambda session: evidence_queries.evidence_of_achievement(session, edge.actor, achievement_id),
            format,
        )


async def _answer(edge: Edge, read: Callable[[Session], Evidence], format: _Format) -> Response[Any]:
    if format == "json":
        return await edge.read(read)
    evidence = await edge.look(read)
    content = await edge.runtime.in_thread(lambda: evidence_paper.paper(evidence))
    named = {"Content-Disposition": f'attachment; filename="evidence-{evidence.entity_id}.pdf"'}
    return Response(content, media_type=evidence_paper.MEDIA_TYPE, headers=named)
