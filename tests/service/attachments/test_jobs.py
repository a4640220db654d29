"""What happens to contents outside of requests: sweeping, scanning, and failures in between."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from service.attachments import jobs, operations, scanning
from service.attachments.storing import store_of
from service.attachments.tables import Attachment, ScanState, StoredBlob
from service.kernel import clock
from service.kernel.database import Database
from service.kernel.settings import Settings
from service.worker import HANDLERS, Worker
from tests.support.files import PDF, send, sent
from tests.support.market import Market, created, problem
from tests.support.stored import count


class Suspicious:
    """Finds a virus where the word stands."""

    is_null = False

    def scan(self, content: Iterator[bytes]) -> ScanState:
        return ScanState.INFECTED if b"EICAR" in b"".join(content) else ScanState.CLEAN


def served(market: Market) -> Database:
    """The database of the application, with everything connected."""
    database: Database = market.client.app.state.runtime.database
    return database


def stored(settings: Settings) -> list[Path]:
    """The contents in the folder."""
    return [path for path in (settings.data_dir / "files").rglob("*") if path.is_file()]


def sweep(market: Market, later: timedelta = timedelta(days=2)) -> None:
    with clock.pinned(clock.now() + later):
        jobs.sweep(served(market), {})


def test_what_nobody_linked_goes_in_a_day_and_other_files_stay(market: Market, settings: Settings) -> None:
    created(send(market.enterprise))
    kept = sent(market.enterprise, "needs", market.draft_need())
    sweep(market, timedelta(hours=1))
    assert len(stored(settings)) == 2
    sweep(market)
    assert [path.name for path in stored(settings)] == [kept["id"].replace("-", "")]
    assert count(served(market), StoredBlob) == count(served(market), Attachment) == 1
    assert market.enterprise.get(f"/attachments/{kept['id']}").content == PDF


def test_a_removed_file_leaves_the_store_after_its_row(market: Market, settings: Settings) -> None:
    gone = sent(market.enterprise, "needs", market.draft_need())
    market.enterprise.delete(f"/attachments/{gone['id']}")
    assert len(stored(settings)) == 1
    sweep(market, timedelta(0))
    assert stored(settings) == []
    assert count(served(market), StoredBlob) == 0


def test_when_the_entry_fails_the_content_is_an_orphan_that_is_swept(
    market: Market, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = market.draft_need()

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("the database went away")

    with monkeypatch.context() as patch:
        patch.setattr(operations, "keep_attachment", fails)
        problem(send(market.enterprise, subject_kind="needs", subject_id=draft["id"]), 500)
    assert (len(stored(settings)), count(served(market), Attachment)) == (1, 0)
    sweep(market)
    assert (stored(settings), count(served(market), StoredBlob)) == ([], 0)


def test_when_the_store_fails_no_file_is_entered(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = market.draft_need()

    async def fails(*_: Any) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(store_of(served(market).info), "put", fails)
        problem(send(market.enterprise, subject_kind="needs", subject_id=draft["id"]), 500)
    assert count(served(market), Attachment) == 0
    sweep(market)
    assert count(served(market), StoredBlob) == 0
    assert sent(market.enterprise, "needs", draft)["size"] == len(PDF)


def test_what_was_swept_while_it_arrived_is_refused(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    draft, store = market.draft_need(), store_of(served(market).info)
    put = store.put

    async def slow(*told: Any) -> None:
        await put(*told)
        sweep(market)

    with monkeypatch.context() as patch:
        patch.setattr(store, "put", slow)
        problem(send(market.enterprise, subject_kind="needs", subject_id=draft["id"]), 409, "conflict")
    assert count(served(market), Attachment) == count(served(market), StoredBlob) == 0


def test_a_scanner_holds_a_file_back_until_it_has_looked_and_an_infected_one_for_ever(market: Market) -> None:
    scanning.connect(served(market).info, Suspicious())
    draft = market.draft_need()
    clean = sent(market.enterprise, "needs", draft)
    bad = sent(market.enterprise, "needs", draft, content=PDF + b"EICAR", name="bad.pdf")
    problem(market.enterprise.get(f"/attachments/{clean['id']}"), 409, "file-not-scanned")
    scans = {kind: handler for kind, handler in HANDLERS.items() if kind == operations.SCAN}
    Worker(served(market), dict.fromkeys(HANDLERS, lambda *_: None) | scans).drain()
    assert market.enterprise.get(f"/attachments/{clean['id']}").content == PDF
    problem(market.enterprise.get(f"/attachments/{bad['id']}"), 403, "file-infected")
    listed = market.enterprise.get(f"/attachments?subject_kind=needs&subject_id={draft['id']}").json()[
        "items"
    ]
    assert [item["scan"] for item in listed] == ["clean", "infected"]
