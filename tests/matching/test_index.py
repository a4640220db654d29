"""Additions, removals, and what is kept on disk."""

import json
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.document import Document
from matching.errors import IndexDamaged, IndexMissing, IndexOutdated
from matching.index import Index
from matching.ranking import Match, Where, rank
from matching.storage import GENERATION, MANIFEST

QUERY = Document("q", "高镍电池电解液", "石墨烯涂料与电机控制器，PLC200")


def everything(index: Index, query: Document = QUERY) -> list[Match]:
    return rank(index, query, limit=50, min_level=1)


def test_a_document_of_the_same_id_is_replaced(index: Index):
    index.add([Document("a2", "奶酪", "发酵菌种")])
    assert len(index) == 5
    assert "a2" not in [m.id for m in everything(index, Document("q", "", "电解液"))]
    assert everything(index, Document("q", "", "发酵"))[0].id == "a2"


def test_the_last_of_equal_ids_counts():
    index = Index.build([Document("x", "甲", ""), Document("x", "乙", "")])
    assert len(index) == 1
    assert [m.id for m in everything(index, Document("q", "乙", ""))] == ["x"]
    assert everything(index, Document("q", "甲", "")) == []


def test_removed_documents_are_gone_and_unknown_ids_ignored(index: Index):
    index.remove(["a2", "nobody"])
    assert len(index) == 4
    assert "a2" not in index
    assert "a1" in index
    assert "a2" not in [m.id for m in everything(index)]


def test_an_index_of_nothing_can_grow():
    index = Index.build([])
    assert everything(index) == []
    index.add([Document("x", "电解液", "")])
    assert [m.id for m in everything(index)] == ["x"]
    assert index.needs_refit


def test_new_words_are_found_before_a_refit(index: Index):
    index.add([Document("new", "氢燃料电堆", "")])
    assert everything(index, Document("q", "", "氢燃"))[0].id == "new"


def test_progress_is_told(listings: list[Document]):
    told: list[int] = []
    Index.build(listings, progress=told.append)
    assert told == [5]


def test_opened_is_as_saved(index: Index, tmp_path: Path):
    index.add([Document("new", "氢燃料", "", {"price": 5})])
    index.remove(["a3"])
    index.save(tmp_path / "kept")
    opened = Index.open(tmp_path / "kept")
    assert everything(opened) == everything(index)
    cheap = Where.at_most("price", 99, unknown=False)
    assert [m.id for m in rank(opened, Document("q", "燃料涂料", ""), where=cheap, min_level=1)] == ["new"]
    opened.add([Document("a3", "奶牛", "")])
    assert "a3" in opened


def test_saving_again_replaces_and_leaves_one_generation(index: Index, tmp_path: Path):
    index.save(tmp_path)
    index.remove(["a1"])
    index.save(tmp_path)
    assert len(Index.open(tmp_path)) == 4
    assert len(list(tmp_path.glob(GENERATION + "*"))) == 1


def test_a_save_that_was_killed_leaves_the_old_in_force(index: Index, tmp_path: Path):
    index.save(tmp_path)
    half = tmp_path / (GENERATION + "half")
    half.mkdir()
    (half / "rows.npy").write_bytes(b"cut")
    assert len(Index.open(tmp_path)) == 5


def test_a_missing_index_is_told(tmp_path: Path):
    with pytest.raises(IndexMissing):
        Index.open(tmp_path)


def test_another_format_is_told(index: Index, tmp_path: Path):
    index.save(tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    (tmp_path / MANIFEST).write_text(json.dumps(manifest | {"format": 0}))
    with pytest.raises(IndexOutdated):
        Index.open(tmp_path)


@pytest.mark.parametrize("damage", ["cut", "changed", "gone", "manifest", "facts"])
def test_damage_is_told(index: Index, tmp_path: Path, damage: str):
    index.save(tmp_path)
    file = next(tmp_path.glob("*/segment_0_rows.npy"))
    content = file.read_bytes()
    if damage == "cut":
        file.write_bytes(content[:-1])
    elif damage == "changed":
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 255]))
    elif damage == "gone":
        file.unlink()
    elif damage == "manifest":
        (tmp_path / MANIFEST).write_text("{")
    else:
        manifest = json.loads((tmp_path / MANIFEST).read_text())
        manifest["facts"]["documents"] = 7
        (tmp_path / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(IndexDamaged):
        Index.open(tmp_path)


def test_searches_run_while_documents_come_and_go(index: Index):
    stop, failures = threading.Event(), []

    def search() -> None:
        while not stop.is_set():
            found = [m.id for m in everything(index)]
            if len(found) != len(set(found)) or "a2" not in found:
                failures.append(found)

    threads = [threading.Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for i in range(100):
        index.add([Document(f"n{i % 7}", "电解液", "涂料" * i)])
        index.remove([f"n{(i + 3) % 7}"])
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


CHANGES = st.lists(st.tuples(st.booleans(), st.lists(st.integers(0, 9), max_size=4)), max_size=8)


@given(CHANGES)
def test_any_changes_leave_what_was_last_said(changes: list[tuple[bool, list[int]]]):
    index, expected = Index.build([]), dict[str, str]()
    for step, (adds, numbers) in enumerate(changes):
        names = [f"d{n}" for n in numbers]
        if adds:
            index.add(Document(name, f"版本{step}", "") for name in names)
            expected |= dict.fromkeys(names, f"版本{step}")
        else:
            index.remove(names)
            expected = {name: text for name, text in expected.items() if name not in names}
    assert len(index) == len(expected)
    assert {m.id for m in everything(index, Document("q", "版本", ""))} == set(expected)
    for name, text in expected.items():
        assert name in {m.id for m in everything(index, Document("q", text, "")) if m.score > 0.9}
