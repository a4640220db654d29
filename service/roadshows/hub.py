"""Follows the halls that somebody watches, and tells all watchers of a process from one look at the database.

Each process asks for the counters of its watched halls a few times a second, and reads and encodes a state
only when its counter has risen; so 300 spectators cost one small SELECT, over any number of processes.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import msgspec
import structlog

from service.http.runtime import Runtime
from service.kernel import clock
from service.kernel.errors import Busy
from service.roadshows import live_queries

_SECONDS = 0.4
_STILL_HERE_SECONDS = 15
_MOST_WATCHERS = 2000
_log = structlog.get_logger()


@dataclass(slots=True)
class _Hall:
    """One watched roadshow: its newest state as a frame of the stream, and what wakes its watchers."""

    watchers: int = 0
    seq: int = 0
    frame: bytes = b""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, seq: int, frame: bytes) -> None:
        self.seq, self.frame = seq, frame
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()


class LiveHub:
    """One for a process; it asks the database only while somebody watches."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._halls: dict[UUID, _Hall] = {}
        self._poller: asyncio.Task[None] | None = None
        self._is_closed = False

    async def watch(self, roadshow_id: UUID) -> AsyncGenerator[bytes, None]:
        """The stream of one watcher: the time here, then the state, again at each change.

        Raises Busy before the first frame when too many watch.
        """
        hall = self._join(roadshow_id)
        told = 0
        try:
            yield b"retry: 1000\n\n"
            while not self._is_closed:
                if hall.seq > told:
                    told = hall.seq
                    yield _clock() + hall.frame
                elif not await _happens(hall.changed):
                    yield b": still here\n\n"
        finally:
            self._leave(roadshow_id)

    def close(self) -> None:
        """End every stream; browsers come back by themselves."""
        self._is_closed = True
        if self._poller is not None:
            self._poller.cancel()
        for hall in self._halls.values():
            hall.changed.set()

    def require_room(self) -> None:
        """Raises Busy when too many watch."""
        if sum(hall.watchers for hall in self._halls.values()) >= _MOST_WATCHERS:
            raise Busy("Too many watch here now.", retry_after=5)

    def _join(self, roadshow_id: UUID) -> _Hall:
        hall = self._halls.setdefault(roadshow_id, _Hall())
        hall.watchers += 1
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())
        return hall

    def _leave(self, roadshow_id: UUID) -> None:
        hall = self._halls[roadshow_id]
        hall.watchers -= 1
        if hall.watchers == 0:
            del self._halls[roadshow_id]

    async def _poll(self) -> None:
        while self._halls:
            known = {roadshow_id: hall.seq for roadshow_id, hall in self._halls.items()}
            try:
                news = await self._runtime.in_thread(lambda known=known: self._news(known))  # type: ignore[misc]
            except Exception as error:  # the watchers outlive a database that is away
                _log.warning("live pages wait", reason=repr(error))
                news = []
            for roadshow_id, seq, frame in news:
                if hall := self._halls.get(roadshow_id):
                    hall.tell(seq, frame)
            await asyncio.sleep(_SECONDS)

    def _news(self, known: dict[UUID, int]) -> Sequence[tuple[UUID, int, bytes]]:
        with self._runtime.database.reading() as session:
            risen = [
                (one, seq) for one, seq in live_queries.counters(session, known).items() if seq > known[one]
            ]
            states = [(one, seq, live_queries.live_for_all(session, one)) for one, seq in risen]
        return [(one, seq, _frame("state", msgspec.json.encode(state))) for one, seq, state in states]


async def _happens(event: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(_STILL_HERE_SECONDS):
            await event.wait()
    except TimeoutError:
        return False
    return True


def _clock() -> bytes:
    """The time here: a telephone whose own clock is wrong shows the right countdown."""
    return _frame("clock", msgspec.json.encode(clock.now()))


def _frame(event: str, data: bytes) -> bytes:
    return b"event: " + event.encode() + b"\ndata: " + data + b"\n\n"
