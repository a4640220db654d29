"""Sessions of browsers: the cookie, its page token against forged requests, and what stays a visitor's."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.accounts.tokens import BROWSER_LASTS, REFRESH_LASTS
from service.app import equip
from service.kernel import clock
from service.kernel.database import Database
from service.kernel.settings import Settings
from tests.support.market import NEED, PASSWORD, Market, created, done, problem
from tests.support.stored import unchanged

LOGIN = {"email": "enterprise@test.keju", "password": PASSWORD}


def enter(market: Market) -> str:
    """Log the market's client in as a browser; its page token."""
    answer = market.client.post("/api/v1/sessions/browser", json=LOGIN)
    return str(created(answer)["csrf_token"])


def test_a_browsers_token_is_in_a_cookie_that_scripts_cannot_read(market: Market) -> None:
    answer = market.client.post("/api/v1/sessions/browser", json=LOGIN)
    shown = created(answer)
    assert set(shown) == {"csrf_token", "expires_in"}
    cookies = {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}
    assert set(cookies) == {"keju_session", "keju_csrf", "keju_device"}
    assert "HttpOnly" in cookies["keju_session"]
    assert "HttpOnly" not in cookies["keju_csrf"]
    for line in cookies.values():
        assert "SameSite=lax" in line
        assert "Path=/" in line
        assert "Domain" not in line
    assert shown["csrf_token"] in cookies["keju_csrf"]
    assert done(market.client.get("/api/v1/me"))["email"] == "enterprise@test.keju"


def test_what_changes_something_needs_the_page_token(market: Market, database: Database) -> None:
    page = enter(market)
    with unchanged(database):
        for headers in (
            {},
            {"X-CSRF-Token": ""},
            {"X-CSRF-Token": page[:-1] + "x"},
            {"X-CSRF-Token": "é".encode()},
        ):
            problem(market.client.post("/api/v1/needs", json=NEED, headers=headers), 403, "csrf-missing")
    created(market.client.post("/api/v1/needs", json=NEED, headers={"X-CSRF-Token": page}))


def test_a_page_token_is_good_for_its_own_session_alone(market: Market, database: Database) -> None:
    first = enter(market)
    second = enter(market)
    assert first != second
    with unchanged(database):
        problem(
            market.client.post("/api/v1/needs", json=NEED, headers={"X-CSRF-Token": first}),
            403,
            "csrf-missing",
        )


def test_a_bearer_token_needs_no_page_token_also_beside_a_cookie(market: Market) -> None:
    enter(market)
    assert (
        created(market.enterprise2.post("/needs", NEED))["owner"]["id"] == market.enterprise2.organization_id
    )


def test_a_forged_or_dead_cookie_is_a_visitors_where_visitors_are_answered(market: Market) -> None:
    need = market.need(visibility="members")
    page = enter(market)
    search = {"text": "煤气化细渣", "side": "needs"}
    seen = market.client.post("/api/v1/matches/search", json=search, headers={"X-CSRF-Token": page})
    assert [item["need"]["id"] for item in done(seen)["items"]] == [need["id"]]
    assert done(market.client.post("/api/v1/matches/search", json=search))["items"] == []
    market.client.delete("/api/v1/sessions/current", headers={"X-CSRF-Token": page})
    dead = {"Cookie": "keju_session=dead"}
    assert done(market.client.get("/api/v1/needs", headers=dead))["items"] == []
    problem(market.client.get("/api/v1/me", headers=dead), 401, "session-ended")
    created(market.client.post("/api/v1/sessions/browser", json=LOGIN, headers=dead))
    done(market.client.get("/api/v1/me"))


def test_who_logs_out_loses_the_cookie(market: Market) -> None:
    page = enter(market)
    problem(market.client.delete("/api/v1/sessions/current"), 403, "csrf-missing")
    assert market.client.delete("/api/v1/sessions/current", headers={"X-CSRF-Token": page}).status_code == 204
    assert "keju_session" not in market.client.cookies
    problem(market.client.get("/api/v1/me"), 401, "unauthenticated")


def test_a_browsers_session_goes_on_with_its_use_and_ends_without_it(market: Market) -> None:
    enter(market)
    began = clock.now()
    for hours in range(0, 48, 6):
        with clock.pinned(began + timedelta(hours=hours)):
            done(market.client.get("/api/v1/me"))
    with clock.pinned(began + timedelta(hours=42) + BROWSER_LASTS + timedelta(minutes=1)):
        problem(market.client.get("/api/v1/me"), 401, "session-ended")


def test_in_the_end_every_session_ends(market: Market) -> None:
    enter(market)
    began, last = clock.now(), int(REFRESH_LASTS.total_seconds() // 3600)
    for hours in range(0, last, 7):
        with clock.pinned(began + timedelta(hours=hours)):
            done(market.client.get("/api/v1/me"))
    with clock.pinned(began + REFRESH_LASTS):
        problem(market.client.get("/api/v1/me"), 401, "session-ended")


@pytest.fixture
def https(app: Litestar, settings: Settings) -> Iterator[TestClient]:
    """A client of a platform that people reach by TLS."""
    equip(app, settings.model_copy(update={"public_url": "https://keju.test"}))
    with TestClient(app, base_url="https://keju.test", raise_server_exceptions=False) as client:
        yield client


def test_over_tls_cookies_are_bound_to_the_host(https: TestClient, database: Database) -> None:
    market = Market(https, database)
    answer = https.post("/api/v1/sessions/browser", json=LOGIN)
    created(answer)
    lines = answer.headers.get_list("set-cookie")
    assert len(lines) == 3
    for line in lines:
        assert line.startswith("__Host-keju_")
        assert "Secure" in line
    assert done(https.get("/api/v1/me"))["email"] == "enterprise@test.keju"
    assert market.client is https
