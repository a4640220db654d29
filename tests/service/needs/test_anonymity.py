"""An anonymous need tells everybody what is sought and nobody who seeks it."""

import json

from tests.support.listings import FULL_ACHIEVEMENT, FULL_NEED, ids
from tests.support.market import Market, created, done

INSIDE = (
    "own_no", "source_channel", "entered_by", "entered_by_organization_id", "verified", "submitted_at",
    "status_reason", "review",
)  # fmt: skip
HIDDEN = {
    "id": None,
    "name": None,
    "kind": "enterprise",
    "region": "150122",
    "size": None,
    "is_anonymous": True,
}


def anonymous(market: Market) -> str:
    """A published anonymous need that a broker entered for the enterprise."""
    body = FULL_NEED | {"visibility": "anonymous", "owner_id": market.enterprise.organization_id}
    draft = created(market.broker.post("/needs", body))
    return str(market.published("needs", draft, market.broker)["id"])


def test_its_owner_is_hidden_wherever_it_is_shown(market: Market) -> None:
    need_id = anonymous(market)
    achievement = market.achievement(**FULL_ACHIEVEMENT)
    search = {"text": FULL_NEED["problem"], "side": "needs"}
    for headers in ({}, market.office.headers, market.enterprise2.headers, market.district.headers):
        client, base = market.client, "/api/v1"
        read = client.get(f"{base}/needs/{need_id}", headers=headers)
        listed = client.get(f"{base}/needs", headers=headers)
        asked = client.get(f"{base}/needs?q=乳清", headers=headers)
        found = client.post(f"{base}/matches/search", json=search, headers=headers)
        assert done(read)["owner"] == HIDDEN
        assert done(listed)["items"][0]["owner"] == HIDDEN
        assert done(asked)["items"][0]["owner"] == HIDDEN
        assert done(found)["items"][0]["need"]["owner"] == HIDDEN
        for answer in (read, listed, asked, found):
            told = json.dumps(answer.json(), ensure_ascii=False)
            assert market.enterprise.organization_id not in told
            assert market.broker.organization_id not in told
            assert "enterprise单位" not in told
    matches = done(market.office.get(f"/achievements/{achievement['id']}/matches"))
    assert [item["need"]["owner"] for item in matches["items"]] == [HIDDEN]


def test_no_filter_betrays_its_owner(market: Market) -> None:
    need_id, owner = anonymous(market), market.enterprise.organization_id
    named = market.need()["id"]
    for path in (f"/needs?owner={owner}", f"/needs?owner={owner}&status=published"):
        assert ids(market.client.get(f"/api/v1{path}")) == [named]
        for outsider in (market.office, market.enterprise2, market.district, market.newcomer):
            assert ids(outsider.get(path)) == [named]
        for insider in (market.enterprise, market.broker, market.bureau):
            assert ids(insider.get(path)) == [named, need_id]
    counted = done(market.office.get(f"/needs?owner={owner}&count=true"))
    assert counted["total"] == 1
    assert ids(market.office.get(f"/needs?owner={owner}&q=乳清")) == []
    assert ids(market.enterprise.get(f"/needs?owner={owner}&q=乳清")) == [need_id]
    broker = market.broker.organization_id
    assert ids(market.office.get(f"/needs?owner={broker}")) == []


def test_insiders_and_the_bureau_see_all_of_it(market: Market) -> None:
    need_id = anonymous(market)
    for insider in (market.enterprise, market.broker, market.bureau):
        read = done(insider.get(f"/needs/{need_id}"))
        assert read["owner"]["id"] == market.enterprise.organization_id
        assert (read["owner"]["name"], read["owner"]["is_anonymous"]) == ("enterprise单位", False)
        assert read["own_no"] == FULL_NEED["own_no"]


def test_what_is_for_insiders_is_null_for_others(market: Market) -> None:
    need_id = market.need(**FULL_NEED)["id"]
    achievement_id = market.achievement(**FULL_ACHIEVEMENT)["id"]
    inside = {name for name in INSIDE if name not in ("verified", "status_reason")}
    own = done(market.enterprise.get(f"/needs/{need_id}"))
    assert all(own[name] is not None for name in inside)
    for outsider in (market.office2, market.enterprise2, market.judge, market.district):
        seen = done(outsider.get(f"/needs/{need_id}"))
        assert all(seen[name] is None for name in INSIDE)
        assert seen["allowed_actions"] == []
        seen = done(outsider.get(f"/achievements/{achievement_id}"))
        assert all(seen[name] is None for name in INSIDE if name in seen)


def test_what_is_for_members_is_not_there_for_visitors_and_the_unverified(market: Market) -> None:
    path = f"/needs/{market.need(visibility='members')['id']}"
    for member in (market.office, market.enterprise2, market.judge, market.registrar, market.district):
        done(member.get(path))
    assert market.newcomer.get(path).status_code == 404
    assert market.client.get(f"/api/v1{path}").status_code == 404
    private = f"/needs/{market.need(visibility='private')['id']}"
    for outsider in (market.office, market.judge, market.district, market.newcomer):
        assert outsider.get(private).status_code == 404
    done(market.bureau.get(private))


def test_a_suspended_owners_listings_vanish_and_come_back(market: Market) -> None:
    path = f"/needs/{market.need()['id']}"
    organization = f"/organizations/{market.enterprise.organization_id}"
    done(market.bureau.post(f"{organization}/suspend", {"reason": "核查"}))
    assert market.client.get(f"/api/v1{path}").status_code == 404
    assert ids(market.client.get("/api/v1/needs")) == []
    assert ids(market.client.get("/api/v1/needs?q=煤气化细渣")) == []
    done(market.enterprise.get(path))
    done(market.bureau.get(path))
    done(market.bureau.post(f"{organization}/verify", {}))
    done(market.client.get(f"/api/v1{path}"))
