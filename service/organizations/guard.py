"""Who acts: one guard for every route resolves token, key or cookie before the body is read."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from sqlmodel import Session

from service.accounts import operations as accounts
from service.accounts.cookies import CSRF_FIELD, CSRF_HEADER, SAFE_METHODS, cookie_names, is_page_token
from service.accounts.errors import CsrfMissing, SessionEnded
from service.accounts.tokens import token_hash
from service.codes.lists import region_prefix
from service.http.runtime import Runtime
from service.http.scopes import ANY, needed_scope
from service.kernel import clock
from service.kernel.actor import NOBODY, Actor, Role
from service.kernel.errors import Busy, Unauthenticated
from service.organizations import key_operations, key_queries, keys, queries
from service.organizations.errors import KeyEnded, NotAMember, ScopeMissing
from service.organizations.queries import ActingAs, KeyActingAs
from service.organizations.tables import OrganizationStatus

Connection = ASGIConnection[Any, Any, Any, Any]

# Routes with this opt answer visitors too; a token that is sent must be good all the same.
OPEN = "open"
_KEY_USE_TOLD_EVERY, _SESSION_USE_TOLD_EVERY = timedelta(hours=1), timedelta(minutes=10)
_FORM = "application/x-www-form-urlencoded"


async def resolve_actor(connection: Connection, handler: BaseRouteHandler) -> None:
    """Put the actor beside the request.

    Raises Unauthenticated, SessionEnded, KeyEnded, NotAMember, ScopeMissing, CsrfMissing.
    """
    is_open = bool(handler.opt.get(OPEN))
    header = connection.headers.get("authorization")
    runtime: Runtime = connection.app.state.runtime
    if header is not None:
        connection.scope["user"] = await _by_token(connection, handler, runtime, _bearer(header))
    elif token := connection.cookies.get(cookie_names(runtime.settings).session):
        connection.scope["user"] = await _by_cookie(connection, runtime, token, is_open=is_open)
    elif not is_open:
        raise Unauthenticated("Log in at POST /api/v1/sessions and send the token as a bearer token.")


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Send the token as: Authorization: Bearer …")
    return token.strip()


async def _by_token(connection: Connection, handler: BaseRouteHandler, runtime: Runtime, token: str) -> Actor:
    chosen = connection.headers.get("x-organization")
    if not keys.is_key(token):
        return await _person(runtime, token, chosen)
    found = await runtime.in_thread(lambda: _key(runtime, token, chosen))
    _require_scope(found, needed_scope(connection.scope["path"], _method(connection), handler.opt))
    if _is_old(found.place.last_used_at, _KEY_USE_TOLD_EVERY):
        await _note_use(runtime, lambda session: key_operations.note_use(session, found.key_id))
    return _acting(found.place, key_id=found.key_id)


async def _by_cookie(connection: Connection, runtime: Runtime, token: str, *, is_open: bool) -> Actor:
    """A browser sends its cookie always, also a dead one, and also when another site made it send a form.

    Where visitors are answered, such a request is a visitor's.
    """
    try:
        actor = await _person(runtime, token, connection.headers.get("x-organization"))
        if _method(connection) not in SAFE_METHODS:
            await _require_page_token(connection, runtime, actor)
    except (SessionEnded, CsrfMissing):
        if is_open:
            return NOBODY
        raise
    return actor


async def _require_page_token(connection: Connection, runtime: Runtime, actor: Actor) -> None:
    sent = connection.headers.get(CSRF_HEADER, "")
    kind = connection.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not sent and kind == _FORM and isinstance(connection, Request):
        sent = str((await connection.form()).get(CSRF_FIELD, ""))
    if actor.session_id is None or not is_page_token(runtime.settings, actor.session_id, sent):
        raise CsrfMissing


async def _person(runtime: Runtime, token: str, chosen: str | None) -> Actor:
    places = await runtime.in_thread(lambda: _places(runtime, token))
    place, session_id = places[0], places[0].session_id
    if chosen is not None:
        place = _chosen(places, chosen)
    if session_id and _is_old(place.last_used_at, _SESSION_USE_TOLD_EVERY):
        await _note_use(runtime, lambda session: accounts.note_use(session, session_id))
    if chosen is None and len(places) > 1:
        # Acting for the wrong one of several would be written down as theirs.
        return Actor(person_id=place.person_id, session_id=session_id, name=place.name)
    return _acting(place)


def _places(runtime: Runtime, token: str) -> list[ActingAs]:
    with runtime.database.reading() as session:
        places = queries.acting_as(session, token_hash(token), clock.now())
    if not places:
        raise SessionEnded
    return places


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


def _is_old(last: datetime | None, told_every: timedelta) -> bool:
    return last is None or clock.now() - last >= told_every


async def _note_use(runtime: Runtime, note: Callable[[Session], None]) -> None:
    """Remember the use, coarsely; a database that is busy must not stop a read."""

    def noted() -> None:
        with suppress(Busy), runtime.database.writing() as session:
            note(session)

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


def _method(connection: Connection) -> str:
    return str(connection.scope.get("method", "GET"))
