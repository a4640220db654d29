"""The edge of every request: opens the session, runs one function, encodes, commits, answers.

A write claims its Idempotency-Key first and stores its answer last, in the transaction of its effect; the
answer leaves only after the commit, so a commit that fails reaches the error handlers.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec
from litestar import Request, Response
from sqlmodel import Session

from service.http import idempotency
from service.http.conditional import etag, precondition
from service.http.idempotency import Answer, Claim
from service.http.runtime import Runtime
from service.kernel.actor import NOBODY, Actor
from service.kernel.record import Precondition

T = TypeVar("T")
Work = Callable[[Session], T]


class Edge:
    """One request's way in and out; handlers get it as ``edge``."""

    def __init__(self, request: Request[Any, Any, Any]) -> None:
        self._request = request
        self.runtime: Runtime = request.app.state.runtime
        self.actor: Actor = request.scope.get("user") or NOBODY

    @property
    def if_match(self) -> Precondition:
        """The version that the caller last saw."""
        return precondition(self._request.headers.getall("if-match", []))

    @property
    def user_agent(self) -> str | None:
        """What the caller's program says of itself."""
        told = self._request.headers.get("user-agent", "")
        return "".join(letter for letter in told if letter.isprintable())[:200] or None

    @property
    def source(self) -> str:
        """From which address the request comes."""
        return self._request.client.host if self._request.client else ""

    @property
    def cookies(self) -> Mapping[str, str]:
        """What the browser keeps for us."""
        return self._request.cookies

    async def read(self, work: Work[T]) -> Response[T]:
        """Answer with what ``work`` reads."""
        return _response(await self.runtime.in_thread(lambda: self._read(work)))

    async def look(self, work: Work[T]) -> T:
        """What ``work`` reads, for a handler that does not answer with it."""

        def looked() -> T:
            with self.runtime.database.reading() as session:
                return work(session)

        return await self.runtime.in_thread(looked)

    async def write(
        self,
        work: Work[T],
        *,
        status: int = 200,
        location: Callable[[T], str] | None = None,
        takes_key: bool = True,
        content: bytes | None = None,
    ) -> Response[T]:
        """Answer with what ``work`` changed, once it is committed.

        ``content`` stands for a body that was read as a stream, where a key's requests are compared.
        """
        claim = await self._claim(content) if takes_key else None
        async with self.runtime.in_flight.alone(claim), self.runtime.write_gate:
            answer = await self.runtime.in_thread(lambda: self._write(work, status, location, claim))
        return _response(answer)

    async def _claim(self, content: bytes | None) -> Claim | None:
        request = self._request
        if request.method != "POST":
            return None
        key = request.headers.get("idempotency-key")
        body = await request.body() if content is None else content
        return idempotency.claim_of(self.actor, key, request.method, request.url.path, body)

    def _read(self, work: Work[T]) -> Answer:
        with self.runtime.database.reading() as session:
            return _answer(work(session), 200, None)

    def _write(
        self, work: Work[T], status: int, location: Callable[[T], str] | None, claim: Claim | None
    ) -> Answer:
        with self.runtime.database.writing() as session:
            if claim and (stored := idempotency.take(session, claim)):
                return stored
            answer = _answer(work(session), status, location)
            if claim:
                idempotency.keep(session, claim, answer)
        return answer


async def provide_edge(request: Request[Any, Any, Any]) -> Edge:
    """The dependency named ``edge``."""
    return Edge(request)


def encode(value: object) -> bytes:
    """JSON of a schema. A row that leaks to here cannot be encoded: the test that sees it fails."""
    return msgspec.json.encode(value)


def _answer(value: T, status: int, location: Callable[[T], str] | None) -> Answer:
    if value is None:
        return Answer(status, b"")
    version = getattr(value, "version", None)
    return Answer(
        status, encode(value), etag(version) if version else None, location(value) if location else None
    )


def _response(answer: Answer) -> Response[Any]:
    headers = {"ETag": answer.etag, "Location": answer.location}
    if answer.is_replay:
        headers["Idempotency-Replayed"] = "true"
    return Response(
        answer.body or None,
        status_code=answer.status,
        media_type="application/json",
        headers={name: value for name, value in headers.items() if value},
    )
