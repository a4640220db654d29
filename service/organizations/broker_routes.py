"""/brokers: technology brokers and their certificates."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, patch, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import (
    BadParameter,
    Forbidden,
    Invalid,
    NotFound,
    PreconditionRequired,
    StaleVersion,
)
from service.kernel.paging import Window
from service.kernel.schemas import Page
from service.organizations import broker_operations, broker_queries
from service.organizations.broker_queries import BrokerFilter
from service.organizations.broker_schemas import (
    BrokerHistory,
    BrokerListing,
    BrokerListingCreate,
    BrokerListingUpdate,
)
from service.organizations.errors import CertificateTaken
from service.organizations.tables import CertificateLevel


async def provide_filter(
    tech_field: Annotated[str | None, QueryParameter(pattern=r"^[0-9]{2}(?![\s\S])")] = None,
    region: Annotated[
        str | None, QueryParameter(pattern=r"^[0-9]{6}(?![\s\S])", description="Everything under this region")
    ] = None,
    level: FromQuery[CertificateLevel | None] = None,
    agency: FromQuery[UUID | None] = None,
) -> BrokerFilter:
    """The dependency named ``wanted``."""
    return BrokerFilter(tech_field, region, level, agency)


class BrokersController(Controller):
    """Technology brokers (技术经纪人)."""

    path = "/brokers"
    tags = ("organizations",)

    @post(
        "/",
        operation_id="list_broker",
        summary="List a broker with the certificate",
        responses=answers(Forbidden, CertificateTaken, Invalid),
    )
    async def create(
        self, edge: NamedDependency[Edge], data: JSONBody[BrokerListingCreate]
    ) -> Response[BrokerListing]:
        """Brokers list themselves; the bureau lists also those without account."""
        return await edge.write(
            lambda session: broker_operations.list_broker(session, edge.actor, data),
            status=201,
            location=lambda broker: f"/api/v1/brokers/{broker.id}",
        )

    @get(
        "/",
        operation_id="list_brokers",
        summary="Brokers",
        responses=answers(BadParameter),
        dependencies={"wanted": Provide(provide_filter)},
    )
    async def list_(
        self,
        edge: NamedDependency[Edge],
        wanted: NamedDependency[BrokerFilter],
        window: NamedDependency[Window],
    ) -> Response[Page[BrokerListing]]:
        """Checked ones for everybody who is logged in; also unchecked ones for the bureau."""
        cursors = edge.runtime.cursors
        return await edge.read(
            lambda session: broker_queries.brokers(session, edge.actor, wanted, window, cursors)
        )

    @get("/{broker_id:uuid}", operation_id="get_broker", summary="One broker", responses=answers(NotFound))
    async def get_(self, edge: NamedDependency[Edge], broker_id: FromPath[UUID]) -> Response[BrokerListing]:
        """With its version as ETag."""
        return await edge.read(lambda session: broker_queries.broker(session, edge.actor, broker_id))

    @get(
        "/{broker_id:uuid}/agencies",
        operation_id="list_broker_agencies",
        summary="For whom a broker has worked",
        responses=answers(NotFound),
    )
    async def agencies(
        self, edge: NamedDependency[Edge], broker_id: FromPath[UUID]
    ) -> Response[BrokerHistory]:
        """One agency at a time, the newest first."""
        return await edge.read(lambda session: broker_queries.history(session, edge.actor, broker_id))

    @patch(
        "/{broker_id:uuid}",
        operation_id="edit_broker",
        summary="Change a broker's listing",
        responses=answers(Forbidden, NotFound, CertificateTaken, StaleVersion, Invalid, PreconditionRequired),
    )
    async def edit(
        self, edge: NamedDependency[Edge], broker_id: FromPath[UUID], data: JSONBody[BrokerListingUpdate]
    ) -> Response[BrokerListing]:
        """By the broker or the bureau; a broker's own change of the certificate is checked anew."""
        return await edge.write(
            lambda session: broker_operations.edit_broker(
                session, edge.actor, broker_id, data, if_match=edge.if_match
            )
        )

    @post(
        "/{broker_id:uuid}/verify",
        operation_id="verify_broker",
        summary="The certificate was checked (核验)",
        status_code=200,
        responses=answers(Forbidden, NotFound, StaleVersion),
    )
    async def verify(self, edge: NamedDependency[Edge], broker_id: FromPath[UUID]) -> Response[BrokerListing]:
        """By the bureau, a district in its own area."""
        return await edge.write(
            lambda session: broker_operations.verify_broker(
                session, edge.actor, broker_id, if_match=edge.if_match
            )
        )
