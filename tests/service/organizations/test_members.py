"""Members: who adds whom in which role, and who sees their names."""

from service.kernel.database import Database
from service.organizations.tables import Membership
from tests.support.market import Market, created, done, problem
from tests.support.stored import at_once, count, unchanged


def members_of(market: Market, name: str) -> str:
    return f"/organizations/{getattr(market, name).organization_id}/members"


def test_a_manager_adds_an_account_in_the_kinds_usual_role(market: Market) -> None:
    added = created(market.office.post(members_of(market, "office"), {"email": "JUDGE@test.keju"}))
    assert (added["role"], added["is_manager"], added["email"]) == ("office", False, "judge@test.keju")
    items = done(market.office.get(members_of(market, "office")))["items"]
    assert [item["email"] for item in items] == ["office@test.keju", "judge@test.keju"]
    assert set(items[0]) == {
        "id", "version", "person_id", "name", "email", "role", "is_manager", "created_at",
    }  # fmt: skip


def test_who_is_no_manager_adds_nobody(market: Market, database: Database) -> None:
    path, own = members_of(market, "office"), market.office.organization_id
    created(market.office.post(path, {"email": "judge@test.keju"}))
    judge, strangers = market.judge, [market.office2, market.broker, market.registrar]
    with unchanged(database):
        problem(judge.post(path, {"email": "broker@test.keju"}, X_Organization=own), 403, "forbidden")
        for who in strangers:
            problem(who.post(path, {"email": "broker@test.keju"}), 403, "forbidden")
        problem(strangers[0].post(members_of(market, "newcomer"), {"email": "x@test.keju"}), 404)


def test_a_wrong_member_is_refused(market: Market, database: Database) -> None:
    path, office = members_of(market, "office"), market.office
    with unchanged(database):
        for body, pointer in (
            ({"email": "nobody@test.keju"}, "/email"),
            ({"email": "judge@test.keju", "role": "enterprise"}, "/role"),
            ({"email": "judge@test.keju", "role": "king"}, "/role"),
            ({"email": "judge@test.keju\0"}, "/email"),
            ({"role": "office"}, "/email"),
        ):
            assert problem(office.post(path, body), 422, "invalid")["errors"][0]["pointer"] == pointer
        for role in ("bureau", "district", "registrar"):
            problem(office.post(path, {"email": "judge@test.keju", "role": role}), 403, "forbidden")
        problem(office.post(path, {"email": "office@test.keju"}), 409, "already-a-member")


def test_power_is_given_by_the_city_alone(market: Market, database: Database) -> None:
    path, district = members_of(market, "district"), market.district
    with unchanged(database):
        for role in ("bureau", "district", "registrar"):
            body = {"email": "judge@test.keju", "role": role}
            problem(district.post(path, body), 403, "forbidden")
        problem(market.bureau.post(path, {"email": "judge@test.keju"}), 422, "invalid")
    given = created(market.bureau.post(path, {"email": "judge@test.keju", "role": "district"}))
    assert given["role"] == "district"


def test_of_many_who_add_one_person_at_once_one_succeeds(market: Market, database: Database) -> None:
    path, office, before = members_of(market, "office"), market.office, count(database, Membership)
    answers = at_once([lambda: office.post(path, {"email": "judge@test.keju"})] * 6)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert count(database, Membership) == before + 1


def test_names_are_shown_to_members_and_to_the_bureau_that_reaches_them(market: Market) -> None:
    path = members_of(market, "enterprise2")
    for who in (market.enterprise2, market.bureau, market.district):
        assert [item["email"] for item in done(who.get(path))["items"]] == ["enterprise2@test.keju"]
    for who in (market.enterprise, market.office, market.broker, market.registrar, market.judge):
        problem(who.get(path), 403, "forbidden")
    problem(market.office.get(members_of(market, "newcomer")), 404, "not-found")
    problem(market.client.get(f"/api/v1{path}"), 401)
