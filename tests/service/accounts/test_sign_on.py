"""Single sign-on: to a provider and back, and every lie that is not believed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from httpx import Response
from joserfc.jwk import RSAKey
from litestar import Litestar
from litestar.testing import TestClient
from pydantic import SecretStr

from service.accounts.tables import LoginSession, SignOnIdentity
from service.app import equip
from service.kernel import clock
from service.kernel.database import Database
from service.kernel.settings import Settings
from tests.support.market import Market, done, problem
from tests.support.provider import CLIENT, SECRET, Provider, running_provider
from tests.support.stored import count

OFFICIAL = {"email": "Bureau@test.keju", "email_verified": True}


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def here(app: Litestar, settings: Settings, database: Database, provider: Provider) -> Iterator[Market]:
    """A marketplace whose officials come through the provider."""
    chosen = {
        "oidc_issuer": provider.issuer,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SecretStr(SECRET),
        "oidc_domains": "city.cn, Test.Keju",
    }
    equip(app, settings.model_copy(update=chosen))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Market(client, database)


def sign_on(market: Market, provider: Provider, **changes: str) -> Response:
    """Set out, agree at the provider, come back."""
    started = market.client.get("/api/v1/sign-on", follow_redirects=False)
    assert started.status_code == 302, started.text
    code, state = provider.authorize(started.headers["location"])
    return come_back(market, **{"code": code, "state": state} | changes)


def come_back(market: Market, **query: str) -> Response:
    return market.client.get("/api/v1/sign-on/callback", params=query, follow_redirects=False)


def test_an_official_comes_in_and_is_linked_by_the_verified_address(
    here: Market, provider: Provider, database: Database
) -> None:
    provider.claims = OFFICIAL
    answer = sign_on(here, provider, session_state="x", iss=provider.issuer)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert done(here.client.get("/api/v1/me"))["role"] == "bureau"
    assert count(database, SignOnIdentity) == 1
    here.client.cookies.clear()
    provider.claims = {"email": "another@elsewhere.cn"}
    assert sign_on(here, provider).status_code == 303
    assert done(here.client.get("/api/v1/me"))["email"] == "bureau@test.keju"
    assert count(database, SignOnIdentity) == 1


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"email": "bureau@test.keju"},
        {"email": "bureau@test.keju", "email_verified": False},
        {"email": "bureau@test.keju", "email_verified": "true"},
        {"email": "nobody@test.keju", "email_verified": True},
        {"email": "bureau@test.keju.evil.cn", "email_verified": True},
    ],
)
def test_nobody_gets_in_without_a_linked_account(
    here: Market, provider: Provider, database: Database, claims: dict
) -> None:
    provider.claims = claims
    problem(sign_on(here, provider), 401, "sign-on-refused")
    assert (count(database, SignOnIdentity), count(database, LoginSession)) == (0, 0)


def test_a_second_subject_cannot_take_over_a_linked_account(
    here: Market, provider: Provider, database: Database
) -> None:
    provider.claims = OFFICIAL
    assert sign_on(here, provider).status_code == 303
    here.client.cookies.clear()
    provider.claims = OFFICIAL | {"sub": "user-2"}
    problem(sign_on(here, provider), 401, "sign-on-refused")
    assert count(database, SignOnIdentity) == 1


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://evil.cn"},
        {"aud": "another client"},
        {"aud": None},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"iat": 99_999_999_999},
        {"aud": [CLIENT, "other"], "azp": "other"},
    ],
    ids=str,
)
def test_a_token_that_lies_is_not_believed(
    here: Market, provider: Provider, database: Database, lie: dict
) -> None:
    provider.claims = OFFICIAL | lie
    problem(sign_on(here, provider), 401, "sign-on-refused")
    assert count(database, LoginSession) == 0


def test_a_token_signed_by_a_stranger_is_not_believed(here: Market, provider: Provider) -> None:
    provider.claims = OFFICIAL
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    problem(sign_on(here, provider), 401, "sign-on-refused")


def test_only_the_browser_that_set_out_comes_back_and_once(here: Market, provider: Provider) -> None:
    provider.claims = OFFICIAL
    problem(sign_on(here, provider, state="another"), 401, "sign-on-refused")
    problem(sign_on(here, provider, iss="https://evil.cn"), 401, "sign-on-refused")
    problem(sign_on(here, provider, error="access_denied"), 401, "sign-on-refused")
    started = here.client.get("/api/v1/sign-on", follow_redirects=False)
    code, state = provider.authorize(started.headers["location"])
    kept = here.client.cookies["keju_sign_on"]
    here.client.cookies.clear()
    problem(come_back(here, code=code, state=state), 401, "sign-on-refused")
    for wrong in ("x", kept[:-5], kept + "x"):
        here.client.cookies.clear()
        here.client.cookies.set("keju_sign_on", wrong)
        problem(come_back(here, code=code, state=state), 401, "sign-on-refused")
    here.client.cookies.clear()
    here.client.cookies.set("keju_sign_on", kept)
    assert come_back(here, code=code, state=state).status_code == 303
    problem(come_back(here, code=code, state=state), 401, "sign-on-refused")
    problem(come_back(here), 401, "sign-on-refused")


def test_a_provider_that_is_away_is_said(here: Market, provider: Provider) -> None:
    provider.is_down = True
    problem(here.client.get("/api/v1/sign-on", follow_redirects=False), 401, "sign-on-refused")


def test_a_closed_account_does_not_come_in(here: Market, provider: Provider) -> None:
    provider.claims = OFFICIAL
    assert sign_on(here, provider).status_code == 303
    here.client.cookies.clear()
    here.close_account("bureau")
    problem(sign_on(here, provider), 401, "sign-on-refused")


def test_where_none_is_set_up_there_is_none(market: Market) -> None:
    problem(market.client.get("/api/v1/sign-on"), 404, "not-found")
    problem(market.client.get("/api/v1/sign-on/callback"), 404, "not-found")


def test_a_token_of_yesterday_is_not_believed(here: Market, provider: Provider) -> None:
    provider.claims = OFFICIAL | {"exp": int((clock.now() - timedelta(minutes=2)).timestamp())}
    problem(sign_on(here, provider), 401, "sign-on-refused")
