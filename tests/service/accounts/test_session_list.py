"""Where one is logged in, and logging out elsewhere."""

from datetime import datetime, timedelta

from sqlalchemy import select

from service.accounts.tables import LoginSession
from service.kernel import clock, ids
from service.kernel.database import Database
from tests.support.market import PASSWORD, Market, created, done, problem
from tests.support.stored import unchanged


def log_in(market: Market, agent: str = "curl/8", name: str = "office") -> dict[str, str]:
    body = {"email": f"{name}@test.keju", "password": PASSWORD}
    token = created(market.client.post("/api/v1/sessions", json=body, headers={"user-agent": agent}))
    return {"Authorization": f"Bearer {token['access_token']}"}


def listed(market: Market, headers: dict[str, str]) -> list[dict]:
    return done(market.client.get("/api/v1/sessions", headers=headers))["items"]


def test_each_log_in_is_listed_with_its_program(market: Market) -> None:
    first, second = log_in(market, "Firefox/140\t" + "x" * 300), log_in(market)
    log_in(market, name="broker")
    seen = listed(market, second)
    assert {item["user_agent"] for item in seen} == {"curl/8", ("Firefox/140" + "x" * 300)[:200]} or len(
        seen
    ) == 2
    assert [item["is_current"] for item in seen].count(True) == 1
    assert next(item for item in seen if item["is_current"])["user_agent"] == "curl/8"
    assert not any(item["is_browser"] for item in seen)
    assert len(listed(market, first)) == 2


def test_the_last_use_is_told_every_ten_minutes(market: Market, database: Database) -> None:
    headers = log_in(market)
    with database.reading() as session:
        began = session.execute(select(LoginSession.last_used_at)).scalar_one()
    for minutes, told in ((9, 0), (11, 11), (20, 11), (21, 21)):
        with clock.pinned(began + timedelta(minutes=minutes)):
            [seen] = listed(market, headers)
        assert datetime.fromisoformat(seen["last_used_at"]) == began + timedelta(minutes=told)


def test_a_session_is_ended_from_elsewhere(market: Market) -> None:
    here, there = log_in(market), log_in(market, "phone")
    other = next(item for item in listed(market, here) if not item["is_current"])
    ended = market.client.delete(f"/api/v1/sessions/{other['id']}", headers=here)
    assert ended.status_code == 204
    problem(market.client.get("/api/v1/me", headers=there), 401, "session-ended")
    assert len(listed(market, here)) == 1
    problem(market.client.delete(f"/api/v1/sessions/{other['id']}", headers=here), 404)


def test_nobody_ends_or_sees_anothers_session(market: Market, database: Database) -> None:
    mine, theirs = log_in(market), log_in(market, name="bureau")
    [item] = listed(market, mine)
    with unchanged(database, log_ins_too=True):
        problem(market.client.delete(f"/api/v1/sessions/{item['id']}", headers=theirs), 404)
        problem(market.client.delete(f"/api/v1/sessions/{ids.new_id()}", headers=theirs), 404)
        problem(market.client.get("/api/v1/sessions"), 401)
    assert item["id"] not in repr(listed(market, theirs))


def test_one_logs_out_everywhere_or_everywhere_else(market: Market) -> None:
    here, there, stranger = log_in(market), log_in(market), log_in(market, name="broker")
    done(market.client.get("/api/v1/me", headers=there))
    path = "/api/v1/sessions?keep_current=true"
    assert market.client.delete(path, headers=here).status_code == 204
    problem(market.client.get("/api/v1/me", headers=there), 401)
    done(market.client.get("/api/v1/me", headers=here))
    assert market.client.delete("/api/v1/sessions", headers=here).status_code == 204
    problem(market.client.get("/api/v1/me", headers=here), 401)
    done(market.client.get("/api/v1/me", headers=stranger))
