"""A person is erased: nothing personal stays, and the trail stays whole."""

from service.kernel import audit_verification
from service.kernel.database import Database
from tests.support.keys import machine
from tests.support.letters import Letters
from tests.support.market import PASSWORD, Market, created, done, problem
from tests.support.stored import everything, unchanged

STRONG = "紫色的拖拉机在图书馆里唱歌"
EMAIL, NAME, NUMBER = "zhangsan@imut.edu.cn", "张三丰年", "13900000009"


def newcomer(market: Market, letters: Letters) -> dict[str, str]:
    """Somebody who asked, came in, showed a number and logged in; what proves who they are."""
    body = {"email": EMAIL, "name": NAME, "uscc": "12150102MA0000003J", "note": f"我是{NAME}"}
    assert market.client.post("/api/v1/registrations", json=body).status_code == 202
    [asked] = done(market.office.get("/registrations"))["items"]
    done(market.office.post(f"/registrations/{asked['id']}/approve", {}))
    accept = {"token": letters.token(), "name": NAME, "password": STRONG}
    created(market.client.post("/api/v1/invitations/accept", json=accept))
    login = {"email": EMAIL, "password": STRONG}
    token = created(market.client.post("/api/v1/sessions", json=login))["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    market.client.post("/api/v1/me/mobile", json={"mobile": NUMBER}, headers=headers)
    shown = {"mobile": NUMBER, "code": letters.code()}
    assert market.client.post("/api/v1/me/mobile/confirm", json=shown, headers=headers).status_code == 204
    return headers


def test_nothing_personal_stays_and_the_trail_is_whole(
    market: Market, letters: Letters, database: Database
) -> None:
    headers = newcomer(market, letters)
    before = repr(everything(database))
    assert all(word in before for word in (EMAIL, NAME, NUMBER))
    assert not any(word in repr(everything(database)["audit_entries"]) for word in (EMAIL, NAME, NUMBER))
    assert market.client.delete("/api/v1/me", headers=headers).status_code == 204
    stored = everything(database)
    # Answers that a repeated request would get are kept for a day.
    del stored["idempotency_keys"]
    for word in (EMAIL, NAME, NUMBER):
        assert [name for name, rows in stored.items() if word in repr(rows)] == []
    problem(market.client.get("/api/v1/me", headers=headers), 401, "session-ended")
    problem(market.client.post("/api/v1/sessions", json={"email": EMAIL, "password": STRONG}), 401)
    with database.snapshot() as session:
        assert list(audit_verification.verify(session, set())) == []


def test_the_address_may_come_in_again(market: Market, letters: Letters) -> None:
    headers = newcomer(market, letters)
    market.client.delete("/api/v1/me", headers=headers)
    created(market.office.post("/invitations", {"email": EMAIL}))
    accept = {"token": letters.token(), "name": "另一人", "password": STRONG}
    created(market.client.post("/api/v1/invitations/accept", json=accept))


def test_the_last_manager_finds_another_first(market: Market, database: Database) -> None:
    office = market.office
    with unchanged(database):
        problem(office.delete("/me"), 409, "last-manager")
    login = {"email": "office@test.keju", "password": PASSWORD}
    created(market.client.post("/api/v1/sessions", json=login))


def test_a_key_erases_nobody(market: Market, database: Database) -> None:
    robot = machine(market.office, "organizations:write")
    with unchanged(database):
        problem(robot.delete("/me"), 403, "scope-missing")
