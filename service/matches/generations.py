"""Generations of index files: built aside, named in the database once whole, opened by every process.

The files are a cache that any process can make again. A generation holds the watermark that was read before
the listings; what committed in between is in the change log after it, and is read again, never missed.
"""

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import delete
from sqlmodel import Session, col

from matching.document import Document
from matching.errors import IndexUnusable
from matching.index import Index
from service.achievements.queries import count_achievements, every_achievement
from service.kernel import changes
from service.kernel.database import Database
from service.matches import documents, generation_queries
from service.matches.tables import IndexGeneration
from service.needs.queries import count_needs, every_need

_log = structlog.get_logger()

ENTITY = "index_generations"
# So few listings are indexed faster than files are opened.
SMALL = 2_000
_KEPT = 2
_REFIT_SHARE = 0.05
_KEY = "index_folder"

Reader = Callable[[Session, Collection[UUID] | None], Iterable[Document]]
Progress = Callable[[str, int, int], None]


def _achievements(session: Session, ids: Collection[UUID] | None) -> Iterator[Document]:
    return (documents.of_achievement(row) for row in every_achievement(session, ids))


def _needs(session: Session, ids: Collection[UUID] | None) -> Iterator[Document]:
    return (documents.of_need(row) for row in every_need(session, ids))


READERS: Mapping[str, Reader] = {"achievements": _achievements, "needs": _needs}
COUNTS: Mapping[str, Callable[[Session], int]] = {"achievements": count_achievements, "needs": count_needs}


def connect(info: dict[str, Any], folder: Path) -> None:
    """Say where this process keeps index files; sessions carrying ``info`` know it then."""
    info[_KEY] = folder


def folder_of(info: Mapping[str, Any]) -> Path | None:
    """Where this process keeps index files, None when it keeps none."""
    return info.get(_KEY)


def build(database: Database, folder: Path, progress: Progress | None = None) -> UUID:
    """Make a generation from all listings and name it in the database; the ones before it stay in force
    until then, and a build that is killed leaves nothing but an unused folder.
    """
    generation = IndexGeneration(seq=0, listings=0)
    with database.reading() as session:
        generation.seq = changes.watermark(session)
        for side, read in READERS.items():
            index = Index.build(read(session, None), progress=_told(progress, side, COUNTS[side](session)))
            index.save(folder / str(generation.id) / side)
            generation.listings += len(index)
    name = generation.id
    with database.writing() as session:
        session.add(generation)
        changes.note(session, ENTITY, name)
    forget_old(database, folder)
    return name


def opened(folder: Path, name: UUID) -> dict[str, Index]:
    """The indexes of a generation.

    Raises IndexUnusable when its files are missing, damaged, or of another version.
    """
    return {side: Index.open(folder / str(name) / side) for side in READERS}


def is_due(session: Session) -> bool:
    """More than 5 % of the listings changed since the newest generation, or there is none."""
    listings = sum(count(session) for count in COUNTS.values())
    if listings < SMALL:
        return False
    newest = generation_queries.newest(session)
    if newest is None:
        return True
    return changes.count_since(session, newest.seq, tuple(READERS)) > _REFIT_SHARE * listings


def ensure(database: Database) -> None:
    """Make files for a marketplace that is large and has none that can be used here; say why."""
    folder = folder_of(database.info)
    with database.reading() as session:
        if folder is None or sum(count(session) for count in COUNTS.values()) < SMALL:
            return
        newest = generation_queries.newest(session)
    reason = "there were no index files"
    if newest is not None:
        try:
            opened(folder, newest.id)
            return
        except IndexUnusable as error:
            reason = str(error)
    name = build(database, folder)
    _log.info("index rebuilt", reason=reason, generation=str(name))


def forget_old(database: Database, folder: Path) -> None:
    """Keep the two newest generations, and the changes that are not surely in both."""
    with database.writing() as session:
        kept = generation_queries.newest_ones(session, _KEPT)
        names = {generation.id for generation in kept}
        session.execute(delete(IndexGeneration).where(col(IndexGeneration.id).not_in(names)))
        if len(kept) == _KEPT:
            changes.prune(session, min(generation.seq for generation in kept))
    for path in folder.iterdir():
        if path.is_dir() and path.name not in {str(name) for name in names}:
            shutil.rmtree(path, ignore_errors=True)


def _told(progress: Progress | None, side: str, total: int) -> Callable[[int], None] | None:
    return None if progress is None else lambda done: progress(side, done, total)
