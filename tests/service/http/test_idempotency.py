"""Idempotency-Key: one effect and one answer for a key, whoever asks how often, on either database."""

from datetime import timedelta

from httpx import Response

from service.http.idempotency import StoredAnswer, prune
from service.kernel import clock
from service.kernel.database import Database
from service.needs.tables import Need
from tests.support.market import NEED, PASSWORD, Market, Person, created, done, problem
from tests.support.stored import at_once, count, unchanged


def post(who: Person, key: str, path: str = "/needs", **fields: object) -> Response:
    return who.post(path, NEED | fields, Idempotency_Key=key)


def test_the_same_request_again_gets_the_first_answer_byte_for_byte(
    market: Market, database: Database
) -> None:
    first = post(market.enterprise, "k1")
    created(first)
    with unchanged(database):
        second = post(market.enterprise, "k1")
    assert (second.status_code, second.content) == (201, first.content)
    assert "idempotency-replayed" not in first.headers
    assert second.headers["idempotency-replayed"] == "true"
    for name in ("etag", "location", "content-type"):
        assert second.headers[name] == first.headers[name]
    assert second.headers["x-request-id"] != first.headers["x-request-id"]
    assert count(database, Need) == 1


def test_the_first_answer_stays_after_the_record_has_changed(market: Market) -> None:
    first = post(market.enterprise, "k1")
    path = f"/needs/{first.json()['id']}"
    done(market.enterprise.patch(path, {"title": "改了"}, If_Match="*"))
    assert post(market.enterprise, "k1").content == first.content
    done(market.enterprise.post(f"{path}/submit", Idempotency_Key="k2"))
    again = market.enterprise.post(f"{path}/submit", Idempotency_Key="k2")
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    problem(market.enterprise.post(f"{path}/submit"), 409)


def test_a_key_with_another_body_or_path_is_refused(market: Market, database: Database) -> None:
    need = created(post(market.enterprise, "k1"))
    with unchanged(database):
        problem(post(market.enterprise, "k1", title="别的"), 422, "idempotency-key-reused")
        answer = market.enterprise.post(f"/needs/{need['id']}/submit", NEED, Idempotency_Key="k1")
        problem(answer, 422, "idempotency-key-reused")


def test_eight_equal_requests_at_once_make_one_record(market: Market, database: Database) -> None:
    who = market.enterprise
    answers = at_once([lambda: post(who, "k8")] * 8)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 7
    assert (count(database, Need), count(database, StoredAnswer)) == (1, 1)


def test_a_refused_request_leaves_its_key_free(market: Market, database: Database) -> None:
    who, other = market.enterprise, market.judge
    with unchanged(database):
        problem(post(who, "k1", title=5), 422)
        problem(post(who, "k1", region="999999"), 422)
        problem(post(other, "k1", owner_id=who.organization_id), 403)
    created(post(who, "k1"))


def test_a_key_belongs_to_one_person_acting_for_one_organisation(market: Market, database: Database) -> None:
    mine, theirs = created(post(market.enterprise, "k1")), created(post(market.enterprise2, "k1"))
    assert mine["id"] != theirs["id"]
    problem(post(market.office, "k1", title=5), 422, "invalid")
    market.join("enterprise", "enterprise2")
    own, other = market.enterprise.organization_id, market.enterprise2.organization_id
    assert market.enterprise.post("/needs", NEED, Idempotency_Key="k1", X_Organization=own).json() == mine
    for_other = market.enterprise.post("/needs", NEED, Idempotency_Key="k1", X_Organization=other)
    assert created(for_other)["owner"]["id"] == other
    assert count(database, Need) == 3


def test_a_key_that_is_no_key_is_refused(market: Market, database: Database) -> None:
    who = market.enterprise
    with unchanged(database):
        for key in ("", "a b", "a" * 256, "a\x7f", "k\u00e9"):
            headers = who.headers | {"idempotency-key": key.encode("latin-1")}
            body = problem(who.client.post("/api/v1/needs", json=NEED, headers=headers), 400, "bad-parameter")
            assert body["errors"][0]["parameter"] == "Idempotency-Key"
    created(post(who, "!~" + "a" * 253))


def test_sessions_ignore_the_key_and_no_secret_is_stored(market: Market, database: Database) -> None:
    body, key = {"email": "office@test.keju", "password": PASSWORD}, {"Idempotency-Key": "k1"}
    first, second = (market.client.post("/api/v1/sessions", json=body, headers=key).json() for _ in range(2))
    assert first["access_token"] != second["access_token"]
    refresh = {"refresh_token": first["refresh_token"]}
    assert market.client.post("/api/v1/sessions/refresh", json=refresh, headers=key).status_code == 201
    assert market.client.post("/api/v1/sessions/refresh", json=refresh, headers=key).status_code == 409
    assert count(database, StoredAnswer) == 0


def test_a_key_is_free_again_after_a_day(market: Market, database: Database) -> None:
    with clock.pinned(clock.now() - timedelta(hours=24, minutes=1)):
        who = market.log_in("enterprise")
        old = created(post(who, "k1"))
        created(post(who, "k2"))
    who = market.log_in("enterprise")
    answers = at_once([lambda: post(who, "k1", title="第二天")] * 4)
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json()["title"] for answer in answers} == {"第二天"}
    assert (count(database, Need), count(database, StoredAnswer)) == (3, 2)
    assert answers[0].json()["id"] != old["id"]
    with database.writing() as session:
        prune(session)
    assert count(database, StoredAnswer) == 1
