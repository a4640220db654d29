"""Passwords: which are refused, how one is changed, and how it is set by a one-time link."""

from datetime import timedelta

import pytest

from service.accounts import jobs, passwords
from service.accounts.errors import WeakPassword
from service.accounts.tables import OneTimeLink
from service.kernel import clock
from service.kernel.database import Database
from tests.support.letters import Letters
from tests.support.market import PASSWORD, Market, created, done, problem
from tests.support.stored import at_once, everything, unchanged

STRONG = "紫色的拖拉机在图书馆里唱歌"
OTHER = "seventeen quiet walruses"


def log_in(market: Market, password: str, name: str = "office") -> int:
    body = {"email": f"{name}@test.keju", "password": password}
    return int(market.client.post("/api/v1/sessions", json=body).status_code)


def ask(market: Market, email: str = "office@test.keju") -> None:
    answer = market.client.post("/api/v1/passwords/reset-requests", json={"email": email})
    assert (answer.status_code, set(answer.json())) == (202, {"detail"})


def reset(market: Market, token: str, password: str = STRONG):
    body = {"token": token, "new_password": password}
    return market.client.post("/api/v1/passwords/reset", json=body)


@pytest.mark.parametrize(
    "weak",
    [
        "password1234",
        "aaaaaaaaaaaa",
        "123456789012",
        "qwertyuiop12",
        "kejukejukeju",
        "wangfang2024",
        "1234567890ab",
    ],
)
def test_what_is_guessed_first_is_refused(weak: str) -> None:
    with pytest.raises(WeakPassword) as caught:
        passwords.strong_hash(weak, ["wangfang@imut.edu.cn", "王芳"], "/new_password")
    assert caught.value.flaws[0].pointer == "/new_password"


@pytest.mark.parametrize(
    "strong", [STRONG, OTHER, "x9$Lq2#vT8!p", "correct horse battery staple", "é" * 3 + OTHER]
)
def test_what_is_not_is_taken_and_recognised(strong: str) -> None:
    hashed = passwords.strong_hash(strong, ["office@test.keju"], "/new_password")
    assert passwords.is_password(hashed, strong)
    assert not passwords.is_password(hashed, strong + " ")
    assert hashed.startswith("$argon2id$")


def test_letters_that_keyboards_write_differently_are_one() -> None:
    assert passwords.is_password(passwords.hash_password("ｓｅｖｅｎ walruses é"), "seven walruses é")


def test_a_changed_password_ends_the_other_sessions(market: Market) -> None:
    here, there = market.office, market.log_in("office")
    body = {"current_password": PASSWORD, "new_password": STRONG}
    assert here.post("/passwords/change", body).status_code == 204
    done(here.get("/me"))
    problem(there.get("/me"), 401, "session-ended")
    assert (log_in(market, PASSWORD), log_in(market, STRONG)) == (401, 201)


def test_a_change_that_breaks_a_rule_is_refused(market: Market, database: Database) -> None:
    office = market.office
    with unchanged(database):
        for change, pointer in (
            ({"current_password": "wrong"}, "/current_password"),
            ({"current_password": ""}, "/current_password"),
            ({"new_password": "short"}, "/new_password"),
            ({"new_password": "x" * 129}, "/new_password"),
            ({"new_password": "password1234"}, "/new_password"),
            ({"new_password": PASSWORD + PASSWORD}, "/new_password"),
            ({"new_password": "a\0" + STRONG}, "/new_password"),
            ({"password": STRONG}, "/password"),
        ):
            body = {"current_password": PASSWORD, "new_password": STRONG} | change
            found = problem(office.post("/passwords/change", body), 422)
            assert found["errors"][0]["pointer"] == pointer
        problem(market.client.post("/api/v1/passwords/change", json={}), 401)


def test_a_link_sets_a_new_password_once_and_ends_every_session(market: Market, letters: Letters) -> None:
    office = market.office
    ask(market, "OFFICE@test.keju")
    [letter] = letters.mail
    assert letter.to == "office@test.keju"
    token = letters.token()
    assert reset(market, token).status_code == 204
    problem(office.get("/me"), 401, "session-ended")
    assert (log_in(market, PASSWORD), log_in(market, STRONG)) == (401, 201)
    problem(reset(market, token, OTHER), 422, "link-ended")
    assert log_in(market, STRONG) == 201


def test_the_answer_is_the_same_for_an_address_without_account(market: Market, letters: Letters) -> None:
    ask(market, "nobody@test.keju")
    assert letters.mail == []


def test_a_weak_password_leaves_the_link_good(market: Market, letters: Letters) -> None:
    ask(market)
    token = letters.token()
    problem(reset(market, token, "password1234"), 422, "weak-password")
    problem(reset(market, token, "short"), 422, "invalid")
    assert reset(market, token).status_code == 204


def test_a_link_ends_after_an_hour_and_with_the_next_one(market: Market, letters: Letters) -> None:
    ask(market)
    first = letters.token()
    ask(market)
    second = letters.token()
    problem(reset(market, first), 422, "link-ended")
    with clock.pinned(clock.now() + timedelta(minutes=61)):
        problem(reset(market, second), 422, "link-ended")
    for wrong in ("x", "x" * 200, second[:-1], second + "x"):
        problem(reset(market, wrong), 422, "link-ended")
    assert reset(market, second).status_code == 204


def test_of_many_who_use_one_link_at_once_one_succeeds(market: Market, letters: Letters) -> None:
    ask(market)
    token = letters.token()
    answers = at_once([lambda: reset(market, token)] * 4)
    assert sorted(answer.status_code for answer in answers) == [204, 422, 422, 422]


def test_no_secret_of_a_link_is_stored(market: Market, letters: Letters, database: Database) -> None:
    ask(market)
    token = letters.token()
    assert token not in repr(everything(database))


def test_nobodys_mailbox_is_filled_by_strangers(market: Market, letters: Letters) -> None:
    for _ in range(3):
        ask(market)
    body = {"email": "office@test.keju"}
    refused = market.client.post("/api/v1/passwords/reset-requests", json=body)
    problem(refused, 429, "too-many-guesses")
    assert 1 <= int(refused.headers["retry-after"]) <= 61
    ask(market, "broker@test.keju")
    assert len(letters.mail) == 4


def test_a_closed_account_gets_no_link(market: Market, letters: Letters) -> None:
    ask(market)
    token = letters.token()
    market.close_account("office")
    problem(reset(market, token), 422, "link-ended")
    ask(market)
    assert len(letters.mail) == 1


def test_links_whose_time_is_over_are_forgotten(market: Market, letters: Letters, database: Database) -> None:
    ask(market)
    assert letters.token()
    with clock.pinned(clock.now() + timedelta(hours=2)):
        jobs.prune_sessions(database, {})
    assert everything(database)[OneTimeLink.__tablename__] == []


def test_the_new_password_is_told_to_the_trail_without_what_it_is(market: Market, database: Database) -> None:
    body = {"current_password": PASSWORD, "new_password": STRONG}
    assert market.office.post("/passwords/change", body).status_code == 204
    told = [row for row in everything(database)["audit_entries"] if "set_password" in row]
    assert len(told) == 1
    assert "argon2" not in repr(told)
    assert created(
        market.client.post("/api/v1/sessions", json={"email": "office@test.keju", "password": STRONG})
    )
