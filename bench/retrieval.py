"""Exact retrieval beside its peers in one run: `python bench/retrieval.py --documents N --json`.

Times are medians in milliseconds for one question. `ours_ms` and its `peers` are of a batch of questions that
share no clause with the documents, on one thread; `kinds` has the other questions and two threads as well.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])

import numpy as np  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import Progress  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402

from bench import searchers  # noqa: E402
from bench.corpus import Corpus  # noqa: E402
from matching.document import Document  # noqa: E402
from matching.index import Index  # noqa: E402
from matching.kernel import Query  # noqa: E402
from matching.ranking import rank  # noqa: E402
from matching.segment import Segment  # noqa: E402

QUESTIONS = 200
ALONE = 20
ADDED = 1000


def measure(folder: Path, documents: int, bar: Progress) -> dict[str, Any]:
    """All figures."""
    corpus = Corpus(folder)
    task = bar.add_task("index", total=documents)
    start = time.perf_counter()
    index = Index.build(corpus.documents(documents), progress=lambda done: bar.update(task, completed=done))
    built = time.perf_counter() - start
    index = _reopened(index)
    part = index.snapshot.segments[0]
    matrix = searchers.postings_matrix(part)
    kinds: dict[str, Any] = {}
    for kind in bar.track(("apart", "shared"), description="batches"):
        kinds[kind] = _batch(index, part, matrix, corpus.questions(QUESTIONS, shared=kind == "shared"))
    return {
        "documents": documents,
        "postings": int(matrix.nnz),
        "ours_ms": kinds["apart"]["ours_ms"],
        "peers": kinds["apart"]["peers"],
        "kinds": kinds,
        "one_text": _alone(index, corpus, documents, bar),
        "tokenising_mb_per_s": _tokenising(corpus),
        "adding": _adding(index, corpus, built),
        "memory": _memory(part, matrix),
    }


def _reopened(index: Index) -> Index:
    """As it is served: mapped from disk."""
    with tempfile.TemporaryDirectory() as folder:
        index.save(Path(folder))
        return Index.open(Path(folder), verify=False)


def _batch(index: Index, part: Segment, matrix: Any, questions: Sequence[Document]) -> dict[str, Any]:
    queries = searchers.queries(part, index.snapshot.weights.vectors(questions))
    asked = searchers.query_matrix(queries, part.columns.size)
    mask = np.ones(len(part), bool)

    def ours(half: Sequence[Query]) -> list[Any]:
        return part.postings.top_many(half, mask, searchers.TOP)

    def on_two() -> list[Any]:
        with ThreadPoolExecutor(2) as threads:
            return list(threads.map(ours, (queries[::2], queries[1::2])))

    found = {"ours_ms": searchers.timed(lambda: ours(queries)), "ours_2_threads_ms": searchers.timed(on_two)}
    peers = {
        "scipy": searchers.timed(lambda: searchers.scipy_top(asked, matrix), rounds=3),
        "sparse_dot_topn": searchers.timed(searchers.sparse_dot_topn_run(asked, matrix, 1), rounds=3),
    }
    two = searchers.timed(searchers.sparse_dot_topn_run(asked, matrix, 2), rounds=3)
    each: dict[str, Any] = {name: value / len(questions) for name, value in found.items()}
    each["peers"] = {name: _beside(value / len(questions), each["ours_ms"]) for name, value in peers.items()}
    each["peers_2_threads"] = {"sparse_dot_topn": _beside(two / len(questions), each["ours_2_threads_ms"])}
    each["same_documents_as_scipy"] = _agreement(ours(queries), searchers.scipy_top(asked, matrix))
    return each


def _agreement(ours: Sequence[Any], theirs: Sequence[Any]) -> float:
    """The share of questions whose best are the same set; only ties may differ."""
    same = [
        set(rows.tolist()) == set(np.asarray(peer).tolist())
        for (rows, _), peer in zip(ours, theirs, strict=True)
    ]
    return float(np.mean(same))


def _beside(theirs: float, ours: float) -> dict[str, float]:
    return {"ms": theirs, "ratio": theirs / ours}


def _alone(index: Index, corpus: Corpus, documents: int, bar: Progress) -> dict[str, Any]:
    """One text at a time, from text to ranked ids."""
    questions = corpus.questions(ALONE, shared=False)
    ours = searchers.timed(lambda: [rank(index, q, limit=searchers.TOP, min_level=1) for q in questions])
    short = [Document("", "", question.title[:6]) for question in questions]
    found = {"ours_ms": ours / ALONE, "ours_short_query_ms": _median_alone(index, short)}
    texts = [
        searchers.words(d) for d in bar.track(corpus.documents(documents), documents, description="words")
    ]
    asked = [searchers.words(question) for question in questions]
    peers = {"bm25s": searchers.bm25s_run(texts, asked), "tantivy": searchers.tantivy_run(texts, asked)}
    times = {name: searchers.timed(run, rounds=3) / ALONE for name, run in peers.items()}
    return found | {"peers": {name: _beside(value, found["ours_ms"]) for name, value in times.items()}}


def _median_alone(index: Index, questions: Sequence[Document]) -> float:
    return median(searchers.timed(lambda q=q: rank(index, q, min_level=1), rounds=3) for q in questions)


def _tokenising(corpus: Corpus) -> dict[str, Any]:
    speeds = searchers.tokenising([document.text for document in corpus.documents(2000)])
    return speeds | {"ratio_to_jieba": speeds["ours"] / speeds["jieba"]}


def _adding(index: Index, corpus: Corpus, built: float) -> dict[str, float]:
    """Adding documents to a built index against building it again."""
    new = [Document(f"new{d.id}", d.title, d.text) for d in corpus.documents(ADDED)]
    start = time.perf_counter()
    index.add(new)
    added = time.perf_counter() - start
    return {"seconds": added, "refit_seconds": built, "ratio": built / added}


def _memory(part: Segment, matrix: Any) -> dict[str, float]:
    held = part.postings
    return {
        "index_mb": sum(array.nbytes for array in held) / 1e6,
        "scipy_mb": (matrix.data.nbytes + matrix.indices.nbytes + matrix.indptr.nbytes) / 1e6,
        "process_peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
    }


def main() -> None:
    """Print the figures; progress goes to the error stream."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--data", type=Path, default=os.environ.get("KEJU_EVAL_DATA"))
    parser.add_argument("--json", action="store_true", help="print one JSON object on one line")
    chosen = parser.parse_args()
    if not chosen.data:
        sys.exit("Say where abstracts.jsonl lies: --data FOLDER or KEJU_EVAL_DATA.")
    with threadpool_limits(1), Progress(console=Console(stderr=True)) as bar:
        figures = measure(Path(chosen.data), chosen.documents, bar)
    print(json.dumps(figures, ensure_ascii=False, indent=None if chosen.json else 2))


if __name__ == "__main__":
    main()
