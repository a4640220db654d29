"""Owns matching of all questions against several indexes, on threads, processes or machines.

Each shard is scored where it lies and the best are merged. The runner is joblib; its backend is a parameter:
"threading" by default, "loky" for processes, "dask" for the cluster that `connected` leads to. Shards
score alike when all were built `like` the first.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from heapq import merge
from itertools import islice
from pathlib import Path

from joblib import Parallel, delayed, parallel_config

from matching.document import Document
from matching.errors import ClusterUnavailable
from matching.index import Index
from matching.ranking import Match, rank_many

CHUNK = 128
OPEN = 8  # shards that one process keeps open
PATIENCE = 10  # seconds for a cluster to answer

Shard = Index | Path


def match_all(
    shards: Sequence[Shard],
    queries: Sequence[Document],
    *,
    limit: int = 20,
    min_level: int = 2,
    jobs: int = 1,
    backend: str = "threading",
    progress: Callable[[int], None] | None = None,
) -> list[list[Match]]:
    """The best documents of all shards for each query, in the order of the queries; the same on any backend.

    Give folders rather than open indexes to processes and machines: each opens them once. `progress` is told
    how many of the `len(shards) * len(queries)` scans are done.
    """
    chunks = [queries[first : first + CHUNK] for first in range(0, len(queries), CHUNK)]
    tasks = (delayed(_ranked)(shard, chunk, limit, min_level) for chunk in chunks for shard in shards)
    # Not given to Parallel itself, which knows Dask only after a configuration has named it.
    with parallel_config(backend, n_jobs=jobs):
        parts: Iterator[list[list[Match]]] = Parallel(return_as="generator")(tasks)
    found: list[list[Match]] = []
    done = 0
    for chunk in chunks:
        by_shard = list(islice(parts, len(shards)))
        found += [_merged(lists, limit) for lists in zip(*by_shard, strict=True)]
        done += len(shards) * len(chunk)
        if progress:
            progress(done)
    next(parts, None)  # lets the runner end; an unfinished generator would be ended by the garbage collector
    return found


@contextmanager
def connected(address: str) -> Iterator[None]:
    """Inside, the backend "dask" is the cluster whose scheduler listens at the address.

    Its machines must see the folders of the shards. Raises ClusterUnavailable.
    """
    try:
        from distributed import Client  # noqa: PLC0415  (an extra that few installations need)
    except ImportError as error:
        raise ClusterUnavailable("Install keju[cluster] to work with a Dask cluster.") from error
    try:
        client = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterUnavailable(f"No Dask scheduler answers at {address}: {error}") from error
    with client:
        yield


def _ranked(shard: Shard, queries: Sequence[Document], limit: int, min_level: int) -> list[list[Match]]:
    index = shard if isinstance(shard, Index) else _opened(shard)
    return rank_many(index, queries, limit=limit, min_level=min_level)


@lru_cache(maxsize=OPEN)
def _opened(folder: Path) -> Index:
    return Index.open(folder, verify=False)


def _merged(lists: Iterable[list[Match]], limit: int) -> list[Match]:
    return list(islice(merge(*lists, key=lambda match: (-match.score, match.id)), limit))
