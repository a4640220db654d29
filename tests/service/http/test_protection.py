"""Rate limits that hold over several workers, and the headers that keep browsers from harm."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import text

from service.app import create_app, equip, routed
from service.kernel import clock, rate_limits
from service.kernel.database import Database
from service.kernel.rate_limits import Limiter, RateWindow
from service.kernel.settings import Settings
from tests.support.market import PASSWORD, Market, created, problem
from tests.support.stored import at_once, count

NOON = datetime(2026, 6, 15, 12, 0, 30, tzinfo=UTC)


@contextmanager
def served(app: Any, settings: Settings, **limits: Any) -> Iterator[TestClient[Any]]:
    """The application with other settings than the tests' usual ones."""
    equip(app, settings.model_copy(update=limits))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("limit", [1, 3, 45, 100])
def test_several_workers_together_let_no_more_pass_than_the_limit(database: Database, limit: int) -> None:
    workers = [Limiter({"open": limit}) for _ in range(3)]
    with clock.pinned(NOON):
        admitted = [
            worker.admit(database, "open", "b").is_admitted for _ in range(limit) for worker in workers
        ]
    held = 3 * (limit // 20)
    assert limit - held <= sum(admitted) <= limit
    alone = Limiter({"open": limit})
    with clock.pinned(NOON + timedelta(minutes=1)):
        passed = [alone.admit(database, "open", "b") for _ in range(limit + 2)]
    assert [one.is_admitted for one in passed] == [True] * limit + [False] * 2
    assert [one.left for one in passed] == [*range(limit - 1, -1, -1), 0, 0]
    assert {one.seconds for one in passed} == {31}


def test_workers_at_once_let_no_more_pass_than_the_limit(database: Database) -> None:
    def ask() -> int:
        worker = Limiter({"log_in": 10})
        with clock.pinned(NOON):
            return sum(worker.admit(database, "log_in", "b").is_admitted for _ in range(6))

    assert sum(at_once([ask] * 4)) == 10


def test_a_spent_minute_and_a_held_block_ask_the_database_nothing(database: Database) -> None:
    worker = Limiter({"open": 40})
    with clock.pinned(NOON):
        asked = [worker.must_ask("open", "b") and worker.admit(database, "open", "b") for _ in range(1)]
        assert asked
        assert not worker.must_ask("open", "b")
        for _ in range(60):
            worker.admit(database, "open", "b")
        assert not worker.must_ask("open", "b")
    with clock.pinned(NOON + timedelta(minutes=1)):
        assert worker.must_ask("open", "b")
    assert not Limiter({"open": 0}).must_ask("open", "b")


def test_minutes_that_are_over_are_forgotten(database: Database) -> None:
    with clock.pinned(NOON):
        Limiter({"open": 5}).admit(database, "open", "b")
    assert count(database, RateWindow) == 1
    with database.writing() as session:
        rate_limits.prune(session)
    assert count(database, RateWindow) == 0


def test_guessing_passwords_is_stopped_and_says_when_to_come_back(app: Any, settings: Settings) -> None:
    body = {"email": "office@test.keju", "password": "wrong"}
    with served(app, settings, rate_log_in=3) as client:
        answers = [client.post("/api/v1/sessions", json=body) for _ in range(5)]
        assert [answer.status_code for answer in answers] == [401, 401, 401, 429, 429]
        assert problem(answers[3], 429, "too-many-requests")
        assert 1 <= int(answers[3].headers["retry-after"]) <= 60
        assert answers[0].headers["ratelimit-policy"] == '"minute";q=3;w=60'
        assert answers[0].headers["ratelimit"].startswith('"minute";r=2;t=')
        assert answers[3].headers["ratelimit"].startswith('"minute";r=0;t=')


def test_visitors_lists_and_searches_are_limited_and_health_and_pages_are_not(
    app: Any, settings: Settings
) -> None:
    with served(app, settings, rate_open=2) as client:
        assert client.get("/api/v1/needs").status_code == 200
        search = {"text": "煤气化细渣"}
        assert client.post("/api/v1/matches/search", json=search).status_code == 200
        assert client.get("/api/v1/needs").status_code == 429
        assert client.post("/api/v1/matches/search", json=search).status_code == 429
        for path in ("/health/live", "/health/ready", "/schema"):
            assert client.get(path).status_code == 200


def test_changes_are_limited_for_a_person_and_reads_are_not(settings: Settings, market: Market) -> None:
    token = market.office.headers
    with served(routed(), settings, rate_write=2, rate_open=1) as client:
        body = {"title": "字", "problem": "字", "need_type": "testing"}
        answers = [client.post("/api/v1/needs", json=body, headers=token) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [201, 201, 429]
        assert "retry-after" in answers[2].headers
        for _ in range(3):
            assert client.get("/api/v1/needs", headers=token).status_code == 200
        search = {"text": "煤气化细渣"}
        assert client.post("/api/v1/matches/search", json=search, headers=token).status_code == 200
        other = {"email": "enterprise@test.keju", "password": PASSWORD}
        login = created(client.post("/api/v1/sessions", json=other))["access_token"]
        headers = {"Authorization": f"Bearer {login}"}
        assert client.post("/api/v1/needs", json=body, headers=headers).status_code == 201


def test_addresses_are_those_that_trusted_proxies_tell(app: Any, settings: Settings) -> None:
    def statuses(client: TestClient[Any], *forwarded: str) -> list[int]:
        return [
            client.get("/api/v1/codes", headers={"X-Forwarded-For": value}).status_code for value in forwarded
        ]

    with served(app, settings, rate_open=1) as client:
        assert statuses(client, "1.1.1.1", "2.2.2.2") == [200, 429]
    with served(app, settings, rate_open=1, trusted_proxies=1) as client:
        assert statuses(client, "1.1.1.1", "9.9.9.9, 2.2.2.2", "8.8.8.8, 2.2.2.2") == [200, 200, 429]
        assert statuses(client, "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1") == [200, 429, 200]
        assert statuses(client, "::ffff:3.3.3.3", "3.3.3.3", "nonsense") == [200, 429, 200]


def test_no_address_is_stored(app: Any, settings: Settings, database: Database) -> None:
    with served(app, settings, rate_open=5, trusted_proxies=1) as client:
        client.get("/api/v1/codes", headers={"X-Forwarded-For": "203.0.113.77"})
    with database.reading() as session:
        stored = session.execute(text("SELECT bucket FROM rate_windows")).scalars().all()
    assert len(stored) == 1
    assert "203" not in stored[0].replace("open:", "")[:3]
    assert "203.0.113.77" not in stored[0]


def test_every_answer_has_safe_headers(client: TestClient[Any]) -> None:
    for path in ("/api/v1/needs", "/api/v1/me", "/nothing", "/schema", "/health/live"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "strict-transport-security" not in headers
    json_policy = client.get("/api/v1/needs").headers["content-security-policy"]
    assert json_policy == "default-src 'none'; frame-ancestors 'none'"


def test_the_apis_page_runs_its_own_script_and_no_other(client: TestClient[Any]) -> None:
    for _ in range(2):
        policy = client.get("/schema").headers["content-security-policy"]
        script = next(part for part in policy.split("; ") if part.startswith("script-src"))
        assert script.startswith("script-src 'self' 'sha256-")
        assert "unsafe" not in script


def test_https_is_remembered_by_browsers(app: Any, settings: Settings) -> None:
    with served(app, settings, trusted_proxies=1) as client:
        headers = client.get("/health/live", headers={"X-Forwarded-Proto": "https"}).headers
        assert headers["strict-transport-security"].startswith("max-age=31536000")
    with served(app, settings) as client:
        headers = client.get("/health/live", headers={"X-Forwarded-Proto": "https"}).headers
        assert "strict-transport-security" not in headers


def test_what_is_for_one_person_is_not_kept_by_caches(market: Market) -> None:
    assert market.office.get("/me").headers["cache-control"] == "no-store"
    market.client.cookies.clear()
    assert "cache-control" not in market.client.get("/api/v1/needs").headers


def test_other_origins_are_refused_until_they_are_named(client: TestClient[Any], settings: Settings) -> None:
    origin = {"Origin": "https://portal.example.cn"}
    asked = origin | {"Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in client.get("/api/v1/needs", headers=origin).headers
    assert client.options("/api/v1/needs", headers=asked).status_code != 204
    named = create_app(settings.model_copy(update={"cors_origins": "https://portal.example.cn"}))
    with TestClient(named) as open_client:
        answer = open_client.get("/api/v1/needs", headers=origin)
        assert answer.headers["access-control-allow-origin"] == "https://portal.example.cn"
        assert "access-control-allow-credentials" not in answer.headers
        assert open_client.options("/api/v1/needs", headers=asked).status_code == 204
        stranger = open_client.get("/api/v1/needs", headers={"Origin": "https://other.example.cn"})
        assert "access-control-allow-origin" not in stranger.headers


def test_several_lines_of_if_match_are_one_list(market: Market) -> None:
    path = f"/api/v1/needs/{market.draft_need()['id']}"
    lines = [*market.enterprise.headers.items(), ("If-Match", '"7"'), ("If-Match", '"1", "9"')]
    answer = market.client.patch(path, json={"title": "新"}, headers=lines)
    assert answer.status_code == 200
    assert market.client.patch(path, json={"title": "又"}, headers=lines).status_code == 412
