"""Two requests with one key at once: one effect, one answer, and the same refusal on both databases."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from service.http.idempotency import Claim
from service.http.in_flight import InFlight
from service.kernel.database import Database
from service.kernel.errors import KeyInUse
from service.needs import operations
from service.needs.tables import Need
from tests.support.market import NEED, Market, problem
from tests.support.stored import at_once, count

CLAIM = Claim("scope", "key", "content")


def test_equal_requests_at_once_have_one_effect_and_the_same_answer(
    market: Market, database: Database
) -> None:
    token = market.enterprise

    def create() -> Any:
        return token.post("/needs", NEED, Idempotency_Key="same")

    answers = at_once([create] * 6)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert sorted("idempotency-replayed" in answer.headers for answer in answers) == [False] + [True] * 5
    assert count(database, Need) == 1


def test_a_key_whose_first_request_runs_on_is_in_use_on_both_databases(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_end = threading.Event(), threading.Event()
    entered = operations.DESK.enter

    def slow(*arguments: Any) -> None:
        begun.set()
        may_end.wait(20)
        entered(*arguments)

    monkeypatch.setattr(operations.DESK, "enter", slow)
    who, answers = market.enterprise, []

    def create() -> None:
        answers.append(who.post("/needs", NEED, Idempotency_Key="same"))

    first = threading.Thread(target=create)
    first.start()
    assert begun.wait(10)
    refused = who.post("/needs", NEED, Idempotency_Key="same")
    may_end.set()
    first.join()
    assert problem(refused, 409, "idempotency-key-in-use")
    assert int(refused.headers["retry-after"]) > 0
    assert answers[0].status_code == 201
    again = who.post("/needs", NEED, Idempotency_Key="same")
    assert again.content == answers[0].content


def test_keys_are_forgotten_when_nobody_holds_them() -> None:
    flights = InFlight(seconds=0.05)

    async def hold(wait: float, note: Callable[[str], None]) -> None:
        try:
            async with flights.alone(CLAIM):
                await asyncio.sleep(wait)
                note("done")
        except KeyInUse:
            note("in use")

    async def both() -> list[str]:
        notes: list[str] = []
        await asyncio.gather(hold(0.3, notes.append), hold(0, notes.append))
        await hold(0, notes.append)
        return notes

    assert asyncio.run(both()) == ["in use", "done", "done"]
    assert flights._turns == {}
