"""Feedback on pairings: who may give it, what is stored, how it is taken back."""

from uuid import uuid4

from service.codes.lists import code_list
from tests.support.market import Market, done, problem


def path(need: dict, achievement: dict) -> str:
    return f"/needs/{need['id']}/matches/{achievement['id']}/feedback"


def test_a_judgement_is_stored_shown_replaced_and_taken_back(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    where = path(need, achievement)
    first = done(market.enterprise.call("PUT", where, {"reason": "out_of_scope", "note": "不是细渣"}))
    assert (first["reason"], first["level"], first["note"]) == ("out_of_scope", 1, "不是细渣")
    second = done(market.enterprise.call("PUT", where, {"reason": "good"}))
    assert (second["id"], second["level"], second["version"]) == (first["id"], 4, 2)
    listed = done(market.enterprise.get(f"/needs/{need['id']}/feedback"))["items"]
    assert [item["reason"] for item in listed] == ["good"]
    assert market.enterprise.delete(where).status_code == 204
    assert done(market.enterprise.get(f"/needs/{need['id']}/feedback"))["items"] == []
    problem(market.enterprise.delete(where), 404)


def test_each_organisation_has_its_own_judgement(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    done(market.enterprise.call("PUT", path(need, achievement), {"reason": "good"}))
    done(market.bureau.call("PUT", path(need, achievement), {"reason": "too_early"}))
    listed = done(market.bureau.get(f"/needs/{need['id']}/feedback"))["items"]
    assert sorted(item["reason"] for item in listed) == ["good", "too_early"]


def test_strangers_and_visitors_judge_nothing(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    where = path(need, achievement)
    problem(market.enterprise2.call("PUT", where, {"reason": "good"}), 403)
    problem(market.office.call("PUT", where, {"reason": "good"}), 403)
    problem(market.enterprise2.get(f"/needs/{need['id']}/feedback"), 403)
    assert market.client.put(f"/api/v1{where}", json={"reason": "good"}).status_code == 401


def test_what_is_not_there_or_not_a_reason_is_refused(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    hidden = market.draft_achievement()
    problem(market.enterprise.call("PUT", path(need, {"id": str(uuid4())}), {"reason": "good"}), 404)
    problem(market.enterprise.call("PUT", path(need, hidden), {"reason": "good"}), 404)
    problem(market.enterprise.call("PUT", path(need, achievement), {"reason": "nice"}), 422)
    problem(market.enterprise.call("PUT", path(need, achievement), {}), 422)


def test_every_level_of_a_reason_is_one_of_the_match_levels() -> None:
    levels = {entry.extra["level"] for entry in code_list("feedback_reasons").values()}
    assert levels - {""} <= set(code_list("match_levels"))


def test_judgements_move_the_judged_pairing_at_once_and_say_so(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    plain = done(market.enterprise.get(f"/needs/{need['id']}/matches"))["items"]
    assert plain[0]["achievement"]["id"] == achievement["id"]
    assert plain[0]["learning"] is None
    done(market.enterprise.call("PUT", path(need, achievement), {"reason": "out_of_scope"}))
    assert done(market.enterprise.get(f"/needs/{need['id']}/matches"))["items"] == []
    shown = done(market.enterprise.get(f"/needs/{need['id']}/matches?min_level=1"))["items"]
    assert shown[0]["level"] == 1
    assert shown[0]["learning"]["added"] < 0
    market.enterprise.delete(path(need, achievement))
    assert done(market.enterprise.get(f"/needs/{need['id']}/matches"))["items"] == plain


def test_a_reason_that_says_nothing_of_the_match_moves_nothing(market: Market) -> None:
    need, achievement = market.need(), market.achievement()
    plain = done(market.enterprise.get(f"/needs/{need['id']}/matches"))["items"]
    done(market.enterprise.call("PUT", path(need, achievement), {"reason": "unclear_text"}))
    assert done(market.enterprise.get(f"/needs/{need['id']}/matches"))["items"] == plain


def test_from_five_judgements_on_what_is_alike_moves_too(market: Market) -> None:
    need = market.need()
    alike = [market.achievement(title=f"煤气化细渣制备高值母粒填料技术第{n}号") for n in range(6)]
    before = done(market.enterprise.get(f"/needs/{need['id']}/matches"))["items"]
    scores = {item["achievement"]["id"]: item["score"] for item in before}
    for achievement in alike[:5]:
        done(market.enterprise.call("PUT", path(need, achievement), {"reason": "out_of_scope"}))
    after = done(market.enterprise.get(f"/needs/{need['id']}/matches?min_level=1"))["items"]
    unjudged = next(item for item in after if item["achievement"]["id"] == alike[5]["id"])
    assert unjudged["score"] < scores[alike[5]["id"]]
    assert {part["achievement_id"] for part in unjudged["learning"]["judgements"]} <= {a["id"] for a in alike}
