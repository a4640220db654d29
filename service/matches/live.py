"""The live index of one process: opened or built once, then kept as new as the database by the change log.

Whoever asks first reads what changed since the last answer, under one mutex, and looks at those listings
as they are now; so a listing ranks in the next answer of every process after its commit.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import cache
from pathlib import Path
from threading import Lock
from uuid import UUID

import structlog
from sqlmodel import Session

from matching.document import Document
from matching.errors import IndexUnusable
from matching.explanation import Explainer
from matching.index import Index
from matching.ranking import Match, Where, near_duplicates, rank
from service.achievements.queries import every_achievement
from service.kernel import changes
from service.kernel.search import Allowed, Hit
from service.matches import documents, generation_queries, generations

_log = structlog.get_logger()
_CHUNK = 10_000
_NEIGHBOURS = 5


class LiveIndex:
    """Both sides' indexes and the number of the last change that is in them."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._lock = Lock()
        self._sides: dict[str, Index] = {}
        self._seq = 0
        self.generation: UUID | None = None

    def side(self, session: Session, name: str) -> Index:
        """The index of one side, as new as what ``session`` sees."""
        with self._lock:
            if not self._sides:
                self._start(session)
            # What this transaction has not committed must not get in: it may be taken back.
            if not changes.is_pending(session):
                self._catch_up(session)
            return self._sides[name]

    def ids(self, session: Session, side: str, text: str, *, allowed: Allowed, limit: int) -> list[Hit]:
        """The search box: the best allowed listings, best first."""
        query = documents.of_text("", text)
        found = ranked(self.side(session, side), query, None, limit, 1, lambda ids: allowed(ids))
        return [Hit(UUID(match.id), match.score) for match in found]

    def near(
        self, session: Session, side: str, listing_id: UUID, *, allowed: Allowed, limit: int
    ) -> list[Hit]:
        """The quality check: allowed listings whose text is nearly the same, nearest first."""
        index = self.side(session, side)
        document = next(iter(generations.READERS[side](session, [listing_id])), None)
        if document is None:
            return []

        def nearest(count: int, seen: Collection[str]) -> list[Match]:
            return near_duplicates(index, document, limit=count, exclude=seen)

        found = topped_up(nearest, {document.id}, limit, allowed)
        return [Hit(UUID(match.id), match.score) for match in found]

    def suggest_field(self, session: Session, text: str) -> str | None:
        """The field that most of the nearest published achievements have."""
        index = self.side(session, "achievements")
        near = rank(
            index, documents.of_text("", text), limit=_NEIGHBOURS, where=Where.equals("status", "published")
        )
        rows = every_achievement(session, [UUID(match.id) for match in near])
        fields = Counter(row.tech_field for row in rows if row.tech_field)
        return fields.most_common(1)[0][0] if fields else None

    def _start(self, session: Session) -> None:
        if not self._open(session):
            self._build(session)

    def _open(self, session: Session) -> bool:
        """Take up the generation in force; whether this process stands on one now."""
        newest = generation_queries.newest(session) if self._folder else None
        if self._folder is None or newest is None or newest.id == self.generation:
            return self.generation is not None
        try:
            self._sides = generations.opened(self._folder, newest.id)
        except IndexUnusable as error:
            _log.warning("index files cannot be used", reason=str(error))
            return False
        self.generation, self._seq = newest.id, newest.seq
        _log.info("index opened", generation=str(newest.id), seq=self._seq)
        return True

    def _build(self, session: Session) -> None:
        # The number is read first: what commits in between is read again, never missed.
        seq = changes.watermark(session)
        self._sides = {name: Index.build(read(session, None)) for name, read in generations.READERS.items()}
        self._seq = seq
        _log.info("index built", seq=seq, **{name: len(index) for name, index in self._sides.items()})

    def _catch_up(self, session: Session) -> None:
        while news := changes.since(session, self._seq, limit=_CHUNK):
            if generation_queries.oldest_seq(session) > self._seq:
                # What this process has not read was pruned; it starts from files that hold it.
                self._start(session)
                continue
            self._apply(session, news)
            self._seq = news[-1][0]
            if any(entity == generations.ENTITY for _, entity, _ in news):
                self._open(session)
            elif self.generation is None and self._has_outgrown():
                self._build(session)

    def _has_outgrown(self) -> bool:
        """A small marketplace without files weighs its words anew by itself: that takes a moment only."""
        sides = self._sides.values()
        return sum(map(len, sides)) < generations.SMALL and any(index.needs_refit for index in sides)

    def _apply(self, session: Session, news: Sequence[tuple[int, str, UUID]]) -> None:
        for name, read in generations.READERS.items():
            if changed := {entity_id for _, entity, entity_id in news if entity == name}:
                self._replace(session, name, read, changed)

    def _replace(self, session: Session, name: str, read: generations.Reader, changed: set[UUID]) -> None:
        now = list(read(session, changed))
        gone = {str(listing_id) for listing_id in changed} - {document.id for document in now}
        self._sides[name].add(now)
        self._sides[name].remove(gone)


@cache
def compile_kernels() -> None:
    """Run the compiled parts once: after an installation that takes seconds, which no request should wait."""
    some = [Document("1", "编译", "预热"), Document("2", "索引", "预热")]
    index = Index.build(some)
    index.add([Document("3", "新增", "预热")])
    rank(index, some[0], limit=1, where=Where.equals("status", "published"))
    rank(index, some[0], limit=1, min_level=1)
    Explainer(index, some[0]).reasons(some)


def ranked(
    index: Index, query: Document, where: Where | None, limit: int, min_level: int, allowed: Allowed
) -> list[Match]:
    """The best ``limit`` that ``allowed`` lets pass."""

    def best(count: int, seen: Collection[str]) -> list[Match]:
        return rank(index, query, limit=count, where=where, exclude=seen, min_level=min_level)

    return topped_up(best, {query.id}, limit, allowed)


def topped_up(
    find: Callable[[int, Collection[str]], list[Match]], seen: set[str], limit: int, allowed: Allowed
) -> list[Match]:
    """The first ``limit`` that ``allowed`` lets pass, asked for until there are enough or no more."""
    found: list[Match] = []
    ask = limit
    while len(found) < limit:
        batch = find(ask, seen)
        passing = allowed([UUID(match.id) for match in batch])
        found += [match for match in batch if UUID(match.id) in passing]
        if len(batch) < ask:
            break
        seen.update(match.id for match in batch)
        ask *= 4
    return found[:limit]
