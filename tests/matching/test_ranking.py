"""Order, filters, abstention, short searches, and what bad input answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.document import Document
from matching.errors import InputRefused
from matching.index import Index
from matching.ranking import Where, fit, rank

NEED = Document("q", "电解液开发", "高镍三元电池需要匹配的电解液，提高循环寿命。")


def ids(index: Index, text: str, **options: object) -> list[str]:
    return [m.id for m in rank(index, Document("q", "", text), **({"min_level": 1} | options))]


def test_the_nearest_comes_first(index: Index):
    best = rank(index, NEED)[0]
    assert best.id == "a2"
    assert 0 < best.score <= 1
    assert best.level >= 2


def test_a_document_answers_itself_with_score_one(index: Index, listings: list[Document]):
    best = rank(index, listings[1])[0]
    assert (best.id, best.level) == ("a2", 4)
    assert best.score == pytest.approx(1, abs=1e-6)


def test_equal_scores_stand_in_the_order_of_ids():
    index = Index.build(Document(id, "电解液", "") for id in "dbca")
    index.add([Document("aa", "电解液", "")])
    assert ids(index, "电解液", limit=3) == ["a", "aa", "b"]


def test_weak_matches_are_not_shown(index: Index):
    weak = Document("q", "", "养老服务机构的管理模式与社会化运行机制研究以及政策建议和对策分析环境")
    levels = [m.level for m in rank(index, weak, min_level=1)]
    assert levels[-1] < 3
    assert [m.level for m in rank(index, weak, min_level=3)] == [level for level in levels if level >= 3]


def test_a_short_search_shows_documents_that_hold_the_words_first():
    long = "本项目涉及石墨烯涂料，" + "以及其他许多与此无关的工艺流程、设备选型和质量检测内容。" * 20
    index = Index.build(
        [Document("part", "石墨", ""), Document("whole", "", long), Document("other", "涂装", "")]
    )
    assert ids(index, "石墨烯涂料") == ["whole", "part", "other"]
    assert rank(index, Document("q", "", "石墨烯涂料"), min_level=4)[0].id == "whole"
    assert ids(index, "涂料 石墨") == ["whole", "part", "other"]


def test_of_a_word_of_two_characters_half_is_not_shown_where_the_whole_stands():
    index = Index.build(
        [Document("whole", "残炭回收", ""), Document("half", "残渣", "炭黑"), Document("one", "残", "")]
    )
    for word in ("残炭", " 残炭。"):
        assert [match.id for match in rank(index, Document("q", "", word), min_level=1)] == ["whole"]
    index.remove(["whole"])
    assert set(ids(index, "残炭")) == {"half", "one"}
    assert set(ids(index, "残炭渣")) == {"half", "one"}


def test_single_letters_and_words_are_found(index: Index):
    assert ids(index, "羊绒") == ["a4"]
    assert ids(index, "ｐｌｃ") == ["a5"]
    assert ids(index, "牛")[0] == "a3"


@pytest.mark.parametrize("text", ["", " ", "、。", "😀", "\ud800", "zzz", "\0"])
def test_a_query_without_a_known_term_has_no_answer(index: Index, text: str):
    assert ids(index, text) == []


def test_a_very_long_query_is_answered(index: Index):
    assert ids(index, "高镍电解液，" * 20_000)[0] == "a2"


def test_only_indexed_documents_that_are_not_excluded(index: Index):
    assert set(ids(index, "镍 稀土")) == {"a2", "a5"}
    assert ids(index, "镍 稀土", exclude=["a2", "zz"]) == ["a5"]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where(), {"a1", "a2", "a3", "a4", "a5"}),
        (Where.prefix("region", "15"), {"a1", "a2"}),
        (Where.prefix("region", "1501"), {"a1"}),
        (Where.equals("region", "110100"), {"a3"}),
        (Where.at_most("price", 100), {"a1", "a2", "a4", "a5"}),
        (Where.at_most("price", 100, unknown=False), {"a1"}),
        (Where.at_least("price", 100), {"a1", "a3"}),
        (Where.any_of("modes", ["equity"]), {"a4", "a5"}),
        (Where.any_of("modes", ["transfer", "licence"]), {"a4"}),
        (Where.among(["a1", "a5", "zz"]), {"a1", "a5"}),
        (Where.among(["a1", "a5"]) & Where.among(["a5"]) & Where.equals("modes", "equity"), {"a5"}),
        (Where.prefix("region", "15") & Where.at_most("price", 50), {"a2"}),
        (Where.equals("nothing", "x"), set()),
    ],
)
def test_filters(index: Index, where: Where, expected: set[str]):
    assert set(ids(index, "导热电池奶牛羊绒电机", where=where)) == expected


def test_a_filter_is_part_of_the_search_not_after_it():
    index = Index.build(Document(f"d{i:03}", "电解液", "", {"field": str(i % 50)}) for i in range(200))
    assert ids(index, "电解液", limit=2, where=Where.equals("field", "49")) == ["d049", "d099"]


def test_a_limit_under_one_is_refused(index: Index):
    with pytest.raises(InputRefused):
        rank(index, NEED, limit=0)


TEXTS = st.text(st.sampled_from("电解液涂料石墨烯ab1 ，"), max_size=12)


@given(st.lists(TEXTS, max_size=8), TEXTS, st.integers(1, 9))
def test_a_smaller_limit_is_the_beginning_of_a_larger(texts: list[str], query: str, limit: int):
    index = Index.build(Document(f"d{i}", text, "") for i, text in enumerate(texts))
    full = rank(index, Document("q", query, ""), limit=50, min_level=1)
    assert rank(index, Document("q", query, ""), limit=limit, min_level=1) == full[:limit]
    assert full == sorted(full, key=lambda m: (-m.score, m.id))
    assert all(0 < m.score <= 1 for m in full)


ALIKE = {
    "tech_field": "05",
    "region": "150102",
    "budget_max": 100,
    "trl_min": 5,
    "cooperation_modes": ("a", "b"),
}


@pytest.mark.parametrize(
    ("achievement", "verdict"),
    [
        (
            {"tech_field": "05", "region": "150105", "price": 100, "trl": 5, "transfer_modes": ("b",)},
            "agrees",
        ),
        (
            {"tech_field": "06", "region": "150200", "price": 101, "trl": 4, "transfer_modes": ("c",)},
            "differs",
        ),
        ({}, "unknown"),
        ({"transfer_modes": ()}, "unknown"),
    ],
)
def test_fit(achievement: dict, verdict: str):
    assert fit(ALIKE, achievement) == dict.fromkeys(
        ["tech_field", "region", "budget", "trl", "cooperation_mode"], verdict
    )
    assert set(fit({}, achievement).values()) == {"unknown"}
