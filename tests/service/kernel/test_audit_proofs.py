"""Proofs: a record's history can be checked by who has it alone, and nothing in it can be changed."""

import hashlib
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.accounts.tables import Person
from service.kernel import audit, ids, merkle
from service.kernel.audit_proofs import RecordProof, proof_flaws, record_proof
from service.kernel.audit_seals import seal_new
from service.kernel.database import Database
from service.kernel.signing import Signer
from tests.service.kernel.test_audit import ACTOR, edited_person

SIGNER = Signer("11" * 32)
LEAVES = st.lists(st.binary(max_size=8), min_size=1, max_size=70)


@given(LEAVES, st.data())
def test_every_leaf_leads_to_the_root_and_no_other_leaf_does(contents: list[bytes], data: Any) -> None:
    leaves = [merkle.leaf(content) for content in contents]
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = merkle.path(leaves, index)
    root = merkle.root(leaves)
    assert merkle.root_from(leaves[index], index, len(leaves), path) == root
    assert merkle.root_from(merkle.leaf(b"another one"), index, len(leaves), path) != root
    assert merkle.root_from(leaves[index], index, len(leaves), [*path, root]) is None
    assert len(path) <= len(leaves).bit_length()
    if path:
        assert merkle.root_from(leaves[index], index, len(leaves), path[:-1]) is None


@given(LEAVES, st.data())
def test_the_root_changes_with_every_leaf_and_with_their_order(contents: list[bytes], data: Any) -> None:
    leaves = [merkle.leaf(content) for content in contents]
    index = data.draw(st.integers(0, len(leaves) - 1))
    other = [*leaves[:index], merkle.leaf(b"another one"), *leaves[index + 1 :]]
    assert merkle.root(other) != merkle.root(leaves)
    assert merkle.root(leaves[:-1]) != merkle.root(leaves)
    if leaves[::-1] != leaves:
        assert merkle.root(leaves[::-1]) != merkle.root(leaves)


def test_the_root_is_that_of_rfc_6962() -> None:
    """The RFC's own construction, written again: split at the largest power of two below the length."""

    def mth(contents: list[bytes]) -> bytes:
        if len(contents) == 1:
            return merkle.leaf(contents[0])
        split = 1 << (len(contents) - 1).bit_length() - 1
        return hashlib.sha256(b"\1" + mth(contents[:split]) + mth(contents[split:])).digest()

    for size in range(1, 40):
        contents = [bytes([number]) for number in range(size)]
        assert merkle.root([merkle.leaf(content) for content in contents]) == mth(contents)


def proof_of_five(database: Database) -> RecordProof:
    """A record's five steps, in two seals among other records' entries, as JSON brings them back."""
    edited_person(database)
    person_id = edited_person(database, edits=1)
    seal_new(database, SIGNER)
    edited_person(database)
    _edit_again(database, person_id)
    seal_new(database, SIGNER)
    with database.reading() as session:
        made = record_proof(session, "people", person_id)
    return msgspec.json.decode(msgspec.json.encode(made), type=RecordProof)


def _edit_again(database: Database, person_id: UUID) -> None:
    for number in range(3):
        with database.writing() as session:
            found = session.get_one(Person, person_id)
            found.name = f"又{number}"
            audit.write(session, ACTOR, "edit", found)


def test_a_records_history_is_proven_without_the_rest(database: Database) -> None:
    proof = proof_of_five(database)
    assert [entry.entity_version for entry in proof.entries] == [1, 2, 3, 4, 5]
    assert [entry.seal for entry in proof.entries] == [1, 1, 2, 2, 2]
    assert [seal.number for seal in proof.seals] == [1, 2]
    assert list(proof_flaws(proof, {SIGNER.public})) == []
    assert len(msgspec.json.encode(proof)) < 10_000


def changed(proof: RecordProof, kind: str) -> RecordProof:
    """A copy with one lie in it."""
    lie = msgspec.json.decode(msgspec.json.encode(proof), type=RecordProof)
    entry, seal = lie.entries[2], lie.seals[1]
    if kind == "content":
        entry.data["name"] = "乙"
    elif kind == "hash":
        entry.hash = "0" * 64
    elif kind == "record":
        entry.entity_id = ids.new_id()
    elif kind == "place":
        entry.seq += 1
    elif kind == "path":
        entry.path = entry.path[::-1]
    elif kind == "nonsense in the path":
        entry.path[0] = "zz"
    elif kind == "step left out":
        del lie.entries[2]
    elif kind == "seal left out":
        del lie.seals[1]
    elif kind == "root":
        seal.root = "0" * 64
    else:
        seal.signature = "0" * 128
    return lie


LIES = (
    "content", "hash", "record", "place", "path", "nonsense in the path", "step left out", "seal left out",
    "root", "signature",
)  # fmt: skip


@pytest.mark.parametrize("kind", LIES)
def test_no_part_of_a_proof_can_be_changed(database: Database, kind: str) -> None:
    proof = proof_of_five(database)
    assert list(proof_flaws(changed(proof, kind), {SIGNER.public}))


def test_a_proof_is_believed_for_trusted_keys_only(database: Database) -> None:
    proof = proof_of_five(database)
    assert list(proof_flaws(proof, {Signer("22" * 32).public})) == [
        "seal 1: not signed with a trusted key",
        "seal 2: not signed with a trusted key",
    ]


def test_what_is_not_sealed_yet_is_said(database: Database) -> None:
    person_id = edited_person(database, edits=0)
    with database.reading() as session:
        proof = record_proof(session, "people", person_id)
    assert list(proof_flaws(proof, {SIGNER.public})) == ["version 1: not sealed"]
