"""/hall: the pages for people in the hall — the screen, the host's desk, a judge's telephone."""

import hashlib
import hmac
from pathlib import Path
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, Router, get, post, put
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from service.accounts.tokens import token_hash
from service.http.edge import Edge
from service.http.rendering import page, static_files, templates_of
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden, NotFound, Unauthenticated
from service.kernel.settings import Settings
from service.roadshows import (
    judge_operations,
    live_operations,
    live_queries,
    pass_operations,
    pass_queries,
    policy,
    queries,
)
from service.roadshows.errors import LinkSpent
from service.roadshows.live_schemas import JudgeState, Marks, ScoreRead
from service.roadshows.schemas import JudgeRead, RecusalCreate
from service.roadshows.tables import Judge, Roadshow

_TEMPLATES = templates_of("service.roadshows")
_COOKIE, _HEADER = "keju_judge", "x-hall-token"
_LASTS = 24 * 3600
_Request = Request[Any, Any, Any]


def hall_token(settings: Settings, judge_id: UUID, secret: str) -> str:
    """What a judge's page sends with each change: no other site can read or make it."""
    told = b"hall\n" + judge_id.bytes + secret.encode()
    return hmac.new(settings.secret.encode(), told, hashlib.sha256).hexdigest()


def hall_assets() -> Router:
    """The pages' scripts."""
    return static_files("/hall/assets", Path(__file__).parent / "static")


class HallController(Controller):
    """Pages; a judge's pass is a cookie for the pages of one roadshow."""

    path = "/hall"
    opt = {"open": True}
    include_in_schema = False

    @get("/{roadshow_id:uuid}")
    async def screen(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[str]:
        """The screen, and any spectator's telephone."""
        held = await _visible(edge, roadshow_id)
        return page(_TEMPLATES, "screen.html", title=held.title, roadshow_id=held.id) if held else _absent()

    @get("/{roadshow_id:uuid}/host")
    async def host(self, edge: NamedDependency[Edge], roadshow_id: FromPath[UUID]) -> Response[str]:
        """The host's desk; who is not logged in may do so here."""
        held = await _visible(edge, roadshow_id)
        if held is None or not policy.may_manage(edge.actor, held):
            return _refused("主持台 Host", "主持台只对主办的科技主管部门开放。", 403, can_log_in=True)
        return page(_TEMPLATES, "host.html", title=held.title, roadshow_id=held.id)

    @get("/{roadshow_id:uuid}/judge")
    async def judge(
        self, edge: NamedDependency[Edge], request: _Request, roadshow_id: FromPath[UUID]
    ) -> Response[str]:
        """A judge's telephone, by pass or by account."""
        held, seat = await _visible(edge, roadshow_id), await _seat(edge, request, roadshow_id)
        if held is None or seat is None:
            text = "请使用主办方发给您的评委链接，或用平台账号登录。"
            return _refused("评委席 Judge", text, 401, can_log_in=True)
        token = _expected_token(edge, request, seat)
        values: dict[str, Any] = {
            "title": held.title,
            "roadshow_id": held.id,
            "judge_id": seat.id,
            "name": seat.name,
        }
        return page(_TEMPLATES, "judge.html", hall_token=token, **values)

    @get("/{roadshow_id:uuid}/judge/state")
    async def state(
        self, edge: NamedDependency[Edge], request: _Request, roadshow_id: FromPath[UUID]
    ) -> Response[JudgeState]:
        """What the telephone shows."""
        seat = await _required_seat(edge, request, roadshow_id)
        return await edge.read(lambda session: live_queries.telephone(session, roadshow_id, seat.id))

    @put("/{roadshow_id:uuid}/judge/entries/{entry_id:uuid}/score")
    async def score(
        self,
        edge: NamedDependency[Edge],
        request: _Request,
        roadshow_id: FromPath[UUID],
        entry_id: FromPath[UUID],
        data: JSONBody[Marks],
    ) -> Response[ScoreRead]:
        """Enter or change one's own marks."""
        seat = await _required_seat(edge, request, roadshow_id)
        _require_own_page(edge, request, seat)
        return await edge.write(
            lambda session: live_operations.enter_score(
                session,
                _acting(edge, seat),
                roadshow_id,
                entry_id,
                seat.id,
                data,
                seat_of=seat.id,
                if_match=None,
            )
        )

    @post("/{roadshow_id:uuid}/judge/recusals", status_code=200)
    async def recuse(
        self,
        edge: NamedDependency[Edge],
        request: _Request,
        roadshow_id: FromPath[UUID],
        data: JSONBody[RecusalCreate],
    ) -> Response[JudgeRead]:
        """Say that one is not free to score an entry."""
        seat = await _required_seat(edge, request, roadshow_id)
        _require_own_page(edge, request, seat)
        return await edge.write(
            lambda session: judge_operations.declare_conflict(
                session, _acting(edge, seat), roadshow_id, seat.id, data, seat_of=seat.id
            ),
            takes_key=False,
        )

    @get("/links/{token:str}")
    async def show_link(self, token: FromPath[str]) -> Response[str]:
        """A page with a button: what merely looks at a link, as chat programs do, must not spend it."""
        return page(_TEMPLATES, "enter.html", length=len(token))

    @post("/links/{token:str}", status_code=303)
    async def use_link(self, edge: NamedDependency[Edge], token: FromPath[str]) -> Response[Any]:
        """Spend the link and set the cookie."""
        spent: list[tuple[UUID, str]] = []
        try:
            await edge.write(
                lambda session: spent.append(pass_operations.use_link(session, token)), takes_key=False
            )
        except LinkSpent as error:
            return _refused("链接已失效 Link spent", f"{error.title_zh}，请向主办方索取新链接。", 401)
        roadshow_id, secret = spent[-1]
        answer: Response[Any] = Response(
            None, status_code=303, headers={"Location": f"/hall/{roadshow_id}/judge"}
        )
        answer.set_cookie(
            Cookie(
                key=_COOKIE,
                value=secret,
                path=f"/hall/{roadshow_id}",
                max_age=_LASTS,
                httponly=True,
                secure=edge.runtime.settings.is_https,
                samesite="strict",
            )
        )
        return answer


async def _visible(edge: Edge, roadshow_id: UUID) -> Roadshow | None:
    try:
        return await edge.look(lambda session: queries.visible_roadshow(session, edge.actor, roadshow_id))
    except NotFound:
        return None


async def _seat(edge: Edge, request: _Request, roadshow_id: UUID) -> Judge | None:
    cookie = request.cookies.get(_COOKIE)
    hashed = token_hash(cookie) if cookie else None
    return await edge.look(lambda session: pass_queries.seat_of(session, edge.actor, roadshow_id, hashed))


async def _required_seat(edge: Edge, request: _Request, roadshow_id: UUID) -> Judge:
    seat = await _seat(edge, request, roadshow_id)
    if seat is None:
        raise Unauthenticated("Open your judge's link, or log in.")
    return seat


def _acting(edge: Edge, seat: Judge) -> Actor:
    """Who the trail names: the account, else the seat whose pass was shown."""
    return edge.actor if edge.actor.is_known else Actor(name=f"judge {seat.seat} by link")


def _expected_token(edge: Edge, request: _Request, seat: Judge) -> str:
    return hall_token(edge.runtime.settings, seat.id, request.cookies.get(_COOKIE) or "")


def _require_own_page(edge: Edge, request: _Request, seat: Judge) -> None:
    """Besides the cookie, which is never sent from another site, the page's own token."""
    sent = request.headers.get(_HEADER, "")
    if not hmac.compare_digest(
        _expected_token(edge, request, seat).encode(), sent.encode("utf-8", "replace")
    ):
        raise Forbidden("The request does not come from the judge's page; load it again.")


def _refused(heading: str, text: str, status: int, *, can_log_in: bool = False) -> Response[str]:
    return page(_TEMPLATES, "refused.html", status=status, heading=heading, text=text, can_log_in=can_log_in)


def _absent() -> Response[str]:
    return _refused("没有这场路演 No such roadshow", "链接有误，或路演尚未公开。", 404)
