"""Members: who sees their names, who changes what they are, and how they leave."""

from service.kernel.database import Database
from service.organizations.tables import Membership
from tests.support.keys import machine
from tests.support.market import Market, done, problem
from tests.support.stored import at_once, count, unchanged


def members_of(market: Market, name: str) -> str:
    return f"/organizations/{getattr(market, name).organization_id}/members"


def place(market: Market, name: str, email: str) -> dict:
    items = done(getattr(market, name).get(members_of(market, name), **acting(market, name)))["items"]
    return next(item for item in items if item["email"] == f"{email}@test.keju")


def acting(market: Market, name: str) -> dict[str, str]:
    return {"X_Organization": getattr(market, name).organization_id}


def test_names_are_shown_to_members_and_to_the_bureau_that_reaches_them(market: Market) -> None:
    path = members_of(market, "enterprise2")
    for who in (market.enterprise2, market.bureau, market.district):
        items = done(who.get(path))["items"]
        assert [item["email"] for item in items] == ["enterprise2@test.keju"]
        assert set(items[0]) == {
            "id", "version", "person_id", "name", "email", "role", "is_manager", "created_at",
        }  # fmt: skip
    for who in (market.enterprise, market.office, market.broker, market.registrar, market.judge):
        problem(who.get(path), 403, "forbidden")
    problem(market.office.get(members_of(market, "newcomer")), 404, "not-found")
    problem(market.client.get(f"/api/v1{path}"), 401)


def test_nobody_is_added_without_being_asked(market: Market, database: Database) -> None:
    office = market.office
    with unchanged(database):
        problem(office.post(members_of(market, "office"), {"email": "judge@test.keju"}), 405)


def test_a_manager_makes_another_and_then_may_leave(market: Market, database: Database) -> None:
    market.join("judge", "office")
    path, own = members_of(market, "office"), place(market, "office", "office")
    other, office, bureau = place(market, "office", "judge"), market.office, market.bureau
    with unchanged(database):
        problem(office.delete(f"{path}/{own['id']}"), 409, "last-manager")
        problem(office.patch(f"{path}/{own['id']}", {"is_manager": False}, If_Match="*"), 409, "last-manager")
        problem(bureau.delete(f"{path}/{own['id']}"), 409, "last-manager")
        problem(office.patch(f"{path}/{other['id']}", {"is_manager": True}), 428)
        problem(office.patch(f"{path}/{other['id']}", {"is_manager": True}, If_Match='"9"'), 412)
    changed = done(office.patch(f"{path}/{other['id']}", {"is_manager": True}, If_Match='"1"'))
    assert (changed["is_manager"], changed["version"]) == (True, 2)
    assert office.delete(f"{path}/{own['id']}").status_code == 204
    problem(office.get(path), 403)
    assert done(office.get("/me"))["memberships"] == []


def test_who_leaves_loses_the_keys_made_there_for_good(market: Market) -> None:
    market.join("broker", "office")
    broker, own = market.broker, {"X_Organization": market.office.organization_id}
    body = {"name": "机", "scopes": ["needs:read"]}
    key = broker.post("/api-keys", body, **own).json()["key"]
    kept = machine(broker_at_home(market), "needs:read")
    headers = {"Authorization": f"Bearer {key}"}
    done(market.client.get("/api/v1/needs", headers=headers))
    seen = place(market, "office", "broker")
    assert broker.delete(f"{members_of(market, 'office')}/{seen['id']}", **own).status_code == 204
    problem(market.client.get("/api/v1/needs", headers=headers), 401, "key-ended")
    market.join("broker", "office")
    problem(market.client.get("/api/v1/needs", headers=headers), 401, "key-ended")
    done(kept.get("/needs"))


def broker_at_home(market: Market):
    """The broker acting for the agency although also a member elsewhere."""

    class AtHome:
        client = market.client
        organization_id, person_id = market.broker.organization_id, market.broker.person_id

        @staticmethod
        def post(path: str, json: object):
            return market.broker.post(path, json, X_Organization=market.broker.organization_id)

    return AtHome


def test_who_is_no_manager_changes_and_removes_nobody_else(market: Market, database: Database) -> None:
    market.join("judge", "office")
    market.join("broker", "office")
    path, own = members_of(market, "office"), acting(market, "office")
    judge, broker = place(market, "office", "judge"), place(market, "office", "broker")
    office2, district = market.office2, market.district
    with unchanged(database):
        for who, headers in ((market.judge, own), (office2, {}), (district, {})):
            problem(who.delete(f"{path}/{broker['id']}", **headers), 403, "forbidden")
            changed = who.patch(f"{path}/{broker['id']}", {"is_manager": True}, If_Match="*", **headers)
            problem(changed, 403, "forbidden")
        problem(market.office.patch(f"{path}/{broker['id']}", {"role": "bureau"}, If_Match="*"), 403)
        problem(market.office.patch(f"{path}/{broker['id']}", {"role": "enterprise"}, If_Match="*"), 422)
        other = members_of(market, "office2")
        problem(market.office2.delete(f"{other}/{broker['id']}"), 404)
    assert market.judge.delete(f"{path}/{judge['id']}", **own).status_code == 204
    assert market.bureau.delete(f"{path}/{broker['id']}").status_code == 204


def test_of_two_managers_who_leave_at_once_one_stays(market: Market, database: Database) -> None:
    market.join("judge", "office")
    path, own = members_of(market, "office"), acting(market, "office")
    first, second = place(market, "office", "office"), place(market, "office", "judge")
    done(market.office.patch(f"{path}/{second['id']}", {"is_manager": True}, If_Match="*"))
    before = count(database, Membership)
    answers = at_once(
        [
            lambda: market.office.delete(f"{path}/{first['id']}"),
            lambda: market.judge.delete(f"{path}/{second['id']}", **own),
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [204, 409]
    assert count(database, Membership) == before - 1
