"""Who acts: one guard for every route resolves the bearer token before the body is read."""

from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from service.accounts.errors import SessionEnded
from service.accounts.tokens import token_hash
from service.codes.lists import region_prefix
from service.http.runtime import Runtime
from service.kernel import clock
from service.kernel.actor import Actor, Role
from service.kernel.errors import Unauthenticated
from service.organizations import queries
from service.organizations.errors import NotAMember
from service.organizations.queries import ActingAs
from service.organizations.tables import OrganizationStatus

# Routes with this opt answer visitors too; a token that is sent must be good all the same.
OPEN = "open"


async def resolve_actor(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Put the actor beside the request.

    Raises Unauthenticated, SessionEnded, NotAMember.
    """
    header = connection.headers.get("authorization")
    if header is None:
        if not handler.opt.get(OPEN):
            raise Unauthenticated("Log in at POST /api/v1/sessions and send the token as a bearer token.")
        return
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Send the token as: Authorization: Bearer …")
    runtime: Runtime = connection.app.state.runtime
    chosen = connection.headers.get("x-organization")
    connection.scope["user"] = await runtime.in_thread(lambda: _actor(runtime, token.strip(), chosen))


def _actor(runtime: Runtime, token: str, chosen: str | None) -> Actor:
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


def _chosen(places: list[ActingAs], chosen: str) -> ActingAs:
    try:
        wanted = UUID(chosen)
    except ValueError:
        wanted = None
    for place in places:
        if wanted is not None and place.organization_id == wanted:
            return place
    raise NotAMember("X-Organization names an organisation that you do not belong to.")


def _acting(place: ActingAs) -> Actor:
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
        name=place.name,
    )
