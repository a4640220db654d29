"""Registration by request: who asks, who decides, and that a visitor's address proves itself."""

from httpx import Response

from service.kernel.database import Database
from service.organizations.entry_tables import Registration
from service.organizations.tables import Membership, Organization
from tests.support.letters import Letters
from tests.support.market import Market, created, done, problem
from tests.support.stored import count, unchanged

STRONG = "紫色的拖拉机在图书馆里唱歌"
EMAIL = "wang@firm.cn"
OFFICE, DISTRICT = "12150102MA0000003J", "11150105MA0000001T"
NEW = {
    "uscc": "91150100MA00000108",
    "organization_name": "新公司",
    "kind": "enterprise",
    "region": "150105",
}


def ask(market: Market, **fields: object) -> Response:
    body = {"email": EMAIL, "name": "王芳", "uscc": OFFICE} | fields
    return market.client.post("/api/v1/registrations", json=body)


def asked(market: Market, **fields: object) -> dict:
    answer = ask(market, **fields)
    assert (answer.status_code, set(answer.json())) == (202, {"detail"}), answer.text
    return done(market.bureau.get("/registrations"))["items"][0]


def test_a_visitor_asks_the_manager_approves_and_the_link_lets_in(market: Market, letters: Letters) -> None:
    seen = asked(market, note="新入职的技术转移专员")
    assert (seen["organization_name"], seen["kind"], seen["role"]) == ("office单位", "university", "office")
    assert letters.mail[-1].to == EMAIL
    approved = done(market.office.post(f"/registrations/{seen['id']}/approve", {}))
    assert approved["status"] == "approved"
    token = letters.token()
    body = {"token": token, "name": "王芳", "password": STRONG}
    member = created(market.client.post("/api/v1/invitations/accept", json=body))
    assert (member["email"], member["role"], member["is_manager"]) == (EMAIL, "office", False)
    problem(market.office.post(f"/registrations/{seen['id']}/approve", {}), 409, "illegal-move")


def test_who_is_logged_in_belongs_at_once(market: Market, database: Database) -> None:
    judge = market.judge
    assert judge.post("/registrations", {"uscc": OFFICE, "role": "judge"}).status_code == 202
    [mine] = done(judge.get("/registrations"))["items"]
    assert (mine["email"], mine["name"], mine["status"]) == ("judge@test.keju", "judge", "pending")
    done(market.office.post(f"/registrations/{mine['id']}/approve", {"role": "office"}))
    assert [place["role"] for place in done(judge.get("/me"))["memberships"]] == ["judge", "office"]
    with unchanged(database):
        problem(judge.post("/registrations", {"uscc": OFFICE}), 409, "already-a-member")
        problem(market.broker.post("/registrations", {"uscc": OFFICE, "name": "x"}), 422)


def test_a_new_organisation_comes_with_its_first_manager(
    market: Market, letters: Letters, database: Database
) -> None:
    seen = asked(market, **NEW)
    assert (seen["organization_id"], seen["region"]) == (None, "150105")
    for who in (market.office, market.enterprise, market.registrar):
        assert done(who.get("/registrations"))["items"] == []
        problem(who.post(f"/registrations/{seen['id']}/approve", {}), 404)
    before = count(database, Organization)
    approved = done(market.district.post(f"/registrations/{seen['id']}/approve", {}))
    assert count(database, Organization) == before + 1
    made = done(market.bureau.get(f"/organizations/{approved['organization_id']}"))
    assert (made["name"], made["uscc"], made["status"]) == ("新公司", NEW["uscc"], "pending")
    body = {"token": letters.token(), "name": "王芳", "password": STRONG}
    assert created(market.client.post("/api/v1/invitations/accept", json=body))["is_manager"] is True


def test_a_district_decides_in_its_own_area_alone(market: Market, database: Database) -> None:
    inside, outside = asked(market, **NEW), None
    outside = asked(market, email="li@firm.cn")
    district = market.district
    with unchanged(database):
        problem(district.post(f"/registrations/{outside['id']}/approve", {}), 404)
        problem(district.post(f"/registrations/{outside['id']}/refuse", {"reason": "试"}), 404)
    assert [item["id"] for item in done(district.get("/registrations"))["items"]] == [inside["id"]]


def test_the_power_of_an_authority_is_given_by_the_city_alone(market: Market, database: Database) -> None:
    seen = asked(market, uscc=DISTRICT, role="district")
    path = f"/registrations/{seen['id']}/approve"
    with unchanged(database):
        problem(market.district.post(path, {}), 403, "forbidden")
        problem(ask(market, uscc=DISTRICT), 422, "invalid")
        problem(ask(market, **NEW | {"kind": "government"}), 403, "forbidden")
    assert done(market.bureau.post(path, {}))["status"] == "approved"


def test_a_refusal_says_why(market: Market, letters: Letters, database: Database) -> None:
    seen, before = asked(market), count(database, Membership)
    problem(market.office.post(f"/registrations/{seen['id']}/refuse", {}), 422)
    refused = done(market.office.post(f"/registrations/{seen['id']}/refuse", {"reason": "查无此人"}))
    assert (refused["status"], refused["reason"]) == ("refused", "查无此人")
    assert (letters.mail[-1].to, "查无此人" in letters.mail[-1].text) == (EMAIL, True)
    problem(market.office.post(f"/registrations/{seen['id']}/approve", {}), 409, "illegal-move")
    assert count(database, Membership) == before
    assert asked(market)["id"] != seen["id"], "one may ask again"


def test_a_request_is_taken_back_by_the_link_or_by_who_is_logged_in(market: Market, letters: Letters) -> None:
    seen = asked(market)
    token = letters.token()
    problem(market.office.post(f"/registrations/{seen['id']}/withdraw"), 403, "forbidden")
    answer = market.client.post("/api/v1/registrations/withdraw", json={"token": token})
    assert answer.status_code == 204
    problem(market.client.post("/api/v1/registrations/withdraw", json={"token": token}), 422, "link-ended")
    problem(market.office.post(f"/registrations/{seen['id']}/approve", {}), 409)
    judge = market.judge
    judge.post("/registrations", {"uscc": OFFICE, "role": "judge"})
    [mine] = done(judge.get("/registrations"))["items"]
    problem(market.broker.post(f"/registrations/{mine['id']}/withdraw"), 404)
    assert done(judge.post(f"/registrations/{mine['id']}/withdraw"))["status"] == "withdrawn"


def test_asked_twice_the_newer_wording_counts(market: Market, database: Database) -> None:
    first = asked(market)
    again = asked(market, note="补充说明")
    assert (again["id"], again["note"], again["version"]) == (first["id"], "补充说明", 2)
    assert count(database, Registration) == 1


def test_the_answer_does_not_tell_whether_there_is_an_account(market: Market) -> None:
    known = ask(market, email="judge@test.keju")
    unknown = ask(market, email="nobody@test.keju")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


def test_a_wrong_request_is_refused(market: Market, database: Database) -> None:
    with unchanged(database):
        for fields, pointer in (
            ({"uscc": "91150100MA00000108"}, "/organization_name"),
            (NEW | {"region": None}, "/region"),
            (NEW | {"region": "999999"}, "/region"),
            (NEW | {"uscc": "91150100MA00000109"}, "/uscc"),
            ({"uscc": "1"}, "/uscc"),
            ({"email": None}, "/email"),
            ({"name": None}, "/name"),
            ({"email": "no address"}, "/email"),
            ({"role": "enterprise"}, "/role"),
            ({"role": "king"}, "/role"),
            ({"password": STRONG}, "/password"),
        ):
            found = problem(ask(market, **fields), 422, "invalid")
            assert found["errors"][0]["pointer"] == pointer, fields
            market.forget_guesses()


def test_requests_with_one_address_are_limited(market: Market) -> None:
    for _ in range(3):
        assert ask(market).status_code == 202
    problem(ask(market), 429, "too-many-guesses")
