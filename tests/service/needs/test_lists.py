"""Every filter of the list of needs, alone and together, and the ranked answer to words."""

from datetime import timedelta

import pytest

from service.kernel import clock
from service.kernel.database import Database
from service.needs.tables import Need
from tests.support.listings import FULL_NEED, alter, ids, titles
from tests.support.market import Market, done, problem

ALL = {
    "水": {"region": "150105", "tech_field": "07", "need_type": "testing", "budget_max": "100.00"},
    "土": {"region": "150100", "tech_field": "07", "industry": "27", "budget_min": "1.00"},
    "火": {"region": "150200", "tech_field": "06", "park": "jinqiao", "budget_max": "99.99"},
    "木": {"region": "110000", "tech_field": "06", "need_type": "testing", "budget_max": "100.01"},
    "金": {"region": "150122", "park": "jinqiao", "industry": "14"},
}
FILTERS = {
    "": "水土火木金",
    "tech_field=07": "水土",
    "tech_field=01": "",
    "industry=27": "土",
    "park=jinqiao": "火金",
    "need_type=testing": "水木",
    "need_type=key_technology": "土火金",
    "region=150000": "水土火金",
    "region=150100": "水土金",
    "region=150105": "水",
    "region=110000": "木",
    "region=120000": "",
    "budget_min=100": "水木",
    "budget_min=100.01": "木",
    "budget_min=0": "水火木",
    "status=published": "水土火木金",
    "status=draft": "",
    "status=expired": "",
    "region=150000&tech_field=07&need_type=testing": "水",
    "region=150200&tech_field=07": "",
}


@pytest.fixture
def filled(market: Market) -> Market:
    """Five public needs of the enterprise."""
    for title, fields in ALL.items():
        market.need(title=title, **fields)
    return market


def test_each_filter_lists_exactly_what_passes_it(filled: Market) -> None:
    for query, expected in FILTERS.items():
        found = titles(filled.client.get(f"/api/v1/needs?{query}"))
        assert "".join(sorted(found, key="水土火木金".index)) == expected, query
        counted = done(filled.client.get(f"/api/v1/needs?count=true&limit=1&{query}"))
        assert counted["total"] == len(expected), query


def test_the_owner_filter_lists_one_owner(filled: Market) -> None:
    other = filled.need(filled.enterprise2, title="另一家")
    assert titles(filled.client.get(f"/api/v1/needs?owner={other['owner']['id']}")) == ["另一家"]
    assert len(ids(filled.client.get(f"/api/v1/needs?owner={filled.enterprise.organization_id}"))) == 5


def test_every_state_is_listed_for_its_owner_and_open_ones_for_all(
    market: Market, database: Database
) -> None:
    expected = {}
    for status in ("submitted", "returned", "in_negotiation", "solved", "closed", "withdrawn", "expired"):
        expected[status] = [market.need()["id"]]
        alter(database, Need, expected[status][0], status=status)
    expected["draft"] = [market.draft_need()["id"]]
    over, now = market.need()["id"], market.need()["id"]
    alter(database, Need, over, valid_until=clock.today() - timedelta(days=1))
    expected["expired"].insert(0, over)
    expected["published"] = [now]
    for status, listed in expected.items():
        assert ids(market.enterprise.get(f"/needs?status={status}")) == listed
        is_open = status in ("published", "in_negotiation", "solved")
        assert ids(market.client.get(f"/api/v1/needs?status={status}")) == (listed if is_open else [])
        assert ids(market.bureau.get(f"/needs?status={status}")) == ([] if status == "draft" else listed)
    assert len(ids(market.enterprise.get("/needs"))) == 10
    assert len(ids(market.client.get("/api/v1/needs"))) == 3


def test_a_wrong_filter_is_refused_by_its_name(market: Market) -> None:
    for name, value in (
        ("need_type", "miracle"),
        ("status", "lost"),
        ("region", "1501"),
        ("budget_min", "much"),
        ("owner", "me"),
        ("trl_min", "3"),
        ("regoin", "150100"),
        ("sort", "budget_max"),
        ("sort", "--published_at"),
        ("cursor", "abc"),
        ("limit", "0"),
        ("limit", "101"),
        ("q", ""),
    ):
        refused = problem(market.client.get("/api/v1/needs", params={name: value}), 400)
        assert refused["errors"][0]["parameter"] == name


def test_words_are_answered_ranked_within_filters_and_visibility(market: Market) -> None:
    whey = market.need(**FULL_NEED | {"visibility": "public"})
    hidden = market.need(**FULL_NEED | {"visibility": "private", "title": "乳清的另一处排放"})
    draft = market.draft_need(**FULL_NEED | {"title": "乳清草稿里的需求"})
    slag = market.need()
    base = "/api/v1/needs"
    assert ids(market.client.get(f"{base}?q=乳清")) == [whey["id"]]
    assert ids(market.client.get(f"{base}?q=煤气化细渣")) == [slag["id"]]
    assert ids(market.client.get(f"{base}?q=乳清&tech_field=09")) == [whey["id"]]
    assert ids(market.client.get(f"{base}?q=乳清&tech_field=07")) == []
    assert ids(market.client.get(f"{base}?q=乳清&region=150100&budget_min=4000000")) == [whey["id"]]
    assert ids(market.client.get(f"{base}?q=乳清&budget_min=4000000.01")) == []
    assert ids(market.client.get(f"{base}?q=whey")) == []
    assert ids(market.client.get(f"{base}?q=，。")) == []
    mine = market.enterprise.get("/needs?q=乳清")
    assert set(ids(mine)) == {whey["id"], hidden["id"], draft["id"]}
    assert done(mine)["next_cursor"] is None
    assert ids(market.enterprise.get("/needs?q=乳清&status=draft")) == [draft["id"]]
    assert len(ids(market.enterprise.get("/needs?q=乳清&limit=2"))) == 2
    assert set(ids(market.bureau.get("/needs?q=乳清"))) == {whey["id"], hidden["id"]}


def test_a_ranked_answer_has_neither_pages_nor_sort_nor_total(market: Market) -> None:
    market.need()
    market.need()
    cursor = done(market.client.get("/api/v1/needs?limit=1"))["next_cursor"]
    for name, value in (("cursor", cursor), ("sort", "-published_at"), ("count", "true")):
        for path in ("/api/v1/needs", "/api/v1/achievements"):
            refused = problem(market.client.get(path, params={"q": "细渣", name: value}), 400)
            assert refused["errors"][0]["parameter"] == name
