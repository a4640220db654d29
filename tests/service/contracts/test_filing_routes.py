"""Over HTTP: the calculator, the pre-check, the form in three shapes, the queue, the estimates."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from service.contracts import filing_jobs
from service.contracts.tables import Contract
from service.kernel import workdays
from service.kernel.audit import AuditEntry
from service.kernel.database import Database
from tests.support.contracts import at, draft, filed, signed, step
from tests.support.listings import alter, edited
from tests.support.market import Market, done, problem
from tests.support.stored import count, unchanged

CALCULATOR = "/contracts/technical-amount"
LINES = [
    {"kind": "equipment", "amount": "800000.00", "note": "浮选机两台"},
    {"kind": "raw_material", "amount": "200000.00"},
    {"kind": "carrier", "amount": "150000.00", "note": "试验装置一套"},
]
ACCEPTED = {"status": "accepted", "filed_on": date(2026, 11, 2), "accepted_on": date(2026, 11, 2)}


def computed(market: Market, **fields: Any) -> dict[str, Any]:
    return done(market.office.post(CALCULATOR, {"total_amount": "10000000.00", "lines": LINES} | fields))


def put_in_queue(market: Market, database: Database, due_on: str, **columns: Any) -> dict[str, Any]:
    contract = draft(market, **columns.pop("terms", {}))
    alter(database, Contract, contract["id"], due_on=date.fromisoformat(due_on), **ACCEPTED | columns)
    return contract


def test_the_calculator_explains_each_line(market: Market) -> None:
    told = computed(market)
    assert (told["technical_amount"], told["deducted_amount"]) == ("9000000.00", "1000000.00")
    assert [line["treatment"] for line in told["lines"]] == ["deducted", "deducted", "kept"]
    assert "不扣除" in told["lines"][2]["zh"]
    assert "9000000.00 元 = 合同成交额 10000000.00 元" in told["zh"]
    assert told["rule_set"] == "2026-03"
    assert told["contract_id"] is None


def test_amount_and_explanation_are_kept_with_the_contract(market: Market) -> None:
    contract = draft(market, technical_amount=None)
    told = computed(market, contract_id=contract["id"])
    after = done(market.office.get(at(contract)))
    assert after["technical_amount"] == "9000000.00"
    assert (told["version"], after["version"]) == (2, 2)
    gaps = done(market.office.get(at(contract, "precheck")))["gaps"]
    assert not [gap for gap in gaps if gap["field"] == "/technical_amount"]


def test_the_explanation_is_told_to_the_trail(market: Market, database: Database) -> None:
    contract = draft(market, technical_amount=None)
    computed(market, contract_id=contract["id"])
    with database.reading() as session:
        trail = session.exec(select(AuditEntry).where(AuditEntry.entity == "contracts")).all()
    [told] = [entry for entry in trail if entry.action == "compute_technical_amount"]
    assert str(told.entity_id) == contract["id"]
    assert told.data["technical_basis"]["lines"][0]["note"] == "浮选机两台"


def test_an_amount_that_was_changed_since_is_found(market: Market) -> None:
    contract = draft(market, technical_amount=None)
    computed(market, contract_id=contract["id"])
    etag = market.office.get(at(contract)).headers["etag"]
    done(market.office.patch(at(contract), {"technical_amount": "8000000.00"}, If_Match=etag))
    found = done(market.office.get(at(contract, "precheck")))["gaps"]
    assert "technical_amount_stale" in [gap["rule"] for gap in found]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"lines": [{"kind": "equipment", "amount": "10000000.01"}]}, "/lines"),
        ({"lines": [{"kind": "technology", "amount": "1.00"}]}, "/lines"),
        ({"lines": [{"kind": "gold", "amount": "1.00"}]}, "/lines/0/kind"),
        ({"lines": [{"kind": "parts", "amount": "-1.00"}]}, "/lines/0/amount"),
        ({"lines": [{"kind": "parts", "amount": 5}]}, "/lines/0/amount"),
        ({"total_amount": "1e6"}, "/total_amount"),
        ({"totl": "1"}, "/totl"),
    ],
)
def test_amounts_that_make_no_sense_are_refused(market: Market, body: dict[str, Any], pointer: str) -> None:
    told = problem(market.office.post(CALCULATOR, {"total_amount": "10000000.00"} | body), 422)
    assert told["errors"][0]["pointer"] == pointer


def test_a_contracts_amount_is_computed_from_its_own_total_by_its_own_parties(
    market: Market, database: Database
) -> None:
    contract = draft(market)
    body = {"total_amount": "9999999.99", "lines": [], "contract_id": contract["id"]}
    right = body | {"total_amount": "10000000.00"}
    with unchanged(database):
        told = problem(market.office.post(CALCULATOR, body), 422, "invalid")
        assert "10000000.00" in told["detail"]
        problem(market.office2.post(CALCULATOR, right), 404)
        problem(market.registrar.post(CALCULATOR, right), 403)
        problem(market.office.post(CALCULATOR, right, If_Match='"9"'), 412)


def test_the_office_has_it_and_the_amount_stays(market: Market, database: Database) -> None:
    contract = draft(market)
    alter(database, Contract, contract["id"], status="filed", filed_on=date(2026, 11, 2))
    body = {"total_amount": "10000000.00", "contract_id": contract["id"]}
    problem(market.office.post(CALCULATOR, body), 409, "illegal-move")


def test_the_precheck_says_what_is_missing_and_what_to_do(market: Market) -> None:
    contract = draft(market, socio_economic_objective=None, payment_mode=None)
    told = done(market.office.get(at(contract, "precheck")))
    found = {gap["rule"]: gap for gap in told["gaps"]}
    assert {"objective_missing", "payment_mode_missing", "not_signed"} <= set(found)
    assert found["objective_missing"]["field"] == "/socio_economic_objective"
    assert not told["is_ready"]
    assert told["rules"] >= 18


def test_who_may_not_see_a_contract_learns_nothing_of_its_filing(market: Market) -> None:
    contract = draft(market)
    for path in ("precheck", "filing", "filings", "benefits"):
        problem(market.office2.get(at(contract, path)), 404)
    problem(market.client.get(f"/api/v1{at(contract, 'filing')}"), 401)


def test_the_form_is_json_sheet_and_page(market: Market) -> None:
    contract = draft(market)
    told = done(market.registrar.get(at(contract, "filing")))
    assert told["form"]["sections"][0]["fields"][1]["value"] == contract["title"]
    assert told["rule_set"]["id"] == "2026-03"
    sheet = market.office.get(at(contract, "filing?format=xlsx"))
    assert sheet.status_code == 200
    assert f"filing-{contract['id']}.xlsx" in sheet.headers["content-disposition"]
    rows = load_workbook(BytesIO(sheet.content)).worksheets[0].iter_rows(values_only=True)
    assert contract["title"] in [row[4] for row in rows]
    page = market.office.get(at(contract, "filing?format=html"))
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert contract["title"] in page.text


def test_a_form_in_an_unknown_shape_or_of_a_filing_that_never_was(market: Market) -> None:
    contract = draft(market)
    problem(market.office.get(at(contract, "filing?format=docx")), 400)
    problem(market.office.get(at(contract, "filing?number=0")), 400)
    problem(market.office.get(at(contract, "filing?number=1")), 404)
    assert done(market.office.get(at(contract, "filings")))["items"] == []


def test_the_queue_begins_with_what_is_due_first(market: Market, database: Database) -> None:
    later = put_in_queue(market, database, "2027-03-01", due_is_provisional=True)
    first = put_in_queue(market, database, "2024-06-07", first_checker=None)
    waiting = draft(market)
    alter(database, Contract, waiting["id"], status="filed", filed_on=date(2026, 11, 2))
    told = done(market.registrar.get("/contracts/queue?count=true"))
    assert [item["id"] for item in told["items"]] == [first["id"], later["id"], waiting["id"]]
    assert told["total"] == 3
    assert [item["is_late"] for item in told["items"]] == [True, False, False]
    assert told["items"][0]["workdays_left"] < 0
    assert told["items"][1]["due_is_provisional"]
    assert [item["next_step"] for item in told["items"]] == ["first_check", "first_check", "accept"]
    assert told["items"][2]["workdays_left"] is None


def test_the_queue_is_narrowed_and_cut_into_pages(market: Market, database: Database) -> None:
    first = put_in_queue(market, database, "2024-06-07")
    second = put_in_queue(market, database, "2099-06-08", due_is_provisional=True, is_large=False)

    def ids(query: str) -> list[str]:
        return [item["id"] for item in done(market.registrar.get(f"/contracts/queue?{query}"))["items"]]

    assert ids("late=true") == [first["id"]]
    assert ids("late=false") == [second["id"]]
    assert ids("provisional=true") == ids("large=false") == [second["id"]]
    assert ids("status=filed") == ids("region=150200") == []
    assert ids("region=150000") == [first["id"], second["id"]]
    page = done(market.registrar.get("/contracts/queue?limit=1"))
    assert [item["id"] for item in page["items"]] == [first["id"]]
    assert ids(f"limit=1&cursor={page['next_cursor']}") == [second["id"]]
    problem(market.registrar.get("/contracts/queue?status=draft"), 400)
    problem(market.registrar.get("/contracts/queue?overdue=true"), 400)


def test_a_party_sees_its_own_in_the_queue_and_nobody_elses(market: Market, database: Database) -> None:
    put_in_queue(market, database, "2024-06-07")
    assert len(done(market.enterprise.get("/contracts/queue"))["items"]) == 1
    assert done(market.enterprise2.get("/contracts/queue"))["items"] == []


def test_a_new_holiday_calendar_moves_provisional_due_days_once(
    market: Market, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = put_in_queue(
        market,
        database,
        "2027-01-04",
        due_is_provisional=True,
        accepted_on=date(2026, 12, 11),
        is_large=False,
    )
    with unchanged(database):
        filing_jobs.recompute_due(database, {})
    monkeypatch.setattr(workdays, "_LAST_YEAR", 2027)
    monkeypatch.setattr(workdays, "is_workday", lambda day: day.weekday() < 5 and day != date(2027, 1, 4))
    filing_jobs.recompute_due(database, {})
    after = done(market.registrar.get(at(contract)))["filing"]
    assert (after["due_on"], after["due_is_provisional"]) == ("2027-01-01", False)
    told = count(database, AuditEntry)
    filing_jobs.recompute_due(database, {})
    assert count(database, AuditEntry) == told


def test_what_registration_may_bring_is_an_estimate_with_its_source(market: Market) -> None:
    contract = draft(market)
    told = done(market.enterprise.get(at(contract, "benefits")))
    by_name = {item["benefit"]: item for item in told["items"]}
    assert by_name["commissioned_research"]["amount"] == "1800000.00"
    assert "公告2026年第10号" in by_name["vat_exemption"]["source"]
    assert "不构成税务建议" in told["disclaimer_zh"]
    problem(market.enterprise.get(at(contract, "benefits?cost=-1")), 400)
    problem(market.enterprise.get(at(contract, "benefits?costs=1")), 400)


def test_what_an_office_would_send_back_is_not_filed(market: Market, database: Database) -> None:
    contract = signed(market, socio_economic_objective=None, payment_mode=None, milestones=[])
    for name in ("prepare", "file"):
        with unchanged(database):
            told = problem(market.office.post(at(contract, name)), 409, "contract-not-ready")
            assert {flaw["pointer"] for flaw in told["errors"]} == {
                "/socio_economic_objective",
                "/payment_mode",
            }
    edited(market.office, at(contract), socio_economic_objective="01", payment_mode="lump_sum")
    assert step(market.office, contract, "file")["status"] == "filed"


def test_each_filing_keeps_its_form_and_its_rules(market: Market) -> None:
    contract = filed(market)
    step(market.registrar, contract, "request-supplement", reason="缺少附件")
    edited(market.office, at(contract), title="煤气化细渣高值母粒制备技术开发（补正）")
    step(market.office, contract, "file")
    kept = done(market.registrar.get(at(contract, "filings")))["items"]
    assert [(item["number"], item["rule_set"]) for item in kept] == [(1, "2026-03"), (2, "2026-03")]
    first, second = (done(market.registrar.get(at(contract, f"filing?number={n}"))) for n in (1, 2))
    titles = [told["form"]["sections"][0]["fields"][1]["value"] for told in (first, second)]
    assert titles == [contract["title"], "煤气化细渣高值母粒制备技术开发（补正）"]
    assert "0471-6575000" not in str(first)


def test_the_same_contract_is_not_filed_twice(market: Market) -> None:
    filed(market, title="煤气化细渣母粒技术开发")
    twin = signed(market, title="煤气化细渣母粒技术开发")
    told = problem(market.office.post(at(twin, "file")), 409, "contract-not-ready")
    assert "already filed" in told["errors"][0]["detail"]
