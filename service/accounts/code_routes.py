"""Log-in by a one-time code to a mobile number, and the proof that a number is mine."""

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from sqlmodel import Session

from service.accounts import code_operations, lockout, operations
from service.accounts.attempts import charge, forgive
from service.accounts.errors import MobileTaken, TooManyGuesses, WrongCode
from service.accounts.schemas import CodeRequest, CodeSession, MessageAsked, MobileConfirm, SessionRead
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import invalid


class OneTimeCodesController(Controller):
    """One-time codes by short message (短信验证码)."""

    tags = ("accounts",)

    @post(
        "/sessions/codes",
        operation_id="request_code",
        summary="Have a code sent to log in with",
        status_code=202,
        responses=answers(TooManyGuesses),
        opt={"open": True, "takes_key": False},
    )
    async def ask(self, edge: NamedDependency[Edge], data: JSONBody[CodeRequest]) -> Response[MessageAsked]:
        """The answer is the same whether or not the number belongs to an account."""
        await charge(edge, lockout.asking("code", data.mobile), lockout.from_source(edge.source))
        return await edge.write(
            lambda session: code_operations.ask_for_code(session, data.mobile),
            status=202,
            takes_key=False,
        )

    @post(
        "/sessions/by-code",
        operation_id="log_in_by_code",
        summary="Log in with a code",
        status_code=201,
        responses=answers(WrongCode, TooManyGuesses),
        opt={"open": True, "takes_key": False},
    )
    async def log_in(self, edge: NamedDependency[Edge], data: JSONBody[CodeSession]) -> Response[SessionRead]:
        """A code is good once, for five minutes and five attempts."""
        counted = lockout.from_source(edge.source)
        await charge(edge, counted)

        def work(session: Session) -> SessionRead | None:
            secret = edge.runtime.settings.secret
            person_id = code_operations.redeem_code(session, data.mobile, data.code, secret)
            return operations.open_session(session, person_id, edge.user_agent) if person_id else None

        answer = await edge.write(work, status=201, takes_key=False)
        if answer.content is None:
            raise WrongCode
        await forgive(edge, counted)
        return answer  # type: ignore[return-value]

    @post(
        "/me/mobile",
        operation_id="set_mobile",
        summary="Have a code sent to my number",
        status_code=202,
        responses=answers(TooManyGuesses),
        opt={"takes_key": False},
    )
    async def set_mobile(
        self, edge: NamedDependency[Edge], data: JSONBody[CodeRequest]
    ) -> Response[MessageAsked]:
        """The number is mine once I have shown the code that was sent there."""
        await charge(
            edge, lockout.asking("code", data.mobile), lockout.asking("number", str(edge.actor.person_id))
        )
        return await edge.write(
            lambda session: code_operations.ask_to_confirm(session, edge.actor, data.mobile),
            status=202,
            takes_key=False,
        )

    @post(
        "/me/mobile/confirm",
        operation_id="confirm_mobile",
        summary="Show the code that was sent to my number",
        status_code=204,
        responses=answers(MobileTaken),
        opt={"takes_key": False},
    )
    async def confirm(self, edge: NamedDependency[Edge], data: JSONBody[MobileConfirm]) -> Response[None]:
        """From now on I can log in with codes to this number."""
        told: list[bool] = []

        def work(session: Session) -> None:
            secret = edge.runtime.settings.secret
            told[:] = [code_operations.confirm_mobile(session, edge.actor, data.mobile, data.code, secret)]

        answer = await edge.write(work, status=204, takes_key=False)
        if not told[0]:
            raise invalid("/code", "The code is wrong or has ended.")
        return answer
