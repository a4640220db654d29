"""/api-keys: keys for machines."""

from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import BadParameter, Forbidden, Invalid, NotFound
from service.kernel.paging import Window
from service.kernel.schemas import Page
from service.organizations import key_operations, key_queries
from service.organizations.key_schemas import ApiKeyCreate, ApiKeyCreated, ApiKeyRead


class ApiKeysController(Controller):
    """Keys for machines (接口密钥). A key makes no keys: these routes are for people."""

    path = "/api-keys"
    tags = ("accounts",)

    @post(
        "/",
        operation_id="create_api_key",
        summary="Make a key for a machine",
        responses=answers(Forbidden, Invalid),
        opt={"takes_key": False},
    )
    async def create(
        self, edge: NamedDependency[Edge], data: JSONBody[ApiKeyCreate]
    ) -> Response[ApiKeyCreated]:
        """The key is shown this once, so Idempotency-Key is ignored."""
        return await edge.write(
            lambda session: key_operations.create_key(session, edge.actor, data), status=201, takes_key=False
        )

    @get("/", operation_id="list_api_keys", summary="Keys for machines", responses=answers(BadParameter))
    async def list_(
        self, edge: NamedDependency[Edge], window: NamedDependency[Window]
    ) -> Response[Page[ApiKeyRead]]:
        """Mine for the organisation I act for; all of its keys when I manage it."""
        cursors = edge.runtime.cursors
        return await edge.read(lambda session: key_queries.keys(session, edge.actor, window, cursors))

    @delete(
        "/{key_id:uuid}",
        operation_id="revoke_api_key",
        summary="End a key",
        status_code=204,
        responses=answers(NotFound),
    )
    async def revoke(self, edge: NamedDependency[Edge], key_id: FromPath[UUID]) -> Response[None]:
        """By who made it or the organisation's manager."""
        return await edge.write(
            lambda session: key_operations.revoke_key(session, edge.actor, key_id), status=204
        )
