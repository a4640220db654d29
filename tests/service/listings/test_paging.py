"""Walking a list by its cursors: every listing once, in order, in both directions, whatever is inserted."""

from datetime import UTC, datetime, timedelta
from itertools import count, product
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from service.accounts.queries import person_by_email
from service.achievements.tables import Achievement, PriceMode
from service.kernel import clock
from service.kernel.database import Database
from service.needs.tables import Need, NeedType
from tests.support.listings import ids
from tests.support.market import Market, done, problem

SORTS = ("published_at", "created_at", "updated_at", "valid_until")
START = datetime(2026, 3, 1, 8, 30, 0, 123456, tzinfo=UTC)
NUMBERS = count()


def row(session: Session, owner_id: UUID, table: type[Any], place: int) -> Any:
    """A published listing; three at a time share every moment and day."""
    moment, person = START + timedelta(microseconds=place // 3), person_by_email(session, "office@test.keju")
    assert person is not None
    terms: dict[str, Any] = {"problem": "…", "need_type": NeedType.TESTING}
    if table is Achievement:
        terms = {
            "summary": "…",
            "abstract": "…",
            "trl": 1,
            "price_mode": PriceMode.NEGOTIABLE,
            "tech_field": "01",
        }
    return table(
        owner_id=owner_id,
        entered_by=person.id,
        entered_by_organization_id=owner_id,
        title=f"{next(NUMBERS)}",
        region="150102",
        status="published",
        valid_until=clock.today() + timedelta(days=place // 3),
        published_at=moment,
        listed_at=moment,
        created_at=moment,
        updated_at=moment,
        **terms,
    )


def store(database: Database, market: Market, table: type[Any], places: list[int]) -> set[str]:
    owner_id = UUID(market.office.organization_id)
    with database.writing() as session:
        rows = [row(session, owner_id, table, place) for place in places]
        session.add_all(rows)
        session.flush()
        return {str(each.id) for each in rows}


def walk(market: Market, path: str, sort: str, limit: int, between: Any = lambda: None) -> list[str]:
    found, cursor = [], None
    while True:
        query = {"sort": sort, "limit": limit} | ({"cursor": cursor} if cursor else {})
        page = done(market.client.get(f"/api/v1{path}", params=query))
        found += [item["id"] for item in page["items"]]
        assert len(page["items"]) <= limit
        cursor = page["next_cursor"]
        if cursor is None:
            return found
        assert len(page["items"]) == limit
        between()


@pytest.mark.parametrize("table", [Need, Achievement])
def test_every_listing_comes_once_in_every_sort_and_both_directions(
    market: Market, database: Database, table: type[Any]
) -> None:
    stored, path = store(database, market, table, list(range(20))), f"/{table.entity}"
    for sort, limit in product(SORTS, (3, 7)):
        rising, falling = walk(market, path, sort, limit), walk(market, path, f"-{sort}", limit)
        assert set(rising) == stored
        assert falling == rising[::-1]
        assert len(rising) == 20
    assert ids(market.client.get(f"/api/v1{path}?limit=100")) == walk(market, path, "-published_at", 6)
    counted = done(market.client.get(f"/api/v1{path}?count=true&limit=4"))
    assert counted["total"] == 20
    again = market.client.get(f"/api/v1{path}?count=true&limit=4&cursor={counted['next_cursor']}")
    assert done(again)["total"] == 20
    assert "total" not in done(market.client.get(f"/api/v1{path}"))


def test_what_is_inserted_meanwhile_neither_repeats_nor_hides_the_others(
    market: Market, database: Database
) -> None:
    stored = store(database, market, Need, list(range(20)))

    def insert() -> None:
        store(database, market, Need, [0, 9, 19])

    for sort in ("published_at", "-published_at", "-valid_until"):
        found = walk(market, "/needs", sort, 4, insert)
        assert len(found) == len(set(found))
        assert stored <= set(found)


def test_a_cursor_is_good_for_its_list_and_sort_alone(market: Market, database: Database) -> None:
    store(database, market, Need, list(range(3)))
    store(database, market, Achievement, list(range(3)))
    cursor = done(market.client.get("/api/v1/needs?limit=1"))["next_cursor"]
    for path in (
        f"/achievements?cursor={cursor}",
        f"/needs?cursor={cursor}&sort=published_at",
        f"/needs?cursor={cursor}&sort=-created_at",
        f"/needs?cursor={cursor}x",
        f"/needs?cursor={cursor[1:]}",
    ):
        refused = problem(market.client.get(f"/api/v1{path}"), 400)
        assert refused["errors"][0]["parameter"] == "cursor"
    assert len(ids(market.client.get(f"/api/v1/needs?cursor={cursor}&sort=-published_at"))) == 2
