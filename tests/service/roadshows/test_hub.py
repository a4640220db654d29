"""The stream of the live state: at once, at each change, to all watchers of all processes from few looks."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any
from uuid import UUID

import pytest

from service.http.runtime import Runtime
from service.kernel.errors import Busy
from service.kernel.settings import Settings
from service.roadshows import hub as hubs
from service.roadshows import live_queries
from service.roadshows.hub import LiveHub
from tests.support.market import Market, done
from tests.support.roadshows import live

Frames = AsyncGenerator[bytes, None]


async def state_of(frames: Frames) -> dict[str, Any]:
    """The next state that a watcher is told; it must come soon."""
    async with asyncio.timeout(10):
        while True:
            frame = await anext(frames)
            if b"event: state" in frame:
                assert frame.startswith(b"event: clock\ndata: ")
                told: dict[str, Any] = json.loads(frame.split(b"event: state\ndata: ")[1])
                return told


def test_watchers_of_two_processes_are_told_at_once_and_at_each_change(
    market: Market, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = live(market, entries=1)
    looks: list[int] = []
    counted = live_queries.live_for_all
    monkeypatch.setattr(live_queries, "live_for_all", lambda *given: looks.append(1) or counted(*given))

    async def scene() -> None:
        runtimes = [Runtime(settings), Runtime(settings)]
        processes = [LiveHub(runtime) for runtime in runtimes]
        watchers = [hub.watch(UUID(show.id)) for hub in processes for _ in range(20)]
        first = [await state_of(one) for one in watchers]
        assert {one["current_entry_id"] for one in first} == {None}
        await asyncio.to_thread(lambda: done(show.stage(show.entries[0], "pitch")))
        later = [await state_of(one) for one in watchers]
        assert {one["current_entry_id"] for one in later} == {show.entries[0]}
        assert len({one["seq"] for one in later}) == 1
        assert len(looks) == 4  # two processes, two states: however many watch
        for hub in processes:
            hub.close()
        for one in watchers:
            with pytest.raises(StopAsyncIteration):
                await asyncio.wait_for(anext(one), 5)
        for runtime in runtimes:
            runtime.close()

    asyncio.run(scene())


def test_a_database_that_is_away_ends_no_stream(
    market: Market, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = live(market, entries=1)
    works = live_queries.counters
    fails = iter([True, True])

    def sometimes(*given: Any) -> Any:
        if next(fails, False):
            raise Busy("away")
        return works(*given)

    monkeypatch.setattr(live_queries, "counters", sometimes)
    monkeypatch.setattr(hubs, "_SECONDS", 0.01)

    async def scene() -> None:
        runtime = Runtime(settings)
        hub = LiveHub(runtime)
        watcher = hub.watch(UUID(show.id))
        assert (await state_of(watcher))["status"] == "live"
        await watcher.aclose()
        assert hub._halls == {}
        hub.close()
        runtime.close()

    asyncio.run(scene())


def test_who_only_waits_is_told_that_we_are_here_and_too_many_are_refused(
    market: Market, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    show = live(market, entries=1)
    monkeypatch.setattr(hubs, "_STILL_HERE_SECONDS", 0.05)
    monkeypatch.setattr(hubs, "_MOST_WATCHERS", 1)

    async def scene() -> None:
        runtime = Runtime(settings)
        hub = LiveHub(runtime)
        hub.require_room()
        watcher = hub.watch(UUID(show.id))
        await state_of(watcher)
        assert await asyncio.wait_for(anext(watcher), 5) == b": still here\n\n"
        with pytest.raises(Busy):
            hub.require_room()
        await watcher.aclose()
        hub.require_room()
        hub.close()
        runtime.close()

    asyncio.run(scene())


def test_a_plan_is_not_streamed_to_others(market: Market) -> None:
    show = live(market, entries=1)
    assert market.client.get(f"/api/v1/roadshows/{UUID(int=1)}/live/events").status_code == 404
    with market.client.stream("GET", f"/api/v1{show.path}/live") as answer:
        assert answer.status_code == 200
