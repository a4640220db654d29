"""Log-in by a one-time code to a mobile number that its owner has shown to be theirs."""

from datetime import timedelta

from httpx import Response

from service.accounts import jobs
from service.accounts.tables import OneTimeCode
from service.kernel import clock
from service.kernel.database import Database
from tests.support.letters import Letters
from tests.support.market import Market, Person, created, done, problem
from tests.support.stored import at_once, count, everything, unchanged

NUMBER = "13800000001"


def own(market: Market, letters: Letters, who: Person | None = None, number: str = NUMBER) -> None:
    """Show that a number is somebody's."""
    who = who or market.office
    assert who.post("/me/mobile", {"mobile": number}).status_code == 202
    body = {"mobile": number, "code": letters.code()}
    assert who.post("/me/mobile/confirm", body).status_code == 204


def ask(market: Market, number: str = NUMBER) -> None:
    answer = market.client.post("/api/v1/sessions/codes", json={"mobile": number})
    assert (answer.status_code, set(answer.json())) == (202, {"detail"})


def log_in(market: Market, code: str, number: str = NUMBER) -> Response:
    return market.client.post("/api/v1/sessions/by-code", json={"mobile": number, "code": code})


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_a_code_logs_its_owner_in_once(market: Market, letters: Letters, database: Database) -> None:
    own(market, letters)
    ask(market)
    assert letters.short[-1].to == NUMBER
    code = letters.code()
    token = created(log_in(market, code))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert done(market.client.get("/api/v1/me", headers=headers))["email"] == "office@test.keju"
    problem(log_in(market, code), 401, "wrong-code")
    assert code not in repr(everything(database)["one_time_codes"])


def test_a_number_that_is_nobodys_gets_no_code_and_the_same_answer(market: Market, letters: Letters) -> None:
    ask(market)
    assert letters.short == []
    problem(log_in(market, "000000"), 401, "wrong-code")


def test_a_number_is_nobodys_before_it_is_confirmed(market: Market, letters: Letters) -> None:
    assert market.office.post("/me/mobile", {"mobile": NUMBER}).status_code == 202
    code = letters.code()
    problem(log_in(market, code), 401, "wrong-code")
    problem(market.office.post("/me/mobile/confirm", {"mobile": NUMBER, "code": wrong(code)}), 422)
    problem(market.broker.post("/me/mobile/confirm", {"mobile": NUMBER, "code": code}), 422)
    problem(market.office.post("/me/mobile/confirm", {"mobile": "13800000002", "code": code}), 422)
    ask(market)
    assert len(letters.short) == 1


def test_five_wrong_attempts_end_a_code(market: Market, letters: Letters) -> None:
    own(market, letters)
    ask(market)
    code = letters.code()
    for _ in range(5):
        problem(log_in(market, wrong(code)), 401, "wrong-code")
    problem(log_in(market, code), 401, "wrong-code")


def test_many_attempts_at_once_are_all_counted(market: Market, letters: Letters) -> None:
    own(market, letters)
    ask(market)
    code = letters.code()
    guesses = [f"{(int(code) + step) % 1_000_000:06d}" for step in range(1, 9)]
    at_once([lambda guess=guess: log_in(market, guess) for guess in guesses])
    problem(log_in(market, code), 401, "wrong-code")


def test_a_code_ends_after_five_minutes_and_with_the_next_one(market: Market, letters: Letters) -> None:
    own(market, letters)
    ask(market)
    first = letters.code()
    with clock.pinned(clock.now() + timedelta(minutes=2)):
        ask(market)
        second = letters.code()
        if first != second:
            problem(log_in(market, first), 401, "wrong-code")
    with clock.pinned(clock.now() + timedelta(minutes=7, seconds=1)):
        problem(log_in(market, second), 401, "wrong-code")


def test_a_job_that_runs_twice_or_late_sends_only_what_is_good(market: Market, letters: Letters) -> None:
    own(market, letters)
    ask(market)
    with clock.pinned(clock.now() + timedelta(minutes=6)):
        assert len(letters.short) == 1, "the code's time is over before it was sent"


def test_a_number_belongs_to_one_account(market: Market, letters: Letters) -> None:
    own(market, letters)
    assert market.broker.post("/me/mobile", {"mobile": NUMBER}).status_code == 202
    body = {"mobile": NUMBER, "code": letters.code()}
    problem(market.broker.post("/me/mobile/confirm", body), 409, "mobile-taken")


def test_no_number_is_filled_by_strangers(market: Market) -> None:
    for _ in range(3):
        ask(market)
    answer = market.client.post("/api/v1/sessions/codes", json={"mobile": NUMBER})
    problem(answer, 429, "too-many-guesses")
    assert int(answer.headers["retry-after"]) <= 61


def test_what_is_no_number_or_code_is_refused(market: Market, database: Database) -> None:
    with unchanged(database):
        for number in (
            "",
            "1380000000",
            "138000000011",
            "23800000001",
            "+8613800000001",
            "1380000000１",
            NUMBER + "\n",
        ):
            problem(market.client.post("/api/v1/sessions/codes", json={"mobile": number}), 422)
        for code in ("", "12345", "1234567", "abcdef", "１２３４５６", "123456\n"):
            problem(log_in(market, code), 422)


def test_codes_whose_time_is_over_are_forgotten(market: Market, letters: Letters, database: Database) -> None:
    own(market, letters)
    with clock.pinned(clock.now() + timedelta(minutes=6)):
        jobs.prune_sessions(database, {})
    assert count(database, OneTimeCode) == 0
