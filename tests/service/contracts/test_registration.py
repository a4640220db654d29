"""From the signature into the register and out of it, over HTTP."""

from datetime import date, timedelta
from typing import Any

import pytest

from service.contracts import rules
from service.kernel import clock
from service.kernel.database import Database
from tests.support.contracts import (
    NUMBER,
    accepted,
    at,
    checked,
    draft,
    filed,
    registered,
    signed,
    step,
    travel,
)
from tests.support.listings import edit, edited
from tests.support.market import Market, done, problem
from tests.support.stored import at_once, unchanged

TODAY = clock.today()


def test_a_contract_goes_into_the_register(market: Market) -> None:
    contract = registered(market)
    assert (contract["status"], contract["filing"]["registration_no"]) == ("registered", NUMBER)
    assert contract["filing"]["registered_on"] == str(TODAY)
    assert contract["filing"]["registration_office"] == "registrar单位"
    assert contract["filing"]["first_checker"] == market.registrar.person_id
    assert contract["filing"]["second_checker"] == market.bureau.person_id
    steps = done(market.enterprise.get(at(contract, "events")))["items"]
    assert [(item["action"], item["status"]) for item in steps] == [
        ("create", "draft"),
        ("sign", "signed"),
        ("file", "filed"),
        ("accept", "accepted"),
        ("check", None),
        ("check", None),
        ("register", "registered"),
    ]
    assert [item["version"] for item in steps] == [1, 2, 3, 4, 5, 6, 7]
    assert (steps[0]["person_name"], steps[0]["organization_name"]) == ("office", "office单位")


def test_who_checked_first_does_not_check_second(market: Market, database: Database) -> None:
    contract = accepted(market)
    first = step(market.registrar, contract, "check", note="主体资格无误")
    with unchanged(database):
        problem(market.registrar.post(at(contract, "check"), {}), 403, "same-checker")
        problem(
            market.registrar.post(at(contract, "register"), {"registration_no": NUMBER}), 409, "not-checked"
        )
    assert step(market.bureau, contract, "check")["version"] == first["version"] + 1
    problem(market.bureau.post(at(contract, "check"), {}), 409, "conflict")
    notes = [item["note"] for item in done(market.office.get(at(contract, "events")))["items"]]
    assert notes[-2:] == ["主体资格无误", None]


def test_of_two_who_check_at_once_nobody_is_both(market: Market) -> None:
    contract = accepted(market)
    registrar, bureau = market.registrar, market.bureau
    answers = at_once(
        [
            lambda who=who: who.post(at(contract, "check"), {})
            for who in (registrar, registrar, bureau, bureau)
        ]
    )
    assert sorted(answer.status_code for answer in answers if answer.status_code != 503)[:2] == [200, 200]
    filing = done(registrar.get(at(contract)))["filing"]
    assert {filing["first_checker"], filing["second_checker"]} == {registrar.person_id, bureau.person_id}


def test_of_two_who_decide_at_once_one_decides(market: Market) -> None:
    contract = checked(market)
    works = [
        lambda: market.registrar.post(at(contract, "register"), {"registration_no": NUMBER}),
        lambda: market.bureau.post(at(contract, "refuse"), {"reason": "不属于技术合同"}),
    ]
    market.registrar, market.bureau  # noqa: B018 (logged in before the race)
    answers = at_once(works)
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    status = done(market.office.get(at(contract)))["status"]
    assert status == ("registered" if answers[0].status_code == 200 else "refused")


def test_only_the_office_of_its_area_decides_and_only_sellers_file(
    market: Market, database: Database
) -> None:
    contract = signed(market)
    for who in (market.enterprise, market.registrar, market.bureau):
        problem(who.post(at(contract, "file")), 403)
    step(market.office, contract, "file")
    for who in (market.office, market.enterprise):
        with unchanged(database):
            problem(who.post(at(contract, "accept"), {}), 403)
            problem(who.post(at(contract, "refuse"), {"reason": "不要"}), 403)
    away = {"name": "北京固废研究所", "region": "110000", "uscc": "91110108MA0000001D", "party_kind": "021"}
    elsewhere = filed(market, sellers=[away | {"share": 60}, seat(market) | {"share": 40}])
    assert elsewhere["filing_region"] == "110000"
    problem(market.registrar.post(at(elsewhere, "accept"), {}), 403)
    problem(market.district.post(at(elsewhere, "accept"), {}), 404)
    step(market.bureau, elsewhere, "accept")


def seat(market: Market) -> dict[str, Any]:
    return {"organization_id": market.office.organization_id, "party_kind": "022"}


def test_nobody_decides_about_a_contract_of_their_own_organisation(market: Market) -> None:
    contract = filed(
        market, buyers=[{"organization_id": market.registrar.organization_id, "party_kind": "013"}]
    )
    problem(market.registrar.post(at(contract, "accept"), {}), 403)
    step(market.bureau, contract, "accept")


def test_the_clock_runs_from_acceptance_and_a_supplement_starts_it_anew(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(market, monkeypatch, date(2026, 3, 2))
    small = {"total_amount": "100000", "technical_amount": "100000", "milestones": []}
    contract = accepted(market, **small)
    assert contract["filing"]["due_on"] == "2026-03-23"
    assert not contract["filing"]["due_is_provisional"]
    assert contract["filing"]["rule_set"] == rules.rule_set_on(date(2026, 3, 2)).id
    step(market.registrar, contract, "check")
    travel(market, monkeypatch, date(2026, 3, 15))
    back = step(market.registrar, contract, "request-supplement", reason="请补技术附件")
    assert (back["status"], back["status_reason"]) == ("supplement_requested", "请补技术附件")
    assert (back["filing"]["due_on"], back["filing"]["first_checker"]) == (None, None)
    edited(market.office, at(contract), subject="煤气化细渣高值母粒制备：补充标的内容，附清单。")
    step(market.office, contract, "file")
    again = step(market.registrar, contract, "accept")
    assert (again["filing"]["accepted_on"], again["filing"]["due_on"]) == ("2026-03-15", "2026-04-03")


def test_large_and_disputed_ones_take_longer_and_past_the_calendar_the_day_is_provisional(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(market, monkeypatch, date(2026, 3, 2))
    assert accepted(market)["filing"]["due_on"] == "2026-04-14"
    small = {"total_amount": "100000", "technical_amount": "100000", "milestones": []}
    disputed = step(market.registrar, filed(market, **small), "accept", is_disputed=True)
    assert disputed["filing"]["due_on"] == "2026-04-14"
    travel(market, monkeypatch, date(2026, 12, 28))
    late = accepted(market, **small)["filing"]
    assert late["due_is_provisional"]
    assert late["due_on"] > "2027-01-01"


def test_it_is_accepted_between_filing_and_today(market: Market) -> None:
    contract = filed(market)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        refused = problem(market.registrar.post(at(contract, "accept"), {"accepted_on": str(day)}), 422)
        assert refused["errors"][0]["pointer"] == "/accepted_on"


def test_it_is_not_filed_before_it_is_ready(market: Market) -> None:
    contract = signed(market, technical_amount=None)
    for name in ("prepare", "file"):
        refused = problem(market.office.post(at(contract, name)), 409, "contract-not-ready")
        assert "/technical_amount" in [error["pointer"] for error in refused["errors"]]
    edited(market.office, at(contract), technical_amount="10000000")
    assert step(market.office, contract, "prepare")["status"] == "prepared"
    assert edited(market.office, at(contract), own_no="HT-2")["status"] == "signed"
    step(market.office, contract, "prepare")
    assert step(market.office, contract, "file")["status"] == "filed"
    problem(edit(market.office, at(contract), own_no="HT-3"), 409, "illegal-move")


def test_what_is_changed_after_the_signature_is_kept_as_an_amendment(market: Market) -> None:
    contract = signed(market)
    edited(market.office, at(contract), title="更正后的名称", technical_amount="8000000.00")
    items = done(market.enterprise.get(at(contract, "amendments")))["items"]
    assert [item["number"] for item in items] == [1]
    assert items[0]["before"] == {"title": contract["title"], "technical_amount": "9000000.00"}
    assert items[0]["after"] == {"title": "更正后的名称", "technical_amount": "8000000.00"}
    assert items[0]["made_by"] == market.office.person_id
    assert [item["version"] for item in done(market.office.get(at(contract, "events")))["items"]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("pointer", "body"),
    [
        ("/registration_no", {"registration_no": "123"}),
        ("/registration_no", {"registration_no": "202615010000000X"}),
        ("/technical_amount", {"registration_no": NUMBER, "technical_amount": "10000000.01"}),
        ("/milestones", {"registration_no": NUMBER, "total_amount": "9999999"}),
        ("/registered_on", {"registration_no": NUMBER, "registered_on": str(TODAY + timedelta(days=1))}),
        ("/registered_on", {"registration_no": NUMBER, "registered_on": str(TODAY - timedelta(days=1))}),
    ],
)
def test_a_registration_that_cannot_be_is_refused(
    market: Market, database: Database, pointer: str, body: dict[str, str]
) -> None:
    contract = checked(market)
    with unchanged(database):
        refused = problem(market.registrar.post(at(contract, "register"), body), 422)
        assert refused["errors"][0]["pointer"] == pointer


def test_a_number_is_given_once(market: Market) -> None:
    registered(market)
    second = checked(market)
    answer = market.registrar.post(at(second, "register"), {"registration_no": NUMBER})
    problem(answer, 409, "registration-number-taken")


def test_the_offices_amounts_replace_the_declared_ones_and_both_are_kept(market: Market) -> None:
    contract = step(
        market.registrar,
        checked(market),
        "register",
        registration_no=NUMBER,
        technical_amount="4000000",
        office="呼和浩特市技术合同登记处",
    )
    assert (contract["technical_amount"], contract["is_large"]) == ("4000000.00", False)
    kept = done(market.office.get(at(contract, "amendments")))["items"]
    assert (kept[0]["before"], kept[0]["after"]) == (
        {"technical_amount": "9000000.00"},
        {"technical_amount": "4000000.00"},
    )


def test_a_registered_contract_is_amended_as_often_as_needed(market: Market, database: Database) -> None:
    contract = registered(market)
    problem(market.office.post(at(contract, "amend"), {"reason": "追加", "total_amount": "1"}), 403)
    with unchanged(database):
        problem(market.registrar.post(at(contract, "amend"), {"reason": "无变化"}), 422)
        same = {"reason": "无变化", "total_amount": "10000000"}
        problem(market.registrar.post(at(contract, "amend"), same), 422)
        early = {"reason": "早于登记", "title": "新", "effective_on": str(TODAY - timedelta(days=1))}
        refused = problem(market.registrar.post(at(contract, "amend"), early), 422)
        assert refused["errors"][0]["pointer"] == "/effective_on"
    more = {"total_amount": "12000000", "milestones": []}
    after = step(market.registrar, contract, "amend", reason="追加研发内容", **more)
    assert (after["status"], after["total_amount"], after["status_reason"]) == (
        "amended",
        "12000000.00",
        "追加研发内容",
    )
    step(
        market.bureau,
        contract,
        "amend",
        reason="买方更名",
        buyers=[{"name": "久泰新材料", "region": "150122"}],
    )
    kept = done(market.registrar.get(at(contract, "amendments")))["items"]
    assert [(item["number"], item["reason"]) for item in kept] == [(1, "追加研发内容"), (2, "买方更名")]
    problem(market.enterprise.get(at(contract)), 404)


@pytest.mark.parametrize(("action", "state"), [("deregister", "deregistered"), ("revoke", "revoked")])
def test_it_leaves_the_register_once_and_for_good(market: Market, action: str, state: str) -> None:
    contract = registered(market)
    problem(market.registrar.post(at(contract, action), {}), 422)
    after = step(market.registrar, contract, action, reason="当事人申请")
    assert (after["status"], after["filing"]["ended_on"]) == (state, str(TODAY))
    for name in ("deregister", "revoke", "amend"):
        problem(
            market.registrar.post(
                at(contract, name),
                {"reason": "再来", "title": "新"} if name == "amend" else {"reason": "再来"},
            ),
            409,
        )


def test_a_stale_version_stops_a_step_where_it_is_named(market: Market) -> None:
    contract = draft(market)
    edited(market.office, at(contract), own_no="2")
    problem(market.office.post(at(contract, "sign"), {}, If_Match='"1"'), 412)
    assert market.office.post(at(contract, "sign"), {}, If_Match='"2"').status_code == 200


def test_a_step_with_nothing_to_say_needs_no_body(market: Market) -> None:
    contract = draft(market)
    for who, name in (
        (market.office, "sign"),
        (market.office, "file"),
        (market.registrar, "accept"),
        (market.registrar, "check"),
    ):
        assert done(who.post(at(contract, name)))["id"] == contract["id"]
