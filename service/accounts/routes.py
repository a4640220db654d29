"""POST /sessions and what follows: log in, refresh, log out."""

from litestar import Controller, Response, delete, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from service.accounts import operations, passwords, queries
from service.accounts.errors import SessionEnded, WrongCredentials
from service.accounts.schemas import SessionCreate, SessionRead, SessionRefresh
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import Unauthenticated


class SessionsController(Controller):
    """Log in and out (登录). Idempotency-Key is ignored here: an answer with a secret is not stored."""

    path = "/sessions"
    tags = ("accounts",)

    @post(
        "/",
        operation_id="log_in",
        summary="Log in",
        responses=answers(WrongCredentials),
        opt={"open": True, "takes_key": False},
    )
    async def log_in(
        self, edge: NamedDependency[Edge], data: JSONBody[SessionCreate]
    ) -> Response[SessionRead]:
        """Exchange an address and a password for a session's tokens."""
        found = await edge.look(lambda session: queries.credentials(session, data.email))
        stored = found.password_hash if found else None
        is_right = await edge.runtime.hashing(lambda: passwords.is_password(stored, data.password))
        if found is None or not is_right:
            raise WrongCredentials
        person_id = found.person_id
        return await edge.write(
            lambda session: operations.open_session(session, person_id), status=201, takes_key=False
        )

    @post(
        "/refresh",
        operation_id="refresh_session",
        summary="Exchange a refresh token",
        responses=answers(SessionEnded),
        opt={"open": True, "takes_key": False},
    )
    async def refresh_session(
        self, edge: NamedDependency[Edge], data: JSONBody[SessionRefresh]
    ) -> Response[SessionRead]:
        """New tokens for the old refresh token, which is spent; showing it again ends the session."""
        answer = await edge.write(
            lambda session: operations.refresh_session(session, data.refresh_token),
            status=201,
            takes_key=False,
        )
        if answer.content is None:
            raise SessionEnded("This refresh token was used before; the session was ended. Log in again.")
        return answer  # type: ignore[return-value]

    @delete(
        "/current",
        operation_id="log_out",
        summary="Log out",
        status_code=204,
        responses=answers(Unauthenticated),
    )
    async def log_out(self, edge: NamedDependency[Edge]) -> Response[None]:
        """End the session whose token is sent."""
        return await edge.write(lambda session: operations.end_session(session, edge.actor), status=204)
