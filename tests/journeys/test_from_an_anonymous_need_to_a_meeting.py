"""An anonymous enterprise finds a technology, asks to meet, and is known only to who accepts."""

from tests.support.files import PDF, sent
from tests.support.introductions import actions
from tests.support.market import Market, created, done, problem


def test_a_need_is_matched_asked_accepted_and_talked_about(market: Market) -> None:
    enterprise, office, rival = market.enterprise, market.office, market.office2
    achievement = market.achievement(price_mode="agreed", price="10000000.00")
    need = market.need(visibility="anonymous")

    # It finds the technology by its own words, without anybody learning who it is.
    best = done(enterprise.get(f"/needs/{need['id']}/matches"))["items"][0]
    assert best["achievement"]["id"] == achievement["id"]
    assert best["reasons"]
    seen = done(office.get(f"/achievements/{achievement['id']}/matches"))["items"][0]["need"]
    assert (seen["id"], seen["owner"]["name"], seen["owner"]["kind"]) == (need["id"], None, "enterprise")

    # It asks; the office finds that on its worklist, still without a name.
    body = {
        "need_id": need["id"], "achievement_id": best["achievement"]["id"],
        "message": "想到中试线看母粒填料的实物", "wished_on": "2099-03-01",
    }  # fmt: skip
    asked = created(enterprise.post("/introductions", body, Idempotency_Key="ask-1"))
    assert created(enterprise.post("/introductions", body, Idempotency_Key="ask-1"))["id"] == asked["id"]
    at = f"/introductions/{asked['id']}"
    todo = done(office.get("/worklist"))["items"]
    assert [(item["kind"], item["subject_id"]) for item in todo] == [("answer_introduction", asked["id"])]
    for path in (at, f"{at}/events", "/introductions", "/worklist", f"/needs/{need['id']}"):
        assert "enterprise单位" not in office.get(path).text
    problem(rival.get(at), 404)

    # It accepts, with the version that it read; a late click on the old version is refused.
    etag = office.get(at).headers["etag"]
    taken = done(office.post(f"{at}/accept", {"note": "欢迎参观"}, If_Match=etag))
    problem(office.post(f"{at}/advance", {}, If_Match=etag), 412)
    assert (taken["status"], taken["need"]["owner"]["name"]) == ("accepted", "enterprise单位")
    assert {person["email"] for person in taken["contacts"]} == {"enterprise@test.keju", "office@test.keju"}
    assert done(office.get(f"/needs/{need['id']}"))["owner"]["name"] == "enterprise单位"
    listed = done(office.get("/needs"))["items"]
    assert [item["owner"]["name"] for item in listed] == ["enterprise单位"]
    assert done(rival.get(f"/needs/{need['id']}"))["owner"]["name"] is None

    # They talk; the minutes become evidence, and the need leaves the rankings while they do.
    minutes = sent(office, "introductions", asked, name="第一次会议纪要.pdf")
    step = {"note": "参观中试线，确认三批样品", "attachment_ids": [minutes["id"]]}
    assert done(enterprise.post(f"{at}/advance", step))["status"] == "talking"
    assert done(enterprise.get(f"/needs/{need['id']}"))["status"] == "in_negotiation"
    assert done(office.get(f"/achievements/{achievement['id']}/matches"))["items"] == []
    events = done(enterprise.get(f"{at}/events"))["items"]
    assert [file["name"] for file in events[-1]["files"]] == ["第一次会议纪要.pdf"]
    assert enterprise.get(f"/attachments/{minutes['id']}").content == PDF
    assert actions(market.bureau, asked) == ["request", "accept", "advance"]

    # It comes to nothing: the need is on offer again, and both may be introduced anew.
    done(office.post(f"{at}/close", {"reason": "price", "note": "价格差距较大"}))
    assert done(enterprise.get(f"/needs/{need['id']}"))["status"] == "published"
    assert (
        done(office.get(f"/achievements/{achievement['id']}/matches"))["items"][0]["need"]["id"] == need["id"]
    )
