"""The peers of retrieval, each prepared on the same documents and timed on the same questions.

scipy and sparse_dot_topn multiply the very matrix that our index holds; bm25s and tantivy rank words by BM25,
a model of their own, so that only their latency compares.
"""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

import bm25s
import jieba
import numpy as np
import rjieba
import tantivy
from scipy import sparse
from sparse_dot_topn import sp_matmul_topn

from matching.document import Document
from matching.kernel import Query
from matching.segment import Segment
from matching.text import cut
from matching.weighting import Vectors

TOP = 10
Run = Callable[[], object]


def timed(run: Run, *, rounds: int = 5) -> float:
    """The median time of a run, milliseconds; one run before is not counted."""
    run()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1000)
    return median(taken)


def postings_matrix(part: Segment) -> Any:
    """The index's own weights as (columns, documents) in scipy's rows."""
    held = part.postings
    common = len(held.dense)
    shape = part.columns.size - common, len(part)
    rest = sparse.csr_matrix((held.values, held.rows, held.bounds[common:]), shape=shape)
    return sparse.vstack([sparse.csr_matrix(np.asarray(held.dense)), rest], format="csr")


def queries(part: Segment, vectors: Vectors) -> list[Query]:
    """The vectors as our kernel takes them."""
    found = []
    for number in range(len(vectors)):
        columns, values = vectors.row(number)
        terms = part.places(columns)
        held = terms >= 0
        found.append(Query(terms[held], np.zeros(int(held.sum()), np.float32), values[held]))
    return found


def query_matrix(found: Sequence[Query], columns: int) -> Any:
    """The same as a matrix (queries, columns)."""
    bounds = np.cumsum([0, *(query.terms.size for query in found)])
    terms = np.concatenate([query.terms for query in found])
    values = np.concatenate([query.factors for query in found])
    return sparse.csr_matrix((values, terms, bounds), shape=(len(found), columns))


def scipy_top(asked: Any, matrix: Any) -> list[Any]:
    """The best TOP of each row of `asked @ matrix`."""
    product = asked @ matrix
    found = []
    for first, after in zip(product.indptr[:-1], product.indptr[1:], strict=True):
        scores = product.data[first:after]
        best = np.argpartition(-scores, min(TOP, scores.size - 1))[:TOP] if scores.size else []
        found.append(product.indices[first:after][best])
    return found


def sparse_dot_topn_run(asked: Any, matrix: Any, threads: int) -> Run:
    """sparse_dot_topn's own best TOP."""
    return lambda: sp_matmul_topn(asked, matrix, top_n=TOP, n_threads=threads)


def words(document: Document) -> list[str]:
    """The words of a document, as rjieba cuts them."""
    return [word for word in rjieba.cut(f"{document.title} {document.text}") if word.strip()]


def bm25s_run(texts: Sequence[list[str]], asked: Sequence[list[str]]) -> Run:
    """bm25s on numba, one text at a time; the time is of all of `asked`."""
    retriever = bm25s.BM25(backend="numba")
    retriever.index(list(texts), show_progress=False)
    return lambda: [retriever.retrieve([text], k=TOP, show_progress=False, n_threads=1) for text in asked]


def tantivy_run(texts: Sequence[list[str]], asked: Sequence[list[str]]) -> Run:
    """tantivy in memory, one text at a time, any of its words; the time is of all of `asked`."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="whitespace")
    schema = builder.build()
    index = tantivy.Index(schema)
    writer = index.writer(128_000_000, 1)
    for text in texts:
        writer.add_document(tantivy.Document(text=" ".join(text)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    return lambda: [searcher.search(_any_of(schema, text), TOP) for text in asked]


def _any_of(schema: Any, text: list[str]) -> Any:
    terms = [tantivy.Query.term_query(schema, "text", word) for word in dict.fromkeys(text)]
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])


def tokenising(texts: Sequence[str]) -> dict[str, float]:
    """Megabytes of UTF-8 a second on one thread, of us, jieba and rjieba."""
    size = sum(len(text.encode()) for text in texts) / 1000
    runs: dict[str, Run] = {
        "ours": lambda: [cut(text) for text in texts],
        "rjieba": lambda: [rjieba.cut(text) for text in texts],
    }
    found = {name: size / timed(run) for name, run in runs.items()}
    few = texts[: max(1, len(texts) // 10)]
    found["jieba"] = (
        sum(len(t.encode()) for t in few) / 1000 / timed(lambda: [jieba.lcut(t) for t in few], rounds=3)
    )
    return found
