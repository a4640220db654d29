"""The quality check of an achievement: each finding, and the one that keeps it from being submitted."""

from typing import Any

import pytest

from service.achievements.quality import findings
from service.achievements.tables import Achievement, PriceMode, RightType
from tests.support.listings import FULL_ACHIEVEMENT, edited
from tests.support.market import Market, done, problem

COMPLETE: dict[str, Any] = {
    "title": "煤气化细渣制备母粒填料",
    "summary": "一句话",
    "abstract": "残炭回收率92%，" + "资源化利用" * 20,
    "keywords": ["细渣"],
    "trl": 7,
    "trl_evidence": "运行报告",
    "ip": [{"kind": "invention_patent", "number": "ZL1"}, {"kind": "know_how"}],
    "team": [{"name": "王芳"}],
    "right_type": RightType.UNIT_OWNED,
    "price_mode": PriceMode.NEGOTIABLE,
    "price": None,
    "edges": [{"metric": "能耗", "ours": "1", "baseline": "2"}],
    "secrecy_reviewed": {"by": "科研处", "on": "2026-01-01"},
}


def found(**fields: Any) -> list[tuple[str, str, str]]:
    row = Achievement(**COMPLETE | fields)
    return [(finding.code, finding.field, finding.severity.value) for finding in findings(row)]


def test_a_complete_achievement_has_no_finding() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"title": "填料"}, "short_title", "title"),
        ({"abstract": "回收率92%"}, "short_text", "abstract"),
        ({"abstract": "资源化利用" * 30}, "no_figures", "abstract"),
        ({"secrecy_reviewed": None}, "no_secrecy_review", "secrecy_reviewed"),
        ({"trl": 4, "trl_evidence": None}, "no_trl_evidence", "trl_evidence"),
        ({"ip": []}, "no_ip", "ip"),
        ({"ip": [{"kind": "invention_patent", "number": None}]}, "no_patent_number", "ip"),
        ({"ip": [{"kind": "utility_model"}]}, "no_patent_number", "ip"),
        ({"team": []}, "no_team", "team"),
        ({"right_type": None}, "no_right_type", "right_type"),
        ({"edges": []}, "no_edges", "edges"),
        ({"price_mode": PriceMode.AGREED}, "no_price", "price"),
        ({"price_mode": PriceMode.AUCTION}, "no_price", "price"),
        ({"keywords": []}, "no_keywords", "keywords"),
    ],
)
def test_what_is_missing_is_advised_by_field(fields: dict[str, Any], code: str, field: str) -> None:
    assert found(**fields) == [(code, field, "should")]


@pytest.mark.parametrize(
    "fields",
    [
        {"trl": 3, "trl_evidence": None},
        {"ip": [{"kind": "software"}, {"kind": "design"}, {"kind": "none"}]},
        {"price_mode": PriceMode.AGREED, "price": 0},
        {"price_mode": PriceMode.LISTED, "price": 5},
    ],
)
def test_what_is_not_needed_is_not_asked_for(fields: dict[str, Any]) -> None:
    assert found(**fields) == []


def test_a_listed_price_must_be_named() -> None:
    assert found(price_mode=PriceMode.LISTED) == [("no_listed_price", "price", "must")]


def test_what_must_be_mended_keeps_it_from_being_submitted(market: Market) -> None:
    draft = market.draft_achievement(**FULL_ACHIEVEMENT | {"price": None})
    path = f"/achievements/{draft['id']}"
    seen = done(market.office.get(f"{path}/quality"))
    assert (seen["score"], seen["may_be_submitted"]) == (80, False)
    assert [finding["code"] for finding in seen["findings"]] == ["no_listed_price"]
    refused = problem(market.office.post(f"{path}/submit"), 422)
    assert refused["errors"][0]["pointer"] == "/price"
    assert done(market.office.get(path))["status"] == "draft"
    edited(market.office, path, price="5.00")
    seen = done(market.office.get(f"{path}/quality"))
    assert (seen["score"], seen["may_be_submitted"], seen["findings"]) == (100, True, [])
    done(market.office.post(f"{path}/submit"))
    problem(market.enterprise.get(f"{path}/quality"), 404)
