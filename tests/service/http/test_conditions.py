"""If-Match, and the order in which a request that is wrong in several ways is refused."""

from service.kernel import ids
from service.kernel.database import Database
from tests.support.market import NEED, Market, Person, done, problem
from tests.support.stored import unchanged

# What If-Match says while the record is at version 1: how it is answered.
TAGS = (
    ('"2"', 412),
    ('"0"', 412),
    ('"01"', 412),
    ('W/"1"', 412),
    ('"99999999999999999999"', 412),
    ('"x"', 412),
    ('""', 412),
    ('"2", "3", W/"1"', 412),
    ("1", 400),
    ("", 400),
    ("garbage", 400),
    ('"1', 400),
    ("'1'", 400),
    ('"1";', 400),
    ('*, "1"', 400),
    ('"1",', 400),
    ('w/"1"', 400),
    ('"1"\x0b', 400),
)


def test_an_edit_without_if_match_is_428(market: Market, database: Database) -> None:
    need = market.draft_need()
    with unchanged(database):
        problem(
            market.enterprise.patch(f"/needs/{need['id']}", {"title": "新"}), 428, "precondition-required"
        )
        own = f"/organizations/{market.enterprise.organization_id}"
        problem(market.enterprise.patch(own, {"summary": "新"}), 428, "precondition-required")


def test_a_tag_of_another_version_is_412_and_no_tag_at_all_is_400(market: Market, database: Database) -> None:
    path = f"/needs/{market.draft_need()['id']}"
    with unchanged(database):
        for tag, status in TAGS:
            answer = market.enterprise.patch(path, {"title": "新"}, If_Match=tag)
            body = problem(answer, status, "stale-version" if status == 412 else "bad-parameter")
            if status == 400:
                assert body["errors"][0]["parameter"] == "If-Match", tag


def test_a_tag_that_names_the_version_lets_an_edit_pass(market: Market) -> None:
    path = f"/needs/{market.draft_need()['id']}"
    for version, tag in enumerate(('"1"', '"7", "2"', "*", ' "4" ,W/"1"'), 1):
        answer = market.enterprise.patch(path, {"title": f"第{version}版"}, If_Match=tag)
        assert (done(answer)["version"], answer.headers["etag"]) == (version + 1, f'"{version + 1}"')
    assert market.enterprise.get(path).headers["etag"] == '"5"'


def test_of_two_edits_of_one_version_the_second_is_refused(market: Market) -> None:
    path = f"/organizations/{market.enterprise.organization_id}"
    tag = market.enterprise.get(path).headers["etag"]
    done(market.enterprise.patch(path, {"summary": "先"}, If_Match=tag))
    problem(market.bureau.patch(path, {"summary": "后"}, If_Match=tag), 412, "stale-version")
    assert done(market.bureau.get(path))["summary"] == "先"


def test_an_edit_that_changes_nothing_leaves_the_version(market: Market, database: Database) -> None:
    own = f"/organizations/{market.enterprise.organization_id}"
    before = market.enterprise.get(own)
    with unchanged(database):
        for body in ({}, {"is_state_owned": False}, {"summary": None}):
            answer = market.enterprise.patch(own, body, If_Match=before.headers["etag"])
            assert done(answer) == before.json()
            assert answer.headers["etag"] == before.headers["etag"]


def test_a_step_checks_if_match_only_when_it_is_sent(market: Market) -> None:
    need = market.draft_need()
    path = f"/needs/{need['id']}/submit"
    problem(market.enterprise.post(path, If_Match='"9"'), 412)
    problem(market.enterprise.post(path, If_Match="9"), 400)
    done(market.enterprise.post(path, If_Match='"1"'))
    path = f"/needs/{need['id']}/review"
    done(market.bureau.post(path, {"decision": "publish"}))


def test_refusals_come_in_the_order_that_is_promised(market: Market, database: Database) -> None:
    need = market.need()
    draft = market.draft_need()
    path, gone, hidden = f"/needs/{need['id']}", f"/needs/{ids.new_id()}", f"/needs/{draft['id']}"
    owner, stranger, nobody = market.enterprise, market.enterprise2, Person(market.client, "bad", "", "")
    huge = {"title": "x" * 1_100_000}
    stale = {"If_Match": '"999"'}
    wrong_rule = {"region": "999999"}
    cases = (
        ("401 before 413", nobody.patch(path, huge), 401),
        ("401 before 422", nobody.patch(path, {"title": 5}), 401),
        ("401 before 404", nobody.patch(gone, {"title": "新"}), 401),
        ("413 before 422", owner.patch(path, huge | {"unknown": 1}), 413),
        ("413 before 404", owner.patch(gone, huge), 413),
        ("413 before 403", stranger.patch(path, huge), 413),
        ("400 before 404", owner.call("PATCH", f"{gone}?x=1", {"title": "新"}), 400),
        ("400 before 403", stranger.patch(path, {"title": "新"}, If_Match="3"), 400),
        ("422 of the shape before 404", owner.patch(gone, {"title": 5}), 422),
        ("422 of the shape before 403", stranger.patch(path, {"title": 5}), 422),
        ("422 of the shape before 428", owner.patch(path, {"title": 5}), 422),
        ("422 of the shape before 412", owner.patch(path, {"title": 5}, **stale), 422),
        ("404 before 428", owner.patch(gone, {"title": "新"}), 404),
        ("404 before 403 of what is hidden", stranger.patch(hidden, {"title": "新"}), 404),
        ("404 before 422 of the rules", stranger.patch(hidden, wrong_rule, **stale), 404),
        ("403 before 428", stranger.patch(path, {"title": "新"}), 403),
        ("403 before 412", stranger.patch(path, {"title": "新"}, **stale), 403),
        ("403 before 409", stranger.post(f"{path}/submit"), 403),
        ("403 before 422 of the rules", stranger.patch(path, wrong_rule, **stale), 403),
        ("428 before 422 of the rules", owner.patch(path, wrong_rule), 428),
        ("412 before 409", owner.post(f"{path}/submit", **stale), 412),
        ("412 before 422 of the rules", owner.patch(path, wrong_rule, **stale), 412),
        ("409 before 422 of the rules", market.bureau.post(f"{path}/review", {"decision": "return"}), 409),
        ("422 of the rules", owner.patch(path, wrong_rule, If_Match="*"), 422),
    )
    for name, answer, status in cases:
        assert problem(answer, status), name
    assert done(owner.get(path))["version"] == need["version"]
    with unchanged(database):
        problem(owner.post("/needs", NEED | {"title": 5}, Idempotency_Key="bad key"), 422, "invalid")


def test_an_organisations_refusals_keep_the_same_order(market: Market, database: Database) -> None:
    path = f"/organizations/{market.enterprise.organization_id}"
    own, stranger, bureau = market.enterprise, market.office, market.bureau
    with unchanged(database):
        problem(stranger.patch(path, {"uscc": "1"}, If_Match='"9"'), 422, "invalid")
        problem(stranger.patch(path, {"uscc": "1" * 18}, If_Match='"9"'), 403, "forbidden")
        problem(own.patch(path, {"uscc": "1" * 18}), 403, "forbidden")
        problem(bureau.patch(path, {"uscc": "1" * 18}), 428, "precondition-required")
        problem(bureau.patch(path, {"uscc": "1" * 18}, If_Match='"9"'), 412, "stale-version")
        problem(bureau.patch(path, {"uscc": "1" * 18}, If_Match="*"), 422, "invalid")
        problem(own.post(f"{path}/suspend", {"reason": "试"}, If_Match='"9"'), 403, "forbidden")
        problem(bureau.post(f"{path}/verify", {}, If_Match='"9"'), 412, "stale-version")
        problem(bureau.post(f"{path}/verify", {}), 409, "illegal-move")
