"""Who acts: one guard for every route resolves the bearer token before the body is read."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from service.accounts.errors import SessionEnded
from service.accounts.tokens import token_hash
from service.codes.lists import region_prefix
from service.http.runtime import Runtime
from service.http.scopes import ANY, needed_scope
from service.kernel import clock
from service.kernel.actor import Actor, Role
from service.kernel.errors import Busy, Unauthenticated
from service.organizations import key_operations, key_queries, keys, queries
from service.organizations.errors import KeyEnded, NotAMember, ScopeMissing
from service.organizations.queries import ActingAs, KeyActingAs
from service.organizations.tables import OrganizationStatus

# Routes with this opt answer visitors too; a token that is sent must be good all the same.
OPEN = "open"
_USE_TOLD_EVERY = timedelta(hours=1)


async def resolve_actor(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Put the actor beside the request.

    Raises Unauthenticated, SessionEnded, KeyEnded, NotAMember, ScopeMissing.
    """
    header = connection.headers.get("authorization")
    if header is None:
        if not handler.opt.get(OPEN):
            raise Unauthenticated("Log in at POST /api/v1/sessions and send the token as a bearer token.")
        return
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Send the token as: Authorization: Bearer …")
    connection.scope["user"] = await _actor_of(connection, handler, token.strip())


async def _actor_of(connection: ASGIConnection, handler: BaseRouteHandler, token: str) -> Actor:  # type: ignore[type-arg]
    runtime: Runtime = connection.app.state.runtime
    chosen = connection.headers.get("x-organization")
    if not keys.is_key(token):
        return await runtime.in_thread(lambda: _person(runtime, token, chosen))
    found = await runtime.in_thread(lambda: _key(runtime, token, chosen))
    method = str(connection.scope.get("method"))
    _require_scope(found, needed_scope(connection.scope["path"], method, handler.opt))
    await _note_use(runtime, found)
    return _acting(found.place, key_id=found.key_id)


def _person(runtime: Runtime, token: str, chosen: str | None) -> Actor:
    with runtime.database.reading() as session:
        places = queries.acting_as(session, token_hash(token), clock.now())
    if not places:
        raise SessionEnded
    place = places[0]
    if chosen is not None:
        place = _chosen(places, chosen)
    elif len(places) > 1:
        # Acting for the wrong one of several would be written down as theirs.
        return Actor(person_id=place.person_id, session_id=place.session_id, name=place.name)
    return _acting(place)


def _key(runtime: Runtime, token: str, chosen: str | None) -> KeyActingAs:
    if not keys.is_whole(token):
        raise KeyEnded("This is not a whole key: a part of it is missing or mistyped.")
    with runtime.database.reading() as session:
        found = key_queries.acting_as(session, token[: keys.PREFIX_LENGTH], clock.today())
    if found is None or not keys.is_same(token, found.hash):
        raise KeyEnded
    if chosen is not None:
        _chosen([found.place], chosen)
    return found


def _require_scope(found: KeyActingAs, needed: str | None) -> None:
    if needed is None:
        raise ScopeMissing("No key may do this: log in as a person.")
    if needed != ANY and needed not in found.scopes:
        raise ScopeMissing(f"This key lacks the scope {needed}.")


async def _note_use(runtime: Runtime, found: KeyActingAs) -> None:
    """Remember the use, coarsely; a database that is busy must not stop a read."""
    if found.last_used_at is not None and clock.now() - found.last_used_at < _USE_TOLD_EVERY:
        return

    def noted() -> None:
        with suppress(Busy), runtime.database.writing() as session:
            key_operations.note_use(session, found.key_id)

    async with runtime.write_gate:
        await runtime.in_thread(noted)


def _chosen(places: list[ActingAs], chosen: str) -> ActingAs:
    try:
        wanted = UUID(chosen)
    except ValueError:
        wanted = None
    for place in places:
        if wanted is not None and place.organization_id == wanted:
            return place
    raise NotAMember("X-Organization names an organisation that you do not belong to.")


def _acting(place: ActingAs, *, key_id: UUID | None = None) -> Actor:
    is_verified = place.status == OrganizationStatus.VERIFIED
    area = None
    if is_verified and place.role == Role.BUREAU:
        area = ""
    elif is_verified and place.role == Role.DISTRICT and place.region:
        area = region_prefix(place.region)
    return Actor(
        person_id=place.person_id,
        organization_id=place.organization_id,
        role=place.role,
        is_verified=is_verified,
        is_manager=bool(place.is_manager),
        region=place.region,
        area=area,
        session_id=place.session_id,
        key_id=key_id,
        name=place.name,
    )
