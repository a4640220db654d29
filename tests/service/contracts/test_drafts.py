"""Drafts: what is sent is kept, and what contradicts itself is refused."""

from typing import Any

from service.contracts.tables import ContractBroker, ContractParty
from service.kernel.database import Database
from tests.support.contracts import at, draft, terms
from tests.support.listings import edit, edited
from tests.support.market import Market, created, done, problem
from tests.support.stored import count, unchanged


def test_every_field_comes_back_as_it_was_sent(market: Market) -> None:
    sent = terms(market)
    made = draft(market)
    read = done(market.office.get(at(made)))
    assert read == made
    for name, value in sent.items():
        if name not in ("sellers", "buyers", "declarations"):
            assert read[name] == value, name
    assert {name: read["declarations"][name] for name in sent["declarations"]} == sent["declarations"]
    seller, buyer = read["sellers"][0], read["buyers"][0]
    assert {name: seller[name] for name in sent["sellers"][0]} == sent["sellers"][0]
    assert (seller["name"], seller["uscc"], seller["region"]) == (
        "office单位",
        "12150102MA0000003J",
        "150102",
    )
    assert (buyer["side"], buyer["region"], buyer["country"]) == ("buyer", "150122", "CHN")
    assert (read["status"], read["performance"], read["source"]) == ("draft", "not_started", "keju")
    assert (read["mode"], read["is_large"], read["is_tax_relevant"], read["is_foreign"]) == (
        "commissioned_development",
        True,
        True,
        False,
    )
    assert (read["filing_region"], read["cluster"]) == ("150102", "new_materials")
    assert read["allowed_actions"] == ["delete", "edit", "sign"]  # nothing is performed before it is signed


def test_five_fields_are_enough(market: Market) -> None:
    bare = {
        "title": "稀土抛光液检测",
        "contract_type": "service",
        "sellers": [{"organization_id": market.office.organization_id}],
        "buyers": [{"name": "王二", "nature": "person"}],
        "total_amount": "30000",
    }
    made = created(market.office.post("/contracts", bare))
    assert (made["mode"], made["total_amount"], made["technical_amount"]) == ("service", "30000.00", None)
    assert not made["is_large"]


def test_several_parties_of_every_nature_stand_beside_one_another(market: Market) -> None:
    sellers = [
        {"organization_id": market.office.organization_id, "share": 60},
        {"uscc": "12150105MA00000041", "share": 33.33},
        {"nature": "person", "name": "巴特尔", "share": 6.67, "region": "150105", "party_kind": "400"},
    ]
    buyers = [{"nature": "foreign", "name": "Muster GmbH", "country": "DEU"}]
    made = draft(market, sellers=sellers, buyers=buyers)
    assert [party["share"] for party in made["sellers"]] == [60, 33.33, 6.67]
    recognised = made["sellers"][1]
    assert (recognised["organization_id"], recognised["name"]) == (
        market.office2.organization_id,
        "office2单位",
    )
    assert (made["is_foreign"], made["buyers"][0]["region"]) == (True, None)
    assert done(market.office2.get(at(made)))["id"] == made["id"]


def brokers(market: Market, *shares: float) -> list[dict[str, Any]]:
    return [{"organization_id": market.broker.organization_id, "share": share} for share in shares]


def test_a_broker_enters_a_contract_that_names_it_and_sees_it(market: Market) -> None:
    made = draft(market, market.broker, brokers=brokers(market, 12.5))
    assert made["brokers"] == [
        {
            "organization_id": market.broker.organization_id,
            "organization_name": "broker单位",
            "person_id": None,
            "share": 12.5,
        }
    ]
    for who in (market.office, market.enterprise, market.broker):
        assert done(who.get(at(made)))["id"] == made["id"]


FOREIGN = {"nature": "foreign", "name": "Muster GmbH", "country": "DEU"}


def wrong(market: Market) -> list[tuple[str, dict[str, Any]]]:
    """(where the fault is, the fields that hold it)."""
    office, enterprise = market.office.organization_id, market.enterprise.organization_id
    enterprise2, agency = market.enterprise2.organization_id, market.broker.organization_id
    seller = {"organization_id": office}
    stranger = brokers(market, 5)[0] | {"person_id": market.office.person_id}
    return [
        ("/technical_amount", {"technical_amount": "10000000.01"}),
        ("/milestones", {"milestones": [{"name": "一期", "amount": "4000000"}]}),
        ("/milestones/0/due_on", {"milestones": [{"name": "一期", "due_on": "2029-01-01"}]}),
        ("/expected_annual_profit", {"expected_annual_profit": "129000000.01"}),
        ("/ends_on", {"starts_on": "2027-01-02", "ends_on": "2027-01-01", "milestones": []}),
        ("/buyers/0", {"buyers": [seller]}),
        ("/buyers/1", {"buyers": [{"organization_id": enterprise}, {"organization_id": enterprise}]}),
        ("/buyers/0", {"buyers": [{"uscc": "12150102MA0000003J"}]}),
        ("/sellers", {"sellers": [seller | {"share": 60}, {"organization_id": enterprise2, "share": 50}]}),
        ("/sellers", {"sellers": [seller | {"share": 60}, {"organization_id": enterprise2}]}),
        ("/sellers", {"sellers": [seller | {"share": 99}]}),
        ("/sellers/0/share", {"sellers": [seller | {"share": 33.333}]}),
        ("/sellers/0/share", {"sellers": [seller | {"share": 101}]}),
        ("/buyers", {"buyers": []}),
        ("/buyers/0/name", {"buyers": [{"nature": "person"}]}),
        ("/buyers/0/uscc", {"buyers": [{"name": "某公司", "uscc": "91150122MA0000005K"}]}),
        ("/buyers/0/uscc", {"buyers": [{"organization_id": enterprise, "uscc": "91150105MA00000062"}]}),
        ("/buyers/0/organization_id", {"buyers": [{"organization_id": market.newcomer.organization_id}]}),
        ("/buyers/0/country", {"buyers": [FOREIGN | {"country": "CHN"}]}),
        ("/buyers/0/country", {"buyers": [{"name": "王二", "nature": "person", "country": "DEU"}]}),
        ("/buyers/0/region", {"buyers": [FOREIGN | {"region": "150122"}]}),
        ("/buyers/0/region", {"buyers": [{"name": "某公司", "region": "150199"}]}),
        ("/buyers/0/region", {"buyers": [{"name": "某公司", "region": "990000"}]}),
        ("/buyers/0/party_kind", {"buyers": [{"organization_id": enterprise, "party_kind": "999"}]}),
        ("/mode", {"mode": "exclusive_licence"}),
        ("/plan_source", {"plan_source": "moon"}),
        ("/socio_economic_objective", {"socio_economic_objective": "99"}),
        ("/tech_field", {"tech_field": "12"}),
        ("/landing_region", {"landing_region": "150199"}),
        ("/brokers", {"brokers": brokers(market, 60, 50)}),
        ("/brokers/0/organization_id", {"brokers": [{"organization_id": enterprise2, "share": 5}]}),
        ("/brokers/0", {"sellers": [seller, {"organization_id": agency}], "brokers": brokers(market, 5)}),
        ("/brokers/0/person_id", {"brokers": [stranger]}),
        ("/achievement_id", {"achievement_id": market.achievement(market.office2)["id"]}),
        ("/achievement_id", {"achievement_id": market.draft_achievement(market.office2)["id"]}),
        ("/achievement_id", {"achievement_id": office}),
        ("/need_id", {"need_id": market.need(market.enterprise2)["id"]}),
    ]  # fmt: skip


def test_what_contradicts_itself_is_refused_by_name_and_nothing_is_stored(
    market: Market, database: Database
) -> None:
    cases = wrong(market)
    made = draft(market)
    for pointer, fields in cases:
        with unchanged(database):
            refused = problem(market.office.post("/contracts", terms(market, **fields)), 422)
            assert pointer in [error["pointer"] for error in refused["errors"]], (fields, refused)
            refused = problem(edit(market.office, at(made), **fields), 422)
            assert pointer in [error["pointer"] for error in refused["errors"]], (fields, refused)


def test_all_faults_are_told_at_once(market: Market) -> None:
    body = terms(market, technical_amount="99999999", buyers=[], ends_on="2025-01-01")
    refused = problem(market.office.post("/contracts", body), 422)
    pointers = {error["pointer"] for error in refused["errors"]}
    assert {"/technical_amount", "/buyers", "/ends_on"} <= pointers


def test_only_a_party_or_its_broker_enters_a_contract(market: Market) -> None:
    for who in (
        market.enterprise2,
        market.office2,
        market.broker,
        market.registrar,
        market.bureau,
        market.judge,
    ):
        problem(who.post("/contracts", terms(market)), 403)


def test_who_has_nothing_to_do_with_it_finds_nothing(market: Market) -> None:
    made = draft(market)
    for who in (
        market.enterprise2,
        market.office2,
        market.broker,
        market.judge,
        market.newcomer,
        market.district,
    ):
        problem(who.get(at(made)), 404)
        problem(who.patch(at(made), {"title": "x"}, If_Match="*"), 404)
        assert done(who.get("/contracts"))["items"] == []
    for who in (market.office, market.enterprise, market.registrar, market.bureau):
        assert [item["id"] for item in done(who.get("/contracts"))["items"]] == [made["id"]]
    problem(market.registrar.patch(at(made), {"title": "x"}, If_Match="*"), 403)
    problem(market.client.get(f"/api/v1{at(made)}"), 401)


def test_a_district_sees_what_is_used_or_sits_in_it(market: Market) -> None:
    used = draft(market, landing_region="150105", landing_park=None)
    sits = draft(market, buyers=[{"organization_id": market.enterprise2.organization_id}])
    draft(market)
    seen = {item["id"] for item in done(market.district.get("/contracts"))["items"]}
    assert seen == {used["id"], sits["id"]}


def test_an_edit_replaces_whole_lists_and_moves_the_version_once(market: Market, database: Database) -> None:
    made = draft(market, brokers=brokers(market, 10))
    buyers = [{"organization_id": market.enterprise2.organization_id}]
    after = edited(market.office, at(made), buyers=buyers, brokers=[], title="新的题目")
    assert (after["version"], after["title"], after["brokers"]) == (2, "新的题目", [])
    assert [party["name"] for party in after["buyers"]] == ["enterprise2单位"]
    assert after["sellers"] == made["sellers"]
    assert (count(database, ContractParty), count(database, ContractBroker)) == (2, 0)
    problem(market.enterprise.get(at(made)), 404)
    assert done(market.office.get(at(made))) == after
    with unchanged(database):
        assert edited(market.office, at(made), buyers=buyers, title="新的题目") == after
    other = edited(market.office, at(made), sellers=[{"organization_id": market.office2.organization_id}])
    assert (other["version"], other["filing_region"]) == (3, "150105")


def test_a_new_type_brings_its_own_mode(market: Market) -> None:
    made = draft(market)
    assert edited(market.office, at(made), contract_type="licence")["mode"] == "non_exclusive_licence"
    assert edited(market.office, at(made), mode="sole_licence")["mode"] == "sole_licence"
    assert edited(market.office, at(made), contract_type="transfer")["mode"] == "transfer"
    assert edited(market.office, at(made), mode="equity")["needs_notice"]


def test_a_draft_is_deleted_with_its_parties(market: Market, database: Database) -> None:
    made = draft(market, brokers=brokers(market, 10))
    problem(market.registrar.delete(at(made)), 403)
    assert market.enterprise.delete(at(made)).status_code == 204
    problem(market.office.get(at(made)), 404)
    assert (count(database, ContractParty), count(database, ContractBroker)) == (0, 0)


FINDS = (
    "status=draft", "contract_type=commissioned_development", "tech_field=07", "region=150122",
    "region=150100", "source=keju", "q=细渣", "performance=not_started",
)  # fmt: skip
FINDS_NOT = (
    "status=signed", "contract_type=service", "tech_field=01", "region=150105", "source=national_register",
    "q=100%25", "q=_", "performance=performed", "registration_no=1",
)  # fmt: skip


def test_a_list_is_narrowed_by_its_filters(market: Market) -> None:
    made = draft(market)
    for query in FINDS:
        assert [item["id"] for item in done(market.bureau.get(f"/contracts?{query}"))["items"]] == [
            made["id"]
        ], query
    for query in FINDS_NOT:
        assert done(market.bureau.get(f"/contracts?{query}"))["items"] == [], query


def test_a_list_pages_and_sorts(market: Market) -> None:
    made = [draft(market, title=f"合同{number}")["id"] for number in range(5)]
    for sort in ("created_at", "updated_at", "due_on", "registered_on"):
        for sign in ("", "-"):
            seen: list[str] = []
            cursor = ""
            while cursor is not None:
                page = done(
                    market.office.get(f"/contracts?limit=2&sort={sign}{sort}{cursor and '&cursor=' + cursor}")
                )
                seen += [item["id"] for item in page["items"]]
                cursor = page["next_cursor"]
            assert sorted(seen) == sorted(made)
    item = done(market.office.get(f"/contracts?party={market.enterprise.organization_id}&count=true"))
    assert (item["total"], item["items"][0]["seller"], item["items"][0]["buyer"]) == (
        5,
        "office单位",
        "enterprise单位",
    )
    problem(market.office.get("/contracts?sort=title"), 400)
