"""Invitations: nobody belongs without having accepted, and the invitation betrays no account."""

from datetime import timedelta

from httpx import Response

from service.accounts.tables import Person
from service.kernel import clock, ids
from service.kernel.database import Database
from service.organizations.entry_tables import Invitation
from service.organizations.tables import Membership
from tests.support.letters import Letters
from tests.support.market import Market, created, done, problem
from tests.support.market import Person as Someone
from tests.support.stored import at_once, count, everything, unchanged

NEW = "newbie@imut.edu.cn"
STRONG = "紫色的拖拉机在图书馆里唱歌"


def invite(market: Market, email: str = NEW, **fields: object) -> dict:
    return created(market.office.post("/invitations", {"email": email, **fields}))


def accept(market: Market, token: str, who: Someone | None = None, **fields: object) -> Response:
    body = {"token": token, **fields}
    if who:
        return who.post("/invitations/accept", body)
    return market.client.post("/api/v1/invitations/accept", json=body)


def test_somebody_new_comes_in_by_the_link(market: Market, letters: Letters, database: Database) -> None:
    sent = invite(market, NEW.upper(), is_manager=True)
    assert (sent["email"], sent["role"], sent["status"]) == (NEW, "office", "open")
    assert letters.mail[-1].to == NEW
    token = letters.token()
    assert token not in repr(everything(database))
    seen = done(market.client.post("/api/v1/invitations/preview", json={"token": token}))
    assert seen == {
        "organization_name": "office单位", "email": NEW, "role": "office", "is_manager": True,
        "has_account": False,
    }  # fmt: skip
    member = created(accept(market, token, name="新人", password=STRONG))
    assert (member["email"], member["role"], member["is_manager"]) == (NEW, "office", True)
    body = {"email": NEW, "password": STRONG}
    session = created(market.client.post("/api/v1/sessions", json=body))
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    me = done(market.client.get("/api/v1/me", headers=headers))
    assert (me["acting_for"], me["role"]) == (market.office.organization_id, "office")
    problem(accept(market, token, name="新人", password=STRONG), 422, "link-ended")
    assert done(market.office.get("/invitations"))["items"][0]["status"] == "accepted"


def test_who_has_an_account_accepts_by_logging_in(
    market: Market, letters: Letters, database: Database
) -> None:
    invite(market, "judge@test.keju")
    token, judge, broker = letters.token(), market.judge, market.broker
    preview = market.client.post("/api/v1/invitations/preview", json={"token": token})
    assert done(preview)["has_account"] is True
    with unchanged(database):
        problem(accept(market, token), 401, "log-in-to-accept")
        problem(accept(market, token, name="贼", password=STRONG), 401, "log-in-to-accept")
        problem(accept(market, token, broker), 403, "forbidden")
    assert created(accept(market, token, judge))["email"] == "judge@test.keju"
    assert len(done(judge.get("/me"))["memberships"]) == 2
    problem(accept(market, token, judge), 422, "link-ended")


def test_the_invitation_does_not_tell_whether_there_is_an_account(market: Market) -> None:
    known, unknown = invite(market, "judge@test.keju"), invite(market, "nobody@test.keju")
    for answer in (known, unknown):
        for name in ("id", "email", "created_at", "expires_at"):
            del answer[name]
    assert known == unknown


def test_another_account_cannot_take_an_invitation(
    market: Market, letters: Letters, database: Database
) -> None:
    invite(market)
    token, judge = letters.token(), market.judge
    with unchanged(database):
        problem(accept(market, token, judge), 403, "forbidden")


def test_who_is_new_needs_a_name_and_a_good_password(
    market: Market, letters: Letters, database: Database
) -> None:
    invite(market)
    token = letters.token()
    with unchanged(database):
        for fields, slug in (
            ({}, "invalid"),
            ({"name": "新人"}, "invalid"),
            ({"name": " ", "password": STRONG}, "invalid"),
            ({"name": "新人", "password": "short"}, "invalid"),
            ({"name": "新人", "password": "password1234"}, "weak-password"),
            ({"name": "newbie", "password": NEW}, "weak-password"),
        ):
            problem(accept(market, token, **fields), 422, slug)
    created(accept(market, token, name="新人", password=STRONG))


def test_a_manager_invites_and_nobody_else(market: Market, database: Database) -> None:
    market.join("judge", "office")
    own = {"X_Organization": market.office.organization_id}
    office = {"email": NEW, "organization_id": market.office.organization_id}
    district, strangers = market.district, [market.office2, market.broker, market.registrar]
    newcomer = {"email": NEW, "organization_id": market.newcomer.organization_id}
    with unchanged(database):
        problem(market.judge.post("/invitations", {"email": NEW}, **own), 403, "forbidden")
        problem(market.judge.post("/invitations", {"email": NEW}), 422, "invalid")
        for who in [*strangers, district]:
            problem(who.post("/invitations", office), 403, "forbidden")
        problem(market.office2.post("/invitations", newcomer), 404)
        problem(market.office.post("/invitations", {"email": NEW, "organization_id": str(ids.new_id())}), 404)
        problem(market.client.post("/api/v1/invitations", json=office), 401)
    created(market.bureau.post("/invitations", office | {"is_manager": True}))
    area = market.office2.organization_id
    created(district.post("/invitations", {"email": NEW, "organization_id": area}))


def test_power_is_given_by_the_city_alone(market: Market, database: Database) -> None:
    district = market.district
    of_district = {"email": NEW, "organization_id": district.organization_id}
    with unchanged(database):
        for role in ("bureau", "district", "registrar"):
            problem(district.post("/invitations", {"email": NEW, "role": role}), 403, "forbidden")
            problem(market.office.post("/invitations", {"email": NEW, "role": role}), 403, "forbidden")
        problem(market.bureau.post("/invitations", of_district), 422, "invalid")
        problem(market.office.post("/invitations", {"email": NEW, "role": "enterprise"}), 422, "invalid")
        problem(market.office.post("/invitations", {"email": "no address"}), 422, "invalid")
        problem(market.office.post("/invitations", {"email": "office@test.keju"}), 409, "already-a-member")
    assert (
        created(market.bureau.post("/invitations", of_district | {"role": "district"}))["role"] == "district"
    )


def test_invited_again_the_older_link_is_void(market: Market, letters: Letters, database: Database) -> None:
    first = invite(market)
    old = letters.token()
    again = invite(market, is_manager=True)
    assert (again["id"], again["version"], again["is_manager"]) == (first["id"], 2, True)
    new = letters.token()
    problem(accept(market, old, name="新人", password=STRONG), 422, "link-ended")
    assert created(accept(market, new, name="新人", password=STRONG))["is_manager"] is True
    assert count(database, Invitation) == 1


def test_a_withdrawn_or_late_invitation_lets_nobody_in(market: Market, letters: Letters) -> None:
    withdrawn = invite(market)
    token = letters.token()
    path = f"/invitations/{withdrawn['id']}/withdraw"
    problem(market.office2.post(path), 404)
    assert done(market.office.post(path))["status"] == "withdrawn"
    problem(market.office.post(path), 409, "illegal-move")
    problem(accept(market, token, name="新人", password=STRONG), 422, "link-ended")
    invite(market)
    late = letters.token()
    with clock.pinned(clock.now() + timedelta(days=7, minutes=1)):
        problem(accept(market, late, name="新人", password=STRONG), 422, "link-ended")
        problem(market.client.post("/api/v1/invitations/preview", json={"token": late}), 422, "link-ended")


def test_invitations_are_listed_for_who_manages_or_reaches(market: Market) -> None:
    sent = invite(market)
    for who, seen in (
        (market.office, 1),
        (market.bureau, 1),
        (market.district, 0),
        (market.office2, 0),
        (market.registrar, 0),
    ):
        items = done(who.get("/invitations?count=true"))["items"]
        assert [item["id"] for item in items] == [sent["id"]] * seen
    assert done(market.office.get("/invitations?status=open"))["items"]
    assert done(market.office.get("/invitations?status=withdrawn"))["items"] == []
    problem(market.office.get("/invitations?status=lost"), 400)
    with clock.pinned(clock.now() + timedelta(days=8)):
        office = market.log_in("office")
        assert [item["status"] for item in done(office.get("/invitations"))["items"]] == ["expired"]
        assert done(office.get("/invitations?status=open"))["items"] == []
        assert len(done(office.get("/invitations?status=expired"))["items"]) == 1


def test_of_many_who_accept_at_once_one_comes_in(
    market: Market, letters: Letters, database: Database
) -> None:
    invite(market)
    token, people = letters.token(), count(database, Person)
    answers = at_once([lambda: accept(market, token, name="新人", password=STRONG)] * 4)
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(201) == 1
    assert set(statuses) <= {201, 401, 422, 409}
    assert count(database, Person) == people + 1


def test_a_closed_account_accepts_nothing(market: Market, letters: Letters, database: Database) -> None:
    invite(market, "judge@test.keju")
    token, before = letters.token(), count(database, Membership)
    market.close_account("judge")
    problem(accept(market, token, name="新人", password=STRONG), 422, "link-ended")
    assert count(database, Membership) == before
