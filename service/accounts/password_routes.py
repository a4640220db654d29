"""/passwords: change one's own, have a link sent, set a new one by the link."""

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from service.accounts import lockout, passwords, queries
from service.accounts import password_operations as operations
from service.accounts.attempts import charge, hashed, password_is_right
from service.accounts.errors import LinkEnded, TooManyGuesses, WeakPassword
from service.accounts.schemas import MessageAsked, PasswordChange, PasswordReset, ResetRequest
from service.accounts.tables import LinkPurpose
from service.accounts.tokens import token_hash
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import invalid


class PasswordsController(Controller):
    """Passwords (密码). Idempotency-Key is ignored where a body holds a secret."""

    path = "/passwords"
    tags = ("accounts",)

    @post(
        "/change",
        operation_id="change_password",
        summary="Change my password",
        status_code=204,
        responses=answers(WeakPassword, TooManyGuesses),
        opt={"takes_key": False},
    )
    async def change(self, edge: NamedDependency[Edge], data: JSONBody[PasswordChange]) -> Response[None]:
        """My other sessions end; this one goes on."""
        found = await edge.look(lambda session: queries.credentials_of(session, edge.actor.person_id))
        email = found.email if found else ""
        if not await password_is_right(edge, email, found, data.current_password) or found is None:
            raise invalid("/current_password", "This is not your password.")
        about = (found.email, found.name, data.current_password)
        fresh = await hashed(edge, lambda: passwords.strong_hash(data.new_password, about, "/new_password"))
        return await edge.write(
            lambda session: operations.change_password(session, edge.actor, fresh),
            status=204,
            takes_key=False,
        )

    @post(
        "/reset-requests",
        operation_id="request_password_reset",
        summary="Have a link sent to set a new password",
        status_code=202,
        responses=answers(TooManyGuesses),
        opt={"open": True, "takes_key": False},
    )
    async def ask(self, edge: NamedDependency[Edge], data: JSONBody[ResetRequest]) -> Response[MessageAsked]:
        """The answer is the same whether or not there is such an account."""
        await charge(edge, lockout.asking("reset", data.email), lockout.from_source(edge.source))
        return await edge.write(
            lambda session: operations.ask_for_reset(session, data.email), status=202, takes_key=False
        )

    @post(
        "/reset",
        operation_id="reset_password",
        summary="Set a new password by the link",
        status_code=204,
        responses=answers(LinkEnded, WeakPassword),
        opt={"open": True, "takes_key": False},
    )
    async def reset(self, edge: NamedDependency[Edge], data: JSONBody[PasswordReset]) -> Response[None]:
        """All my sessions end. A weak password leaves the link as it is."""
        found = await edge.look(
            lambda session: queries.credentials_of(
                session, queries.link_subject(session, LinkPurpose.RESET_PASSWORD, token_hash(data.token))
            )
        )
        if found is None:
            raise LinkEnded
        about = (found.email, found.name)
        fresh = await hashed(edge, lambda: passwords.strong_hash(data.new_password, about, "/new_password"))
        return await edge.write(
            lambda session: operations.reset_password(session, data.token, fresh),
            status=204,
            takes_key=False,
        )
