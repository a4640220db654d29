"""Where phrases stand: the places of a reason, cut out of the listings as they are read, are the phrase."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.text import normalise
from service.achievements.tables import Achievement
from service.matches import documents, explaining
from tests.support.market import Market, done

TRICKY = {
    "title": "𠮷田👩‍🔬煤气化细渣的资源化",
    "problem": "①我厂每年产生ＣＯ２与煤气化细渣，残炭分离困难。\n残炭难分离🔥，要做母粒填料。",
    "baseline": "填埋；母粒填料曾经试过",
    "targets": [{"name": "残炭回收率", "op": "ge", "value": "90", "unit": "%", "condition": None}],
}
FOUND = {
    "keywords": ["母粒填料", "残炭"],
    "edges": [{"metric": "残炭回收率", "ours": "92", "baseline": "60", "unit": "%"}],
    "abstract": "🔥🔥CO2与煤气化细渣含水高、残炭难分离；煤气化细渣制成母粒填料。" * 3,
}


def cut(listing: Any, span: dict[str, Any]) -> str:
    """What stands at a place; the pointer is followed as RFC 6901 says."""
    value = listing
    for step in span["field"].split("/")[1:]:
        value = value[int(step)] if isinstance(value, list) else value[step]
    text: str = value[span["start"] : span["end"]]
    return text


def require_places(reasons: list[dict[str, Any]], asked: Any, found: Any) -> set[str]:
    """Every place must be its phrase; the fields that were pointed to."""
    assert reasons
    fields = set()
    for reason in reasons:
        assert reason["asked"]
        assert reason["found"]
        assert cut(found, reason["found"][0]) == reason["phrase"]
        for spans, listing in ((reason["asked"], asked), (reason["found"], found)):
            for span in spans:
                assert normalise(cut(listing, span)) == normalise(reason["phrase"])
                fields.add(span["field"])
    return fields


def test_the_places_of_phrases_are_those_of_the_fields_as_they_are_read(market: Market) -> None:
    achievement, need = market.achievement(**FOUND), market.need(**TRICKY)
    item = done(market.enterprise.get(f"/needs/{need['id']}/matches"))["items"][0]
    fields = require_places(item["reasons"], need, achievement)
    assert {
        "/problem",
        "/targets/0/name",
        "/baseline",
        "/abstract",
        "/edges/0/metric",
        "/keywords/0",
    } <= fields
    item = done(market.office.get(f"/achievements/{achievement['id']}/matches"))["items"][0]
    assert require_places(item["reasons"], achievement, need)
    sent = {"title": TRICKY["title"], "text": TRICKY["problem"]}
    item = done(market.office.post("/matches/search", sent))["items"][0]
    assert {"/title", "/text"} <= require_places(item["reasons"], sent, achievement)


def test_a_phrase_that_stands_everywhere_is_placed_twenty_times(market: Market) -> None:
    market.achievement(abstract="煤气化细渣，" * 500)
    item = done(market.office.post("/matches/search", {"text": "煤气化细渣，" * 500}))["items"][0]
    assert [len(item["reasons"][0][side]) for side in ("asked", "found")] == [20, 20]


def test_a_probability_goes_with_the_score_and_a_few_words_have_none(market: Market) -> None:
    market.achievement()
    market.achievement(title="残炭分选", summary="残炭", abstract="灰渣中残炭的分选装置，处理量2万吨。")
    items = done(market.enterprise.get(f"/needs/{market.need()['id']}/matches?min_level=1"))["items"]
    told = [item["probability"] for item in items]
    assert told == sorted(told, reverse=True)
    assert 0 < told[-1] < told[0] < 1
    few = done(market.office.post("/matches/search", {"text": "残炭"}))["items"]
    assert {item["probability"] for item in few} == {None}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=6), max_size=4), st.text(max_size=8), st.text(max_size=8))
def test_every_place_of_a_composed_text_is_found_in_its_field(
    keywords: list[str], line: str, abstract: str
) -> None:
    row = Achievement(title="", summary=line, abstract=abstract, keywords=keywords, edges=[])
    pieces = documents.achievement_pieces(row)
    text = "\n".join(part for _, part in pieces)
    offset = 0
    for field, part in pieces:
        for start in range(len(part)):
            span = explaining.Span("text", offset + start, offset + len(part))
            place = explaining._place(span, pieces)
            assert (place.field, part[place.start : place.end]) == (field, text[span.start : span.end])
        offset += len(part) + 1
