"""Expiry counts from the day after the last valid day, for every reader, before any job has run."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.kernel import clock
from service.kernel.database import Database
from service.worker import Worker
from tests.support.listings import Kind, alter, edit, edited, ids, kinds, set_server_clock
from tests.support.market import Market, done, problem

TODAY = clock.today()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def stored_status(database: Database, kind: Kind, listing: dict[str, Any]) -> str:
    with database.reading() as session:
        return session.get_one(kind.table, UUID(listing["id"])).status.value


def expired(database: Database, kind: Kind) -> dict[str, Any]:
    """A published listing whose last valid day was yesterday."""
    listing = kind.published()
    alter(database, kind.table, listing["id"], valid_until=YESTERDAY)
    return listing


def test_it_is_gone_for_others_and_expired_for_its_owner_before_the_job_has_run(
    market: Market, database: Database
) -> None:
    for kind in kinds(market):
        listing = expired(database, kind)
        path = kind.path(listing)
        assert market.client.get(f"/api/v1{path}").status_code == 404
        assert ids(market.client.get(f"/api/v1/{kind.name}")) == []
        assert ids(market.client.get(f"/api/v1/{kind.name}?q=煤气化细渣")) == []
        for insider in (kind.owner, market.bureau):
            assert done(insider.get(path))["status"] == "expired"
            assert [item["status"] for item in done(insider.get(f"/{kind.name}"))["items"]] == ["expired"]
            assert ids(insider.get(f"/{kind.name}?status=expired")) == [listing["id"]]
            assert ids(insider.get(f"/{kind.name}?status=published")) == []
        assert stored_status(database, kind, listing) == "published"


def test_the_job_writes_it_down_once(market: Market, database: Database) -> None:
    need, achievement = kinds(market)
    over = [(kind, expired(database, kind)) for kind in (need, achievement)]
    valid = need.published()
    alter(database, need.table, valid["id"], valid_until=TODAY)
    assert Worker(database).drain() > 0
    for kind, listing in over:
        assert stored_status(database, kind, listing) == "expired"
        seen = done(kind.owner.get(kind.path(listing)))
        assert (seen["status"], seen["version"]) == ("expired", listing["version"] + 2)
        assert ids(kind.owner.get(f"/{kind.name}?status=expired")) == [listing["id"]]
    assert stored_status(database, need, valid) == "published"
    assert Worker(database).drain() == 0


def test_its_last_valid_day_still_counts(
    market: Market, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    need, achievement = kinds(market)
    for kind in (need, achievement):
        kind.published(valid_until=TOMORROW.isoformat())
    set_server_clock(monkeypatch, TOMORROW)
    assert [len(ids(market.client.get(f"/api/v1/{kind.name}"))) for kind in kinds(market)] == [1, 1]
    set_server_clock(monkeypatch, TOMORROW + timedelta(days=1))
    assert [len(ids(market.client.get(f"/api/v1/{kind.name}"))) for kind in kinds(market)] == [0, 0]
    Worker(database).drain()
    set_server_clock(monkeypatch, TOMORROW)
    assert [len(ids(market.client.get(f"/api/v1/{kind.name}"))) for kind in kinds(market)] == [0, 0]


@pytest.mark.parametrize("job_has_run", [False, True])
def test_a_renewed_listing_is_published_again(market: Market, database: Database, job_has_run: bool) -> None:
    farthest = clock.months_after(TODAY, 36)
    for kind in kinds(market):
        path = kind.path(expired(database, kind))
        if job_has_run:
            Worker(database).drain()
            alter(database, kind.table, path.rpartition("/")[2], status="expired")
        for wrong in (YESTERDAY, farthest + timedelta(days=1)):
            refused = problem(kind.owner.post(f"{path}/renew", {"valid_until": str(wrong)}), 422)
            assert refused["errors"][0]["pointer"] == "/valid_until"
        problem(kind.owner.post(f"{path}/withdraw", {"reason": "不再需要"}), 409)
        renewed = done(kind.owner.post(f"{path}/renew", {"valid_until": str(TODAY)}))
        assert (renewed["status"], renewed["valid_until"]) == ("published", str(TODAY))
        assert done(market.client.get(f"/api/v1{path}"))["status"] == "published"
        renewed = done(kind.owner.post(f"{path}/renew", {"valid_until": str(farthest)}))
        assert (renewed["status"], renewed["valid_until"]) == ("published", str(farthest))


@pytest.mark.parametrize("job_has_run", [False, True])
def test_an_edit_of_the_last_valid_day_renews_and_any_other_does_not(
    market: Market, database: Database, job_has_run: bool
) -> None:
    for kind in kinds(market):
        listing = expired(database, kind)
        if job_has_run:
            alter(database, kind.table, listing["id"], status="expired")
        path = kind.path(listing)
        assert edited(kind.owner, path, own_no="X-1")["status"] == "expired"
        assert edited(kind.owner, path, valid_until=str(TOMORROW))["status"] == "published"
        assert stored_status(database, kind, listing) == "published"
        assert done(kind.owner.get(path))["status"] == "published"


def test_a_rewritten_expired_listing_needs_a_new_last_valid_day_and_a_review(
    market: Market, database: Database
) -> None:
    for kind in kinds(market):
        listing = expired(database, kind)
        path = kind.path(listing)
        refused = problem(edit(kind.owner, path, title="改写过的题目"), 422)
        assert refused["errors"][0]["pointer"] == "/valid_until"
        after = edited(kind.owner, path, title="改写过的题目", valid_until=str(TOMORROW))
        assert (after["status"], after["valid_until"]) == ("submitted", str(TOMORROW))
        assert stored_status(database, kind, listing) == "submitted"


def test_what_waited_for_review_past_its_last_valid_day_is_not_published(
    market: Market, database: Database
) -> None:
    for kind in kinds(market):
        listing = kind.draft()
        path = kind.path(listing)
        done(kind.owner.post(f"{path}/submit"))
        alter(database, kind.table, listing["id"], valid_until=YESTERDAY)
        problem(market.bureau.post(f"{path}/review", {"decision": "publish"}), 409, "conflict")
        returned = {"decision": "return", "reason": "有效期已过"}
        assert done(market.bureau.post(f"{path}/review", returned))["status"] == "returned"
        refused = problem(kind.owner.post(f"{path}/submit"), 422)
        assert refused["errors"][0]["pointer"] == "/valid_until"
        edited(kind.owner, path, valid_until=str(TODAY))
        assert done(kind.owner.post(f"{path}/submit"))["status"] == "submitted"
