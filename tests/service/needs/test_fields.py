"""Every field of a need on its way in, out, and through an edit."""

from datetime import timedelta
from typing import Any

from service.kernel import clock
from tests.support.listings import FULL_NEED, edit, edited
from tests.support.market import NEED, Market, created, done, problem

CLEARED = (
    "own_no", "baseline", "tech_field", "industry", "park", "budget_min", "budget_max", "ip_ownership",
    "solver_requirements", "deadline",
)  # fmt: skip
OTHER_VALUES: dict[str, Any] = {
    "title": "另一个题目",
    "problem": "另一个问题",
    "need_type": "testing",
    "own_no": "XQ-13",
    "baseline": "现有办法",
    "targets": [{"name": "纯度", "op": "eq", "value": "99.5", "unit": "%", "condition": "干基"}],
    "tech_field": "04",
    "industry": "27",
    "region": "150105",
    "park": "jinqiao",
    "budget_min": "0.00",
    "budget_max": "9999999999999.99",
    "cooperation_modes": ["equity"],
    "ip_ownership": "shared",
    "solver_requirements": "高校优先",
    "deadline": (clock.today() + timedelta(days=30)).isoformat(),
    "valid_until": (clock.today() + timedelta(days=60)).isoformat(),
    "visibility": "anonymous",
    "source_channel": "hotline",
}


def test_three_fields_are_enough_and_the_rest_has_defaults(market: Market) -> None:
    read = market.draft_need()
    assert {name: read[name] for name in NEED} == NEED
    assert all(read[name] is None for name in CLEARED)
    assert (read["targets"], read["cooperation_modes"]) == ([], [])
    assert (read["visibility"], read["source_channel"], read["status"]) == ("public", "self", "draft")
    assert read["region"] == read["owner"]["region"] == "150122"
    assert read["valid_until"] == clock.months_after(clock.today(), 12).isoformat()
    assert (read["version"], read["published_at"], read["submitted_at"]) == (1, None, None)
    assert read["entered_by"] == market.enterprise.person_id
    assert read["entered_by_organization_id"] == read["owner"]["id"] == market.enterprise.organization_id
    assert not read["is_verified"]
    assert not read["is_demonstration"]


def test_every_field_comes_back_as_it_was_sent(market: Market) -> None:
    answer = market.enterprise.post("/needs", FULL_NEED)
    read = created(answer)
    assert {name: read[name] for name in FULL_NEED} == FULL_NEED
    assert answer.headers["location"] == f"/api/v1/needs/{read['id']}"
    assert answer.headers["etag"] == '"1"'
    again = market.enterprise.get(f"/needs/{read['id']}")
    assert done(again) == read
    assert again.headers["etag"] == '"1"'


def test_an_edit_changes_what_was_sent_clears_nulls_and_replaces_lists(market: Market) -> None:
    before = market.draft_need(**FULL_NEED)
    path = f"/needs/{before['id']}"
    expected = before
    for name, value in OTHER_VALUES.items():
        after = edited(market.enterprise, path, **{name: value})
        changing = {name: value, "version": expected["version"] + 1, "updated_at": after["updated_at"]}
        assert after == expected | changing | {"cluster": after["cluster"]}, name
        expected = after
    cleared = edited(market.enterprise, path, **dict.fromkeys(CLEARED), targets=[], cooperation_modes=[])
    assert all(cleared[name] is None for name in CLEARED)
    assert cleared["targets"] == cleared["cooperation_modes"] == []
    assert done(market.enterprise.get(path)) == cleared


def test_an_edit_that_changes_nothing_keeps_the_version(market: Market) -> None:
    before = market.draft_need(**FULL_NEED)
    answer = edit(
        market.enterprise, f"/needs/{before['id']}", title=FULL_NEED["title"], targets=FULL_NEED["targets"]
    )
    assert done(answer) == before
    assert done(edit(market.enterprise, f"/needs/{before['id']}")) == before


def test_an_edit_names_the_version_it_starts_from(market: Market) -> None:
    path = f"/needs/{market.draft_need()['id']}"
    problem(market.enterprise.patch(path, {"title": "新题目"}), 428, "precondition-required")
    problem(market.enterprise.patch(path, {"title": "新题目"}, If_Match='"7"'), 412, "stale-version")
    done(market.enterprise.patch(path, {"title": "新题目"}, If_Match='"1"'))
    problem(market.enterprise.patch(path, {"title": "旧题目"}, If_Match='"1"'), 412, "stale-version")
    assert done(market.enterprise.get(path))["title"] == "新题目"


YESTERDAY = (clock.today() - timedelta(days=1)).isoformat()
TOO_FAR = (clock.months_after(clock.today(), 36) + timedelta(days=1)).isoformat()
WRONG: list[tuple[str, Any, str]] = [
    ("title", "", "/title"),
    ("title", " \n", "/title"),
    ("title", "两行\n题目", "/title"),
    ("title", "反向\u202e题目", "/title"),
    ("title", "字" * 201, "/title"),
    ("problem", "　", "/problem"),
    ("problem", "字" * 20_001, "/problem"),
    ("need_type", "miracle", "/need_type"),
    ("tech_field", "12", "/tech_field"),
    ("tech_field", "1", "/tech_field"),
    ("industry", "ZZ", "/industry"),
    ("region", "999999", "/region"),
    ("region", "15010", "/region"),
    ("region", "１５０１００", "/region"),
    ("park", "nowhere", "/park"),
    ("budget_max", "-1", "/budget_max"),
    ("budget_max", 5, "/budget_max"),
    ("budget_max", "1.001", "/budget_max"),
    ("budget_max", "10000000000000", "/budget_max"),
    ("cooperation_modes", ["gift"], "/cooperation_modes/0"),
    ("ip_ownership", "nobody", "/ip_ownership"),
    ("deadline", YESTERDAY, "/deadline"),
    ("deadline", "2026-02-30", "/deadline"),
    ("valid_until", YESTERDAY, "/valid_until"),
    ("valid_until", TOO_FAR, "/valid_until"),
    ("visibility", "secret", "/visibility"),
    ("source_channel", "rumour", "/source_channel"),
    ("targets", [{"name": "纯度", "op": "gt", "value": "1"}], "/targets/0/op"),
    ("targets", [{"name": "纯度", "op": "ge", "value": "1e3"}], "/targets/0/value"),
    ("targets", [{"name": "纯度", "op": "ge"}], "/targets/0/value"),
    ("owner", "me", "/owner"),
]  # fmt: skip


def test_what_breaks_a_rule_is_refused_with_its_place_on_entry_and_on_edit(market: Market) -> None:
    path = f"/needs/{market.draft_need()['id']}"
    for name, value, pointer in WRONG:
        for answer in (
            market.enterprise.post("/needs", NEED | {name: value}),
            market.enterprise.patch(path, {name: value}, If_Match='"1"'),
        ):
            refused = problem(answer, 422, "invalid")
            assert [flaw["pointer"] for flaw in refused["errors"]] == [pointer], (name, value, refused)
    assert done(market.enterprise.get(path))["version"] == 1


def test_the_lower_budget_must_not_exceed_the_upper_one(market: Market) -> None:
    both = {"budget_min": "2.00", "budget_max": "1.00"}
    refused = problem(market.enterprise.post("/needs", NEED | both), 422)
    assert refused["errors"][0]["pointer"] == "/budget_min"
    path = f"/needs/{market.draft_need(budget_min='2.00', budget_max='3.00')['id']}"
    problem(edit(market.enterprise, path, budget_max="1.00"), 422)
    problem(edit(market.enterprise, path, budget_min="3.01"), 422)
    after = edited(market.enterprise, path, budget_min="4.00", budget_max="4.00")
    assert (after["budget_min"], after["budget_max"]) == ("4.00", "4.00")


def test_what_every_need_has_cannot_be_cleared(market: Market) -> None:
    path = f"/needs/{market.draft_need()['id']}"
    for name in ("title", "problem", "need_type", "targets", "region", "valid_until", "visibility"):
        refused = problem(edit(market.enterprise, path, **{name: None}), 422)
        assert refused["errors"][0]["pointer"] == f"/{name}"
