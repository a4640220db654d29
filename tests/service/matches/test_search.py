"""POST /matches/search: a text that is not stored, asked by anybody over what they may see."""

from typing import Any

from tests.support.listings import FULL_ACHIEVEMENT, FULL_NEED
from tests.support.market import ACHIEVEMENT, NEED, Market, done, problem

SEARCH = "/api/v1/matches/search"
SLAG: dict[str, Any] = {"text": NEED["problem"], "title": NEED["title"]}


def found(market: Market, body: dict[str, Any], who: str | None = None) -> list[str]:
    headers = getattr(market, who).headers if who else {}
    items = done(market.client.post(SEARCH, json=body, headers=headers))["items"]
    return [(item["achievement"] or item["need"])["id"] for item in items]


def test_a_visitor_finds_what_is_public_or_anonymous_with_reasons(market: Market) -> None:
    shown = {market.achievement()["id"]}
    for visibility in ("members", "private"):
        market.achievement(visibility=visibility)
    market.draft_achievement()
    answer = done(market.client.post(SEARCH, json=SLAG))
    assert {item["achievement"]["id"] for item in answer["items"]} == shown
    assert answer["next_cursor"] is None
    best = answer["items"][0]
    assert best["need"] is None
    assert all(reason["phrase"] in NEED["problem"] + NEED["title"] for reason in best["reasons"])
    assert 0 < sum(reason["share"] for reason in best["reasons"]) <= 1.0001
    needs = {market.need()["id"], market.need(visibility="anonymous")["id"]}
    market.need(visibility="members")
    market.need(visibility="private")
    body = {"text": ACHIEVEMENT["abstract"], "side": "needs"}
    assert set(found(market, body)) == needs
    assert set(found(market, body, "newcomer")) == needs
    assert len(found(market, body, "office")) == 3
    assert len(found(market, body, "enterprise")) == 4


def test_the_filters_of_the_side_narrow_it_and_those_of_the_other_are_refused(market: Market) -> None:
    market.achievement(price="100.00", price_mode="agreed")
    market.need(budget_max="100.00")
    slag = {"achievements": SLAG, "needs": SLAG | {"side": "needs"}}
    passing = {
        "achievements": [
            {"trl_min": 7, "trl_max": 7},
            {"transfer_mode": "transfer"},
            {"price_max": "100"},
            {"tech_field": "07", "region": "150102"},
        ],
        "needs": [{"need_type": "key_technology"}, {"budget_min": "100"}, {"region": "150000"}],
    }
    failing = {
        "achievements": [
            {"trl_min": 8},
            {"trl_max": 6},
            {"transfer_mode": "equity"},
            {"price_max": "99.99"},
            {"tech_field": "09"},
            {"region": "150105"},
        ],
        "needs": [{"need_type": "testing"}, {"budget_min": "100.01"}, {"region": "110000"}],
    }
    for side in ("achievements", "needs"):
        for filters in passing[side]:
            assert len(found(market, slag[side] | {"filters": filters})) == 1, filters
        for filters in failing[side]:
            assert found(market, slag[side] | {"filters": filters}) == [], filters
    refused = {
        "achievements": {"need_type": "testing", "budget_min": "1"},
        "needs": {"trl_min": 1, "trl_max": 9, "transfer_mode": "equity", "price_max": "5"},
    }
    for side, filters in refused.items():
        for name, value in filters.items():
            answer = market.client.post(SEARCH, json=slag[side] | {"filters": {name: value}})
            assert problem(answer, 422)["errors"][0]["pointer"] == f"/filters/{name}"


def test_what_is_not_a_question_is_refused_with_its_place(market: Market) -> None:
    for body, pointer in (
        ({}, "/text"),
        ({"text": ""}, "/text"),
        ({"text": " \n"}, "/text"),
        ({"text": "字" * 20_001}, "/text"),
        ({"text": "乳清", "title": "字" * 201}, "/title"),
        ({"text": "乳清", "side": "both"}, "/side"),
        ({"text": "乳清", "limit": 0}, "/limit"),
        ({"text": "乳清", "limit": 101}, "/limit"),
        ({"text": "乳清", "min_level": 5}, "/min_level"),
        ({"text": "乳清", "filters": {"status": "draft"}}, "/filters/status"),
        ({"text": "乳清", "filters": {"region": "1501"}}, "/filters/region"),
        ({"text": "乳清", "cursor": "x"}, "/cursor"),
    ):
        refused = problem(market.client.post(SEARCH, json=body), 422)
        assert refused["errors"][0]["pointer"] == pointer


def test_a_short_word_finds_what_holds_it_first_and_an_unknown_one_nothing(market: Market) -> None:
    whey = market.achievement(**FULL_ACHIEVEMENT | {"visibility": "public"})
    market.achievement()
    market.need(**FULL_NEED | {"visibility": "public"})
    assert found(market, {"text": "乳清"})[0] == whey["id"]
    assert found(market, {"text": "乳清", "limit": 1}) == [whey["id"]]
    for nothing in ("whey", "，。！", "🙂", "龘"):
        assert found(market, {"text": nothing}) == []
    assert found(market, {"text": "乳清" * 10_000, "limit": 1}) == [whey["id"]]


def test_an_empty_market_answers_with_nothing(market: Market) -> None:
    assert found(market, SLAG) == []
    assert found(market, SLAG | {"side": "needs"}) == []
    assert done(market.client.get("/api/v1/needs?q=乳清"))["items"] == []
