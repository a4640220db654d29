"""Every field of an achievement on its way in, out, and through an edit."""

from datetime import timedelta
from typing import Any

from service.kernel import clock
from tests.support.listings import FULL_ACHIEVEMENT, edit, edited
from tests.support.market import ACHIEVEMENT, Market, created, done, problem

CLEARED = (
    "own_no", "form", "trl_evidence", "industry", "right_type", "right_share", "right_years", "price",
    "secrecy_reviewed", "origin",
)  # fmt: skip
LISTS = ("keywords", "ip", "team", "edges")
OTHER_VALUES: dict[str, Any] = {
    "title": "另一个题目",
    "summary": "另一句话",
    "abstract": "另一段简介",
    "tech_field": "04",
    "trl": 2,
    "transfer_modes": ["equity"],
    "price_mode": "auction",
    "own_no": "IMUT-2026-008",
    "keywords": ["奶酪"],
    "form": "agricultural_variety",
    "trl_evidence": "中试报告",
    "industry": "27",
    "ip": [
        {
            "kind": "know_how",
            "number": None,
            "status": None,
            "filed_on": None,
            "granted_on": None,
            "owners": [],
            "pledged": False,
            "annuity_due_on": None,
            "checked_on": None,
        }
    ],
    "team": [{"name": "苏日娜", "role": "工程师"}],
    "right_type": "long_term_use",
    "right_share": 1,
    "right_years": 100,
    "price": "9999999999999.99",
    "accepts_use_first": False,
    "edges": [{"metric": "能耗", "ours": "3", "baseline": "5", "unit": "kWh/t"}],
    "secrecy_reviewed": {"by": "保密办", "on": "2026-03-04"},
    "broker_may_act": False,
    "origin": "自行录入",
    "valid_until": (clock.today() + timedelta(days=60)).isoformat(),
    "visibility": "private",
}


def test_seven_fields_are_enough_and_the_rest_has_defaults(market: Market) -> None:
    read = market.draft_achievement()
    assert {name: read[name] for name in ACHIEVEMENT} == ACHIEVEMENT
    assert all(read[name] is None for name in CLEARED)
    assert all(read[name] == [] for name in LISTS)
    assert (read["accepts_use_first"], read["broker_may_act"]) == (False, False)
    assert (read["visibility"], read["status"], read["version"]) == ("public", "draft", 1)
    assert read["region"] == read["owner"]["region"] == "150102"
    assert read["valid_until"] == clock.months_after(clock.today(), 12).isoformat()
    assert (read["published_at"], read["submitted_at"], read["review"]) == (None, None, None)
    assert read["entered_by"] == market.office.person_id
    assert read["entered_by_organization_id"] == read["owner"]["id"] == market.office.organization_id


def test_each_of_the_seven_is_asked_for(market: Market) -> None:
    for name in ACHIEVEMENT:
        body = {other: value for other, value in ACHIEVEMENT.items() if other != name}
        refused = problem(market.office.post("/achievements", body), 422, "invalid")
        assert refused["errors"][0]["pointer"] == f"/{name}"


def test_every_field_comes_back_as_it_was_sent(market: Market) -> None:
    answer = market.office.post("/achievements", FULL_ACHIEVEMENT)
    read = created(answer)
    assert {name: read[name] for name in FULL_ACHIEVEMENT} == FULL_ACHIEVEMENT
    assert answer.headers["location"] == f"/api/v1/achievements/{read['id']}"
    assert answer.headers["etag"] == '"1"'
    assert done(market.office.get(f"/achievements/{read['id']}")) == read


def test_an_edit_changes_what_was_sent_clears_nulls_and_replaces_lists(market: Market) -> None:
    before = market.draft_achievement(**FULL_ACHIEVEMENT)
    path = f"/achievements/{before['id']}"
    expected = before
    assert set(OTHER_VALUES) == set(FULL_ACHIEVEMENT)
    for name, value in OTHER_VALUES.items():
        after = edited(market.office, path, **{name: value})
        changing = {name: value, "version": expected["version"] + 1, "updated_at": after["updated_at"]}
        assert after == expected | changing | {"cluster": after["cluster"]}, name
        expected = after
    cleared = edited(market.office, path, **dict.fromkeys(CLEARED), **{name: [] for name in LISTS})
    assert all(cleared[name] is None for name in CLEARED)
    assert all(cleared[name] == [] for name in LISTS)
    assert done(market.office.get(path)) == cleared


def test_an_edit_that_changes_nothing_keeps_the_version(market: Market) -> None:
    before = market.draft_achievement(**FULL_ACHIEVEMENT)
    sent = {
        name: FULL_ACHIEVEMENT[name] for name in ("title", "ip", "price", "secrecy_reviewed", "visibility")
    }
    assert edited(market.office, f"/achievements/{before['id']}", **sent) == before


YESTERDAY = (clock.today() - timedelta(days=1)).isoformat()
WRONG: list[tuple[str, Any, str]] = [
    ("title", "", "/title"),
    ("summary", "字" * 501, "/summary"),
    ("abstract", " ", "/abstract"),
    ("tech_field", "00", "/tech_field"),
    ("tech_field", None, "/tech_field"),
    ("trl", 0, "/trl"),
    ("trl", 10, "/trl"),
    ("trl", "7", "/trl"),
    ("trl", 7.5, "/trl"),
    ("transfer_modes", [], "/transfer_modes"),
    ("transfer_modes", ["sale"], "/transfer_modes/0"),
    ("price_mode", "free", "/price_mode"),
    ("price", "1,000", "/price"),
    ("price", "1.234", "/price"),
    ("keywords", list("甲乙丙丁戊己"), "/keywords"),
    ("keywords", [""], "/keywords/0"),
    ("form", "idea", "/form"),
    ("industry", "ZZ", "/industry"),
    ("ip", [{"kind": "patent"}], "/ip/0/kind"),
    ("ip", [{"kind": "design", "filed_on": "yesterday"}], "/ip/0/filed_on"),
    ("team", [{"name": ""}], "/team/0/name"),
    ("right_type", "ours", "/right_type"),
    ("right_share", 101, "/right_share"),
    ("right_years", 0, "/right_years"),
    ("edges", [{"metric": "能耗", "ours": "3"}], "/edges/0/baseline"),
    ("secrecy_reviewed", {"by": "科研处"}, "/secrecy_reviewed/on"),
    ("valid_until", YESTERDAY, "/valid_until"),
    ("visibility", "anonymous", "/visibility"),
    ("region", "150100", "/region"),
]


def test_what_breaks_a_rule_is_refused_with_its_place_on_entry_and_on_edit(market: Market) -> None:
    path = f"/achievements/{market.draft_achievement()['id']}"
    for name, value, pointer in WRONG:
        for answer in (
            market.office.post("/achievements", ACHIEVEMENT | {name: value}),
            market.office.patch(path, {name: value}, If_Match='"1"'),
        ):
            refused = problem(answer, 422, "invalid")
            assert [flaw["pointer"] for flaw in refused["errors"]] == [pointer], (name, value, refused)
    assert done(market.office.get(path))["version"] == 1


def test_what_every_achievement_has_cannot_be_cleared(market: Market) -> None:
    path = f"/achievements/{market.draft_achievement()['id']}"
    for name in (*ACHIEVEMENT, *LISTS, "accepts_use_first", "broker_may_act", "valid_until", "visibility"):
        refused = problem(edit(market.office, path, **{name: None}), 422)
        assert refused["errors"][0]["pointer"] == f"/{name}"
