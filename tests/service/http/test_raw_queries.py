"""Queries as people type them into curl: bare bytes beyond ASCII."""

import asyncio
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from tests.support.market import Market


async def _get(app: Litestar, query: bytes) -> tuple[int, bytes]:
    """One GET /api/v1/achievements whose query goes out as it is; clients of libraries would encode it."""
    sent: list[dict[str, Any]] = []
    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": "/api/v1/achievements", "raw_path": b"/api/v1/achievements", "root_path": "",
        "query_string": query, "headers": [(b"host", b"test")], "client": ("127.0.0.1", 1),
        "server": ("test", 80), "app": app, "litestar_app": app, "state": {},
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)  # type: ignore[arg-type]
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


def answer(client: TestClient[Litestar], query: bytes) -> tuple[int, bytes]:
    return asyncio.run(_get(client.app, query))


def test_bare_utf8_is_understood(market: Market) -> None:
    achievement = market.achievement()
    status, body = answer(market.client, "q=气化细渣&limit=1".encode())
    assert status == 200
    assert achievement["id"].encode() in body


def test_bytes_that_are_no_utf8_are_refused(market: Market) -> None:
    for query in (b"q=\xff\xfe", b"q=%FF%FE", "q=气化".encode("gb18030")):
        status, body = answer(market.client, query)
        assert (status, b"bad-parameter" in body) == (400, True)
