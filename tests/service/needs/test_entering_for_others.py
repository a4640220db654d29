"""Needs entered by a broker or the bureau for their owner, and what makes sure that they are real."""

from datetime import timedelta

from service.kernel import clock, ids
from tests.support.listings import edited
from tests.support.market import ACHIEVEMENT, NEED, Market, created, done, problem


def for_enterprise(market: Market) -> dict[str, str]:
    return NEED | {"owner_id": market.enterprise.organization_id, "source_channel": "broker"}


def test_a_broker_enters_a_need_and_both_lead_it_to_the_market(market: Market) -> None:
    draft = created(market.broker.post("/needs", for_enterprise(market)))
    path = f"/needs/{draft['id']}"
    assert draft["owner"]["id"] == market.enterprise.organization_id
    assert draft["region"] == "150122"
    assert draft["entered_by_organization_id"] == market.broker.organization_id
    assert draft["entered_by"] == market.broker.person_id
    assert edited(market.enterprise, path, baseline="现在直接填埋")["baseline"] == "现在直接填埋"
    assert done(market.broker.post(f"{path}/submit"))["status"] == "submitted"
    done(market.bureau.post(f"{path}/review", {"decision": "publish"}))
    seen = done(market.broker.get(path))
    assert {"edit", "withdraw", "close", "verify", "see_matches"} <= set(seen["allowed_actions"])
    done(market.broker.get(f"{path}/matches"))
    assert done(market.broker.post(f"{path}/close", {"reason": "已签约"}))["status"] == "closed"


def test_another_organisations_draft_does_not_exist_for_strangers(market: Market) -> None:
    draft = created(market.broker.post("/needs", for_enterprise(market)))
    own = market.draft_achievement()
    for path in (f"/needs/{draft['id']}", f"/achievements/{own['id']}"):
        for stranger in (market.enterprise2, market.office2, market.bureau, market.district, market.judge):
            problem(stranger.get(path), 404, "not-found")
            problem(stranger.get(f"{path}/quality"), 404)
            problem(stranger.get(f"{path}/matches"), 404)
        assert market.client.get(f"/api/v1{path}").status_code == 404


def test_only_verified_brokers_and_the_bureau_enter_for_others(market: Market) -> None:
    for stranger in (market.enterprise2, market.office):
        problem(stranger.post("/needs", for_enterprise(market)), 403, "forbidden")
    for nobody in (market.registrar, market.judge):
        problem(nobody.post("/needs", NEED), 403, "forbidden")
    assert market.client.post("/api/v1/needs", json=NEED).status_code == 401
    problem(market.enterprise.post("/achievements", ACHIEVEMENT), 403)
    created(market.bureau.post("/needs", for_enterprise(market)))
    done(market.bureau.post(f"/organizations/{market.broker.organization_id}/suspend", {"reason": "年检"}))
    problem(market.broker.post("/needs", for_enterprise(market)), 403)
    created(market.broker.post("/needs", NEED))


def test_a_district_enters_for_its_own_area(market: Market) -> None:
    problem(market.district.post("/needs", for_enterprise(market)), 403)
    near = NEED | {"owner_id": market.enterprise2.organization_id}
    assert created(market.district.post("/needs", near))["region"] == "150105"


def test_the_owner_must_be_a_verified_organisation_of_a_fitting_kind(market: Market) -> None:
    for owner_id in (str(ids.new_id()), market.newcomer.organization_id):
        refused = problem(market.broker.post("/needs", NEED | {"owner_id": owner_id}), 422)
        assert refused["errors"][0]["pointer"] == "/owner_id"
    agency = {"owner_id": market.judge.organization_id}
    refused = problem(market.broker.post("/achievements", ACHIEVEMENT | agency), 422)
    assert refused["errors"][0]["pointer"] == "/owner_id"
    office = {"owner_id": market.office.organization_id}
    entered = created(market.broker.post("/achievements", ACHIEVEMENT | office))
    assert entered["owner"]["id"] == market.office.organization_id


def test_naming_oneself_as_owner_is_the_same_as_naming_nobody(market: Market) -> None:
    own = created(market.newcomer.post("/needs", NEED | {"owner_id": market.newcomer.organization_id}))
    assert own["owner"]["id"] == market.newcomer.organization_id


def test_who_has_looked_at_a_need_writes_it_down(market: Market) -> None:
    draft = created(market.broker.post("/needs", for_enterprise(market)))
    path, today = f"/needs/{draft['id']}/verify", clock.today()
    check = {"how": "visit", "on": str(today)}
    problem(market.enterprise.post(path, check), 403, "forbidden")
    problem(market.bureau.post(path, check), 404)
    late = problem(market.broker.post(path, {"how": "visit", "on": str(today + timedelta(days=1))}), 422)
    assert late["errors"][0]["pointer"] == "/on"
    problem(market.broker.post(path, {"how": "hearsay", "on": str(today)}), 422)
    problem(market.broker.post(path, check, If_Match='"4"'), 412)
    read = done(market.broker.post(path, check))
    assert read["verified"] == {"how": "visit", "on": str(today), "by": market.broker.person_id}
    done(market.broker.post(f"/needs/{draft['id']}/submit"))
    problem(market.district.post(path, check), 404)
    again = done(market.bureau.post(path, {"how": "phone", "on": "2026-01-02"}))
    assert again["verified"] == {"how": "phone", "on": "2026-01-02", "by": market.bureau.person_id}
    done(market.bureau.post(f"/needs/{draft['id']}/review", {"decision": "publish"}))
    public = done(market.client.get(f"/api/v1/needs/{draft['id']}"))
    assert public["is_verified"]
    assert public["verified"] is None
