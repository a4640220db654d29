"""Reads the whole audit trail and names every entry and seal that is not as it was written.

An entry's hash guards its content, the hash before it its place in the record's history, a seal that it
existed at all and where; a checkpoint that somebody else keeps guards the seals themselves.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import Session, SQLModel, col

from service.kernel import merkle
from service.kernel.audit import AuditEntry, digest
from service.kernel.audit_proofs import Checkpoint, checkpoint_flaws
from service.kernel.audit_seals import (
    AuditGap,
    AuditSeal,
    hash_of,
    leaf_of,
    leaves_of,
    length_of,
    statement_of,
)
from service.kernel.record import Record
from service.kernel.signing import is_signed

_STREAMED = 2000
_ENTRIES: Any = SQLModel.metadata.tables["audit_entries"]

Progress = Callable[[int], None]


def entry_count(session: Session) -> int:
    """How many entries there are; each is read twice, once for its content, once for its seal."""
    return int(session.execute(select(func.count()).select_from(_ENTRIES)).scalar_one())


def unsealed_count(session: Session) -> int:
    """How many entries came after the last seal."""
    mark = select(func.coalesce(func.max(col(AuditSeal.last_seq)), 0)).scalar_subquery()
    statement = select(func.count()).select_from(_ENTRIES).where(_ENTRIES.c.seq > mark)
    return int(session.execute(statement).scalar_one())


def verify(
    session: Session,
    keys: Collection[str],
    checkpoints: Iterable[Checkpoint] = (),
    progress: Progress = lambda _: None,
) -> Iterator[str]:
    """Name everything that is broken, over one snapshot; ``keys`` are the public keys that may have sealed.

    ``progress`` hears how many entries were read since it was last called.
    """
    ordered = select(_ENTRIES).order_by(_ENTRIES.c.entity, _ENTRIES.c.entity_id, _ENTRIES.c.entity_version)
    yield from broken(_counted(session, ordered, progress))
    yield from _broken_seals(session, keys)
    yield from _unlike_their_seals(session, progress)
    for kind in Record.__subclasses__():
        yield from _untold(session, kind)
    for checkpoint in checkpoints:
        yield from checkpoint_flaws(session, checkpoint)


def broken(entries: Iterable[Any]) -> Iterator[str]:
    """Name every entry whose content or place in its record's chain is not what was written.

    ``entries`` come ordered by entity, entity_id and version.
    """
    chain: tuple[str, UUID] | None = None
    previous = ""
    for entry in entries:
        if (entry.entity, entry.entity_id) != chain:
            chain, previous = (entry.entity, entry.entity_id), ""
        if entry.hash != digest(entry):
            yield f"{_name(entry)}: altered"
        if entry.previous_hash != previous:
            yield f"{_name(entry)}: the entry before it is missing or was replaced"
        previous = entry.hash


class _Sealed(NamedTuple):
    """What a seal has of one entry."""

    seq: int
    leaf: bytes
    seal: int


def _broken_seals(session: Session, keys: Collection[str]) -> Iterator[str]:
    """Name the seals that are not what was signed, or not in their place."""
    previous, number = "", 0
    seals = select(AuditSeal).order_by(col(AuditSeal.number)).execution_options(yield_per=50)
    for seal in session.execute(seals).scalars():
        name = f"seal {seal.number}"
        if seal.number != number + 1:
            yield f"{name}: the seals {number + 1} to {seal.number - 1} are missing"
        elif seal.previous_hash != previous:
            yield f"{name}: the seal before it was replaced"
        if seal.key not in keys:
            yield f"{name}: signed with a key that is not trusted here: {seal.key}"
        if not is_signed(statement_of(seal), seal.signature, seal.key):
            yield f"{name}: altered, its signature does not fit"
        leaves = leaves_of(seal)
        if merkle.root(leaves).hex() != seal.root or len(leaves) != length_of(seal.runs):
            yield f"{name}: altered, its leaves do not lead to its root"
        previous, number = hash_of(seal), seal.number


def _unlike_their_seals(session: Session, progress: Progress) -> Iterator[str]:
    """Walk the trail beside what was sealed, both by number: what is missing, other, or slipped in."""
    mark = session.execute(select(func.max(col(AuditSeal.last_seq)))).scalar() or 0
    pending = set(session.execute(select(col(AuditGap.seq))).scalars())
    by_number = select(_ENTRIES.c.seq, _ENTRIES.c.hash).order_by(_ENTRIES.c.seq)
    found = _counted(session, by_number, progress)
    for entry, sealed in _side_by_side(found, _sealed(session)):
        if entry is None and sealed is not None:
            yield f"entry {sealed.seq}: removed; seal {sealed.seal} has it"
        elif entry is not None and sealed is None and entry.seq <= mark and entry.seq not in pending:
            yield f"{_name_of(session, entry.seq)} (entry {entry.seq}): slipped in; no seal has it"
        elif entry is not None and sealed is not None and leaf_of(entry.seq, entry.hash) != sealed.leaf:
            yield f"{_name_of(session, entry.seq)} (entry {entry.seq}): not what seal {sealed.seal} has"


def _sealed(session: Session) -> Iterator[_Sealed]:
    """Everything sealed, by entry number; a seal that does not fit its own list is named elsewhere."""
    spans = []
    statement = select(col(AuditSeal.number), col(AuditSeal.runs), func.length(col(AuditSeal.leaves)))
    for seal, runs, size in session.execute(statement):
        offset = 0
        if size != merkle.SIZE * length_of(runs):
            continue
        for first, last in runs:
            spans.append((first, last, seal, offset))
            offset += last - first + 1

    @lru_cache(maxsize=16)
    def leaves(seal: int) -> list[bytes]:
        return leaves_of(session.execute(select(AuditSeal).where(col(AuditSeal.number) == seal)).scalar_one())

    for first, last, seal, offset in sorted(spans):
        for seq in range(first, last + 1):
            yield _Sealed(seq, leaves(seal)[offset + seq - first], seal)


def _side_by_side(
    entries: Iterator[Any], sealed: Iterator[_Sealed]
) -> Iterator[tuple[Any | None, _Sealed | None]]:
    """Both streams merged by number; what stands in one alone comes beside None."""
    entry, seal = next(entries, None), next(sealed, None)
    while entry is not None or seal is not None:
        if seal is None or (entry is not None and entry.seq < seal.seq):
            yield entry, None
            entry = next(entries, None)
        elif entry is None or seal.seq < entry.seq:
            yield None, seal
            seal = next(sealed, None)
        else:
            yield entry, seal
            entry, seal = next(entries, None), next(sealed, None)


def _counted(session: Session, statement: Select[Any], progress: Progress) -> Iterator[Any]:
    for chunk in session.execute(statement.execution_options(yield_per=_STREAMED)).partitions():
        yield from chunk
        progress(len(chunk))


def _name(entry: Any) -> str:
    return f"{entry.entity} {entry.entity_id} version {entry.entity_version}"


def _name_of(session: Session, seq: int) -> str:
    return _name(session.execute(select(_ENTRIES).where(_ENTRIES.c.seq == seq)).one())


def _untold(session: Session, kind: type[Record]) -> Iterator[str]:
    """Name the records whose newest entries are missing, which no chain can show by itself."""
    for below in kind.__subclasses__():
        yield from _untold(session, below)
    if not kind.entity:
        return
    told = (
        select(col(AuditEntry.entity_id), func.max(col(AuditEntry.entity_version)).label("version"))
        .where(col(AuditEntry.entity) == kind.entity)
        .group_by(col(AuditEntry.entity_id))
        .subquery()
    )
    statement = (
        select(col(kind.id), col(kind.version))
        .outerjoin(told, told.c.entity_id == col(kind.id))
        .where(func.coalesce(told.c.version, 0) != col(kind.version))
    )
    for record_id, version in session.execute(statement):
        yield f"{kind.entity} {record_id} version {version}: no entry tells of it"
