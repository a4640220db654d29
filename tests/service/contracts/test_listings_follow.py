"""What a contract does to the achievement and the need that it came of."""

from typing import Any

import pytest

from tests.support.contracts import NUMBER, at, draft, step
from tests.support.listings import edited
from tests.support.market import Market, done, problem

# A price found by auction needs no notice.
SALE: dict[str, Any] = {
    "title": "煤气化细渣高值母粒制备专利权转让",
    "subject": "转让煤气化细渣提炭与母粒填料制备的发明专利权，交付全部技术资料并指导试生产。",
    "contract_type": "transfer",
    "mode": "transfer",
    "price_mode": "auction",
}


def statuses(market: Market, achievement: dict[str, Any], need: dict[str, Any]) -> tuple[str, str]:
    """As the two owners read them."""
    return (
        done(market.office.get(f"/achievements/{achievement['id']}"))["status"],
        done(market.enterprise.get(f"/needs/{need['id']}"))["status"],
    )


def sale(market: Market, **fields: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    achievement, need = market.achievement(), market.need()
    links = {"achievement_id": achievement["id"], "need_id": need["id"]}
    return draft(market, **(SALE | links | fields)), achievement, need


def through(market: Market, contract: dict[str, Any], *names: str) -> None:
    """The steps up to the checks."""
    for name in names:
        who = market.office if name in ("sign", "file") else market.registrar
        body = {"reason": "不属于技术合同"} if name == "refuse" else {}
        done((market.bureau if name == "check2" else who).post(at(contract, name.removesuffix("2")), body))


def test_an_exclusive_deal_reserves_then_transfers_and_the_need_is_solved(market: Market) -> None:
    contract, achievement, need = sale(market)
    assert statuses(market, achievement, need) == ("published", "published")
    problem(market.enterprise.post(at(contract, "sign")), 403)
    through(market, contract, "sign")
    assert statuses(market, achievement, need) == ("reserved", "in_negotiation")
    through(market, contract, "file", "accept", "check", "check2")
    assert statuses(market, achievement, need) == ("reserved", "in_negotiation")
    step(market.registrar, contract, "register", registration_no=NUMBER)
    assert statuses(market, achievement, need) == ("transferred", "solved")
    step(market.registrar, contract, "deregister", reason="合同解除")
    assert statuses(market, achievement, need) == ("published", "solved")


def test_a_non_exclusive_licence_leaves_it_on_the_market(market: Market) -> None:
    licence = {"contract_type": "licence", "mode": "non_exclusive_licence"}
    texts = {
        name: SALE[name].replace("专利权转让", "专利实施许可").replace("转让", "许可实施")
        for name in ("title", "subject")
    }
    contract, achievement, need = sale(market, **licence, **texts)
    through(market, contract, "sign")
    assert statuses(market, achievement, need) == ("published", "in_negotiation")
    through(market, contract, "file", "accept", "check", "check2")
    step(market.registrar, contract, "register", registration_no=NUMBER)
    assert statuses(market, achievement, need) == ("published", "solved")


@pytest.mark.parametrize("end", ["refuse", "end-early"])
def test_what_comes_to_nothing_gives_both_back(market: Market, end: str) -> None:
    contract, achievement, need = sale(market)
    through(market, contract, "sign", "file")
    who = market.registrar if end == "refuse" else market.enterprise
    step(who, contract, end, reason="终止")
    assert statuses(market, achievement, need) == ("published", "published")


def test_it_is_sold_once(market: Market) -> None:
    contract, achievement, need = sale(market)
    links = {"achievement_id": achievement["id"], "need_id": need["id"]}
    second = draft(market, **SALE | links)
    through(market, contract, "sign")
    problem(market.office.post(at(second, "sign")), 409, "illegal-move")
    assert done(market.office.get(at(second)))["status"] == "draft"


def test_a_signed_deal_that_becomes_another_takes_or_gives_back_what_it_is_about(market: Market) -> None:
    contract, achievement, need = sale(market)
    through(market, contract, "sign")
    edited(market.office, at(contract), contract_type="service")
    assert statuses(market, achievement, need)[0] == "published"
    edited(market.office, at(contract), contract_type="transfer")
    assert statuses(market, achievement, need)[0] == "reserved"
    other = market.achievement()
    edited(market.office, at(contract), achievement_id=other["id"])
    assert statuses(market, achievement, need)[0] == "published"
    assert statuses(market, other, need)[0] == "reserved"
