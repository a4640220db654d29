"""POST /reviews: one decision on many listings of both kinds, all of them or none."""

from typing import Any
from uuid import UUID

from service.kernel import clock, ids
from service.kernel.database import Database
from service.needs.tables import Need, NeedStatus, NeedType
from tests.support.listings import Kind, kinds
from tests.support.market import Market, done, problem


def submitted(kind: Kind, **fields: Any) -> str:
    path = kind.path(kind.draft(**fields))
    return str(done(kind.owner.post(f"{path}/submit"))["id"])


def test_many_of_both_kinds_are_published_in_the_order_of_the_request(market: Market) -> None:
    need, achievement = kinds(market)
    asked = [submitted(need), submitted(achievement), submitted(need)]
    read = done(market.bureau.post("/reviews", {"ids": asked, "decision": "publish"}))
    assert [item["id"] for item in read["items"]] == asked
    assert [item["kind"] for item in read["items"]] == ["needs", "achievements", "needs"]
    assert {item["status"] for item in read["items"]} == {"published"}
    assert {item["version"] for item in read["items"]} == {3}
    assert len(done(market.client.get("/api/v1/needs"))["items"]) == 2


def test_many_are_returned_with_one_reason(market: Market) -> None:
    need, achievement = kinds(market)
    asked = [submitted(need), submitted(achievement)]
    refused = problem(market.bureau.post("/reviews", {"ids": asked, "decision": "return"}), 422)
    assert refused["errors"][0]["pointer"] == "/reason"
    done(market.bureau.post("/reviews", {"ids": asked, "decision": "return", "reason": "缺少指标"}))
    seen = done(need.owner.get(f"/needs/{asked[0]}"))
    assert (seen["status"], seen["status_reason"], seen["review"]["decision"]) == (
        "returned",
        "缺少指标",
        "return",
    )


def test_one_that_cannot_be_decided_on_stops_all_and_is_pointed_to(market: Market) -> None:
    need, achievement = kinds(market)
    good, other = submitted(need), submitted(achievement)
    draft, published = need.draft()["id"], achievement.published()["id"]
    far = submitted(need, region="150122")
    own = market.draft_need(market.bureau)["id"]
    done(market.bureau.post(f"/needs/{own}/submit"))
    for bad, status in (
        (draft, 404),
        (str(ids.new_id()), 404),
        (published, 409),
        (own, 403),
    ):
        refused = problem(
            market.bureau.post("/reviews", {"ids": [good, other, bad], "decision": "publish"}), status
        )
        assert refused["errors"][0]["pointer"] == "/ids/2"
    refused = problem(market.district.post("/reviews", {"ids": [far], "decision": "publish"}), 404)
    assert refused["errors"][0]["pointer"] == "/ids/0"
    for path, who in ((f"/needs/{good}", need.owner), (f"/achievements/{other}", achievement.owner)):
        assert done(who.get(path))["status"] == "submitted"
    refused = problem(need.owner.post("/reviews", {"ids": [good], "decision": "publish"}), 403)
    assert refused["errors"][0]["pointer"] == "/ids/0"


def test_a_list_is_neither_empty_nor_doubled_nor_over_a_hundred(market: Market) -> None:
    one = submitted(kinds(market)[0])
    for wrong in ([], [one, one], [str(ids.new_id()) for _ in range(101)]):
        refused = problem(market.bureau.post("/reviews", {"ids": wrong, "decision": "publish"}), 422)
        assert refused["errors"][0]["pointer"] == "/ids"
    assert done(market.enterprise.get(f"/needs/{one}"))["status"] == "submitted"


def test_a_hundred_are_decided_at_once(market: Market, database: Database) -> None:
    enterprise = market.enterprise
    owner = {
        "owner_id": UUID(enterprise.organization_id),
        "entered_by": UUID(enterprise.person_id),
        "entered_by_organization_id": UUID(enterprise.organization_id),
    }
    with database.writing() as session:
        rows = [
            Need(
                title=f"需求{number}",
                problem="问题",
                need_type=NeedType.TESTING,
                **owner,
                region="150122",
                status=NeedStatus.SUBMITTED,
                valid_until=clock.today(),
            )
            for number in range(100)
        ]
        session.add_all(rows)
        asked = [str(row.id) for row in rows]
    read = done(market.bureau.post("/reviews", {"ids": asked, "decision": "publish"}))
    assert [item["id"] for item in read["items"]] == asked
    listed = done(market.client.get("/api/v1/needs?count=true&limit=100"))
    assert (listed["total"], len(listed["items"])) == (100, 100)
