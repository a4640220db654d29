"""The same listing entered twice: told to owner and reviewer, as far as each may see the other one."""

import random
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session

from service.kernel import search
from service.kernel.actor import Actor, Role
from service.kernel.database import Database
from service.kernel.errors import KejuError
from service.matches.live import LiveIndex
from service.needs.operations import edit_need, submit_need
from service.needs.schemas import NeedUpdate
from tests.support.listings import Kind, actor, edited, kinds
from tests.support.market import Market, Person, done, problem

LONG = (
    "我厂每年产生煤气化细渣2万吨，含水率60%，残炭25%，目前只能填埋，每吨处置费180元。希望把残炭分离出来回炉，"
)
LONG += "灰渣制成母粒填料或者建筑材料；试过浮选，药剂贵，回收率只有40%，尾渣仍然含水高，压滤机两小时就堵。"


def found(who: Person, path: str) -> list[str]:
    """The ids of the duplicates that somebody is told of, and the finding with them."""
    quality = done(who.get(f"{path}/quality"))
    near = [item["id"] for item in quality["near_duplicates"]]
    assert ("near_duplicate" in [finding["code"] for finding in quality["findings"]]) == bool(near)
    return near


def copied(kind: Kind, who: Person | None = None, **fields: Any) -> dict[str, Any]:
    return kind.draft(who, **{"title": "煤气化细渣提炭与灰渣利用", kind.text: LONG} | fields)


def test_a_copy_is_told_to_its_owner_and_to_the_reviewer_and_on_submitting(market: Market) -> None:
    for kind in kinds(market):
        first = market.published(kind.name, copied(kind), kind.owner)
        again = copied(kind)
        assert found(kind.owner, kind.path(again)) == [first["id"]]
        sent = done(kind.owner.post(f"{kind.path(again)}/submit"))
        near = sent["quality"]["near_duplicates"][0]
        assert (near["id"], near["title"], near["status"]) == (first["id"], first["title"], "published")
        assert near["score"] == pytest.approx(1, abs=0.01)
        assert near["owner"]["id"] == kind.owner.organization_id
        assert done(kind.owner.get(kind.path(again)))["quality"] is None
        assert found(market.bureau, kind.path(again)) == [first["id"]]
        assert found(kind.owner, kind.path(first)) == [again["id"]]


def test_a_tenth_of_changed_characters_hides_nothing_and_another_text_is_no_copy(market: Market) -> None:
    letters, rng = list(LONG), random.Random(3)
    for place in rng.sample(range(len(letters)), len(letters) // 10):
        letters[place] = chr(rng.randrange(0x4E00, 0x9FA5))
    kind = kinds(market)[0]
    first, changed = copied(kind), copied(kind, problem="".join(letters))
    other = copied(
        kind, title="另一件事：乳清的蛋白分离", problem="每天产生乳清50吨，全部进污水站，旺季只好压产。"
    )
    assert found(market.enterprise, kind.path(changed)) == [first["id"]]
    assert found(market.enterprise, kind.path(other)) == []
    away = {"title": "乳清的蛋白分离", "problem": "每天产生乳清50吨，全部进污水站，旺季只好压产。"}
    edited(market.enterprise, kind.path(first), **away)
    assert found(market.enterprise, kind.path(changed)) == []


def test_what_somebody_may_not_see_is_not_betrayed(market: Market) -> None:
    need = kinds(market)[0]
    hidden = market.published("needs", copied(need, visibility="private"), market.enterprise)
    draft = copied(need)
    veiled = market.published("needs", copied(need, visibility="anonymous"), market.enterprise)
    mine = copied(need, market.enterprise2)
    assert found(market.enterprise2, need.path(mine)) == [veiled["id"]]
    told = market.enterprise2.post(f"{need.path(mine)}/submit")
    near = done(told)["quality"]["near_duplicates"]
    assert [item["id"] for item in near] == [veiled["id"]]
    assert near[0]["owner"]["is_anonymous"]
    assert market.enterprise.organization_id not in told.text
    assert set(found(market.bureau, need.path(mine))) == {hidden["id"], veiled["id"]}
    assert set(found(market.enterprise, need.path(hidden))) == {draft["id"], veiled["id"]}
    problem(market.enterprise2.get(f"{need.path(hidden)}/quality"), 404)
    problem(market.office.get(f"{need.path(veiled)}/quality"), 403)


def test_many_hidden_copies_do_not_crowd_out_the_visible_one(market: Market) -> None:
    need = kinds(market)[0]
    for _ in range(12):
        copied(need)
    shown = market.published("needs", copied(need, problem=LONG + "另附一句。"), market.enterprise)
    assert found(market.enterprise2, need.path(copied(need, market.enterprise2))) == [shown["id"]]


def test_what_is_not_committed_does_not_get_into_the_index(market: Market, database: Database) -> None:
    draft, live = market.draft_need(), LiveIndex()
    search.connect(database.info, live)
    with database.reading() as session:
        assert len(live.side(session, "needs")) == 1
    edited(market.enterprise, f"/needs/{draft['id']}", problem=LONG)
    enterprise = market.enterprise
    owner = actor(Role.ENTERPRISE, UUID(enterprise.organization_id), person_id=UUID(enterprise.person_id))
    changed = NeedUpdate(problem="乳清的蛋白与乳糖分离，每天50吨。")
    with pytest.raises(KejuError), database.writing() as session:
        _change_and_be_refused(session, owner, UUID(draft["id"]), changed)
    with database.reading() as session:
        assert live.ids(session, "needs", "乳清", allowed=set, limit=5) == []
        assert [hit.id for hit in live.ids(session, "needs", "药剂贵", allowed=set, limit=5)] == [
            UUID(draft["id"])
        ]


def _change_and_be_refused(session: Session, owner: Actor, need_id: UUID, changed: NeedUpdate) -> None:
    edit_need(session, owner, need_id, changed, if_match="*")
    for _ in range(2):  # the second is refused, and everything is taken back
        submit_need(session, owner, need_id, if_match=None)
