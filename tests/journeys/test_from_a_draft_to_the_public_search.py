"""A technology finds its user: published by an office, found through a draft, the need reviewed and found."""

from tests.support.listings import FULL_ACHIEVEMENT, FULL_NEED, edit, edited
from tests.support.market import Market, created, done, problem


def test_an_office_publishes_an_enterprise_finds_it_and_both_are_found_by_anybody(market: Market) -> None:
    office, enterprise, bureau, visitor = market.office, market.enterprise, market.bureau, market.client

    # The office enters an achievement with too little, learns what is missing, and mends it.
    sparse = {
        name: FULL_ACHIEVEMENT[name] for name in ("title", "summary", "tech_field", "trl", "price_mode")
    }
    body = sparse | {"abstract": "从乳清分离蛋白。", "transfer_modes": ["service"]}
    achievement = created(office.post("/achievements", body, Idempotency_Key="office-1"))
    again = created(office.post("/achievements", body, Idempotency_Key="office-1"))
    assert again["id"] == achievement["id"]
    at = f"/achievements/{achievement['id']}"
    advice = done(office.get(f"{at}/quality"))
    assert not advice["may_be_submitted"]
    problem(office.post(f"{at}/submit"), 422)
    mended = {name: value for name, value in FULL_ACHIEVEMENT.items() if name != "visibility"}
    edited(office, at, **mended)
    assert done(office.get(f"{at}/quality"))["score"] == 100
    done(office.post(f"{at}/submit"))
    assert [item["id"] for item in done(bureau.get("/achievements?status=submitted"))["items"]] == [
        achievement["id"]
    ]
    done(bureau.post(f"{at}/review", {"decision": "return", "reason": "请写明许可方式"}))
    assert done(office.get(at))["status_reason"] == "请写明许可方式"
    edited(office, at, transfer_modes=["non_exclusive_licence", "transfer"])
    done(office.post(f"{at}/submit"))
    done(bureau.post("/reviews", {"ids": [achievement["id"]], "decision": "publish"}))

    # The enterprise writes down its problem and sees the achievement before anybody sees the need.
    told = {"title": FULL_NEED["title"], "problem": FULL_NEED["problem"], "need_type": "adoption"}
    need = created(enterprise.post("/needs", told))
    to = f"/needs/{need['id']}"
    best = done(enterprise.get(f"{to}/matches"))["items"][0]
    assert best["achievement"]["id"] == achievement["id"]
    assert "乳清" in "".join(reason["phrase"] for reason in best["reasons"])
    assert best["fit"]["tech_field"] == "unknown"
    assert done(enterprise.get(f"{to}/quality"))["suggested_tech_field"] == "09"
    assert visitor.get(f"/api/v1{to}").status_code == 404
    assert done(office.get(f"{at}/matches"))["items"] == []
    edited(enterprise, to, tech_field="09", visibility="anonymous", budget_max="1000000.00")
    best = done(enterprise.get(f"{to}/matches"))["items"][0]
    assert (best["fit"]["tech_field"], best["fit"]["budget"]) == ("agrees", "agrees")

    # The bureau publishes it; the office sees that it is wanted, though not by whom.
    done(enterprise.post(f"{to}/submit"))
    stale = enterprise.get(to).headers["etag"]
    done(bureau.post(f"{to}/review", {"decision": "publish"}))
    problem(enterprise.patch(to, {"title": "太晚了"}, If_Match=stale), 412)
    wanted = done(office.get(f"{at}/matches"))["items"][0]["need"]
    assert wanted["id"] == need["id"]
    assert (wanted["owner"]["name"], wanted["owner"]["kind"]) == (None, "enterprise")

    # Anybody finds both, by words and by a whole text.
    for path, listing in (("/achievements", achievement), ("/needs", need)):
        found = done(visitor.get(f"/api/v1{path}", params={"q": "乳清"}))["items"]
        assert [item["id"] for item in found] == [listing["id"]]
    for side, listing in (("achievements", achievement), ("needs", need)):
        question = {"text": "乳清里的蛋白和乳糖怎么分开", "side": side}
        item = done(visitor.post("/api/v1/matches/search", json=question))["items"][0]
        assert (item["achievement"] or item["need"])["id"] == listing["id"]

    # Settled elsewhere, the need is closed and nobody is led to it any more.
    done(enterprise.post(f"{to}/close", {"reason": "已与高校签约"}))
    assert done(office.get(f"{at}/matches"))["items"] == []
    assert done(visitor.get("/api/v1/needs", params={"q": "乳清"}))["items"] == []
    problem(edit(enterprise, to, title="还想改"), 409)
