"""Writes match runs: all published needs ranked against all published achievements.

A run is written in short transactions and becomes the newest with its last one, so that readers see a whole
run or the one before; one that was killed is never shown, and is pruned with the old ones.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from matching.document import Document
from matching.errors import ClusterUnavailable
from matching.index import Index
from matching.ranking import Match
from matching.shards import Shard, connected, match_all
from service.achievements.queries import every_achievement, live_achievement_ids
from service.kernel import clock
from service.kernel.database import Database
from service.kernel.errors import StartRefused
from service.matches import documents, feedback_queries, generations, run_queries
from service.matches.learning import POOL, learned_from, relearned
from service.matches.live import LiveIndex
from service.matches.tables import MatchPair, MatchRun
from service.needs.queries import every_need, live_need_ids

# Smaller shards cost time, larger ones memory: a batch of questions scores every document of its shard.
_SHARD = 500_000
_WRITTEN = 200  # needs whose pairings are written in one short transaction
_FORGOTTEN = 5_000
_KEPT = 2
# A run that has not ended after so long was killed.
PATIENCE = timedelta(hours=2)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run is made: so many pairings of each need, none weaker than the level; by ``jobs`` threads, by
    processes (``backend="loky"``), or by the Dask cluster at an address. Any way gives the same pairings."""

    limit: int = 10
    min_level: int = 2
    jobs: int = 1
    backend: str = "threading"
    cluster: str = ""
    shard: int = _SHARD


@dataclass(frozen=True, slots=True)
class _Market:
    """Everything that ranks at one moment."""

    index: Index
    achievements: set[UUID]
    needs: list[Document]
    spoken_of: set[UUID]


def rank_everything(
    database: Database, plan: Plan | None = None, progress: Progress | None = None
) -> MatchRun:
    """Write a run and make it the newest.

    Raises StartRefused when the cluster cannot be reached.
    """
    plan = plan or Plan()
    with _cluster(plan):
        run = MatchRun()
        with database.writing() as session:
            session.add(run)
        try:
            _fill(database, run, plan, progress)
        except BaseException:
            _forget(database, run.id)
            raise
    _prune(database)
    return run


@contextmanager
def _cluster(plan: Plan) -> Iterator[None]:
    try:
        with connected(plan.cluster) if plan.cluster else nullcontext():
            yield
    except ClusterUnavailable as error:
        raise StartRefused(str(error)) from error


def _fill(database: Database, run: MatchRun, plan: Plan, progress: Progress | None) -> None:
    folder = generations.folder_of(database.info)
    with database.snapshot() as session:
        market = _market(session, folder)
    with _shards(market, plan, folder) as shards:
        found = _ranked(shards, market.needs, plan, progress)
        _learn(database, market, shards, found, plan)
    _write(database, run, market, found)


def _market(session: Session, folder: Path | None) -> _Market:
    wanted = live_need_ids(session)
    return _Market(
        LiveIndex(folder).side(session, "achievements"),
        live_achievement_ids(session),
        [documents.of_need(row) for row in every_need(session) if row.id in wanted],
        feedback_queries.needs_spoken_of(session),
    )


@contextmanager
def _shards(market: _Market, plan: Plan, folder: Path | None) -> Iterator[Sequence[Shard]]:
    """The published achievements where the runner finds them: in memory, or as files for others."""
    parts = market.index.parts(
        -(-len(market.achievements) // plan.shard) or 1, [str(one) for one in market.achievements]
    )
    if plan.backend == "threading" and not plan.cluster:
        yield parts
        return
    place = folder.parent if folder else None
    with TemporaryDirectory(prefix="run-", dir=place) as name:
        paths = [Path(name).resolve() / str(number) for number in range(len(parts))]
        for part, path in zip(parts, paths, strict=True):
            part.save(path)
        yield paths


def _ranked(
    shards: Sequence[Shard], needs: list[Document], plan: Plan, progress: Progress | None = None
) -> list[list[Match]]:
    total = len(shards) * len(needs)
    return match_all(
        shards,
        needs,
        limit=plan.limit,
        min_level=plan.min_level,
        jobs=-1 if plan.cluster else plan.jobs,
        backend="dask" if plan.cluster else plan.backend,
        progress=None if progress is None else lambda done: progress(done, total),
    )


def _learn(
    database: Database, market: _Market, shards: Sequence[Shard], found: list[list[Match]], plan: Plan
) -> None:
    """Needs with judgements are ranked as their owners see them."""
    judged = {place: need for place, need in enumerate(market.needs) if UUID(need.id) in market.spoken_of}
    pools = _ranked(shards, list(judged.values()), Plan(POOL, 1, plan.jobs, plan.backend, plan.cluster))
    for (place, need), pool in zip(judged.items(), pools, strict=True):
        with database.reading() as session:
            found[place] = _learned(session, market.index, need, pool, plan) or found[place]


def _learned(
    session: Session, index: Index, need: Document, pool: list[Match], plan: Plan
) -> list[Match] | None:
    feedback = learned_from(session, UUID(need.id), need, index.snapshot.weights)
    if feedback is None:
        return None
    rows = every_achievement(session, [UUID(match.id) for match in pool])
    texts = {str(row.id): documents.of_achievement(row) for row in rows}
    pool = [match for match in pool if match.id in texts]
    return relearned(feedback, pool, texts, plan.limit, plan.min_level)[0]


def _write(database: Database, run: MatchRun, market: _Market, found: list[list[Match]]) -> None:
    for first in range(0, len(found), _WRITTEN):
        part = slice(first, first + _WRITTEN)
        with database.writing() as session:
            run.pairs += _write_pairs(session, run, market.needs[part], found[part])
    run.needs, run.achievements = len(market.needs), len(market.achievements)
    run.finished_at = clock.now()
    with database.writing() as session:
        session.add(run)


def _write_pairs(
    session: Session, run: MatchRun, needs: Sequence[Document], found: Sequence[list[Match]]
) -> int:
    before = run_queries.newest(session)
    need_ids = [UUID(need.id) for need in needs]
    known = run_queries.first_found(session, before, need_ids) if before else {}
    rows = [
        MatchPair(
            run_id=run.id, need_id=need_id, achievement_id=UUID(match.id), level=match.level,
            # The same on every runner: they differ in the last bits only.
            score=round(match.score, 6), found_at=known.get((need_id, UUID(match.id)), run.started_at),
        )
        for need_id, matches in zip(need_ids, found, strict=True) for match in matches
    ]  # fmt: skip
    session.add_all(rows)
    return len(rows)


def _prune(database: Database) -> None:
    """Forget all but the newest runs, in short transactions."""
    with database.reading() as session:
        kept = [run.id for run in run_queries.finished(session, _KEPT)]
        old = run_queries.superseded(session, kept, PATIENCE)
    for run_id in old:
        _forget(database, run_id)


def _forget(database: Database, run_id: UUID) -> None:
    while _forget_pairs(database, run_id):
        continue
    with database.writing() as session:
        session.execute(delete(MatchRun).where(col(MatchRun.id) == run_id))


def _forget_pairs(database: Database, run_id: UUID) -> bool:
    """Some of a run's pairings; False when none are left."""
    with database.writing() as session:
        some = run_queries.pair_ids(session, run_id, _FORGOTTEN)
        session.execute(delete(MatchPair).where(col(MatchPair.id).in_(some)))
    return bool(some)
