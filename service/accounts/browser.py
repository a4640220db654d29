"""Logs browsers in and out: sets and clears the cookies of an answer."""

from typing import Any, Literal
from uuid import UUID

from litestar import Response
from litestar.datastructures import Cookie
from sqlmodel import Session

from service.accounts import operations
from service.accounts.cookies import DEVICE_LASTS, cookie_names, new_device, page_token
from service.accounts.schemas import BrowserSession
from service.accounts.tokens import BROWSER_LASTS, REFRESH_LASTS
from service.http.edge import Edge

_SESSION = int(REFRESH_LASTS.total_seconds())


async def start_session(edge: Edge, person_id: UUID) -> Response[BrowserSession]:
    """Open a session and put it into the answer's cookies."""
    opened: list[tuple[UUID, str]] = []

    def work(session: Session) -> BrowserSession:
        opened[:] = [operations.open_browser_session(session, person_id, edge.user_agent)]
        shown = page_token(edge.runtime.settings, opened[0][0])
        return BrowserSession(csrf_token=shown, expires_in=int(BROWSER_LASTS.total_seconds()))

    answer = await edge.write(work, status=201, takes_key=False)
    set_session(edge, answer, *opened[0])
    remember_device(edge, answer, person_id)
    return answer


def set_session(edge: Edge, answer: Response[Any], session_id: UUID, token: str) -> None:
    """Log the browser in."""
    settings = edge.runtime.settings
    names = cookie_names(settings)
    answer.set_cookie(_cookie(edge, names.session, token, lasts=_SESSION))
    shown = page_token(settings, session_id)
    answer.set_cookie(_cookie(edge, names.page, shown, lasts=_SESSION, is_for_scripts=True))


def clear_session(edge: Edge, answer: Response[Any]) -> None:
    """Log the browser out."""
    names = cookie_names(edge.runtime.settings)
    for name in (names.session, names.page):
        if name in edge.cookies:
            answer.set_cookie(_cookie(edge, name, "", lasts=0))


def remember_device(edge: Edge, answer: Response[Any], person_id: UUID) -> None:
    """Count later attempts on this device apart from those of strangers."""
    settings = edge.runtime.settings
    mark, lasts = new_device(settings, person_id), int(DEVICE_LASTS.total_seconds())
    answer.set_cookie(_cookie(edge, cookie_names(settings).device, mark, lasts=lasts))


def kept(edge: Edge, name: str, value: str, *, lasts: int) -> Cookie:
    """A cookie for a short way, as to a provider of single sign-on and back."""
    return _cookie(edge, name, value, lasts=lasts)


def _cookie(edge: Edge, name: str, value: str, *, lasts: int, is_for_scripts: bool = False) -> Cookie:
    same_site: Literal["lax"] = "lax"  # a link in a mail leads to a page that is logged in
    return Cookie(
        key=name,
        value=value,
        path="/",
        max_age=lasts,
        httponly=not is_for_scripts,
        secure=edge.runtime.settings.is_https,
        samesite=same_site,
    )
