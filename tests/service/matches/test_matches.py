"""Ranked, explained pairings of a stored listing: whose they are, why they match, what narrows them."""

from typing import Any

from service.kernel import ids as identities
from tests.support.listings import FULL_ACHIEVEMENT, FULL_NEED
from tests.support.market import ACHIEVEMENT, NEED, Market, done, problem


def matched(answer: Any, side: str = "achievement") -> list[str]:
    return [item[side]["id"] for item in done(answer)["items"]]


def test_a_draft_shows_its_owner_the_ranked_and_explained_other_side(market: Market) -> None:
    slag, whey = market.achievement(), market.achievement(**FULL_ACHIEVEMENT | {"visibility": "public"})
    need = market.draft_need()
    found = done(market.enterprise.get(f"/needs/{need['id']}/matches"))
    assert found["items"][0]["achievement"]["id"] == slag["id"]
    assert found["next_cursor"] is None
    best = found["items"][0]
    assert 0 < best["score"] <= 1
    assert best["level"] in (2, 3, 4)
    texts = (
        NEED["title"] + NEED["problem"],
        ACHIEVEMENT["title"] + ACHIEVEMENT["summary"] + ACHIEVEMENT["abstract"],
    )
    assert best["reasons"]
    for reason in best["reasons"]:
        assert all(reason["phrase"] in text for text in texts)
        assert 0 < reason["share"] <= 1
    shares = [reason["share"] for reason in best["reasons"]]
    assert sum(shares) <= 1.0001
    assert shares == sorted(shares, reverse=True)
    draft = market.draft_achievement(**FULL_ACHIEVEMENT)
    sought = market.need(**FULL_NEED | {"visibility": "public"})
    assert matched(market.office.get(f"/achievements/{draft['id']}/matches"), "need")[0] == sought["id"]
    assert whey["id"] in matched(market.enterprise.get(f"/needs/{sought['id']}/matches"))


def test_an_unrelated_text_has_no_match(market: Market) -> None:
    market.achievement()
    path = f"/needs/{market.draft_need(title='whey', problem='protein powder')['id']}/matches"
    assert matched(market.enterprise.get(path)) == []
    assert matched(market.enterprise.get(f"{path}?min_level=1")) == []


def test_matches_are_for_insiders_and_the_bureau(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    private = market.need(visibility="private")
    paths = (f"/needs/{need['id']}/matches", f"/achievements/{achievement['id']}/matches")
    for path, insider, outsider in zip(
        paths, (market.enterprise, market.office), (market.office, market.enterprise), strict=True
    ):
        assert done(insider.get(path))["items"]
        assert done(market.bureau.get(path))["items"]
        for stranger in (outsider, market.broker, market.district, market.newcomer, market.judge):
            problem(stranger.get(path), 403, "forbidden")
        assert market.client.get(f"/api/v1{path}").status_code == 401
    problem(market.office.get(f"/needs/{private['id']}/matches"), 404, "not-found")
    problem(market.bureau.get(f"/needs/{market.draft_need()['id']}/matches"), 404)
    problem(market.enterprise.get(f"/needs/{identities.new_id()}/matches"), 404)
    near = market.need(market.enterprise2)
    assert done(market.district.get(f"/needs/{near['id']}/matches"))["items"]


def test_the_fit_says_what_agrees_differs_or_is_unknown(market: Market) -> None:
    market.achievement(price="100.00", price_mode="agreed", trl=6)

    def fit(**fields: Any) -> dict[str, str]:
        need = market.draft_need(**fields)
        items = done(market.enterprise.get(f"/needs/{need['id']}/matches"))["items"]
        told: dict[str, str] = items[0]["fit"]
        return told

    names = ("tech_field", "region", "budget", "trl", "cooperation_mode")
    assert fit(need_type="testing") == dict.fromkeys(names, "unknown") | {"region": "agrees"}
    agreeing = {"tech_field": "07", "region": "150123", "budget_max": "100.00", "need_type": "renovation"}
    modes = ["equity", "transfer"]
    assert fit(**agreeing, cooperation_modes=modes) == dict.fromkeys(names, "agrees")
    differing = {"tech_field": "09", "region": "150200", "budget_max": "99.99", "need_type": "adoption"}
    assert fit(**differing, cooperation_modes=["equity"]) == dict.fromkeys(names, "differs")


def test_each_filter_narrows_the_matches_of_a_need(market: Market) -> None:
    cheap = market.achievement(price="100.00", price_mode="agreed", trl=3)["id"]
    unpriced = market.achievement(market.office2, transfer_modes=["equity"], tech_field="05")["id"]
    path = f"/needs/{market.draft_need()['id']}/matches"
    for query, expected in (
        ("", {cheap, unpriced}),
        ("tech_field=05", {unpriced}),
        ("tech_field=07", {cheap}),
        ("region=150105", {unpriced}),
        ("region=150100", {cheap, unpriced}),
        ("region=150200", set()),
        ("trl_min=4", {unpriced}),
        ("trl_max=3", {cheap}),
        ("trl_min=3&trl_max=7", {cheap, unpriced}),
        ("transfer_mode=equity", {unpriced}),
        ("transfer_mode=transfer", {cheap}),
        ("price_max=100", {cheap, unpriced}),
        ("price_max=99.99", {unpriced}),
    ):
        assert set(matched(market.enterprise.get(f"{path}?{query}"))) == expected, query
    assert len(matched(market.enterprise.get(f"{path}?limit=1"))) == 1
    for name, value in (("need_type", "testing"), ("limit", "0"), ("min_level", "5"), ("cursor", "x")):
        refused = problem(market.enterprise.get(f"{path}?{name}={value}"), 400)
        assert refused["errors"][0]["parameter"] == name


def test_each_filter_narrows_the_matches_of_an_achievement(market: Market) -> None:
    rich = market.need(budget_max="100.00", need_type="testing")["id"]
    silent = market.need(market.enterprise2, tech_field="07")["id"]
    path = f"/achievements/{market.draft_achievement()['id']}/matches"
    for query, expected in (
        ("", {rich, silent}),
        ("tech_field=07", {silent}),
        ("region=150122", {rich}),
        ("need_type=testing", {rich}),
        ("need_type=key_technology", {silent}),
        ("budget_min=100", {rich}),
        ("budget_min=100.01", set()),
    ):
        assert set(matched(market.office.get(f"{path}?{query}"), "need")) == expected, query
    problem(market.office.get(f"{path}?price_max=5"), 400)


def test_the_least_level_hides_what_is_weaker_and_the_order_is_by_score(market: Market) -> None:
    market.achievement()
    market.achievement(
        title="残炭分选", summary="残炭", abstract="灰渣中残炭的分选装置，处理量2万吨，设备紧凑。"
    )
    market.achievement(**FULL_ACHIEVEMENT | {"visibility": "public"})
    path = f"/needs/{market.draft_need()['id']}/matches"
    everything = done(market.enterprise.get(f"{path}?min_level=1"))["items"]
    scores = [item["score"] for item in everything]
    assert scores == sorted(scores, reverse=True)
    for level in (1, 2, 3, 4):
        found = done(market.enterprise.get(f"{path}?min_level={level}"))["items"]
        assert found == [item for item in everything if item["level"] >= level]
