"""Several at once: of the same step one succeeds, no edit is lost, and the audit trail stays whole."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from httpx import Response

from service.kernel import audit
from service.kernel.database import Database
from tests.support.listings import kinds
from tests.support.market import Market, done

AT_ONCE = 6


def at_once(*calls: Callable[[], Response]) -> list[int]:
    """The statuses of calls made at the same time; who found the database busy asks again."""

    def called(call: Callable[[], Response]) -> int:
        while (answer := call()).status_code == 503:
            pass
        return answer.status_code

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(called, call) for call in calls]]


def test_of_edits_of_one_version_exactly_one_is_kept(market: Market) -> None:
    for kind in kinds(market):
        path, owner = kind.path(kind.draft()), kind.owner

        bodies = [{"title": f"第{number}个题目"} for number in range(AT_ONCE)]
        edits = [partial(owner.patch, path, body, If_Match='"1"') for body in bodies]
        statuses = at_once(*edits)
        assert Counter(statuses) == {200: 1, 412: AT_ONCE - 1}
        seen = done(owner.get(path))
        assert (seen["version"], seen["title"]) == (2, f"第{statuses.index(200)}个题目")


def test_of_the_same_step_exactly_one_succeeds(market: Market, database: Database) -> None:
    for kind in kinds(market):
        path, owner, bureau = kind.path(kind.draft()), kind.owner, market.bureau
        for step in (
            partial(owner.post, f"{path}/submit"),
            partial(bureau.post, f"{path}/review", {"decision": "publish"}),
            partial(owner.post, f"{path}/withdraw", {"reason": "暂停"}),
        ):
            assert Counter(at_once(*[step] * AT_ONCE)) == {200: 1, 409: AT_ONCE - 1}
        assert done(owner.get(path))["version"] == 4
    with database.reading() as session:
        assert list(audit.verify(session)) == []


def test_a_withdrawal_and_a_publication_at_once_end_withdrawn(market: Market) -> None:
    for kind in kinds(market):
        path, owner, bureau = kind.path(kind.draft()), kind.owner, market.bureau
        done(owner.post(f"{path}/submit"))
        published, withdrawn = at_once(
            partial(bureau.post, f"{path}/review", {"decision": "publish"}),
            partial(owner.post, f"{path}/withdraw", {"reason": "暂停"}),
        )
        assert withdrawn == 200
        assert published in (200, 409)
        assert done(owner.get(path))["status"] == "withdrawn"
        assert market.client.get(f"/api/v1{path}").status_code == 404
