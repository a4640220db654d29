"""A need from its draft to the market and off it again."""

from tests.support.market import Market, done, problem


def test_a_need_is_entered_submitted_reviewed_and_listed(market: Market) -> None:
    draft = market.draft_need()
    assert draft["status"] == "draft"
    assert market.client.get(f"/api/v1/needs/{draft['id']}").status_code == 404
    done(market.enterprise.post(f"/needs/{draft['id']}/submit"))
    published = done(market.bureau.post(f"/needs/{draft['id']}/review", {"decision": "publish"}))
    assert published["status"] == "published"
    listed = market.client.get("/api/v1/needs").json()
    assert [item["id"] for item in listed["items"]] == [draft["id"]]


def test_a_returned_need_tells_its_owner_why(market: Market) -> None:
    draft = market.draft_need()
    done(market.enterprise.post(f"/needs/{draft['id']}/submit"))
    problem(market.bureau.post(f"/needs/{draft['id']}/review", {"decision": "return"}), 422)
    done(market.bureau.post(f"/needs/{draft['id']}/review", {"decision": "return", "reason": "缺少指标"}))
    seen = done(market.enterprise.get(f"/needs/{draft['id']}"))
    assert (seen["status"], seen["status_reason"]) == ("returned", "缺少指标")


def test_matches_explain_themselves(market: Market) -> None:
    achievement = market.achievement()
    need = market.draft_need()
    found = done(market.enterprise.get(f"/needs/{need['id']}/matches"))
    assert found["items"][0]["achievement"]["id"] == achievement["id"]
    assert found["items"][0]["reasons"]
