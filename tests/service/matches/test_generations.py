"""Index files: opened at start, followed by the change log, switched to, rebuilt when they cannot be used."""

from pathlib import Path

import pytest
from sqlalchemy import text

from service.kernel.database import Database
from service.matches import generations
from service.matches.jobs import refit
from service.matches.live import LiveIndex
from tests.support.market import Market, done


@pytest.fixture
def folder(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files are kept; a marketplace of two listings counts as large."""
    monkeypatch.setattr(generations, "SMALL", 2)
    folder = tmp_path / "index"
    generations.connect(database.info, folder)
    return folder


def ids(database: Database, live: LiveIndex, words: str = "煤气化细渣") -> set[str]:
    """What a process with this index finds among all achievements."""
    with database.reading() as session:
        found = live.ids(session, "achievements", words, allowed=set, limit=50)
    return {str(hit.id) for hit in found}


def generation_folders(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_process_opens_the_files_and_reads_on_from_there(
    market: Market, database: Database, folder: Path
) -> None:
    first = market.draft_achievement()
    generations.build(database, folder)
    later = market.draft_achievement()
    live = LiveIndex(folder)
    assert ids(database, live) == {first["id"], later["id"]}
    assert live.generation is not None


def test_a_process_switches_to_a_newer_generation_and_loses_nothing(
    market: Market, database: Database, folder: Path
) -> None:
    generations.build(database, folder)
    live = LiveIndex(folder)
    assert ids(database, live) == set()
    before = live.generation
    first = market.draft_achievement()
    generations.build(database, folder)
    later = market.draft_achievement()
    assert ids(database, live) == {first["id"], later["id"]}
    assert live.generation != before


def test_old_generations_and_their_changes_are_forgotten_and_who_is_behind_starts_again(
    market: Market, database: Database, folder: Path
) -> None:
    generations.build(database, folder)
    behind = LiveIndex(folder)
    assert ids(database, behind) == set()
    made = {market.draft_achievement()["id"]}
    for _ in range(3):
        generations.build(database, folder)
        made.add(market.draft_achievement()["id"])
    assert len(generation_folders(folder)) == 2
    with database.reading() as session:
        assert session.execute(text("SELECT min(seq) FROM changes")).scalar_one() > 1
    assert ids(database, behind) == made


def test_files_that_are_missing_or_damaged_are_made_again(
    market: Market, database: Database, folder: Path
) -> None:
    made = {market.draft_achievement()["id"], market.draft_achievement()["id"]}
    name = generations.build(database, folder)
    victim = next((folder / str(name) / "achievements").rglob("*.npy"))
    victim.write_bytes(victim.read_bytes()[:-8])
    assert ids(database, LiveIndex(folder)) == made
    generations.ensure(database)
    assert len(generation_folders(folder)) == 2
    live = LiveIndex(folder)
    assert ids(database, live) == made
    assert live.generation not in (None, name)


def test_a_build_that_dies_leaves_the_old_generation_in_force(
    market: Market, database: Database, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = {market.draft_achievement()["id"]}
    name = generations.build(database, folder)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(generations.changes, "note", dies)
        with pytest.raises(KeyboardInterrupt):
            generations.build(database, folder)
    live = LiveIndex(folder)
    assert ids(database, live) == made
    assert live.generation == name


def test_the_refit_job_builds_when_enough_changed_and_only_then(
    market: Market, database: Database, folder: Path
) -> None:
    for _ in range(2):
        market.draft_achievement()
    refit(database, {})
    assert len(generation_folders(folder)) == 1
    refit(database, {})
    assert len(generation_folders(folder)) == 1
    achievement = market.draft_achievement()
    done(market.office.post(f"/achievements/{achievement['id']}/submit"))
    refit(database, {})
    assert len(generation_folders(folder)) == 2


def test_a_small_marketplace_keeps_no_files(market: Market, database: Database, tmp_path: Path) -> None:
    generations.connect(database.info, tmp_path / "index")
    market.draft_achievement()
    generations.ensure(database)
    refit(database, {})
    assert not (tmp_path / "index").exists()
