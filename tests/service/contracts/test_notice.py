"""The public notice: where it must be over before the signature, and where none is asked for."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from service.achievements.tables import PriceMode
from service.contracts import notices
from service.contracts.deal import Deal
from service.contracts.tables import Contract, ContractParty, ContractType, PartySide
from service.contracts.terms import MODES
from service.kernel.database import Database
from service.kernel.ids import new_id
from service.listings.transfer_modes import TransferMode
from service.organizations.tables import Organization, OrganizationKind
from tests.support.contracts import at, draft, step, travel
from tests.support.listings import edited
from tests.support.market import Market, done, problem
from tests.support.stored import unchanged

FIRST = date(2026, 5, 6)
LICENCE: dict[str, Any] = {"contract_type": "licence", "mode": "exclusive_licence", "price_mode": "agreed"}
NOTICE = {"from_on": str(FIRST), "to_on": str(FIRST + timedelta(days=14)), "link": "https://kjc.imut.cn/1"}


def test_an_agreed_licence_of_a_university_waits_for_its_notice_and_a_service_does_not(
    market: Market, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    travel(market, monkeypatch, FIRST)
    licence, service = draft(market, **LICENCE), draft(market, contract_type="service", mode="service")
    assert (licence["needs_notice"], service["needs_notice"]) == (True, False)
    step(market.office, service, "sign")
    problem(market.office.post(at(licence, "sign"), {}), 409, "notice-not-over")
    done(market.office.call("PUT", at(licence, "notice"), NOTICE))
    for day in (13, 14):
        travel(market, monkeypatch, FIRST + timedelta(days=day))
        with unchanged(database, log_ins_too=False):
            problem(market.office.post(at(licence, "sign")), 409, "notice-not-over")
    travel(market, monkeypatch, FIRST + timedelta(days=15))
    early = {"signed_on": str(FIRST + timedelta(days=14))}
    problem(market.office.post(at(licence, "sign"), early), 409, "notice-not-over")
    assert step(market.office, licence, "sign")["status"] == "signed"
    problem(market.office.call("PUT", at(licence, "notice"), NOTICE), 409, "illegal-move")


def test_an_open_objection_holds_it_until_it_is_resolved(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(market, monkeypatch, FIRST + timedelta(days=20))
    licence = draft(market, **LICENCE)
    objection = {"by": "巴图", "text": "定价偏低", "raised_on": str(FIRST + timedelta(days=3))}
    problem(market.office.post(at(licence, "notice/objections"), objection), 409, "conflict")
    done(market.office.call("PUT", at(licence, "notice"), NOTICE))
    problem(market.enterprise.post(at(licence, "notice/objections"), objection), 403)
    early = objection | {"raised_on": str(FIRST - timedelta(days=1))}
    problem(market.bureau.post(at(licence, "notice/objections"), early), 422)
    answer = market.bureau.post(at(licence, "notice/objections"), objection)
    told = answer.json()["notice"]["objections"][0]
    assert (answer.status_code, told["is_open"], told["by"]) == (201, True, "巴图")
    problem(market.office.post(at(licence, "sign")), 409, "notice-not-over")
    resolve = at(licence, f"notice/objections/{told['id']}/resolve")
    problem(market.bureau.post(resolve, {"resolution": "不成立"}), 403)
    after = done(market.office.post(resolve, {"resolution": "第三方评估支持该价格"}))
    assert after["notice"]["objections"][0]["resolved_by"] == market.office.person_id
    problem(market.office.post(resolve, {"resolution": "再次"}), 409, "conflict")
    corrected = done(market.office.call("PUT", at(licence, "notice"), NOTICE | {"place": "科技楼"}))
    assert len(corrected["notice"]["objections"]) == 1
    step(market.office, licence, "sign")


def test_a_notice_of_another_price_or_title_does_not_count(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    travel(market, monkeypatch, FIRST + timedelta(days=20))
    licence = draft(market, **LICENCE)
    done(market.office.call("PUT", at(licence, "notice"), NOTICE))
    edited(market.office, at(licence), total_amount="9000000", milestones=[])
    problem(market.office.post(at(licence, "sign")), 409, "notice-not-over")
    done(market.office.call("PUT", at(licence, "notice"), NOTICE))
    step(market.office, licence, "sign")


@pytest.mark.parametrize(
    ("pointer", "fields"),
    [
        ("/to_on", {"to_on": str(FIRST + timedelta(days=13))}),
        ("/from_on", {"from_on": str(FIRST + timedelta(days=30)), "to_on": str(FIRST + timedelta(days=60))}),
        ("/link", {"link": None}),
        ("/link", {"link": "ftp://x"}),
    ],
)
def test_a_notice_that_is_none_is_refused(
    market: Market, monkeypatch: pytest.MonkeyPatch, pointer: str, fields: dict[str, Any]
) -> None:
    travel(market, monkeypatch, FIRST)
    licence = draft(market, **LICENCE)
    refused = problem(market.office.call("PUT", at(licence, "notice"), NOTICE | fields), 422)
    assert refused["errors"][0]["pointer"] == pointer


def deal(kind: OrganizationKind, uscc: str, state: bool, mode: TransferMode, price: PriceMode) -> Deal:
    """A sale by one organisation."""
    seller = Organization(name="卖方", kind=kind, uscc=uscc, region="150102", is_state_owned=state)
    type_ = next(each for each in ContractType if mode in MODES[each])
    contract = Contract(title="x", contract_type=type_, mode=mode, price_mode=price, total_amount=1)
    party = ContractParty(
        contract_id=new_id(),
        side=PartySide.SELLER,
        position=0,
        organization_id=seller.id,
        name="卖方",
        uscc=uscc,
    )
    return Deal(contract, [party], organizations={seller.id: seller})


def test_it_is_asked_for_exactly_where_the_law_asks() -> None:
    asked = 0
    for kind, uscc, state, mode, price in product(
        OrganizationKind, ("12150102", "91150102", "52150102"), (True, False), TransferMode, PriceMode
    ):
        is_state = kind in ("university", "institute") and (state or uscc.startswith("12"))
        passes_on = mode == "transfer" or mode == "equity" or mode.endswith("licence")
        expected = is_state and passes_on and price in ("agreed", "negotiable")
        assert notices.is_required(deal(kind, uscc, state, mode, price)) == expected
        asked += expected
    assert asked == 2 * 4 * 5 * 2


@pytest.mark.parametrize(
    ("uscc", "kind", "is_asked"), [("12", "022", True), ("12", "150", False), ("91", "022", False)]
)
def test_a_seller_that_is_not_on_the_platform_is_judged_by_its_code_and_kind(
    uscc: str, kind: str, is_asked: bool
) -> None:
    contract = Contract(
        title="x", contract_type=ContractType.TRANSFER, mode=TransferMode.TRANSFER, total_amount=1
    )
    party = ContractParty(
        contract_id=contract.id, side=PartySide.SELLER, position=0, name="某大学", uscc=uscc, party_kind=kind
    )
    assert notices.is_required(Deal(contract, [party])) == is_asked
