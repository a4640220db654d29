"""What waits for whom among contracts, and who adds and takes away their papers."""

from typing import Any

from tests.support.contracts import NUMBER, draft, step
from tests.support.market import Market, Person, created, done, problem

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def waiting(who: Person) -> list[str]:
    """The kinds of what waits, contracts alone."""
    items = done(who.get("/worklist"))["items"]
    return sorted(item["kind"] for item in items if item["subject_kind"] == "contracts")


def test_each_step_waits_for_who_takes_it(market: Market) -> None:
    contract = draft(market)
    assert (waiting(market.office), waiting(market.enterprise)) == (["sign_contract"], [])
    step(market.office, contract, "sign")
    assert waiting(market.office) == ["file_contract"]
    step(market.office, contract, "file")
    assert (waiting(market.office), waiting(market.registrar)) == ([], ["accept_contract"])
    step(market.registrar, contract, "request-supplement", reason="缺附件")
    assert waiting(market.office) == waiting(market.enterprise) == ["supplement_contract"]
    step(market.office, contract, "file")
    step(market.registrar, contract, "accept")
    step(market.registrar, contract, "check")
    assert (waiting(market.registrar), waiting(market.bureau)) == ([], ["check_contract"])
    step(market.bureau, contract, "check")
    assert waiting(market.registrar) == waiting(market.bureau) == ["register_contract"]
    item = done(market.registrar.get("/worklist"))["items"][0]
    assert (item["title"], item["is_late"]) == (contract["title"], False)
    assert item["until"] is not None
    step(market.registrar, contract, "register", registration_no=NUMBER)
    assert waiting(market.registrar) == []
    step(market.enterprise, contract, "end-early", reason="停产")
    assert waiting(market.registrar) == ["settle_contract"]
    step(market.registrar, contract, "amend", reason="按实际履行", technical_amount="1")
    assert waiting(market.registrar) == []
    assert waiting(market.enterprise2) == waiting(market.district) == []


def upload(who: Person, contract: dict[str, Any]) -> Any:
    return who.client.post(
        "/api/v1/attachments",
        data={"subject_kind": "contracts", "subject_id": contract["id"]},
        files={"file": ("合同文本.pdf", PDF, "application/pdf")},
        headers=who.headers,
    )


def test_parties_add_papers_that_all_who_see_the_contract_read(market: Market) -> None:
    contract = draft(market)
    made = created(upload(market.office, contract))
    problem(upload(market.enterprise2, contract), 404)
    listed = f"/attachments?subject_kind=contracts&subject_id={contract['id']}"
    for who in (market.office, market.enterprise, market.registrar):
        assert [item["id"] for item in done(who.get(listed))["items"]] == [made["id"]]
    problem(market.enterprise2.get(listed), 404)
    step(market.office, contract, "sign")
    step(market.office, contract, "file")
    problem(market.office.delete(f"/attachments/{made['id']}"), 403)
    created(upload(market.registrar, contract))
