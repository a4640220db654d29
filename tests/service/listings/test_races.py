"""Several at once: of the same step one succeeds, no edit is lost, and the audit trail stays whole."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from httpx import Response

from service.kernel import audit_verification
from service.kernel.database import Database
from tests.support.listings import kinds
from tests.support.market import Market, done
from tests.support.stored import at_once

AT_ONCE = 6


def statuses(*calls: Callable[[], Response]) -> list[int]:
    """The statuses of calls made at the same time; who finds the database busy asks again."""

    def answered(call: Callable[[], Response]) -> int:
        while (answer := call()).status_code == 503:
            pass
        return answer.status_code

    return at_once([partial(answered, call) for call in calls])


def test_of_edits_of_one_version_exactly_one_is_kept(market: Market) -> None:
    for kind in kinds(market):
        path, owner = kind.path(kind.draft()), kind.owner

        bodies = [{"title": f"第{number}个题目"} for number in range(AT_ONCE)]
        edits = [partial(owner.patch, path, body, If_Match='"1"') for body in bodies]
        told = statuses(*edits)
        assert Counter(told) == {200: 1, 412: AT_ONCE - 1}
        seen = done(owner.get(path))
        assert (seen["version"], seen["title"]) == (2, f"第{told.index(200)}个题目")


def test_of_the_same_step_exactly_one_succeeds(market: Market, database: Database) -> None:
    for kind in kinds(market):
        path, owner, bureau = kind.path(kind.draft()), kind.owner, market.bureau
        for step in (
            partial(owner.post, f"{path}/submit"),
            partial(bureau.post, f"{path}/review", {"decision": "publish"}),
            partial(owner.post, f"{path}/withdraw", {"reason": "暂停"}),
        ):
            assert Counter(statuses(*[step] * AT_ONCE)) == {200: 1, 409: AT_ONCE - 1}
        assert done(owner.get(path))["version"] == 4
    with database.snapshot() as session:
        assert list(audit_verification.verify(session, set())) == []


def test_a_withdrawal_and_a_publication_at_once_end_withdrawn(market: Market) -> None:
    for kind in kinds(market):
        path, owner, bureau = kind.path(kind.draft()), kind.owner, market.bureau
        done(owner.post(f"{path}/submit"))
        published, withdrawn = statuses(
            partial(bureau.post, f"{path}/review", {"decision": "publish"}),
            partial(owner.post, f"{path}/withdraw", {"reason": "暂停"}),
        )
        assert withdrawn == 200
        assert published in (200, 409)
        assert done(owner.get(path))["status"] == "withdrawn"
        assert market.client.get(f"/api/v1{path}").status_code == 404
