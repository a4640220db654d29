"""What one API process holds for its whole life: database, threads, the gate for writers."""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from service.http.in_flight import InFlight
from service.kernel.database import Database
from service.kernel.paging import Cursors
from service.kernel.rate_limits import Limiter
from service.kernel.settings import Settings

T = TypeVar("T")

# More writers at once only wait for one another and keep readers off the threads.
_WRITERS = 2


class Runtime:
    """Made once by the composition root; handlers reach it through the edge."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.database = Database(settings.database, pool_size=settings.threads + 2)
        self.cursors = Cursors(settings.secret)
        self.limiter = Limiter(
            {"log_in": settings.rate_log_in, "open": settings.rate_open, "write": settings.rate_write}
        )
        self.in_flight = InFlight()
        self.write_gate = asyncio.Semaphore(_WRITERS)
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="request")
        # One hash takes a fifth of a second: apart from the others, or log-ins would stop the lists.
        self._hashing = ThreadPoolExecutor(1, thread_name_prefix="password")
        self._imports = ThreadPoolExecutor(1, thread_name_prefix="import")

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run blocking ``work`` on a request thread, with this request's context."""
        return await self._run(self._threads, work)

    async def hashing(self, work: Callable[[], T]) -> T:
        """Run ``work`` on the thread for password hashing."""
        return await self._run(self._hashing, work)

    async def importing(self, work: Callable[[], T]) -> T:
        """Run ``work`` on the thread for long files: one at a time, beside the requests."""
        return await self._run(self._imports, work)

    async def _run(self, pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(pool, lambda: context.run(work))

    def close(self) -> None:
        """Let running work end, then close the database."""
        self._threads.shutdown()
        self._hashing.shutdown()
        self._imports.shutdown()
        self.database.dispose()
