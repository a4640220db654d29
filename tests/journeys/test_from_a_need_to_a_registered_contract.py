"""From a need to the register: match, introduction, contract, signature, filing, two checks, registration."""

from tests.support.contracts import NUMBER, at, step, terms
from tests.support.introductions import asked
from tests.support.introductions import step as introduced
from tests.support.listings import edited
from tests.support.market import Market, created, done, problem


def test_a_need_finds_its_technology_and_their_contract_is_registered(market: Market) -> None:
    office, enterprise, registrar, bureau = market.office, market.enterprise, market.registrar, market.bureau

    # The need finds the achievement, and its owner asks for an introduction, which the office accepts.
    achievement, need = market.achievement(), market.need()
    best = done(enterprise.get(f"/needs/{need['id']}/matches"))["items"][0]
    assert best["achievement"]["id"] == achievement["id"]
    introduction = asked(market, need, achievement)
    introduced(office, introduction, "accept")

    # The office enters the contract from the introduction, and forgets two things.
    sale = {
        "title": "煤气化细渣高值母粒制备专利权转让",
        "subject": "转让煤气化细渣提炭与母粒填料制备的发明专利权，交付全部技术资料并指导试生产。",
        "contract_type": "transfer",
        "price_mode": "auction",
        "technical_amount": None,
        "payment_mode": None,
        "introduction_id": introduction["id"],
    }
    contract = created(office.post("/contracts", terms(market, **sale)))
    assert (contract["achievement_id"], contract["need_id"]) == (achievement["id"], need["id"])
    problem(market.enterprise2.get(at(contract)), 404)
    problem(enterprise.post(at(contract, "sign")), 403)
    step(office, contract, "sign")
    assert done(office.get(f"/achievements/{achievement['id']}"))["status"] == "reserved"
    assert done(office.get(f"/introductions/{introduction['id']}"))["status"] == "agreed"

    # The pre-check names both gaps; once they are closed it goes to the office.
    refused = problem(office.post(at(contract, "file")), 409, "contract-not-ready")
    assert {error["pointer"] for error in refused["errors"]} == {"/technical_amount", "/payment_mode"}
    edited(office, at(contract), technical_amount="10000000.00", payment_mode="instalments")
    step(office, contract, "file")

    # Two different persons check it there.
    accepted = step(registrar, contract, "accept")
    assert accepted["filing"]["due_on"] > accepted["filing"]["accepted_on"]
    step(registrar, contract, "check")
    problem(registrar.post(at(contract, "check")), 403, "same-checker")
    problem(registrar.post(at(contract, "register"), {"registration_no": NUMBER}), 409, "not-checked")
    step(bureau, contract, "check")
    registered = step(registrar, contract, "register", registration_no=NUMBER)

    # What was reserved has changed hands, the need is solved, and each step can be shown.
    assert (registered["status"], registered["filing"]["registration_no"]) == ("registered", NUMBER)
    assert done(office.get(f"/achievements/{achievement['id']}"))["status"] == "transferred"
    assert done(enterprise.get(f"/needs/{need['id']}"))["status"] == "solved"
    told = [item["action"] for item in done(enterprise.get(at(contract, "events")))["items"]]
    assert told == ["create", "sign", "edit", "file", "accept", "check", "check", "register"]
