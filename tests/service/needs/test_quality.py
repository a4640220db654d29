"""The quality check of a need: each finding, and the field that is suggested from similar achievements."""

from typing import Any

import pytest

from service.needs.quality import findings
from service.needs.tables import Need, NeedType
from tests.support.listings import FULL_NEED, edited
from tests.support.market import Market, done, problem

LONG = "年产生煤气化细渣2万吨，" + "需要资源化利用" * 15
COMPLETE: dict[str, Any] = {
    "title": "煤气化细渣的资源化利用",
    "problem": LONG,
    "baseline": "填埋",
    "targets": [{"name": "残炭", "op": "ge", "value": "90"}],
    "need_type": NeedType.KEY_TECHNOLOGY,
    "budget_max": 100,
    "tech_field": "07",
    "deadline": "2027-01-01",
    "cooperation_modes": ["transfer"],
}


def found(**fields: Any) -> list[tuple[str, str, str]]:
    row = Need(**COMPLETE | fields)
    return [(finding.code, finding.field, finding.severity.value) for finding in findings(row)]


def test_a_complete_need_has_no_finding() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"title": "细渣"}, "short_title", "title"),
        ({"problem": "细渣2万吨"}, "short_text", "problem"),
        ({"problem": "资源化利用" * 30}, "no_figures", "problem"),
        ({"targets": []}, "no_targets", "targets"),
        ({"budget_max": None}, "no_budget", "budget_max"),
        ({"tech_field": None}, "no_tech_field", "tech_field"),
        ({"deadline": None}, "no_deadline", "deadline"),
        ({"cooperation_modes": []}, "no_modes", "cooperation_modes"),
        ({"baseline": None}, "no_baseline", "baseline"),
    ],
)
def test_what_is_missing_is_advised_by_field(fields: dict[str, Any], code: str, field: str) -> None:
    assert found(**fields) == [(code, field, "should")]


def test_the_owner_before_and_the_reviewer_after_submitting_see_the_same(market: Market) -> None:
    draft = market.draft_need()
    path = f"/needs/{draft['id']}"
    seen = done(market.enterprise.get(f"{path}/quality"))
    codes = {finding["code"] for finding in seen["findings"]}
    weak = {
        "short_text",
        "no_targets",
        "no_budget",
        "no_tech_field",
        "no_deadline",
        "no_modes",
        "no_baseline",
    }
    assert codes == weak
    assert (seen["score"], seen["may_be_submitted"]) == (30, True)
    done(market.enterprise.post(f"{path}/submit"))
    assert done(market.bureau.get(f"{path}/quality")) == seen
    done(market.bureau.post(f"{path}/review", {"decision": "publish"}))
    assert done(market.enterprise.get(f"{path}/quality")) == seen
    problem(market.office.get(f"{path}/quality"), 403, "forbidden")
    assert market.client.get(f"/api/v1{path}/quality").status_code == 401


def test_a_missing_field_is_suggested_from_published_achievements_of_similar_wording(market: Market) -> None:
    slag, whey = market.draft_need(), market.draft_need(**FULL_NEED | {"tech_field": None})

    def suggested(need: dict[str, Any]) -> str | None:
        answer: str | None = done(market.enterprise.get(f"/needs/{need['id']}/quality"))[
            "suggested_tech_field"
        ]
        return answer

    assert suggested(slag) is None
    market.draft_achievement(tech_field="05")
    assert suggested(slag) is None
    market.achievement(tech_field="07")
    assert suggested(slag) == "07"
    assert suggested(whey) != "07"
    edited(market.enterprise, f"/needs/{slag['id']}", tech_field="06")
    assert suggested(slag) is None
