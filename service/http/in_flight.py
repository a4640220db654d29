"""Requests of one Idempotency-Key in this process: one runs, the others wait their turn on the event loop.

The database alone could not tell a key in use from any other lock on SQLite, and a waiting request would
hold a thread; over several processes PostgreSQL's row lock does the same.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from service.http.idempotency import Claim
from service.kernel.errors import KeyInUse

_SECONDS = 2.0


class InFlight:
    """The keys that are worked on now."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._turns: dict[tuple[str, str], tuple[asyncio.Lock, int]] = {}

    @asynccontextmanager
    async def alone(self, claim: Claim | None) -> AsyncIterator[None]:
        """Hold the key, if there is one.

        Raises KeyInUse when who has it does not end in time.
        """
        if claim is None:
            yield
            return
        name = (claim.scope, claim.key)
        turn, waiting = self._turns.get(name, (asyncio.Lock(), 0))
        self._turns[name] = (turn, waiting + 1)
        try:
            await self._take(turn)
            try:
                yield
            finally:
                turn.release()
        finally:
            self._leave(name)

    async def _take(self, turn: asyncio.Lock) -> None:
        try:
            await asyncio.wait_for(turn.acquire(), self._seconds)
        except TimeoutError as error:
            detail = "Its first request has not ended; ask again in a moment."
            raise KeyInUse(detail, retry_after=2) from error

    def _leave(self, name: tuple[str, str]) -> None:
        turn, waiting = self._turns[name]
        if waiting == 1:
            del self._turns[name]
        else:
            self._turns[name] = (turn, waiting - 1)
