"""The audit trail: who did what to which record, each record's entries chained by their hashes.

The chain of a record is ordered by that record's own row lock, so writers of different records do not
wait for one another. An entry is written in the transaction of the change it tells of.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from types import SimpleNamespace
from typing import Any, ClassVar
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Integer, UniqueConstraint, insert, inspect
from sqlmodel import Field, Session, SQLModel, col, select

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
    organization_id: UUID | None = Field(default=None, index=True)
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


def write_new(
    session: Session, actor: Actor, action: str, kind: type[Record], rows: Sequence[dict[str, Any]]
) -> None:
    """Insert many new records, given by all their columns, and tell of each: two statements for all."""
    session.execute(insert(kind), list(rows))
    told = [
        _columns(actor, action, kind, row["id"], row["version"], _kept(kind, _given(row)), "") for row in rows
    ]
    session.execute(insert(AuditEntry), told)


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
    if version != told:
        columns = _columns(actor, action, type(record), record.id, version, data, previous)
        session.add(AuditEntry(**columns))


def _columns(
    actor: Actor,
    action: str,
    kind: type[Record],
    record_id: UUID,
    version: int,
    data: dict[str, Any],
    previous: str,
) -> dict[str, Any]:
    """One entry by its columns, its hash among them."""
    columns = {
        "entity": kind.entity,
        "entity_id": record_id,
        "entity_version": version,
        "action": action,
        "at": clock.now(),
        "person_id": actor.person_id,
        "organization_id": actor.organization_id,
        "role": actor.role.value if actor.role else (actor.name or None),
        "request_id": current_request_id(),
        "data": data,
        "previous_hash": previous,
    }
    return columns | {"hash": digest(SimpleNamespace(**columns))}


_hashed = attrgetter(*AuditEntry.HASHED)
_encode = msgspec.json.Encoder(order="deterministic").encode


def digest(entry: Any) -> str:
    """SHA-256 over an entry's fields in a fixed order, the previous hash among them."""
    return hashlib.sha256(_encode(_hashed(entry))).hexdigest()


def _changed(record: Record, *, is_new: bool) -> dict[str, Any]:
    state = inspect(record)
    names = [column.key for column in state.mapper.column_attrs if column.key not in _BOOKKEEPING]
    if is_new:
        told = {name: getattr(record, name) for name in names if getattr(record, name) is not None}
    else:
        told = {name: getattr(record, name) for name in names if state.attrs[name].history.has_changes()}
    return _kept(type(record), told)


def _given(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}


def _kept(kind: type[Record], told: Mapping[str, Any]) -> dict[str, Any]:
    """What the trail keeps of a record's columns, as JSON holds it."""
    kept = {
        name: _UNTOLD if name in kind.untold else value
        for name, value in told.items()
        if name not in _BOOKKEEPING
    }
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
