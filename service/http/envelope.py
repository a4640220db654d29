"""Around the whole application: the request id on every answer, also a 401, 404 or 500; safe headers."""

import re
from urllib.parse import quote
from uuid import uuid4

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from service.http.protection import headers_for
from service.kernel.logging import request_id

_GIVEN = re.compile(rb"[A-Za-z0-9_-]{1,64}(?![\s\S])")
_ASCII = "".join(map(chr, range(0x21, 0x7F)))


def in_envelope(app: ASGIApp) -> ASGIApp:
    """``app`` with a request id in the log's context and on each answer."""

    async def envelope(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await app(scope, receive, send)
            return
        if not scope["query_string"].isascii():
            # Typed into curl, Chinese words come as bare bytes, which the parser would take for Latin ones.
            scope["query_string"] = quote(scope["query_string"], safe=_ASCII).encode()
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        name = given.decode() if _GIVEN.match(given) else uuid4().hex

        async def send_named(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = list(message.get("headers", []))
                settings = scope["litestar_app"].state.runtime.settings
                extra = headers_for(scope, dict(told), settings)
                message["headers"] = [*told, (b"x-request-id", name.encode()), *extra]
            await send(message)

        token = request_id.set(name)
        try:
            await app(scope, receive, send_named)
        finally:
            request_id.reset(token)

    return envelope
