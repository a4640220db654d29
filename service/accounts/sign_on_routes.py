"""/sign-on: to the region's provider of single sign-on and back, into a browser's session."""

import asyncio
from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from service.accounts import browser, sign_on
from service.accounts.errors import SignOnRefused
from service.accounts.sign_on_operations import person_of
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel.errors import NotFound

_KEPT = "keju_sign_on"
_Said = Annotated[str | None, QueryParameter(max_length=4000)]


class SignOnController(Controller):
    """Single sign-on by OpenID Connect (统一身份认证登录), where KEJU_OIDC_ISSUER is set."""

    path = "/sign-on"
    tags = ("accounts",)
    opt = {"open": True}

    @get(
        "/",
        operation_id="start_sign_on",
        summary="Go to the single sign-on",
        status_code=302,
        responses=answers(NotFound, SignOnRefused),
    )
    async def start(self, edge: NamedDependency[Edge]) -> Response[None]:
        """Sends the browser to the provider."""
        settings = _settings(edge)
        address, kept = await asyncio.to_thread(sign_on.set_out, settings)
        answer: Response[None] = Response(None, status_code=302, headers={"Location": address})
        answer.set_cookie(browser.kept(edge, _KEPT, kept, lasts=sign_on.WAY_LASTS))
        return answer

    @get(
        "/callback",
        operation_id="finish_sign_on",
        summary="Come back from the single sign-on",
        status_code=303,
        responses=answers(NotFound, SignOnRefused),
    )
    async def finish(
        self,
        edge: NamedDependency[Edge],
        returned: Annotated[str | None, QueryParameter(name="state", max_length=4000)] = None,
        code: _Said = None,
        iss: _Said = None,
        session_state: _Said = None,  # noqa: ARG002  (some providers send it; it says nothing here)
        error: _Said = None,
        error_description: _Said = None,  # noqa: ARG002  (a stranger could word it)
    ) -> Response[Any]:
        """Logs the browser in when the provider's identity is linked with an account."""
        settings = _settings(edge)
        if error is not None or iss not in (None, settings.oidc_issuer):
            raise SignOnRefused("The single sign-on did not let you in; begin again.")
        kept = edge.cookies.get(_KEPT)
        identity = await asyncio.to_thread(sign_on.come_back, settings, kept, returned, code)
        found: list[Any] = []
        await edge.write(
            lambda session: found.append(person_of(session, identity, settings.oidc_allowed_domains))
        )
        answer = await browser.start_session(edge, found[0])
        answer.set_cookie(browser.kept(edge, _KEPT, "", lasts=0))
        return _redirected(answer)


def _redirected(answer: Response[Any]) -> Response[Any]:
    """Home, without a body."""
    return Response(None, status_code=303, headers={"Location": "/"}, cookies=answer.cookies)


def _settings(edge: Edge) -> Any:
    settings = edge.runtime.settings
    if not settings.oidc_issuer:
        raise NotFound("No single sign-on is set up here.")
    return settings
