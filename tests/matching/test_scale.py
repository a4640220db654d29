"""What many questions, many documents and several shards rely on: the same answers as one by one."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.document import Document
from matching.index import Index
from matching.kernel import Postings, Query
from matching.ranking import Match, Where, near_duplicates, rank, rank_many
from matching.segment import segment
from matching.shards import match_all
from matching.weighting import Vectors

LETTERS = "电解液涂料石墨烯奶牛监测稀土永磁电机羊绒分梳装备控制系统研究开发工艺制备方法"


def documents(count: int, *, length: int = 40, seed: int = 0, name: str = "d") -> list[Document]:
    random = np.random.default_rng(seed)
    texts = ("".join(random.choice(list(LETTERS), length)) for _ in range(count))
    return [
        Document(f"{name}{i:04}", text[:8], text[8:], {"half": str(i % 2)}) for i, text in enumerate(texts)
    ]


def same(ours: list[Match], theirs: list[Match]) -> bool:
    return [m.id for m in ours] == [m.id for m in theirs] and [m.score for m in ours] == pytest.approx(
        [m.score for m in theirs], abs=1e-6
    )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(0, 12))
def test_the_scan_finds_what_a_full_product_finds(seed: int, rows: int, common: int):
    """Whatever is dense, coded or a posting; also where a search counts the terms that are present."""
    random = np.random.default_rng(seed)
    full = np.where(random.random((rows, 12)) < 0.4, random.random((rows, 12)), 0).astype(np.float32)
    postings = _postings(full, common)
    terms = np.flatnonzero(random.random(12) < 0.6)
    query = Query(terms, np.zeros(terms.size, np.float32), random.random(terms.size).astype(np.float32))
    mask = random.random(rows) < 0.8
    expected = np.where(mask, full[:, terms] @ query.factors, 0)
    for found, scores in (postings.top(query, mask, 5), postings.top_many([query], mask, 5)[0]):
        assert scores == pytest.approx(np.sort(expected[expected > 0])[::-1][:5], abs=1e-5)
        assert expected[found] == pytest.approx(scores, abs=1e-5)
    present = query._replace(presence=random.random(terms.size).astype(np.float32))
    expected += np.where(mask, (full[:, terms] > 0) @ present.presence, 0)
    found, scores = postings.top(present, mask, 5)
    assert scores == pytest.approx(np.sort(expected[expected > 0])[::-1][:5], abs=1e-5)
    assert expected[found] == pytest.approx(scores, abs=1e-5)
    for row in range(rows):
        assert postings.values_of(terms, row).tolist() == full[row, terms].tolist()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 3))
def test_rows_that_are_nearly_alike_are_told_apart_and_equal_ones_are_in_order(seed: int, kinds: int):
    """Codes of a byte cannot tell them apart, in few rows or in all."""
    random = np.random.default_rng(seed)
    base = np.append(random.random(11), 1)
    distinct = (base * (1 - 1e-5 * np.arange(kinds))[:, None]).astype(np.float32)
    distinct[:, 11] = 1
    full = distinct[np.sort(random.integers(0, kinds, 300))[::-1]]
    query = Query(np.arange(12), np.zeros(12, np.float32), np.ones(12, np.float32))
    for common in (0, 7, 12):
        postings = _postings(full, common)
        found, scores = postings.top(query, np.ones(300, bool), 20)
        exact = full.astype(np.float64).sum(axis=1)
        assert exact[found] == pytest.approx(np.sort(exact)[::-1][:20], abs=2e-6)
        assert all(a < b for a, b, s, t in zip(found, found[1:], scores, scores[1:], strict=False) if s == t)
        few = np.zeros(300, bool)
        few[found[:5]] = True
        again, same = postings.top(query, few, 20)
        assert dict(zip(again.tolist(), same.tolist(), strict=True)) == dict(
            zip(found[:5].tolist(), scores[:5].tolist(), strict=True)
        )


def _postings(full: np.ndarray, common: int) -> Postings:
    rows = [
        np.flatnonzero(column) if term >= common else np.empty(0, int) for term, column in enumerate(full.T)
    ]
    values = [full[held, term] for term, held in enumerate(rows)]
    bounds = np.concatenate(([0], np.cumsum([held.size for held in rows])))
    return Postings.of(
        np.ascontiguousarray(full.T[:common]),
        bounds,
        np.concatenate(rows).astype(np.int32),
        np.concatenate(values).astype(np.float32),
    )


def test_a_segment_holds_the_vectors_it_was_made_of():
    columns, values = np.array([3, 900, 3], np.int32), np.array([0.6, 0.8, 1], np.float32)
    made = segment(["b", "a"], [{}, {}], Vectors(np.array([0, 2, 3]), columns, values))
    assert list(made.ids) == ["a", "b"]
    assert made.columns.tolist() == [3, 900]
    assert made.postings.dense.tolist() == [[1, np.float32(0.6)]]
    assert (made.postings.rows.tolist(), made.postings.values.tolist()) == ([1], [np.float32(0.8)])


def test_many_are_ranked_as_one_by_one():
    index = Index.build(documents(300))
    index.add(documents(30, seed=1, name="e"))
    index.remove(["d0007"])
    queries = [*documents(20, seed=2, name="q"), Document("", "", ""), Document("", "", "永磁电机")]
    where = Where.equals("half", "1")
    for query, found in zip(queries, rank_many(index, queries, limit=7, where=where), strict=True):
        assert same(found, rank(index, query, limit=7, where=where))


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_shards_answer_as_one_index_does(tmp_path: Path, backend: str):
    everything = documents(200)
    whole = Index.build(everything)
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder, part in zip(folders, (everything[:120], everything[120:]), strict=True):
        Index.build(part, like=whole).save(folder)
    queries = documents(5, seed=3, name="q")
    told: list[int] = []
    found = match_all(folders, queries, limit=5, jobs=2, backend=backend, progress=told.append)
    assert all(same(f, rank(whole, q, limit=5)) for f, q in zip(found, queries, strict=True))
    assert told == [10]


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 9), st.sets(st.integers(0, 40), max_size=30))
def test_the_parts_of_an_index_together_answer_as_it_does(count: int, chosen: set[int]):
    index = Index.build(documents(25))
    index.add(documents(15, seed=1, name="e"))
    index.remove(["d0003", "e0001"])
    ids = [
        document.id for i, document in enumerate([*documents(25), *documents(15, name="e")]) if i in chosen
    ]
    queries = documents(3, seed=2, name="q")
    for wanted, where in ((None, None), (ids, Where.among(ids))):
        parts = index.parts(count, wanted)
        assert len(parts) == count
        found = match_all(parts, queries, limit=8)
        assert all(same(f, rank(index, q, limit=8, where=where)) for f, q in zip(found, queries, strict=True))


def test_near_duplicates_are_found_and_others_are_not():
    index = Index.build(documents(500, length=120))
    original = documents(500, length=120)[42]
    random = np.random.default_rng(5)
    letters = list(original.text)
    for place in random.choice(len(letters), len(letters) // 10, replace=False):
        letters[place] = "换"
    changed = Document("new", original.title, "".join(letters))
    assert [m.id for m in near_duplicates(index, changed)] == [original.id]
    assert near_duplicates(index, original) == []
    copy = Document("copy", original.title, original.text)
    assert near_duplicates(index, copy)[0].score == pytest.approx(1, abs=1e-6)
    assert near_duplicates(index, Document("none", "", "")) == []
