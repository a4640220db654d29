"""/sessions: log in, refresh, see where one is logged in, log out."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from service.accounts import browser, operations, queries
from service.accounts.attempts import password_is_right
from service.accounts.errors import JustRefreshed, SessionEnded, TooManyGuesses, WrongCredentials
from service.accounts.schemas import (
    BrowserSession,
    LoginSessions,
    SessionCreate,
    SessionRead,
    SessionRefresh,
)
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import NotFound, Unauthenticated


class SessionsController(Controller):
    """Log in and out (登录). Idempotency-Key is ignored here: an answer with a secret is not stored."""

    path = "/sessions"
    tags = ("accounts",)

    @post(
        "/",
        operation_id="log_in",
        summary="Log in",
        responses=answers(WrongCredentials, TooManyGuesses),
        opt={"open": True, "takes_key": False},
    )
    async def log_in(
        self, edge: NamedDependency[Edge], data: JSONBody[SessionCreate]
    ) -> Response[SessionRead]:
        """Exchange an address and a password for tokens. Wrong attempts make the next one wait."""
        person_id = await _proven(edge, data)
        answer = await edge.write(
            lambda session: operations.open_session(session, person_id, edge.user_agent),
            status=201,
            takes_key=False,
        )
        browser.remember_device(edge, answer, person_id)
        return answer

    @post(
        "/browser",
        operation_id="log_in_browser",
        summary="Log in with a cookie",
        status_code=201,
        responses=answers(WrongCredentials, TooManyGuesses),
        opt={"open": True, "takes_key": False},
    )
    async def log_in_browser(
        self, edge: NamedDependency[Edge], data: JSONBody[SessionCreate]
    ) -> Response[BrowserSession]:
        """For pages: the token is in a cookie; requests that change something carry the page token too."""
        return await browser.start_session(edge, await _proven(edge, data))

    @post(
        "/refresh",
        operation_id="refresh_session",
        summary="Exchange a refresh token",
        responses=answers(SessionEnded, JustRefreshed),
        opt={"open": True, "takes_key": False},
    )
    async def refresh_session(
        self, edge: NamedDependency[Edge], data: JSONBody[SessionRefresh]
    ) -> Response[SessionRead]:
        """New tokens for the old refresh token, which is spent; showing it again later ends the session.

        Shown again within ten seconds it is refused with 409 and nothing ends: two requests of one client
        crossed, and the answer to the first is good.
        """
        answer = await edge.write(
            lambda session: operations.refresh_session(session, data.refresh_token),
            status=201,
            takes_key=False,
        )
        if answer.content is None:
            raise SessionEnded("This refresh token was used before; the session was ended. Log in again.")
        return answer  # type: ignore[return-value]

    @get("/", operation_id="list_sessions", summary="Where I am logged in")
    async def list_(self, edge: NamedDependency[Edge]) -> Response[LoginSessions]:
        """When each session began, when and with which program it was last used."""
        return await edge.read(lambda session: queries.sessions_of(session, edge.actor))

    @delete(
        "/",
        operation_id="end_sessions",
        summary="Log out everywhere",
        status_code=204,
        responses=answers(Unauthenticated),
    )
    async def end_all(
        self,
        edge: NamedDependency[Edge],
        keep_current: Annotated[bool, QueryParameter(description="Log out everywhere else only")] = False,
    ) -> Response[None]:
        """End my sessions; keys for machines go on."""
        but = edge.actor.session_id if keep_current else None
        answer = await edge.write(
            lambda session: operations.end_sessions(session, edge.actor.person_id, but=but), status=204
        )
        if not keep_current:
            browser.clear_session(edge, answer)
        return answer

    @delete(
        "/current",
        operation_id="log_out",
        summary="Log out",
        status_code=204,
        responses=answers(Unauthenticated),
    )
    async def log_out(self, edge: NamedDependency[Edge]) -> Response[None]:
        """End the session whose token is sent."""
        answer = await edge.write(lambda session: operations.end_session(session, edge.actor), status=204)
        browser.clear_session(edge, answer)
        return answer

    @delete(
        "/{session_id:uuid}",
        operation_id="end_session",
        summary="Log out elsewhere",
        status_code=204,
        responses=answers(NotFound),
    )
    async def end_one(self, edge: NamedDependency[Edge], session_id: FromPath[UUID]) -> Response[None]:
        """End one of my sessions."""
        return await edge.write(
            lambda session: operations.end_session(session, edge.actor, session_id), status=204
        )


async def _proven(edge: Edge, data: SessionCreate) -> UUID:
    """Whose address and password these are. Raises WrongCredentials, TooManyGuesses."""
    found = await edge.look(lambda session: queries.credentials(session, data.email))
    if not await password_is_right(edge, data.email, found, data.password) or found is None:
        raise WrongCredentials
    return found.person_id
