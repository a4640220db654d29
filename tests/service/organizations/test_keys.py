"""Keys for machines: shown once, stored hashed, within their scopes, and dead with what they stand for."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlmodel import col

from service.accounts.tables import Person
from service.kernel import clock, ids
from service.kernel.audit import AuditEntry
from service.kernel.database import Database
from service.organizations.keys import PREFIX_LENGTH, is_whole, new_key
from service.organizations.tables import ApiKey, Membership, Organization
from tests.support.keys import machine
from tests.support.market import NEED, Market, created, done, problem
from tests.support.stored import count, everything, unchanged

KEY = {"name": "对接系统", "scopes": ["needs:read", "needs:write"]}


def stored(database: Database) -> ApiKey:
    with database.reading() as session:
        return session.execute(select(ApiKey)).scalars().one()


def test_a_key_is_shown_once_and_stored_as_its_hash(market: Market, database: Database) -> None:
    made = created(market.enterprise.post("/api-keys", KEY))
    assert is_whole(made["key"])
    assert made["key"].startswith(made["prefix"])
    assert made["expires_on"] == str(clock.today() + timedelta(days=365))
    secret = made["key"][PREFIX_LENGTH:]
    assert secret not in repr(everything(database))
    listed = done(market.enterprise.get("/api-keys"))["items"]
    assert [item["id"] for item in listed] == [made["id"]]
    assert secret not in repr(listed)
    assert (listed[0]["person_name"], listed[0]["scopes"]) == ("enterprise", KEY["scopes"])


def test_a_key_acts_as_its_maker_within_its_scopes(market: Market) -> None:
    robot = machine(market.enterprise, "needs:write", "needs:read", "matches:read")
    need = created(robot.post("/needs", NEED))
    assert need["owner"]["id"] == market.enterprise.organization_id
    assert done(robot.get(f"/needs/{need['id']}"))["title"] == NEED["title"]
    done(robot.get(f"/needs/{need['id']}/matches"))
    done(robot.post("/matches/search", {"text": "煤气化细渣", "side": "achievements"}))
    assert done(robot.get("/me"))["acting_for"] == market.enterprise.organization_id
    done(robot.get("/codes/regions"))


def test_without_the_scope_a_key_does_nothing_also_where_visitors_may_read(
    market: Market, database: Database
) -> None:
    robot = machine(market.enterprise, "needs:read")
    need = market.need()
    market.client.get("/api/v1/needs")
    done(robot.get("/needs"))
    with unchanged(database):
        for method, path, body in (
            ("POST", "/needs", NEED),
            ("GET", "/achievements", None),
            ("GET", f"/needs/{need['id']}/matches", None),
            ("POST", "/matches/search", {"text": "煤"}),
            ("PUT", f"/needs/{need['id']}/matches/{ids.new_id()}/feedback", {"reason": "good"}),
            ("GET", "/organizations", None),
            ("POST", "/api-keys", KEY),
            ("GET", "/api-keys", None),
            ("DELETE", "/sessions/current", None),
        ):
            problem(robot.call(method, path, body), 403, "scope-missing")
    # What is not there is not there for a key either.
    problem(robot.get("/nothing"), 404, "not-found")


def test_a_wrong_request_for_a_key_is_refused(market: Market, database: Database) -> None:
    today = clock.today()
    office = market.office
    with unchanged(database):
        for change, pointer in (
            ({"scopes": []}, "/scopes"),
            ({"scopes": ["everything"]}, "/scopes/0"),
            ({"scopes": "needs:read"}, "/scopes"),
            ({"name": ""}, "/name"),
            ({"name": "a\nb"}, "/name"),
            ({"expires_on": str(today)}, "/expires_on"),
            ({"expires_on": str(today + timedelta(days=732))}, "/expires_on"),
            ({"expires_on": "tomorrow"}, "/expires_on"),
            ({"scope": ["needs:read"]}, "/scope"),
        ):
            body = problem(office.post("/api-keys", KEY | change), 422, "invalid")
            assert body["errors"][0]["pointer"] == pointer
        problem(market.client.post("/api/v1/api-keys", json=KEY), 401)


def test_who_acts_for_nobody_makes_no_key(market: Market, database: Database) -> None:
    judge = market.judge
    with database.writing() as session:
        session.execute(delete(Membership).where(col(Membership.person_id) == ids.UUID(judge.person_id)))
    problem(judge.post("/api-keys", KEY), 403, "forbidden")


def test_a_key_ends_on_its_day(market: Market) -> None:
    last = clock.today() + timedelta(days=3)
    made = created(market.office.post("/api-keys", KEY | {"expires_on": str(last)}))
    headers = {"Authorization": f"Bearer {made['key']}"}
    with clock.pinned(clock.now() + timedelta(days=2)):
        done(market.client.get("/api/v1/needs", headers=headers))
    with clock.pinned(clock.now() + timedelta(days=3)):
        problem(market.client.get("/api/v1/needs", headers=headers), 401, "key-ended")


def test_a_revoked_key_ends_at_once_and_vanishes_from_the_list(market: Market) -> None:
    made = created(market.office.post("/api-keys", KEY))
    headers = {"Authorization": f"Bearer {made['key']}"}
    done(market.client.get("/api/v1/needs", headers=headers))
    assert market.office.delete(f"/api-keys/{made['id']}").status_code == 204
    problem(market.client.get("/api/v1/needs", headers=headers), 401, "key-ended")
    assert done(market.office.get("/api-keys"))["items"] == []
    problem(market.office.delete(f"/api-keys/{made['id']}"), 404)


def test_a_key_dies_with_the_account_and_the_membership(market: Market, database: Database) -> None:
    office, broker = machine(market.office, "needs:read"), machine(market.broker, "needs:read")
    done(office.get("/needs"))
    with database.writing() as session:
        session.execute(
            update(Person).where(col(Person.id) == ids.UUID(office.person_id)).values(is_active=False)
        )
        session.execute(delete(Membership).where(col(Membership.person_id) == ids.UUID(broker.person_id)))
    problem(office.get("/needs"), 401, "key-ended")
    problem(broker.get("/needs"), 401, "key-ended")


def test_a_key_loses_what_its_maker_loses(market: Market, database: Database) -> None:
    robot = machine(market.bureau, "organizations:write")
    path = f"/organizations/{market.newcomer.organization_id}"
    done(robot.post(f"{path}/verify", {}))
    with database.writing() as session:
        own = col(Organization.id) == ids.UUID(market.bureau.organization_id)
        session.execute(update(Organization).where(own).values(status="suspended"))
    problem(robot.post(f"{path}/suspend", {"reason": "试"}), 403, "forbidden")


def test_keys_are_seen_by_their_maker_and_the_manager_of_their_organisation(
    market: Market, database: Database
) -> None:
    made = created(market.office.post("/api-keys", KEY))
    for who in (market.office2, market.bureau, market.broker):
        assert done(who.get("/api-keys"))["items"] == []
        problem(who.delete(f"/api-keys/{made['id']}"), 404)
    colleague = market.join("judge", "office")
    own = {"X_Organization": market.office.organization_id}
    assert done(colleague.get("/api-keys", **own))["items"] == []
    problem(colleague.delete(f"/api-keys/{made['id']}", **own), 404)
    theirs = created(colleague.post("/api-keys", KEY, **own))
    assert len(done(market.office.get("/api-keys?count=true"))["items"]) == 2
    assert market.office.delete(f"/api-keys/{theirs['id']}").status_code == 204
    assert count(database, ApiKey) == 2


def test_a_key_is_for_one_organisation(market: Market) -> None:
    robot = machine(market.broker, "needs:read")
    done(robot.get("/needs", X_Organization=market.broker.organization_id))
    market.join("broker", "enterprise")
    done(robot.get("/needs"))
    for other in (market.enterprise.organization_id, market.office.organization_id, "x"):
        problem(robot.get("/needs", X_Organization=other), 403, "not-a-member")


def test_what_is_no_key_is_refused(market: Market) -> None:
    key = machine(market.office, "needs:read").token
    other = new_key().shown
    for wrong in (
        "keju_",
        key[:-1],
        key + "x",
        key[:-1] + ("a" if key[-1] != "a" else "b"),
        "keju_" + key[5:].swapcase(),
        other,
        key[:PREFIX_LENGTH] + other[PREFIX_LENGTH:],
        "keju_ä",
        "keju_" + "x" * 5000,
    ):
        headers = {"Authorization": f"Bearer {wrong}".encode("latin-1")}
        problem(market.client.get("/api/v1/needs", headers=headers), 401, "key-ended")


def test_the_last_use_is_known_to_the_hour(market: Market, database: Database) -> None:
    robot = machine(market.office, "needs:read")
    assert stored(database).last_used_at is None
    done(robot.get("/needs"))
    first = stored(database).last_used_at
    assert first is not None
    with clock.pinned(clock.now() + timedelta(minutes=50)):
        done(robot.get("/needs"))
    assert stored(database).last_used_at == first
    with clock.pinned(clock.now() + timedelta(minutes=61)):
        done(robot.get("/needs"))
        assert stored(database).last_used_at == clock.now()
    assert stored(database).version == 1, "a use is no change of the record"


def test_making_and_ending_a_key_is_written_down_without_its_hash(market: Market, database: Database) -> None:
    made = created(market.office.post("/api-keys", KEY))
    hashed = stored(database).hash
    market.office.delete(f"/api-keys/{made['id']}")
    with database.reading() as session:
        statement = select(AuditEntry).where(col(AuditEntry.entity) == "api_keys").order_by(AuditEntry.seq)
        entries = session.execute(statement).scalars().all()
    assert [entry.action for entry in entries] == ["create", "revoke"]
    assert hashed not in repr([entry.data for entry in entries])


@given(st.integers(5, 53), st.sampled_from("0aZ"))
def test_a_key_with_a_wrong_letter_is_not_whole(place: int, letter: str) -> None:
    key = new_key().shown
    mistyped = key[:place] + letter + key[place + 1 :]
    assert is_whole(mistyped) == (mistyped == key)


def test_keys_are_never_alike() -> None:
    assert len({new_key().prefix for _ in range(100)}) == 100
