"""What the parties really do: beginning, completing, ending early, and money."""

from datetime import timedelta

import pytest

from service.contracts.tables import ContractPayment
from service.kernel import clock
from service.kernel.database import Database
from tests.support.contracts import at, draft, registered, signed, step
from tests.support.listings import edited
from tests.support.market import Market, created, done, problem
from tests.support.stored import at_once, count, unchanged

TODAY = clock.today()


def test_it_is_begun_and_completed_by_its_parties(market: Market, database: Database) -> None:
    problem(market.office.post(at(draft(market), "perform")), 409, "illegal-move")
    contract = signed(market)
    with unchanged(database):
        problem(market.registrar.post(at(contract, "perform")), 403)
        problem(market.office.post(at(contract, "perform"), {"completed": True}), 409, "illegal-move")
    assert step(market.enterprise, contract, "perform")["performance"] == "performing"
    tomorrow = {"completed": True, "on": str(TODAY + timedelta(days=1))}
    problem(market.office.post(at(contract, "perform"), tomorrow), 422)
    after = step(market.office, contract, "perform")
    assert (after["performance"], after["performed_on"]) == ("performed", str(TODAY))
    problem(market.office.post(at(contract, "perform")), 409, "illegal-move")
    problem(market.office.post(at(contract, "end-early"), {"reason": "晚了"}), 409, "illegal-move")


def test_one_that_ends_early_stays_in_the_register_until_the_office_has_decided(market: Market) -> None:
    contract = registered(market)
    step(market.office, contract, "perform")
    after = step(market.enterprise, contract, "end-early", reason="买方停产")
    assert (after["status"], after["performance"], after["performance_reason"]) == (
        "registered",
        "ended_early",
        "买方停产",
    )
    step(
        market.registrar,
        contract,
        "amend",
        reason="按实际履行",
        total_amount="5000000",
        technical_amount="4500000",
        milestones=[],
    )


def pay(market: Market, contract: dict[str, str], amount: str, **fields: str):
    body = {"amount": amount, "received_on": str(TODAY)} | fields
    return market.office.post(at(contract, "payments"), body)


def test_no_more_is_received_than_is_agreed(market: Market, database: Database) -> None:
    contract = signed(market, milestones=[])
    first = created(pay(market, contract, "9999999.99", note="首付款"))
    assert (first["received_amount"], first["outstanding_amount"]) == ("9999999.99", "0.01")
    with unchanged(database):
        problem(pay(market, contract, "0.02"), 409, "paid-above-total")
        problem(pay(market, contract, "0"), 422)
        problem(pay(market, contract, "0.01", received_on=str(TODAY + timedelta(days=1))), 422)
        problem(pay(market, contract, "0.01", received_on=str(TODAY - timedelta(days=1))), 422)
        problem(
            market.registrar.post(at(contract, "payments"), {"amount": "1", "received_on": str(TODAY)}), 403
        )
    edited(market.office, at(contract), total_amount="10000000.01")
    created(pay(market, contract, "0.02"))
    etag = market.office.get(at(contract)).headers["etag"]
    refused = problem(market.office.patch(at(contract), {"total_amount": "10000000"}, If_Match=etag), 422)
    assert refused["errors"][0]["pointer"] == "/total_amount"
    seen = done(market.enterprise.get(at(contract, "payments")))
    assert [item["amount"] for item in seen["items"]] == ["9999999.99", "0.02"]
    assert done(market.office.get(at(contract)))["received_amount"] == "10000000.01"


def test_of_many_receipts_at_once_none_is_lost_and_none_too_many(market: Market, database: Database) -> None:
    contract = signed(market, total_amount="30", technical_amount="30", milestones=[])
    market.office.get("/me")
    answers = at_once([lambda: pay(market, contract, "10")] * 5)
    taken = sum(answer.status_code == 201 for answer in answers)
    assert {answer.status_code for answer in answers} <= {201, 409, 503}
    assert taken <= 3
    assert count(database, ContractPayment) == taken
    assert done(market.office.get(at(contract)))["received_amount"] == f"{taken * 10}.00"


@pytest.mark.parametrize("path", ["payments", "amendments", "events"])
def test_its_history_is_there_for_who_sees_it_alone(market: Market, path: str) -> None:
    contract = signed(market)
    for who in (market.office, market.enterprise, market.registrar):
        assert "items" in done(who.get(at(contract, path)))
    problem(market.enterprise2.get(at(contract, path)), 404)
