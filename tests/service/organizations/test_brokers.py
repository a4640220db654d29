"""Brokers: their certificates, who checks them, and one agency at a time."""

from service.kernel.database import Database
from tests.support.market import Market, created, done, problem
from tests.support.stored import unchanged

LISTING = {
    "certificate_level": "senior",
    "certificate_number": "NMG2024-0017",
    "certificate_issuer": "内蒙古自治区科学技术厅",
    "certificate_until": "2029-12-31",
    "region": "150105",
    "tech_fields": ["05", "07"],
    "regions": ["150100"],
}


def test_a_broker_lists_the_own_certificate_and_the_bureau_checks_it(market: Market) -> None:
    mine = created(market.broker.post("/brokers", LISTING))
    assert (mine["name"], mine["agency_id"]) == ("broker", market.broker.organization_id)
    assert mine["verified_at"] is None
    path = f"/brokers/{mine['id']}"
    problem(market.office.get(path), 404)
    assert done(market.office.get("/brokers"))["items"] == []
    problem(market.broker.post(f"{path}/verify"), 403, "forbidden")
    assert done(market.district.post(f"{path}/verify"))["verified_at"]
    [seen] = done(market.office.get("/brokers?count=true"))["items"]
    assert (seen["id"], seen["agency_name"]) == (mine["id"], "broker单位")


def test_a_changed_certificate_is_checked_anew(market: Market, database: Database) -> None:
    mine = created(market.broker.post("/brokers", LISTING))
    path, broker = f"/brokers/{mine['id']}", market.broker
    done(market.bureau.post(f"{path}/verify"))
    assert done(broker.patch(path, {"summary": "擅长煤化工"}, If_Match="*"))["verified_at"]
    changed = done(broker.patch(path, {"certificate_until": "2031-01-01"}, If_Match="*"))
    assert changed["verified_at"] is None
    done(market.bureau.post(f"{path}/verify"))
    office = market.office
    with unchanged(database):
        problem(broker.patch(path, {"summary": "x"}), 428)
        problem(broker.patch(path, {"summary": "x"}, If_Match='"1"'), 412)
        problem(office.patch(path, {"summary": "x"}, If_Match="*"), 403, "forbidden")


def test_the_agencies_of_a_broker_follow_one_another(market: Market) -> None:
    mine = created(market.broker.post("/brokers", LISTING))
    path = f"/brokers/{mine['id']}"
    assert done(market.broker.patch(path, {"agency_id": None}, If_Match="*"))["agency_id"] is None
    own = market.broker.organization_id
    assert done(market.broker.patch(path, {"agency_id": own}, If_Match="*"))["agency_id"] == own
    periods = done(market.broker.get(f"{path}/agencies"))["items"]
    assert [period["until"] is None for period in periods] == [True, False]


def test_the_bureau_lists_a_broker_without_account_who_takes_it_over(
    market: Market, database: Database
) -> None:
    body = LISTING | {"name": "王经纪", "agency_id": market.broker.organization_id}
    listed = created(market.bureau.post("/brokers", body))
    assert (listed["person_id"], listed["name"]) == (None, "王经纪")
    with unchanged(database):
        problem(market.bureau.post("/brokers", body), 409, "certificate-taken")
    taken = created(market.broker.post("/brokers", LISTING))
    assert (taken["id"], taken["person_id"]) == (listed["id"], market.broker.person_id)
    with unchanged(database):
        other = LISTING | {"certificate_number": "NMG2024-0018"}
        problem(market.broker.post("/brokers", other), 409, "certificate-taken")


def test_what_is_wrong_is_refused(market: Market, database: Database) -> None:
    broker, bureau, office, district = market.broker, market.bureau, market.office, market.district
    named = LISTING | {"name": "王经纪"}
    with unchanged(database):
        problem(office.post("/brokers", LISTING), 403, "forbidden")
        problem(district.post("/brokers", named | {"region": "150102"}), 403, "forbidden")
        for who, body, pointer in (
            (broker, named, "/name"),
            (broker, LISTING | {"agency_id": office.organization_id}, "/agency_id"),
            (bureau, LISTING, "/name"),
            (bureau, named | {"agency_id": office.organization_id}, "/agency_id"),
            (bureau, named | {"tech_fields": ["05", "99"]}, "/tech_fields/1"),
            (bureau, named | {"regions": ["999999"]}, "/regions/0"),
            (bureau, named | {"region": "999999"}, "/region"),
            (bureau, named | {"certificate_number": "一号"}, "/certificate_number"),
            (bureau, named | {"certificate_level": "master"}, "/certificate_level"),
        ):
            assert problem(who.post("/brokers", body), 422)["errors"][0]["pointer"] == pointer


def test_brokers_are_found_by_field_region_level_and_agency(market: Market) -> None:
    mine = created(market.broker.post("/brokers", LISTING))
    done(market.bureau.post(f"/brokers/{mine['id']}/verify"))
    for query, found in (
        ("tech_field=05", 1),
        ("tech_field=06", 0),
        ("region=150100", 1),
        ("region=150102", 0),
        ("level=senior", 1),
        ("level=junior", 0),
        (f"agency={market.broker.organization_id}", 1),
        (f"agency={market.office.organization_id}", 0),
    ):
        assert len(done(market.office.get(f"/brokers?{query}"))["items"]) == found, query
    problem(market.office.get("/brokers?tech_field=x"), 400)
    problem(market.client.get("/api/v1/brokers"), 401)
