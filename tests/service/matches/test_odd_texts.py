"""Texts that nobody expects: an answer or a clear refusal, in every place where a text meets the matcher."""

import json
from typing import Any

import pytest

from tests.support.market import ACHIEVEMENT, NEED, Market, created, done, problem

MIXED = "用PLC200控制的ＣＯ２捕集（Ni-Fe）🔥，煤气化细渣 残炭 92.5％，café №7"


def search(market: Market, **sent: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = done(market.client.post("/api/v1/matches/search", json=sent))["items"]
    return found


@pytest.mark.parametrize("text", ["、。！", "🔥👩‍🔬", "zzz", "\u200b\u200d。", "㍿", "ǅ", "٣", "\U000e0041"])
def test_a_text_without_a_known_term_has_an_empty_answer(market: Market, text: str) -> None:
    market.achievement()
    for sent in ({"text": text}, {"text": text, "title": text}, {"text": text, "side": "needs"}):
        assert search(market, min_level=1, **sent) == []
    assert done(market.client.get("/api/v1/achievements", params={"q": text}))["items"] == []
    need = market.draft_need(title=f"需求{text}", problem=f"问题{text}")
    assert market.enterprise.get(f"/needs/{need['id']}/matches?min_level=1").status_code == 200
    assert done(market.enterprise.get(f"/needs/{need['id']}/quality"))["near_duplicates"] == []


@pytest.mark.parametrize("text", ["", " \n\t", "\u3000", "字" * 100_000, "a\0b", "a" * 100_000])
def test_what_is_empty_too_long_or_not_text_is_refused_with_its_place(market: Market, text: str) -> None:
    refused = problem(market.client.post("/api/v1/matches/search", json={"text": text}), 422)
    assert refused["errors"][0]["pointer"] == "/text"
    problem(market.enterprise.post("/needs", NEED | {"problem": text}), 422)


def test_a_lone_surrogate_is_refused(market: Market) -> None:
    body = json.dumps({"text": "煤\ud800渣"})
    answer = market.client.post(
        "/api/v1/matches/search", content=body, headers={"content-type": "application/json"}
    )
    problem(answer, 400)


def test_the_longest_text_that_is_allowed_is_answered_and_explained(market: Market) -> None:
    slag = market.achievement()
    for text in ("煤气化细渣" * 4_000, "煤" * 20_000, ("残炭回收率，" * 4_000)[:20_000], "a1" * 10_000):
        found = search(market, text=text, min_level=1)
        assert [item["achievement"]["id"] for item in found] in ([slag["id"]], [])
        need = market.draft_need(problem=text)
        assert done(market.enterprise.get(f"/needs/{need['id']}/matches"))["items"]
        copy = market.draft_need(problem=text)
        near = done(market.enterprise.get(f"/needs/{copy['id']}/quality"))["near_duplicates"]
        assert need["id"] in [item["id"] for item in near]


def test_full_width_forms_capitals_and_accents_are_the_same_words(market: Market) -> None:
    achievement = market.achievement(abstract=MIXED * 3)
    for text in (
        "PLC200控制的CO2捕集",
        "ＰＬＣ２００控制的ｃｏ２捕集",
        "plc200 co2 捕集",
        "CAFÉ",
        "cafe",
        "92.5%",
    ):
        assert [item["achievement"]["id"] for item in search(market, text=text)] == [achievement["id"]], text


def test_one_listing_none_and_many_alike(market: Market) -> None:
    asked = {"text": NEED["problem"]}
    assert search(market, **asked) == []
    first = market.achievement()
    assert [item["achievement"]["id"] for item in search(market, **asked)] == [first["id"]]
    alike = [first["id"], *(market.achievement(**ACHIEVEMENT)["id"] for _ in range(4))]
    found = search(market, **asked)
    assert [item["achievement"]["id"] for item in found] == sorted(alike)
    assert len({item["score"] for item in found}) == 1
    assert [item["achievement"]["id"] for item in search(market, limit=2, **asked)] == sorted(alike)[:2]


def test_an_odd_listing_harms_no_other(market: Market) -> None:
    for title in ("🔥" * 200, "①②③", "—", "ﷺ" * 200):
        created(
            market.office.post(
                "/achievements", ACHIEVEMENT | {"title": title, "summary": title, "abstract": title}
            )
        )
    good = market.achievement()
    assert [item["achievement"]["id"] for item in search(market, text=NEED["problem"])] == [good["id"]]
