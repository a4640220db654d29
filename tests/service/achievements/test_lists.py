"""Every filter of the list of achievements, alone and together, and the ranked answer to words."""

from datetime import timedelta

from service.achievements.tables import Achievement
from service.kernel import clock
from service.kernel.database import Database
from tests.support.listings import FULL_ACHIEVEMENT, alter, ids, titles
from tests.support.market import Market, done, problem

ALL = {
    "水": {"tech_field": "07", "trl": 1, "price": "100.00", "transfer_modes": ["sole_licence"]},
    "土": {"tech_field": "07", "trl": 5, "industry": "27", "transfer_modes": ["exclusive_licence"]},
    "火": {"tech_field": "06", "trl": 9, "price": "100.01", "form": "material"},
    "木": {
        "tech_field": "06",
        "trl": 5,
        "price": "99.99",
        "transfer_modes": ["non_exclusive_licence", "equity"],
    },
}
FILTERS = {
    "": "水土火木",
    "tech_field=07": "水土",
    "industry=27": "土",
    "form=material": "火",
    "form=other": "",
    "trl_min=5": "土火木",
    "trl_max=5": "水土木",
    "trl_min=5&trl_max=5": "土木",
    "trl_min=6&trl_max=4": "",
    "transfer_mode=sole_licence": "水",
    "transfer_mode=exclusive_licence": "土",
    "transfer_mode=non_exclusive_licence": "木",
    "transfer_mode=equity": "木",
    "transfer_mode=transfer": "火",
    "transfer_mode=service": "",
    "price_max=100": "水土木",
    "price_max=99.99": "土木",
    "price_max=0": "土",
    "price_max=9999999999999.99": "水土火木",
    "region=150000": "水土火木",
    "region=150100": "水土火木",
    "region=150102": "水土火木",
    "region=150105": "",
    "status=published": "水土火木",
    "status=reserved": "",
    "tech_field=06&trl_max=5&price_max=100&transfer_mode=equity": "木",
}


def test_each_filter_lists_exactly_what_passes_it(market: Market) -> None:
    for title, fields in ALL.items():
        market.achievement(title=title, **fields)
    for query, expected in FILTERS.items():
        found = titles(market.client.get(f"/api/v1/achievements?{query}"))
        assert "".join(sorted(found, key="水土火木".index)) == expected, query
        counted = done(market.client.get(f"/api/v1/achievements?count=true&limit=1&{query}"))
        assert counted["total"] == len(expected), query
    other = market.achievement(market.office2, title="另一校")
    assert titles(market.client.get("/api/v1/achievements?region=150105")) == ["另一校"]
    owner = other["owner"]["id"]
    assert titles(market.client.get(f"/api/v1/achievements?owner={owner}")) == ["另一校"]


def test_every_state_is_listed_for_its_owner_and_open_ones_for_all(
    market: Market, database: Database
) -> None:
    expected = {}
    for status in ("submitted", "returned", "reserved", "transferred", "withdrawn", "expired"):
        expected[status] = [market.achievement()["id"]]
        alter(database, Achievement, expected[status][0], status=status)
    expected["draft"] = [market.draft_achievement()["id"]]
    over, now = market.achievement()["id"], market.achievement()["id"]
    alter(database, Achievement, over, valid_until=clock.today() - timedelta(days=1))
    expected["expired"].insert(0, over)
    expected["published"] = [now]
    for status, listed in expected.items():
        assert ids(market.office.get(f"/achievements?status={status}")) == listed
        is_open = status in ("published", "reserved", "transferred")
        assert ids(market.client.get(f"/api/v1/achievements?status={status}")) == (listed if is_open else [])
    assert len(ids(market.client.get("/api/v1/achievements"))) == 3


def test_a_wrong_filter_is_refused_by_its_name(market: Market) -> None:
    for name, value in (
        ("form", "idea"),
        ("transfer_mode", "gift"),
        ("trl_min", "0"),
        ("trl_max", "10"),
        ("trl_min", "five"),
        ("price_max", "-1"),
        ("need_type", "testing"),
        ("sort", "price"),
    ):
        refused = problem(market.client.get("/api/v1/achievements", params={name: value}), 400)
        assert refused["errors"][0]["parameter"] == name


def test_words_are_answered_ranked_within_filters_and_visibility(market: Market) -> None:
    whey = market.achievement(**FULL_ACHIEVEMENT | {"visibility": "public"})
    members = market.achievement(**FULL_ACHIEVEMENT | {"title": "乳清提取的会员版"})
    slag = market.achievement()
    base = "/api/v1/achievements"
    assert ids(market.client.get(f"{base}?q=乳清")) == [whey["id"]]
    assert ids(market.client.get(f"{base}?q=母粒填料")) == [slag["id"]]
    assert ids(market.client.get(f"{base}?q=乳清&trl_min=9")) == []
    assert ids(market.client.get(f"{base}?q=乳清&transfer_mode=service&price_max=800000.50")) == [whey["id"]]
    assert set(ids(market.enterprise.get("/achievements?q=乳清"))) == {whey["id"], members["id"]}
    assert ids(market.newcomer.get("/achievements?q=乳清")) == [whey["id"]]


def test_whole_words_rank_above_parts_of_them(market: Market) -> None:
    both = market.achievement(title="乳清蛋白提取", abstract="从乳清里提取蛋白质的办法，得率90%。")
    market.achievement(title="清洁能源利用", abstract="蛋白土作为保温材料，乳化后使用。")
    assert ids(market.client.get("/api/v1/achievements?q=乳清蛋白"))[0] == both["id"]
