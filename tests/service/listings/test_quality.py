"""The quality check's shared rules: what counts as a figure, how findings add up."""

import pytest

from service.listings.quality import SHORT_TEXT, assessed, has_figures, must, should, text_findings


@pytest.mark.parametrize(
    "text",
    [
        "回收率达到92%",
        "提高15 %",
        "年处理2万吨",
        "温度-40℃",
        "厚度0.5mm",
        "直径3 μm",
        "电阻10Ω",
        "寿命10年",
        "1.5倍",
        "达到92％",
        "含量5‰",
        "转角30°",
    ],
)
def test_a_number_with_a_unit_is_a_figure(text: str) -> None:
    assert has_figures(text)


@pytest.mark.parametrize(
    "text", ["", "显著提高了回收率", "一百吨", "共有3、", "第1", "2026-01-01", "编号007。"]
)
def test_a_bare_number_or_none_is_no_figure(text: str) -> None:
    assert not has_figures(text)


def codes(title: str, text: str) -> list[str]:
    return [finding.code for finding in text_findings(title, text, "abstract")]


def test_a_good_text_has_no_finding() -> None:
    assert codes("煤气化细渣制备填料", "回收率92%。" + "字" * SHORT_TEXT) == []


def test_each_weakness_of_a_text_is_named_with_its_field() -> None:
    assert codes("填料", "回收率92%。" + "字" * SHORT_TEXT) == ["short_title"]
    assert codes("填料      ", "回收率92%。" + "字" * SHORT_TEXT) == ["short_title"]
    assert codes("煤气化细渣制备填料", "回收率92%。") == ["short_text"]
    assert codes("煤气化细渣制备填料", "回收率92%。" + " " * SHORT_TEXT) == ["short_text"]
    assert codes("煤气化细渣制备填料", "字" * SHORT_TEXT) == ["no_figures"]
    found = text_findings("填料", "短", "abstract")
    assert [finding.field for finding in found] == ["title", "abstract", "abstract"]
    assert all(finding.severity == "should" and finding.zh and finding.en for finding in found)


def test_a_text_of_just_the_length_is_long_enough() -> None:
    assert codes("一二三四五六", "9%" + "字" * (SHORT_TEXT - 2)) == []
    assert codes("一二三四五", "9%" + "字" * (SHORT_TEXT - 3)) == ["short_title", "short_text"]


@pytest.mark.parametrize(
    ("musts", "shoulds", "score"), [(0, 0, 100), (1, 0, 80), (0, 1, 90), (2, 3, 30), (0, 10, 0), (5, 5, 0)]
)
def test_findings_take_from_the_score_and_musts_hold_it_back(musts: int, shoulds: int, score: int) -> None:
    findings = [must("m", "title", "须", "must")] * musts + [should("s", "title", "宜", "should")] * shoulds
    outcome = assessed(findings, "09")
    assert (outcome.score, outcome.may_be_submitted) == (score, musts == 0)
    assert (outcome.findings, outcome.suggested_tech_field) == (findings, "09")
