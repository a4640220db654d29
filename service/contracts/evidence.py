"""The evidence of a decision (尽职免责): what each record went through, and the proof of it; pure.

Facts and steps are not written beside the proof but read out of it: each is what the sealed steps of the
audit trail add up to, so whoever checks the file computes them anew and notices a changed word.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta

from service.kernel.audit_proofs import ProvenEntry, RecordProof, proof_flaws
from service.kernel.schemas import Output

FORMAT = "keju-evidence-1"


class EvidenceStep(Output):
    """Who did what, when; names are those of today, the proof has the ids."""

    version: int
    at: datetime
    action: str
    role: str | None
    person: str | None
    organization: str | None
    changed: Annotated[list[str], Meta(description="The fields that it set")]


class EvidenceRecord(Output):
    """One record: what it is now, how it came to be that, and the proof."""

    entity: str
    entity_id: UUID
    facts: Annotated[dict[str, Any], Meta(description="Each field as the last step that set it left it")]
    steps: list[EvidenceStep]
    proof: RecordProof


class Evidence(Output):
    """Everything that shows how a listing or a deal was decided; `keju verify-evidence` checks it."""

    format: str
    made_at: datetime
    title: str
    entity: str
    entity_id: UUID
    records: list[EvidenceRecord]


def record(proof: RecordProof, names: Mapping[UUID, str]) -> EvidenceRecord:
    """A record's part of the evidence."""
    return EvidenceRecord(
        entity=proof.entity,
        entity_id=proof.entity_id,
        facts=facts(proof),
        steps=[_step(entry, names) for entry in proof.entries],
        proof=proof,
    )


def facts(proof: RecordProof) -> dict[str, Any]:
    """What the steps add up to."""
    found: dict[str, Any] = {}
    for entry in proof.entries:
        found |= entry.data
    return found


def evidence_flaws(evidence: Evidence, keys: Collection[str]) -> Iterator[str]:
    """Name what the file says and its proofs do not; ``keys`` are the public keys that are believed."""
    if evidence.format != FORMAT:
        yield f"the format is {evidence.format!r}, not {FORMAT!r}"
    subject = (evidence.entity, evidence.entity_id)
    if subject not in {(each.entity, each.entity_id) for each in evidence.records}:
        yield "the record that it is about is missing"
    for each in evidence.records:
        name = f"{each.entity} {each.entity_id}"
        yield from (f"{name} {flaw}" for flaw in _record_flaws(each))
        yield from (f"{name} {flaw}" for flaw in proof_flaws(each.proof, keys))


def _record_flaws(told: EvidenceRecord) -> Iterator[str]:
    if (told.entity, told.entity_id) != (told.proof.entity, told.proof.entity_id):
        yield "has the proof of another record"
    if not told.proof.entries:
        yield "has no steps"
    if told.facts != facts(told.proof):
        yield "facts: not what the proven steps add up to"
    steps = [(step.version, step.at, step.action, step.role, step.changed) for step in told.steps]
    if steps != [_proven(entry) for entry in told.proof.entries]:
        yield "steps: not those that are proven"


def _step(entry: ProvenEntry, names: Mapping[UUID, str]) -> EvidenceStep:
    version, at, action, role, changed = _proven(entry)
    return EvidenceStep(
        version=version,
        at=at,
        action=action,
        role=role,
        person=names.get(entry.person_id) if entry.person_id else None,
        organization=names.get(entry.organization_id) if entry.organization_id else None,
        changed=changed,
    )


def _proven(entry: ProvenEntry) -> tuple[int, datetime, str, str | None, list[str]]:
    return entry.entity_version, entry.at, entry.action, entry.role, sorted(entry.data)
