"""What can be shown to others: a record's history that is proven without the rest, and checkpoints."""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import chain
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import func, select
from sqlmodel import Session, col

from service.kernel import clock, merkle
from service.kernel.audit import AuditEntry, digest
from service.kernel.audit_seals import (
    AuditSeal,
    Runs,
    hash_of,
    leaf_of,
    leaves_of,
    length_of,
    newest,
    place_of,
    statement_of,
)
from service.kernel.errors import NotFound
from service.kernel.schemas import Output
from service.kernel.signing import Signer, is_signed

_CHECKPOINT = "keju-checkpoint-1"


class SealStatement(Output):
    """A seal without its leaves: what was signed, and the signature."""

    number: int
    sealed_at: datetime
    runs: Annotated[Runs, Meta(description="Entry numbers that it covers: first and last of each run")]
    root: str
    previous_hash: str
    key: Annotated[str, Meta(description="Ed25519 public key, hexadecimal")]
    signature: str


class ProvenEntry(Output):
    """One step of a record as it was written, and the way from it to its seal's root."""

    seq: int
    entity: str
    entity_id: UUID
    entity_version: int
    action: str
    at: datetime
    person_id: UUID | None
    organization_id: UUID | None
    role: str | None
    request_id: str | None
    data: dict[str, Any]
    previous_hash: str
    hash: str
    seal: Annotated[int | None, Meta(description="Null for about a second, until the next seal")]
    path: Annotated[list[str], Meta(description="Neighbours in the seal's Merkle tree (RFC 6962)")]


class RecordProof(Output):
    """The whole history of a record; anybody can check it with the seals' public key alone."""

    entity: str
    entity_id: UUID
    entries: list[ProvenEntry]
    seals: list[SealStatement]


class Checkpoint(Output):
    """The end of the trail at one moment, signed: whoever keeps it notices a trail that was rewritten."""

    format: str
    made_at: datetime
    seal: Annotated[int, Meta(description="Number of the newest seal")]
    seal_hash: str
    entries: Annotated[int, Meta(description="Entries sealed until then")]
    key: Annotated[str, Meta(description="Ed25519 public key, hexadecimal")]
    signature: str


def record_proof(session: Session, entity: str, entity_id: UUID) -> RecordProof:
    """A record's history with its proofs, for who may see all of it; the caller has asked policy."""
    is_it = (col(AuditEntry.entity) == entity, col(AuditEntry.entity_id) == entity_id)
    rows = session.execute(
        select(AuditEntry).where(*is_it).order_by(col(AuditEntry.entity_version))
    ).scalars()
    seals: dict[int, AuditSeal] = {}
    entries = [_proven(row, _seal_over(session, row.seq or 0, seals)) for row in rows]
    return RecordProof(
        entity=entity, entity_id=entity_id, entries=entries, seals=[_shown(seals[n]) for n in sorted(seals)]
    )


def proof_flaws(proof: RecordProof, keys: Collection[str]) -> Iterator[str]:
    """Name what a proof does not prove; needs nothing but the proof and the public keys that are trusted."""
    seals = {seal.number: seal for seal in proof.seals}
    previous = ""
    for entry in proof.entries:
        name = f"version {entry.entity_version}"
        if (entry.entity, entry.entity_id) != (proof.entity, proof.entity_id):
            yield f"{name}: of another record"
        if entry.hash != digest(entry) or entry.previous_hash != previous:
            yield f"{name}: altered, or the entry before it is missing"
        seal = seals.get(entry.seal or 0)
        if seal is None:
            yield f"{name}: not sealed"
        elif not _leads_to(entry, seal):
            yield f"{name}: does not lead to the root of seal {seal.number}"
        previous = entry.hash
    for seal in proof.seals:
        if seal.key not in keys or not is_signed(statement_of(seal), seal.signature, seal.key):
            yield f"seal {seal.number}: not signed with a trusted key"


def checkpoint(session: Session, signer: Signer) -> Checkpoint:
    """The checkpoint of this moment.

    Raises NotFound before the first seal.
    """
    last = newest(session)
    if last is None:
        raise NotFound("Nothing was sealed yet; the jobs seal about each second.")
    size = session.execute(select(func.sum(func.length(col(AuditSeal.leaves))))).scalar_one()
    made = Checkpoint(
        format=_CHECKPOINT,
        made_at=clock.now(),
        seal=last.number,
        seal_hash=hash_of(last),
        entries=int(size) // merkle.SIZE,
        key=signer.public,
        signature="",
    )
    made.signature = signer.sign(_told(made))
    return made


def checkpoint_flaws(session: Session, kept: Checkpoint) -> Iterator[str]:
    """Name what the trail lacks of what a kept checkpoint says."""
    name = f"checkpoint of {kept.made_at:%Y-%m-%d %H:%M:%S}"
    if kept.format != _CHECKPOINT or not is_signed(_told(kept), kept.signature, kept.key):
        yield f"{name}: altered, its signature does not fit"
        return
    seal = session.execute(select(AuditSeal).where(col(AuditSeal.number) == kept.seal)).scalars().first()
    if seal is None:
        yield f"{name}: seal {kept.seal} is missing; the end of the trail was removed"
    elif hash_of(seal) != kept.seal_hash:
        yield f"{name}: seal {kept.seal} is another one; the trail was rewritten"


def _told(made: Checkpoint) -> bytes:
    return msgspec.json.encode((made.format, made.made_at, made.seal, made.seal_hash, made.entries, made.key))


def _seal_over(session: Session, seq: int, known: dict[int, AuditSeal]) -> AuditSeal | None:
    """The seal that has an entry; late entries may lie inside the span of several."""
    spans = (col(AuditSeal.first_seq) <= seq, col(AuditSeal.last_seq) >= seq)
    stored = session.scalars(select(AuditSeal).where(*spans).order_by(col(AuditSeal.last_seq)))
    for seal in chain(list(known.values()), stored):
        if place_of(seal.runs, seq) is not None:
            known[seal.number] = seal
            return seal
    return None


def _proven(row: AuditEntry, seal: AuditSeal | None) -> ProvenEntry:
    told = {name: getattr(row, name) for name in ("seq", *AuditEntry.HASHED, "hash")}
    place = place_of(seal.runs, row.seq or 0) if seal else None
    path = merkle.path(leaves_of(seal), place) if seal and place is not None else []
    return ProvenEntry(**told, seal=seal.number if seal else None, path=[part.hex() for part in path])


def _leads_to(entry: ProvenEntry, seal: SealStatement) -> bool:
    place = place_of(seal.runs, entry.seq)
    if place is None:
        return False
    try:
        neighbours = [bytes.fromhex(part) for part in entry.path]
    except ValueError:
        return False
    found = merkle.root_from(leaf_of(entry.seq, entry.hash), place, length_of(seal.runs), neighbours)
    return found is not None and found.hex() == seal.root


def _shown(seal: AuditSeal) -> SealStatement:
    return SealStatement(**{name: getattr(seal, name) for name in SealStatement.__struct_fields__})
