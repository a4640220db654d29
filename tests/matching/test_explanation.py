"""Reasons: phrases that literally stand in both texts, with their shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.document import Document
from matching.explanation import explain
from matching.index import Index
from matching.text import normalise

NEED = Document("q", "电解液开发", "高镍三元电池要的电解液，提高了循环寿命。")


def test_phrases_are_the_longest_that_both_hold(index: Index, listings: list[Document]):
    phrases = [reason.phrase for reason in explain(index, NEED, listings[1])]
    assert phrases == ["高镍三元", "电解液", "循环寿命", "提高", "电池"] or set(phrases) >= {
        "高镍三元",
        "电解液",
        "循环寿命",
    }


def test_spans_are_places_in_the_texts_as_written(index: Index):
    need = Document("q", "ＰＬＣ２００的改造", "")
    reason = explain(index, need, Document("d", "", "用 plc200 控制"))[0]
    assert reason.phrase == "plc200"
    assert [need.title[s.start : s.end] for s in reason.query_spans] == ["ＰＬＣ２００"]
    assert [(s.field, s.start, s.end) for s in reason.document_spans] == [("text", 2, 8)]


def test_scraps_are_not_shown(index: Index):
    shown = explain(index, Document("q", "2020年的水", ""), Document("d", "水的2020", ""))
    assert shown == []


def test_function_words_are_cut_off(index: Index):
    shown = explain(index, Document("q", "对电池的研究", ""), Document("d", "对电池的保养", ""))
    assert [reason.phrase for reason in shown] == ["电池"]


def test_texts_without_a_common_term_have_no_reason(index: Index):
    assert explain(index, Document("q", "甲乙", ""), Document("d", "丙丁", "")) == []
    assert explain(index, Document("q", "", ""), Document("d", "", "")) == []


def test_weights_alone_are_enough(index: Index, listings: list[Document]):
    assert explain(index.snapshot.weights, NEED, listings[1]) == explain(index, NEED, listings[1])


TEXTS = st.text(st.sampled_from("高镍三元电池的循环寿命涂料plc20 ，"), max_size=30)


@given(TEXTS, TEXTS)
def test_any_reason_stands_in_both_texts_and_shares_stay_within_one(asked: str, answered: str):
    weights = Index.build([Document("a", "高镍三元电池的循环寿命", "涂料plc20")])
    query, document = Document("q", asked, "电池"), Document("d", answered, "寿命")
    reasons = explain(weights, query, document, limit=100)
    assert sum(r.share for r in reasons) <= 1 + 1e-6
    assert [r.share for r in reasons] == sorted((r.share for r in reasons), reverse=True)
    for reason in reasons:
        assert reason.share > 0
        for spans, owner in ((reason.query_spans, query), (reason.document_spans, document)):
            assert spans
            for span in spans:
                place = getattr(owner, span.field)[span.start : span.end]
                assert normalise(place) == normalise(reason.phrase)


def test_one_document_with_itself_is_one_phrase():
    title = Document("a", "奶牛养殖", "")
    (reason,) = explain(Index.build([title]), title, title)
    assert (reason.phrase, reason.share) == ("奶牛养殖", pytest.approx(1))
