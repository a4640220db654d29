"""Guessing is slowed, and the true user is never locked out for long."""

from datetime import timedelta

from httpx import Response
from hypothesis import given
from hypothesis import strategies as st

from service.accounts import jobs, lockout
from service.accounts.lockout import FORGOTTEN, about_account, from_source, wait
from service.accounts.tables import Guesses
from service.kernel import clock
from service.kernel.database import Database
from tests.support.market import PASSWORD, Market, created, problem
from tests.support.stored import at_once, count, everything


def log_in(market: Market, password: str = "wrong", name: str = "office", **headers: str) -> Response:
    body = {"email": f"{name}@test.keju", "password": password}
    return market.client.post("/api/v1/sessions", json=body, headers=headers)


def guess(market: Market, times: int, name: str = "office") -> None:
    for _ in range(times):
        problem(log_in(market, name=name), 401, "wrong-credentials")
        market.client.cookies.clear()


@given(st.integers(0, 10_000))
def test_the_wait_grows_and_stays_short(failures: int) -> None:
    for counted in (about_account("a@b"), from_source("::1")):
        assert wait(failures, counted) <= wait(failures + 1, counted) <= timedelta(minutes=1)
        assert (wait(failures, counted) == timedelta(0)) == (failures < counted.free)


def test_after_some_wrong_attempts_one_waits_longer_and_longer(market: Market) -> None:
    guess(market, 10)
    moment = clock.now()
    for seconds in (1, 2, 4, 8, 16, 32, 60, 60):
        with clock.pinned(moment):
            refused = log_in(market)
            problem(refused, 429, "too-many-guesses")
            assert seconds / 2 <= int(refused.headers["retry-after"]) <= seconds + 1
        moment += timedelta(seconds=seconds + 1)
        with clock.pinned(moment):
            problem(log_in(market), 401)
    # The right password waits too: else the answer would tell which one is right.
    with clock.pinned(moment + timedelta(seconds=1)):
        problem(log_in(market, PASSWORD), 429, "too-many-guesses")
    with clock.pinned(moment + timedelta(seconds=61)):
        created(log_in(market, PASSWORD))
        guess(market, 9)


def test_others_and_visitors_are_not_held_up(market: Market) -> None:
    guess(market, 10)
    problem(log_in(market), 429)
    created(log_in(market, PASSWORD, "broker"))


def test_an_address_without_account_is_counted_alike(market: Market) -> None:
    guess(market, 10, name="nobody")
    problem(log_in(market, name="nobody"), 429, "too-many-guesses")


def test_a_device_that_was_used_before_is_counted_apart(market: Market) -> None:
    created(log_in(market, PASSWORD))
    mark = market.client.cookies["keju_device"]
    market.client.cookies.clear()
    guess(market, 10)
    problem(log_in(market, PASSWORD), 429)
    created(log_in(market, PASSWORD, Cookie=f"keju_device={mark}"))
    market.client.cookies.clear()
    for wrong in (mark[:-5], "x", mark + "x"):
        problem(log_in(market, PASSWORD, Cookie=f"keju_device={wrong}"), 429)
    # Another's mark opens nothing, and a known device is not a way to guess for ever.
    other = log_in(market, PASSWORD, "broker")
    mark_of_other = other.cookies["keju_device"]
    market.client.cookies.clear()
    problem(log_in(market, PASSWORD, Cookie=f"keju_device={mark_of_other}"), 429)
    for _ in range(10):
        problem(log_in(market, Cookie=f"keju_device={mark}"), 401)
    problem(log_in(market, PASSWORD, Cookie=f"keju_device={mark}"), 429)


def test_many_guesses_at_once_do_not_slip_through(market: Market) -> None:
    answers = at_once([lambda: log_in(market)] * 16)
    statuses = [answer.status_code for answer in answers if answer.status_code != 503]
    assert statuses.count(401) <= 10
    assert statuses.count(429) >= 1


def test_one_source_that_tries_many_accounts_waits(market: Market) -> None:
    for number in range(from_source("x").free):
        problem(log_in(market, name=f"nobody{number}"), 401)
    problem(log_in(market, PASSWORD, "broker"), 429)


def test_what_is_counted_names_nobody_and_is_forgotten(market: Market, database: Database) -> None:
    guess(market, 2)
    assert "office@" not in repr(everything(database)["guesses"])
    assert count(database, Guesses) == 2
    with clock.pinned(clock.now() + FORGOTTEN + timedelta(seconds=1)):
        jobs.prune_sessions(database, {})
    assert count(database, Guesses) == 0


def test_wrong_attempts_of_long_ago_do_not_count(market: Market) -> None:
    guess(market, 9)
    with clock.pinned(clock.now() + FORGOTTEN):
        guess(market, 9)


def test_asking_for_messages_waits_longer() -> None:
    asked = lockout.asking("code", "13800000000")
    waits = [wait(failures, asked) for failures in range(12)]
    assert waits[:3] == [timedelta(0)] * 3
    assert waits[3] == timedelta(minutes=1)
    assert waits[-1] == timedelta(hours=1)
