"""The steps of a listing over HTTP, for both kinds: who may take them, when, and what follows."""

from itertools import product

from tests.support.listings import edit, edited, ids, kinds
from tests.support.market import Market, done, problem

SCORES = {"clarity": 4, "measurability": 5, "feasibility": 3, "market": 1}


def test_a_draft_goes_through_return_and_correction_to_publication(market: Market) -> None:
    for kind in kinds(market):
        path = kind.path(kind.draft())
        submitted = done(kind.owner.post(f"{path}/submit"))
        assert submitted["status"] == "submitted"
        assert submitted["submitted_at"]
        returned = done(market.bureau.post(f"{path}/review", {"decision": "return", "reason": "缺少指标"}))
        assert (returned["status"], returned["status_reason"]) == ("returned", "缺少指标")
        assert edited(kind.owner, path, title="补充了指标的题目")["status"] == "returned"
        again = done(kind.owner.post(f"{path}/submit"))
        assert (again["status"], again["status_reason"]) == ("submitted", None)
        review = {"decision": "publish", "reason": "很好", "scores": SCORES}
        published = done(market.bureau.post(f"{path}/review", review))
        assert (published["status"], published["status_reason"]) == ("published", None)
        assert published["review"]["scores"] == SCORES
        assert (published["review"]["decision"], published["review"]["reason"]) == ("publish", "很好")
        assert published["review"]["by"] == market.bureau.person_id
        assert published["published_at"] == published["review"]["at"]
        assert published["version"] == 6
        assert ids(market.client.get(f"/api/v1/{kind.name}")) == [published["id"]]


def test_every_step_that_the_state_does_not_allow_is_409(market: Market) -> None:
    body = {
        "review": {"decision": "publish"},
        "withdraw": {"reason": "暂停"},
        "close": {"reason": "已解决"},
        "renew": {"valid_until": "2027-01-01"},
    }
    allowed = {
        "draft": {"submit", "delete"},
        "submitted": {"review", "withdraw"},
        "returned": {"submit"},
        "published": {"withdraw", "renew", "close"},
        "withdrawn": {"submit"},
    }
    for kind in kinds(market):
        in_state = {state: kind.path(kind.draft()) for state in allowed}
        for state in ("submitted", "returned", "published", "withdrawn"):
            done(kind.owner.post(f"{in_state[state]}/submit"))
        returned = {"decision": "return", "reason": "不清楚"}
        done(market.bureau.post(f"{in_state['returned']}/review", returned))
        done(market.bureau.post(f"{in_state['published']}/review", body["review"]))
        done(kind.owner.post(f"{in_state['withdrawn']}/withdraw", body["withdraw"]))
        steps = {"submit", "review", "withdraw", "renew", "delete"}
        steps |= {"close"} if kind.name == "needs" else set()
        for state, step in product(allowed, steps):
            if step in allowed[state] or (state, step) == ("draft", "review"):
                continue
            path = in_state[state]
            who = market.bureau if step == "review" else kind.owner
            answer = who.delete(path) if step == "delete" else who.post(f"{path}/{step}", body.get(step))
            problem(answer, 409, "illegal-move")
            assert done(kind.owner.get(path))["status"] == state


def test_a_material_edit_of_what_is_published_takes_it_off_the_market_until_reviewed(market: Market) -> None:
    material = {
        "needs": {
            "title": "新题目",
            "problem": "新的问题",
            "baseline": "新的现状",
            "targets": [{"name": "纯度", "op": "ge", "value": "9"}],
            "solver_requirements": "新的要求",
            "tech_field": "09",
            "budget_min": "1.00",
            "budget_max": "2.00",
        },
        "achievements": {
            "title": "新题目",
            "summary": "新的一句话",
            "abstract": "新的简介",
            "keywords": ["新词"],
            "trl_evidence": "新的证明",
            "edges": [{"metric": "能耗", "ours": "1", "baseline": "2"}],
            "tech_field": "05",
            "price": "5.00",
            "price_mode": "agreed",
        },
    }
    for kind in kinds(market):
        path = kind.path(kind.published())
        for name, value in material[kind.name].items():
            after = edited(kind.owner, path, **{name: value})
            assert after["status"] == "submitted", name
            assert ids(market.client.get(f"/api/v1/{kind.name}")) == []
            assert market.client.get(f"/api/v1{path}").status_code == 404
            assert edited(kind.owner, path, title=f"改{name}")["status"] == "submitted"
            done(market.bureau.post(f"{path}/review", {"decision": "publish"}))
            assert ids(market.client.get(f"/api/v1/{kind.name}")) == [after["id"]]


def test_other_edits_leave_it_published(market: Market) -> None:
    other = {
        "needs": {"own_no": "X", "cooperation_modes": ["equity"], "park": "jinqiao", "need_type": "testing"},
        "achievements": {"own_no": "X", "transfer_modes": ["equity"], "trl": 8, "team": [{"name": "张三"}]},
    }
    for kind in kinds(market):
        path = kind.path(kind.published())
        assert edited(kind.owner, path, **other[kind.name])["status"] == "published"
        hidden = edited(kind.owner, path, visibility="private")
        assert hidden["status"] == "published"
        assert ids(market.client.get(f"/api/v1/{kind.name}")) == []


def test_a_withdrawn_listing_is_gone_at_once_and_may_be_submitted_again(market: Market) -> None:
    for kind in kinds(market):
        path = kind.path(kind.published())
        problem(kind.owner.post(f"{path}/withdraw", {"reason": " "}), 422)
        withdrawn = done(kind.owner.post(f"{path}/withdraw", {"reason": "合作已定"}))
        assert (withdrawn["status"], withdrawn["status_reason"]) == ("withdrawn", "合作已定")
        assert ids(market.client.get(f"/api/v1/{kind.name}")) == []
        assert market.client.get(f"/api/v1{path}").status_code == 404
        assert edited(kind.owner, path, title="再来一次的题目")["status"] == "withdrawn"
        done(kind.owner.post(f"{path}/submit"))
        assert done(market.bureau.post(f"{path}/review", {"decision": "publish"}))["status"] == "published"


def test_only_a_draft_is_deleted_and_then_nothing_is_left(market: Market) -> None:
    for kind in kinds(market):
        path = kind.path(kind.draft())
        problem(kind.owner.delete(path, If_Match='"9"'), 412)
        answer = kind.owner.delete(path)
        assert (answer.status_code, answer.content) == (204, b"")
        problem(kind.owner.get(path), 404)
        problem(kind.owner.delete(path), 404)
        assert ids(kind.owner.get(f"/{kind.name}")) == []


def test_the_district_reviews_in_its_area_and_nobody_reviews_their_own(market: Market) -> None:
    decision = {"decision": "publish"}
    inside = {"needs": market.enterprise2, "achievements": market.office2}
    for kind in kinds(market):
        near = kind.path(kind.draft(inside[kind.name]))
        far = kind.path(kind.draft())
        done(inside[kind.name].post(f"{near}/submit"))
        done(kind.owner.post(f"{far}/submit"))
        problem(inside[kind.name].post(f"{near}/review", decision), 403, "forbidden")
        problem(market.registrar.post(f"{near}/review", decision), 404)
        problem(market.district.post(f"{far}/review", decision), 404)
        assert done(market.district.post(f"{near}/review", decision))["status"] == "published"
        own = kind.path(kind.draft(market.bureau, owner_id=kind.owner.organization_id))
        done(market.bureau.post(f"{own}/submit"))
        problem(market.bureau.post(f"{own}/review", decision), 403)
        public = kind.path(kind.published())
        problem(market.district.post(f"{public}/review", decision), 403)


def test_a_zero_score_holds_a_listing_back(market: Market) -> None:
    for kind in kinds(market):
        path = kind.path(kind.draft())
        done(kind.owner.post(f"{path}/submit"))
        for name in SCORES:
            scored = {"decision": "publish", "scores": SCORES | {name: 0}}
            refused = problem(market.bureau.post(f"{path}/review", scored), 422)
            assert refused["errors"][0]["pointer"] == "/scores"
        for wrong in (SCORES | {"market": 6}, SCORES | {"market": -1}, {"clarity": 3}):
            problem(market.bureau.post(f"{path}/review", {"decision": "publish", "scores": wrong}), 422)
        returned = {"decision": "return", "reason": "市场不明", "scores": SCORES | {"market": 0}}
        assert done(market.bureau.post(f"{path}/review", returned))["review"]["scores"]["market"] == 0


def test_a_step_checks_the_version_only_when_one_is_sent(market: Market) -> None:
    for kind in kinds(market):
        path = kind.path(kind.draft())
        problem(kind.owner.post(f"{path}/submit", If_Match='"2"'), 412, "stale-version")
        done(kind.owner.post(f"{path}/submit", If_Match='"1"'))
        decision = {"decision": "publish"}
        problem(market.bureau.post(f"{path}/review", decision, If_Match='"1"'), 412)
        done(market.bureau.post(f"{path}/review", decision, If_Match="*"))


def test_an_unverified_organisation_drafts_but_does_not_submit(market: Market) -> None:
    draft = market.draft_need(market.newcomer)
    assert "submit" not in draft["allowed_actions"]
    problem(market.newcomer.post(f"/needs/{draft['id']}/submit"), 403, "forbidden")
    done(market.bureau.post(f"/organizations/{market.newcomer.organization_id}/verify", {}))
    assert done(market.newcomer.post(f"/needs/{draft['id']}/submit"))["status"] == "submitted"


def test_a_stranger_takes_no_step_even_with_what_is_public(market: Market) -> None:
    strangers = {"needs": market.enterprise2, "achievements": market.office2}
    renewal = {"valid_until": "2027-01-01"}
    for kind in kinds(market):
        stranger = strangers[kind.name]
        for path, status in ((kind.path(kind.published()), 403), (kind.path(kind.draft()), 404)):
            problem(stranger.patch(path, {"title": "别人的"}, If_Match='"1"'), status)
            problem(stranger.post(f"{path}/submit"), status)
            problem(stranger.post(f"{path}/withdraw", {"reason": "暂停"}), status)
            problem(stranger.post(f"{path}/renew", renewal), status)
            problem(stranger.delete(path), status)
        problem(edit(market.judge, kind.path(kind.published()), title="评委"), 403)
