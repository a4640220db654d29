"""Seals over the audit trail: a signed chain that says which entries there were, in which order.

A job seals what is new about each second. A seal names its entries by number and keeps a leaf for each, so
entries are never touched by it, and writers never wait for it: numbers that another transaction still
holds on PostgreSQL are noted as gaps and sealed when they have come.
"""

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import BigInteger, LargeBinary, delete, exists, insert, text
from sqlmodel import Field, Session, SQLModel, col, func, select

from service.kernel import clock, merkle
from service.kernel.audit import AuditEntry
from service.kernel.database import Database
from service.kernel.errors import Conflict
from service.kernel.record import Instant, Json
from service.kernel.signing import Signer

ENTRIES_PER_SEAL = 1000
GAPS_KEPT = timedelta(days=1)
# Any fixed number: it names the lock that one sealer of many holds.
_LOCK = 0x7365616C
_FORMAT = "keju-seal-1"

Runs = list[list[int]]


class AuditSeal(SQLModel, table=True):
    """The ``runs`` of entry numbers it covers, one leaf of 32 bytes for each, their root, and a signature."""

    __tablename__ = "audit_seals"

    number: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    sealed_at: datetime = Field(sa_type=Instant)
    first_seq: int = Field(sa_type=BigInteger)
    last_seq: int = Field(sa_type=BigInteger, index=True)
    runs: Runs = Field(sa_type=Json)
    leaves: bytes = Field(sa_type=LargeBinary)
    root: str = Field(max_length=64)
    previous_hash: str = Field(max_length=64)
    key: str = Field(max_length=64)
    signature: str = Field(max_length=128)


class AuditGap(SQLModel, table=True):
    """A number that was missing when its neighbours were sealed: rolled back, or not committed yet."""

    __tablename__ = "audit_gaps"

    seq: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    seen_at: datetime = Field(sa_type=Instant)


def statement_of(seal: Any) -> bytes:
    """What is signed of a seal (or of its shown form); the leaves stand behind the root."""
    told = (_FORMAT, seal.number, seal.sealed_at, seal.runs, seal.root, seal.previous_hash, seal.key)
    return msgspec.json.encode(told)


def hash_of(seal: AuditSeal) -> str:
    """What the next seal names as the one before it."""
    return hashlib.sha256(statement_of(seal)).hexdigest()


def leaf_of(seq: int, entry_hash: str) -> bytes:
    """An entry's leaf binds its content (by its hash) to its place in the trail."""
    return merkle.leaf(f"{seq}:{entry_hash}".encode())


def leaves_of(seal: AuditSeal) -> list[bytes]:
    """The kept leaves, one by one."""
    size = merkle.SIZE
    return [seal.leaves[at : at + size] for at in range(0, len(seal.leaves), size)]


def length_of(runs: Runs) -> int:
    """How many entries runs stand for."""
    return sum(last - first + 1 for first, last in runs)


def place_of(runs: Runs, seq: int) -> int | None:
    """Which leaf an entry's is, None when the runs do not have it."""
    before = 0
    for first, last in runs:
        if first <= seq <= last:
            return before + seq - first
        before += last - first + 1
    return None


def seal_new(database: Database, signer: Signer) -> int:
    """Seal what is not sealed yet; how many entries that were. It only reads when nothing is new."""
    sealed = 0
    # Another sealer may come first: what it left is found at the next call.
    with suppress(Conflict):
        while _has_new(database) and (done := _seal_once(database, signer)):
            sealed += done
    return sealed


def _seal_once(database: Database, signer: Signer) -> int:
    with database.writing() as session:
        return seal_next(session, signer) if _is_the_sealer(session) else 0


def seal_next(session: Session, signer: Signer) -> int:
    """Write the next seal, over at most so many entries as one holds; over how many it is."""
    mark = watermark(session)
    late = session.exec(
        select(AuditEntry.seq, AuditEntry.hash)
        .join(AuditGap, col(AuditGap.seq) == col(AuditEntry.seq))
        .order_by(col(AuditEntry.seq))
        .limit(ENTRIES_PER_SEAL)
    ).all()
    new = session.exec(
        select(AuditEntry.seq, AuditEntry.hash)
        .where(col(AuditEntry.seq) > mark)
        .order_by(col(AuditEntry.seq))
        .limit(ENTRIES_PER_SEAL - len(late))
    ).all()
    entries = [(seq or 0, entry_hash) for seq, entry_hash in (*late, *new)]
    if entries:
        session.add(_seal(session, signer, entries))
        _note_gaps(session, mark, entries)
    return len(entries)


def newest(session: Session) -> AuditSeal | None:
    """The seal at the end of the chain."""
    return session.exec(select(AuditSeal).order_by(col(AuditSeal.number).desc()).limit(1)).first()


def watermark(session: Session) -> int:
    """The highest number sealed, 0 before the first seal."""
    return session.exec(select(func.max(col(AuditSeal.last_seq)))).one() or 0


def _seal(session: Session, signer: Signer, entries: Sequence[tuple[int, str]]) -> AuditSeal:
    leaves = [leaf_of(seq, entry_hash) for seq, entry_hash in entries]
    last = newest(session)
    seal = AuditSeal(
        number=last.number + 1 if last else 1,
        sealed_at=clock.now(),
        first_seq=entries[0][0],
        last_seq=entries[-1][0],
        runs=_runs(seq for seq, _ in entries),
        leaves=b"".join(leaves),
        root=merkle.root(leaves).hex(),
        previous_hash=hash_of(last) if last else "",
        key=signer.public,
        signature="",
    )
    seal.signature = signer.sign(statement_of(seal))
    return seal


def _runs(seqs: Iterable[int]) -> Runs:
    runs: Runs = []
    for seq in seqs:
        if runs and runs[-1][1] == seq - 1:
            runs[-1][1] = seq
        else:
            runs.append([seq, seq])
    return runs


def _note_gaps(session: Session, mark: int, entries: Sequence[tuple[int, str]]) -> None:
    """Forget the gaps that are filled or too old to fill; note the numbers passed over."""
    now = clock.now()
    came = [seq for seq, _ in entries]
    is_over = col(AuditGap.seq).in_(came) | (col(AuditGap.seen_at) < now - GAPS_KEPT)
    session.execute(delete(AuditGap).where(is_over))
    # A jump of the sequence is no crowd of transactions: only so many before the last can still come.
    first = max(mark + 1, came[-1] - 10 * ENTRIES_PER_SEAL)
    if missing := sorted(set(range(first, came[-1])) - set(came)):
        session.execute(insert(AuditGap), [{"seq": seq, "seen_at": now} for seq in missing])


def _has_new(database: Database) -> bool:
    newest_entry = select(func.max(col(AuditEntry.seq))).scalar_subquery()
    newest_sealed = select(func.max(col(AuditSeal.last_seq))).scalar_subquery()
    has_late = exists().where(col(AuditGap.seq) == col(AuditEntry.seq))
    with database.reading() as session:
        last, mark, is_late = session.execute(select(newest_entry, newest_sealed, has_late)).one()
    return bool((last or 0) > (mark or 0) or is_late)


def _is_the_sealer(session: Session) -> bool:
    """One sealer at a time; on SQLite the write transaction already is the lock."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    locked = session.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK})
    return bool(locked.scalar())
