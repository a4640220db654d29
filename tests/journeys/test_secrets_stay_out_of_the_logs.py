"""A whole journey with every kind of secret in it, and a log at its most talkative: none is in it."""

import pytest

from service.kernel import logging
from service.kernel.settings import Settings
from tests.support.keys import machine
from tests.support.market import PASSWORD, Market, created


def test_no_secret_is_logged_however_much_is(
    market: Market, settings: Settings, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logging.configure("json", "debug")
    assert settings.audit_signer.public
    office = market.log_in("office")
    body = {"email": "office@test.keju", "password": PASSWORD}
    session = created(market.client.post("/api/v1/sessions", json=body))
    fresh = created(
        market.client.post("/api/v1/sessions/refresh", json={"refresh_token": session["refresh_token"]})
    )
    key = machine(office, "needs:read").token
    wrong = "a password that is wrong"
    market.client.post("/api/v1/sessions", json=body | {"password": wrong})
    market.client.get("/api/v1/needs", headers={"Authorization": f"Bearer {key}x"})
    _fail_inside(market, monkeypatch, fresh["access_token"])
    told = "".join(capfd.readouterr())
    secrets = (
        PASSWORD, wrong, office.token, session["access_token"], session["refresh_token"],
        fresh["access_token"], fresh["refresh_token"], key, settings.secret,
        (settings.data_dir / "audit_key").read_text("utf-8").strip(),
    )  # fmt: skip
    assert "unforeseen" in told
    assert [secret for secret in secrets if secret in told] == []


def _fail_inside(market: Market, monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    """An error that nobody foresaw is logged with its trace; the request's secrets are no part of it."""

    def breaks(*_: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("service.needs.queries.needs", breaks)
    answer = market.client.get("/api/v1/needs", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 500
    assert "RuntimeError" not in answer.text
