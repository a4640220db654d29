"""Log in, stay in, log out: what a token is good for, for how long, and who is refused."""

from datetime import timedelta

from httpx import Response
from litestar.testing import TestClient
from sqlalchemy import update
from sqlmodel import select

from service.accounts import jobs
from service.accounts.operations import GRACE
from service.accounts.tables import LoginSession, Person, SpentRefreshToken
from service.accounts.tokens import ACCESS_LASTS, REFRESH_LASTS, token_hash
from service.kernel import clock, ids
from service.kernel.database import Database
from tests.support.market import PASSWORD, Market, created, done, problem
from tests.support.market import Person as Someone
from tests.support.stored import at_once, count, unchanged


def log_in(client: TestClient, email: str = "office@test.keju", password: str = PASSWORD) -> Response:
    return client.post("/api/v1/sessions", json={"email": email, "password": password})


def refresh(client: TestClient, token: str) -> Response:
    return client.post("/api/v1/sessions/refresh", json={"refresh_token": token})


def me(client: TestClient, token: str) -> Response:
    return client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})


def test_who_logs_in_gets_two_tokens_of_which_hashes_are_stored(market: Market, database: Database) -> None:
    answer = created(log_in(market.client))
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 1800)
    assert done(me(market.client, answer["access_token"]))["email"] == "office@test.keju"
    with database.reading() as session:
        stored = session.exec(select(LoginSession)).one()
    assert stored.access_hash == token_hash(answer["access_token"])
    assert stored.refresh_hash == token_hash(answer["refresh_token"])
    assert len(answer["access_token"]) >= 43


def test_the_address_may_be_written_in_capitals(market: Market) -> None:
    created(log_in(market.client, "OFFICE@Test.Keju"))


def test_a_wrong_password_and_an_unknown_address_look_alike(market: Market, database: Database) -> None:
    with database.writing() as session:
        session.execute(update(Person).where(Person.email == "judge@test.keju").values(is_active=False))
    with unchanged(database, log_ins_too=True):
        answers = [
            problem(log_in(market.client, email, password), 401, "wrong-credentials")
            for email, password in (
                ("office@test.keju", "a wrong password"),
                ("nobody@test.keju", PASSWORD),
                ("judge@test.keju", PASSWORD),
                ("office@test.keju", PASSWORD + " "),
                ("office@test.keju", PASSWORD.upper()),
            )
        ]
    for answer in answers:
        del answer["request_id"]
    assert all(answer == answers[0] for answer in answers)


def test_a_log_in_that_is_malformed_is_refused(market: Market, database: Database) -> None:
    with unchanged(database, log_ins_too=True):
        for email, pointer in (
            ("no address", "/email"),
            ("a@b\n", "/email"),
            ("a@b\0", "/email"),
            ("ä@test.keju", "/email"),
            ("a" * 65 + "@test.keju", "/email"),
            ("office@test.keju' OR 1=1 --", "/email"),
        ):
            assert problem(log_in(market.client, email), 422)["errors"][0]["pointer"] == pointer
        for password in ("", "x" * 201, "a\0b"):
            answer = log_in(market.client, password=password)
            assert problem(answer, 422)["errors"][0]["pointer"] == "/password"


def test_a_refresh_exchanges_both_tokens(market: Market) -> None:
    old = created(log_in(market.client))
    new = created(refresh(market.client, old["refresh_token"]))
    assert {old["access_token"], old["refresh_token"]}.isdisjoint({new["access_token"], new["refresh_token"]})
    problem(me(market.client, old["access_token"]), 401, "session-ended")
    done(me(market.client, new["access_token"]))
    problem(refresh(market.client, new["access_token"]), 401, "session-ended")


def test_a_refresh_token_shown_again_ends_its_session(market: Market) -> None:
    old, other = created(log_in(market.client)), created(log_in(market.client))
    new = created(refresh(market.client, old["refresh_token"]))
    with clock.pinned(clock.now() + GRACE):
        problem(refresh(market.client, old["refresh_token"]), 401, "session-ended")
        problem(me(market.client, new["access_token"]), 401, "session-ended")
        problem(refresh(market.client, new["refresh_token"]), 401, "session-ended")
        problem(refresh(market.client, old["refresh_token"]), 401, "session-ended")
        done(me(market.client, other["access_token"]))


def test_a_refresh_sent_twice_at_once_gives_nothing_twice_and_logs_nobody_out(market: Market) -> None:
    old = created(log_in(market.client))
    new = created(refresh(market.client, old["refresh_token"]))
    with clock.pinned(clock.now() + GRACE - timedelta(seconds=2)):
        assert "token" not in problem(refresh(market.client, old["refresh_token"]), 409, "just-refreshed")
        done(me(market.client, new["access_token"]))
    created(refresh(market.client, new["refresh_token"]))


def test_of_many_refreshes_at_once_one_succeeds(market: Market, database: Database) -> None:
    token = created(log_in(market.client))["refresh_token"]
    answers = at_once([lambda: refresh(market.client, token)] * 6)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert count(database, SpentRefreshToken) == 1
    [won] = [answer.json() for answer in answers if answer.status_code == 201]
    done(me(market.client, won["access_token"]))


def test_an_access_token_ends_after_half_an_hour(market: Market) -> None:
    tokens = created(log_in(market.client))
    with clock.pinned(clock.now() + ACCESS_LASTS - timedelta(minutes=1)):
        done(me(market.client, tokens["access_token"]))
    with clock.pinned(clock.now() + ACCESS_LASTS):
        problem(me(market.client, tokens["access_token"]), 401, "session-ended")
        new = created(refresh(market.client, tokens["refresh_token"]))
        done(me(market.client, new["access_token"]))


def test_a_refresh_token_ends_after_two_weeks_and_its_session_is_forgotten(
    market: Market, database: Database
) -> None:
    tokens = created(log_in(market.client))
    tokens = created(refresh(market.client, tokens["refresh_token"]))
    with clock.pinned(clock.now() + REFRESH_LASTS):
        problem(refresh(market.client, tokens["refresh_token"]), 401, "session-ended")
        kept = created(log_in(market.client))
        jobs.prune_sessions(database, {})
    assert (count(database, LoginSession), count(database, SpentRefreshToken)) == (1, 0)
    done(me(market.client, kept["access_token"]))


def test_who_logs_out_is_out_in_this_session_alone(market: Market) -> None:
    tokens, other = created(log_in(market.client)), created(log_in(market.client))
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = market.client.delete("/api/v1/sessions/current", headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    problem(me(market.client, tokens["access_token"]), 401, "session-ended")
    problem(market.client.delete("/api/v1/sessions/current", headers=headers), 401, "session-ended")
    problem(refresh(market.client, tokens["refresh_token"]), 401, "session-ended")
    done(me(market.client, other["access_token"]))


def test_whose_account_is_closed_is_out_at_once(market: Market, database: Database) -> None:
    office = market.office
    with database.writing() as session:
        session.execute(update(Person).where(Person.email == "office@test.keju").values(is_active=False))
    problem(office.get("/me"), 401, "session-ended")


def test_a_malformed_authorization_is_401_also_where_visitors_may_read(market: Market) -> None:
    token = market.office.token
    for header in ("", "Bearer", "Bearer ", "Basic b2ZmaWNl", token, f"Bearer{token}", f"Token {token}"):
        for path in ("/me", "/needs", "/codes"):
            answer = market.client.get(f"/api/v1{path}", headers={"Authorization": header})
            problem(answer, 401, "unauthenticated")
            assert answer.headers["www-authenticate"].startswith("Bearer")
    for wrong in ("x", "x" * 5000, f"{token}x", token[:-1], f"{token} {token}", token_hash(token)):
        problem(market.client.get("/api/v1/needs", headers={"Authorization": f"Bearer {wrong}"}), 401)
    odd = {"Authorization": b"Bearer \xff\xfe"}
    problem(market.client.get("/api/v1/needs", headers=odd), 401, "session-ended")
    done(market.client.get("/api/v1/me", headers={"Authorization": f"bearer  {market.office.token} "}))


def test_without_a_token_only_open_routes_answer(market: Market) -> None:
    for path in ("/needs", "/achievements", "/codes"):
        done(market.client.get(f"/api/v1{path}"))
    for method, path in (
        ("GET", "/me"),
        ("GET", "/organizations"),
        ("POST", "/needs"),
        ("DELETE", "/sessions/current"),
        ("PATCH", f"/needs/{ids.new_id()}"),
    ):
        problem(market.client.request(method, f"/api/v1{path}", json={}), 401, "unauthenticated")


def test_me_says_for_whom_one_acts(market: Market, database: Database) -> None:
    own, other, office = market.broker.organization_id, market.enterprise.organization_id, market.office
    seen = done(market.broker.get("/me"))
    assert (seen["acting_for"], seen["role"], seen["is_verified"]) == (own, "broker", True)
    assert [place["organization_id"] for place in seen["memberships"]] == [own]
    market.join("broker", "enterprise")
    seen = done(market.broker.get("/me"))
    assert (seen["acting_for"], seen["role"], seen["is_verified"]) == (None, None, False)
    assert [place["organization_id"] for place in seen["memberships"]] == [own, other]
    for chosen, role in ((own, "broker"), (other, "enterprise"), (other.upper(), "enterprise")):
        seen = done(market.broker.get("/me", X_Organization=chosen))
        assert (seen["acting_for"], seen["role"]) == (chosen.lower(), role)
    with unchanged(database):
        for stranger in (office.organization_id, str(ids.new_id()), "", "x", f"{own},{other}"):
            problem(market.broker.get("/me", X_Organization=stranger), 403, "not-a-member")
        problem(office.post("/needs", {}, X_Organization=other), 403, "not-a-member")


def test_who_belongs_nowhere_is_known_and_may_not_enter_anything(market: Market, database: Database) -> None:
    with database.writing() as session:
        person = session.exec(select(Person).where(Person.email == "judge@test.keju")).one()
        lonely = Person(email="lonely@test.keju", name="独", password_hash=person.password_hash)
        session.add(lonely)
    token = created(log_in(market.client, "lonely@test.keju"))["access_token"]
    who = Someone(market.client, token, "", str(lonely.id))
    seen, stranger = done(who.get("/me")), market.office.organization_id
    assert (seen["acting_for"], seen["role"], seen["memberships"]) == (None, None, [])
    with unchanged(database):
        problem(who.post("/needs", {"title": "x", "problem": "y", "need_type": "adoption"}), 403, "forbidden")
        problem(who.get("/me", X_Organization=stranger), 403, "not-a-member")
