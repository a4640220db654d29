"""Two processes on one database: what changes through one stands in the very next answer of the other."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from litestar.testing import TestClient

from service.achievements.tables import Achievement
from service.app import create_app
from service.kernel import changes, clock
from service.kernel.database import Database
from service.kernel.settings import Settings
from service.listings.listing import Visibility
from tests.support.listings import FULL_ACHIEVEMENT, alter, edited, set_server_clock
from tests.support.market import ACHIEVEMENT, NEED, Market, done


@pytest.fixture
def other(settings: Settings) -> Iterator[TestClient]:
    """A second application on the same database, its index already built."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        ask(client)
        yield client


def ask(client: TestClient, text: str = NEED["problem"], **body: Any) -> list[str]:
    answer = client.post("/api/v1/matches/search", json={"text": text} | body)
    return [item["achievement"]["title"] for item in done(answer)["items"]]


def test_each_change_stands_in_the_next_answer_of_the_other_process(
    market: Market, other: TestClient
) -> None:
    assert ask(other) == []
    path = f"/achievements/{market.achievement()['id']}"
    assert ask(other) == [ACHIEVEMENT["title"]]
    edited(market.office, path, visibility="private")
    assert ask(other) == []
    edited(market.office, path, visibility="public")
    assert ask(other) == [ACHIEVEMENT["title"]]
    done(market.office.post(f"{path}/withdraw", {"reason": "暂停"}))
    assert ask(other) == []
    done(market.office.post(f"{path}/submit"))
    assert ask(other) == []
    done(market.bureau.post(f"{path}/review", {"decision": "publish"}))
    assert ask(other) == [ACHIEVEMENT["title"]]
    office = f"/organizations/{market.office.organization_id}"
    done(market.bureau.post(f"{office}/suspend", {"reason": "核查"}))
    assert ask(other) == []
    done(market.bureau.post(f"{office}/verify", {}))
    assert ask(other) == [ACHIEVEMENT["title"]]


def test_an_edited_text_ranks_by_its_new_words_in_both_processes(market: Market, other: TestClient) -> None:
    path = f"/achievements/{market.achievement()['id']}"
    new = {name: FULL_ACHIEVEMENT[name] for name in ("title", "summary", "abstract")}
    edited(market.office, path, **new)
    done(market.bureau.post(f"{path}/review", {"decision": "publish"}))
    for client in (market.client, other):
        assert ask(client, "乳清") == [FULL_ACHIEVEMENT["title"]]
        assert ask(client, "母粒") == []


def test_facts_beside_the_text_are_as_new_as_the_text(market: Market, other: TestClient) -> None:
    path = f"/achievements/{market.achievement()['id']}"
    assert ask(other, filters={"trl_min": 8}) == []
    edited(market.office, path, trl=9, transfer_modes=["equity"])
    assert ask(other, filters={"trl_min": 8, "transfer_mode": "equity"}) == [ACHIEVEMENT["title"]]


def test_a_deleted_draft_and_an_expired_listing_rank_no_more(
    market: Market, other: TestClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = market.draft_achievement()
    headers = market.office.headers
    assert done(other.get("/api/v1/achievements?q=母粒", headers=headers))["items"]
    market.office.delete(f"/achievements/{draft['id']}")
    assert not done(other.get("/api/v1/achievements?q=母粒", headers=headers))["items"]
    listing = market.achievement()
    alter(database, Achievement, listing["id"], valid_until=clock.today())
    assert ask(other) == [ACHIEVEMENT["title"]]
    set_server_clock(monkeypatch, clock.today() + timedelta(days=1))
    assert ask(other) == []


def test_private_listings_never_show_for_others_and_the_answer_is_topped_up(
    market: Market, other: TestClient, database: Database
) -> None:
    weaker = market.achievement(
        title="细渣分选", abstract="煤气化细渣残炭分离后填埋量减少，设备处理量2万吨。"
    )
    person_id, office_id = UUID(market.office2.person_id), UUID(market.office2.organization_id)
    with database.writing() as session:
        hidden = [
            Achievement(
                **ACHIEVEMENT
                | {"title": f"{NEED['title']}{NEED['problem']}"[:200], "abstract": NEED["problem"]},
                owner_id=office_id,
                entered_by=person_id,
                entered_by_organization_id=office_id,
                region="150105",
                status="published",
                visibility=Visibility.PRIVATE,
                valid_until=clock.today(),
            )
            for _ in range(60)
        ]
        session.add_all(hidden)
        for row in hidden:
            changes.note(session, "achievements", row.id)
    assert ask(other, limit=1) == [weaker["title"]]
    need = market.draft_need()
    matches = done(market.enterprise.get(f"/needs/{need['id']}/matches?limit=3"))["items"]
    assert [item["achievement"]["id"] for item in matches] == [weaker["id"]]
    everything = done(market.bureau.get("/achievements?q=煤气化细渣&limit=100"))["items"]
    assert len(everything) == 61
    visible = done(market.client.get("/api/v1/achievements?q=煤气化细渣&limit=1"))["items"]
    assert [item["id"] for item in visible] == [weaker["id"]]
    private = done(market.office2.get("/achievements?q=煤气化细渣&limit=10"))["items"]
    assert len(private) == 10
