"""The audit trail: who did what to which record, each record's entries chained by their hashes.

The chain of a record is ordered by that record's own row lock, so writers of different records do not
wait for one another. An entry is written in the transaction of the change it tells of.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Integer, UniqueConstraint, inspect
from sqlmodel import Field, Session, SQLModel, col, func, select

from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.logging import current_request_id
from service.kernel.record import Instant, Json, Record


class AuditEntry(SQLModel, table=True):
    """One step of one record: the state it was left in is numbered by the record's version."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        UniqueConstraint("entity", "entity_id", "entity_version"),
        {"sqlite_autoincrement": True},
    )

    seq: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer, "sqlite"),
    )
    entity: str = Field(max_length=40)
    entity_id: UUID
    entity_version: int
    action: str = Field(max_length=40)
    at: datetime = Field(sa_type=Instant, index=True)
    person_id: UUID | None = Field(default=None, index=True)
    organization_id: UUID | None = None
    role: str | None = Field(default=None, max_length=40)
    request_id: str | None = Field(default=None, max_length=64)
    data: dict[str, Any] = Field(sa_type=Json)
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)

    HASHED: ClassVar[tuple[str, ...]] = (
        "entity", "entity_id", "entity_version", "action", "at", "person_id", "organization_id",
        "role", "request_id", "data", "previous_hash",
    )  # fmt: skip


# Stands for what the trail must not keep: that it changed is told, what it is now is not.
_UNTOLD = "(not kept here)"
_BOOKKEEPING = frozenset({"id", "version", "created_at", "updated_at"})


def write(
    session: Session, actor: Actor, action: str, record: Record, also: Mapping[str, Any] | None = None
) -> None:
    """Flush ``record`` and tell of it: its changed fields as they are now, who, when, and for whom.

    ``also`` is told with them: what changed in rows that belong to the record, or why.
    Call it once for each change of a record, after the change; the caller holds the record's row lock.
    A change to what already was leaves the version as it is, and nothing is told of it.
    """
    is_new = not inspect(record).persistent
    changed = _changed(record, is_new=is_new) | dict(also or {})
    session.add(record)
    session.flush()
    _append(session, actor, action, record, record.version, changed, is_new=is_new)


def write_deletion(session: Session, actor: Actor, record: Record) -> None:
    """Delete ``record`` and tell of it as the step after its last version."""
    session.delete(record)
    session.flush()
    _append(session, actor, "delete", record, record.version + 1, {}, is_new=False)


def _append(
    session: Session,
    actor: Actor,
    action: str,
    record: Record,
    version: int,
    data: dict[str, Any],
    *,
    is_new: bool,
) -> None:
    previous, told = ("", 0) if is_new else _last(session, record.entity, record.id)
    if version == told:
        return
    entry = AuditEntry(
        entity=record.entity,
        entity_id=record.id,
        entity_version=version,
        action=action,
        at=clock.now(),
        person_id=actor.person_id,
        organization_id=actor.organization_id,
        role=actor.role.value if actor.role else (actor.name or None),
        request_id=current_request_id(),
        data=data,
        previous_hash=previous,
        hash="",
    )
    entry.hash = digest(entry)
    session.add(entry)


def digest(entry: AuditEntry) -> str:
    """SHA-256 over the entry's fields in a fixed order, the previous hash among them."""
    told = [getattr(entry, name) for name in AuditEntry.HASHED]
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()


def broken(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Name every entry whose content or place in its record's chain is not what was written.

    ``entries`` come ordered by entity, entity_id and version.
    """
    chain: tuple[str, UUID] | None = None
    previous = ""
    for entry in entries:
        if (entry.entity, entry.entity_id) != chain:
            chain, previous = (entry.entity, entry.entity_id), ""
        name = f"{entry.entity} {entry.entity_id} version {entry.entity_version}"
        if entry.hash != digest(entry):
            yield f"{name}: altered"
        if entry.previous_hash != previous:
            yield f"{name}: the entry before it is missing or was replaced"
        previous = entry.hash


def verify(session: Session) -> Iterator[str]:
    """Read the whole trail as a stream and name what is broken or missing in it."""
    ordered = select(AuditEntry).order_by(
        col(AuditEntry.entity), col(AuditEntry.entity_id), col(AuditEntry.entity_version)
    )
    yield from broken(session.exec(ordered.execution_options(yield_per=1000)))
    for kind in Record.__subclasses__():
        yield from _untold(session, kind)


def _untold(session: Session, kind: type[Record]) -> Iterator[str]:
    """Name the records whose newest entries are missing, which no chain can show by itself."""
    for below in kind.__subclasses__():
        yield from _untold(session, below)
    if not kind.entity:
        return
    told = (
        select(AuditEntry.entity_id, func.max(AuditEntry.entity_version).label("version"))
        .where(AuditEntry.entity == kind.entity)
        .group_by(col(AuditEntry.entity_id))
        .subquery()
    )
    statement = (
        select(kind.id, kind.version)
        .outerjoin(told, told.c.entity_id == kind.id)
        .where(func.coalesce(told.c.version, 0) != kind.version)
    )
    for record_id, version in session.exec(statement):
        yield f"{kind.entity} {record_id} version {version}: no entry tells of it"


def _changed(record: Record, *, is_new: bool) -> dict[str, Any]:
    state = inspect(record)
    names = [column.key for column in state.mapper.column_attrs if column.key not in _BOOKKEEPING]
    if is_new:
        told = {name: getattr(record, name) for name in names if getattr(record, name) is not None}
    else:
        told = {name: getattr(record, name) for name in names if state.attrs[name].history.has_changes()}
    kept = {name: _UNTOLD if name in record.untold else value for name, value in told.items()}
    plain: dict[str, Any] = msgspec.to_builtins(kept, str_keys=True)
    return plain


def _last(session: Session, entity: str, entity_id: UUID) -> tuple[str, int]:
    """Hash and version of a record's newest entry."""
    statement = (
        select(AuditEntry.hash, AuditEntry.entity_version)
        .where(AuditEntry.entity == entity, AuditEntry.entity_id == entity_id)
        .order_by(col(AuditEntry.entity_version).desc())
        .limit(1)
    )
    return session.exec(statement).first() or ("", 0)
