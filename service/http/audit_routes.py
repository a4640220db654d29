"""GET /audit: who did what; the proof of a record's history, and the checkpoint for who keeps watch."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter
from sqlmodel import Session

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import audit_queries
from service.kernel.actor import Actor
from service.kernel.audit_proofs import Checkpoint, RecordProof, checkpoint, record_proof
from service.kernel.audit_queries import AuditFilter, AuditRead
from service.kernel.errors import BadParameter, Forbidden, NotFound, bad_parameter
from service.kernel.paging import Window
from service.kernel.schemas import Page

_ENTITY = QueryParameter(pattern=r"^[a-z_]{1,40}(?![\s\S])", description="Kind of record, such as `needs`")
_Time = "RFC 3339, as 2026-01-31T00:00:00Z"


async def provide_filter(
    entity: Annotated[str | None, _ENTITY] = None,
    entity_id: FromQuery[UUID | None] = None,
    actor: Annotated[UUID | None, QueryParameter(description="The person who acted")] = None,
    since: Annotated[datetime | None, QueryParameter(name="from", description=_Time)] = None,
    until: Annotated[datetime | None, QueryParameter(name="to", description=_Time + "; not included")] = None,
) -> AuditFilter:
    """The dependency named ``wanted``. Raises BadParameter for a moment without a zone."""
    for name, moment in (("from", since), ("to", until)):
        if moment is not None and moment.tzinfo is None:
            raise bad_parameter(name, f"Say the time zone: {_Time}.")
    return AuditFilter(entity, entity_id, actor, since, until)


class AuditController(Controller):
    """The audit trail (审计日志)."""

    path = "/audit"
    tags = ("audit",)

    @get(
        "/",
        operation_id="list_audit",
        summary="Who did what",
        responses=answers(BadParameter, Forbidden),
        dependencies={"wanted": Provide(provide_filter)},
    )
    async def list_(
        self,
        edge: NamedDependency[Edge],
        wanted: NamedDependency[AuditFilter],
        window: NamedDependency[Window],
    ) -> Response[Page[AuditRead]]:
        """Newest first: all for the bureau, an organisation's own doings for its managers."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: audit_queries.trail(session, edge.actor, wanted, window, cursors)
        )

    @get(
        "/proof",
        operation_id="get_audit_proof",
        summary="A record's history, to be checked without us",
        responses=answers(BadParameter, Forbidden, NotFound),
    )
    async def proof(
        self, edge: NamedDependency[Edge], entity: Annotated[str, _ENTITY], entity_id: FromQuery[UUID]
    ) -> Response[RecordProof]:
        """Every step with the path to its seal's root: `keju verify-proof` checks it. For the bureau."""
        return await edge.read(lambda session: _proof(session, edge.actor, entity, entity_id))

    @get(
        "/checkpoint",
        operation_id="get_audit_checkpoint",
        summary="The trail's end, signed",
        responses=answers(Forbidden, NotFound),
    )
    async def checkpoint(self, edge: NamedDependency[Edge]) -> Response[Checkpoint]:
        """Keep it elsewhere: `keju verify-audit --checkpoint` then notices a rewritten trail."""
        signer = edge.runtime.settings.audit_signer

        def made(session: Session) -> Checkpoint:
            _require_auditor(edge.actor)
            return checkpoint(session, signer)

        return await edge.read(made)


def _proof(session: Session, actor: Actor, entity: str, entity_id: UUID) -> RecordProof:
    _require_auditor(actor)
    proof = record_proof(session, entity, entity_id)
    if not proof.entries:
        raise NotFound("The trail knows no such record.")
    return proof


def _require_auditor(actor: Actor) -> None:
    if not audit_queries.is_auditor(actor):
        raise Forbidden("Proofs and checkpoints are for the city's bureau.")
