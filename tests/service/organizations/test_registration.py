"""Registering, verifying, suspending and editing organisations: by whom, in which state, with what power."""

import pytest

from service.kernel.database import Database
from service.organizations.tables import Organization
from tests.support.market import NEED, Market, Person, created, done, problem
from tests.support.stored import count, unchanged

NEW = {"name": "新单位", "kind": "enterprise", "uscc": "91150100MA00000108", "region": "150105"}
OTHER_USCC = "91150100MA0000011B"


def path_of(who: Person) -> str:
    return f"/organizations/{who.organization_id}"


def version_of(market: Market, path: str) -> str:
    return market.bureau.get(path).headers["etag"]


def test_who_registers_an_organisation_becomes_its_manager(market: Market) -> None:
    answer = market.newcomer.post("/organizations", NEW | {"size": "small", "summary": "试"})
    read = created(answer)
    assert answer.headers["location"] == f"/api/v1/organizations/{read['id']}"
    assert (answer.headers["etag"], read["version"], read["status"]) == ('"1"', 1, "pending")
    assert (read["verified_at"], read["is_demonstration"], read["size"]) == (None, False, "small")
    mine = done(market.newcomer.get("/me"))["memberships"][-1]
    assert (mine["organization_id"], mine["role"], mine["is_manager"]) == (read["id"], "enterprise", True)


def test_the_bureau_registers_others_without_belonging_to_them(market: Market) -> None:
    read = created(market.bureau.post("/organizations", NEW))
    assert done(market.bureau.get(f"/organizations/{read['id']}/members"))["items"] == []
    assert len(done(market.bureau.get("/me"))["memberships"]) == 1


def test_a_registration_that_is_wrong_is_refused_with_a_pointer(market: Market, database: Database) -> None:
    who = market.newcomer
    wrong = (
        ({"uscc": "91150100MA00000109"}, "/uscc"),
        ({"uscc": "91150100ma00000108"}, "/uscc"),
        ({"uscc": "91150100MA0000010 "}, "/uscc"),
        ({"uscc": "91150100MA0000010\n"}, "/uscc"),
        ({"uscc": "91150100MA000001"}, "/uscc"),
        ({"uscc": "９1150100MA00000108"}, "/uscc"),
        ({"uscc": "I" * 18}, "/uscc"),
        ({"region": "999999"}, "/region"),
        ({"region": "150105\n"}, "/region"),
        ({"park": "nowhere"}, "/park"),
        ({"party_kind": "999"}, "/party_kind"),
        ({"kind": "club"}, "/kind"),
        ({"kind": None}, "/kind"),
        ({"size": "huge"}, "/size"),
        ({"name": "  "}, "/name"),
        ({"name": "长" * 201}, "/name"),
        ({"name": "a\0b"}, "/name"),
        ({"is_state_owned": 1}, "/is_state_owned"),
        ({"status": "verified"}, "/status"),
        ({"is_demonstration": True}, "/is_demonstration"),
    )
    with unchanged(database):
        for part, pointer in wrong:
            errors = problem(who.post("/organizations", NEW | part), 422, "invalid")["errors"]
            assert [error["pointer"] for error in errors] == [pointer], part


def test_a_code_is_registered_once(market: Market, database: Database) -> None:
    created(market.newcomer.post("/organizations", NEW))
    path, office = path_of(market.enterprise), market.office
    with unchanged(database):
        problem(office.post("/organizations", NEW | {"name": "别名"}), 409, "uscc-taken")
        problem(market.bureau.patch(path, {"uscc": NEW["uscc"]}, If_Match="*"), 409, "uscc-taken")


def test_authorities_are_registered_and_decided_on_by_the_city_alone(
    market: Market, database: Database
) -> None:
    authority = NEW | {"kind": "government", "uscc": "91150100MA0000012E"}
    others = [market.district, market.registrar, market.office, market.newcomer]
    with unchanged(database):
        for who in others:
            problem(who.post("/organizations", authority), 403, "forbidden")
    path = f"/organizations/{created(market.bureau.post('/organizations', authority))['id']}"
    with unchanged(database):
        problem(market.district.post(f"{path}/verify", {}), 403, "forbidden")
        problem(market.district.post(f"{path}/suspend", {"reason": "试"}), 403, "forbidden")
        problem(market.district.patch(path, {"region": "150100"}, If_Match="*"), 403, "forbidden")
    done(market.bureau.post(f"{path}/verify", {}))


def test_a_district_cannot_widen_its_own_area(market: Market, database: Database) -> None:
    own, district = path_of(market.district), market.district
    with unchanged(database):
        for region in ("150100", "150000", "150102"):
            problem(district.patch(own, {"region": region}, If_Match="*"), 403, "forbidden")
        problem(district.post("/organizations", NEW | {"kind": "government"}), 403, "forbidden")
    done(district.patch(own, {"summary": "赛罕区"}, If_Match="*"))


def test_a_suspended_bureau_has_no_power_left(market: Market, database: Database) -> None:
    bureau, path = market.bureau, path_of(market.bureau)
    done(bureau.post(f"{path}/suspend", {"reason": "试"}))
    office = path_of(market.office)
    created(bureau.post("/organizations", NEW))
    with unchanged(database):
        for answer in (
            bureau.post("/organizations", NEW | {"kind": "government", "uscc": OTHER_USCC}),
            bureau.post(f"{path}/verify", {}),
            bureau.patch(path, {"region": "150000"}, If_Match="*"),
            bureau.post("/invitations", {"email": "judge@test.keju", "role": "bureau"}),
        ):
            problem(answer, 403, "forbidden")
        problem(bureau.get(f"{office}/members"), 403, "forbidden")


def test_the_bureau_verifies_suspends_and_reinstates(market: Market, database: Database) -> None:
    path = path_of(market.newcomer)
    verified = done(market.bureau.post(f"{path}/verify", {"note": "执照已核"}))
    assert (verified["status"], verified["status_reason"]) == ("verified", "执照已核")
    assert verified["verified_at"]
    with unchanged(database):
        problem(market.bureau.post(f"{path}/verify", {}), 409, "illegal-move")
        problem(market.bureau.post(f"{path}/suspend", {}), 422, "invalid")
        problem(market.bureau.post(f"{path}/suspend", {"reason": " "}), 422, "invalid")
    suspended = done(market.bureau.post(f"{path}/suspend", {"reason": "失信"}))
    assert (suspended["status"], suspended["status_reason"]) == ("suspended", "失信")
    assert done(market.newcomer.get("/me"))["is_verified"] is False
    problem(market.bureau.post(f"{path}/suspend", {"reason": "again"}), 409, "illegal-move")
    assert done(market.bureau.post(f"{path}/verify", {}))["status"] == "verified"


def test_a_suspended_owners_listings_vanish_at_once(market: Market) -> None:
    need, path = market.need(), path_of(market.enterprise)
    done(market.bureau.post(f"{path}/suspend", {"reason": "失信"}))
    problem(market.client.get(f"/api/v1/needs/{need['id']}"), 404)
    assert done(market.office.get("/needs"))["items"] == []
    draft = created(market.enterprise.post("/needs", NEED))
    problem(market.enterprise.post(f"/needs/{draft['id']}/submit"), 403, "forbidden")
    done(market.bureau.post(f"{path}/verify", {}))
    assert done(market.client.get(f"/api/v1/needs/{need['id']}"))["id"] == need["id"]


def test_a_district_decides_in_its_own_area_only(market: Market, database: Database) -> None:
    inside = path_of(market.enterprise2)
    outside, pending = path_of(market.enterprise), path_of(market.newcomer)
    district, members = market.district, (market.enterprise2, market.registrar, market.broker)
    with unchanged(database):
        problem(district.post(f"{outside}/suspend", {"reason": "试"}), 403, "forbidden")
        problem(district.patch(outside, {"summary": "试"}, If_Match="*"), 403, "forbidden")
        problem(district.post(f"{pending}/verify", {}), 404, "not-found")
        problem(district.get(pending), 404, "not-found")
        problem(district.get(f"{outside}/members"), 403, "forbidden")
        for who in members:
            problem(who.post(f"{inside}/suspend", {"reason": "试"}), 403, "forbidden")
    done(district.get(f"{inside}/members"))
    done(district.post(f"{inside}/suspend", {"reason": "试"}))
    done(district.post(f"{inside}/verify", {}))


def test_its_members_change_a_pending_organisation_wholly(market: Market) -> None:
    path = path_of(market.newcomer)
    changed = {"name": "改名", "uscc": OTHER_USCC, "region": "150102", "size": "micro", "summary": "试"}
    read = done(market.newcomer.patch(path, changed, If_Match=version_of(market, path)))
    assert {name: read[name] for name in changed} == changed
    read = done(market.newcomer.patch(path, {"size": None, "summary": None}, If_Match="*"))
    assert (read["size"], read["summary"], read["name"]) == (None, None, "改名")


@pytest.mark.parametrize("state", ["verified", "suspended"])
def test_what_was_checked_is_changed_by_the_bureau_alone(
    market: Market, database: Database, state: str
) -> None:
    own, path = market.enterprise2, path_of(market.enterprise2)
    if state == "suspended":
        done(market.bureau.post(f"{path}/suspend", {"reason": "试"}))
    with unchanged(database):
        for part in ({"name": "改名"}, {"uscc": OTHER_USCC}, {"region": "150102"}, {"region": "150105"}):
            problem(own.patch(path, part | {"summary": "试"}, If_Match="*"), 403, "forbidden")
    assert done(own.patch(path, {"summary": "试", "park": None}, If_Match="*"))["summary"] == "试"
    assert done(market.district.patch(path, {"name": "区改名"}, If_Match="*"))["name"] == "区改名"
    assert done(market.bureau.patch(path, {"region": "150102"}, If_Match="*"))["region"] == "150102"


def test_strangers_change_nothing(market: Market, database: Database) -> None:
    path, pending = path_of(market.enterprise), path_of(market.newcomer)
    strangers = [market.office, market.broker, market.registrar, market.newcomer]
    with unchanged(database):
        for who in strangers:
            problem(who.patch(path, {"summary": "试"}, If_Match="*"), 403, "forbidden")
        problem(strangers[0].patch(pending, {"summary": "试"}, If_Match="*"), 404, "not-found")
        problem(market.client.patch(f"/api/v1{path}", json={"summary": "试"}), 401)
    assert count(database, Organization) == 10
