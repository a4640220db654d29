"""Seals: what was sealed can be removed, changed, moved or invented by nobody without being named."""

from collections.abc import Callable
from threading import Event, Thread
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, col

from service.accounts.tables import Person
from service.kernel import audit, audit_seals, clock
from service.kernel.actor import SYSTEM
from service.kernel.audit import AuditEntry, digest
from service.kernel.audit_proofs import checkpoint
from service.kernel.audit_seals import AuditGap, AuditSeal, hash_of, leaves_of, seal_new, statement_of
from service.kernel.audit_verification import unsealed_count, verify
from service.kernel.database import Database
from service.kernel.signing import Signer
from tests.service.kernel.test_audit import edited_person
from tests.support.stored import at_once, count
from tests.support.tampering import unguarded

SIGNER, THIEF = Signer("11" * 32), Signer("22" * 32)


def flaws(database: Database, *, checkpoints: tuple[object, ...] = ()) -> list[str]:
    with database.snapshot() as session:
        return list(verify(session, {SIGNER.public}, checkpoints))  # type: ignore[arg-type]


def sealed_people(database: Database, seals: int = 3) -> list[UUID]:
    """Two people a seal, each with five entries."""
    people = []
    for _ in range(seals):
        people += [edited_person(database), edited_person(database)]
        assert seal_new(database, SIGNER) == 10
    assert flaws(database) == []
    return people


def of(person_id: UUID, *versions: int) -> tuple[object, ...]:
    is_it = col(AuditEntry.entity_id) == person_id
    return (is_it, col(AuditEntry.entity_version).in_(versions)) if versions else (is_it,)


def test_each_entry_is_sealed_once_and_an_idle_sealer_writes_nothing(database: Database) -> None:
    sealed_people(database)
    assert count(database, AuditSeal) == 3
    assert seal_new(database, SIGNER) == 0
    assert count(database, AuditSeal) == 3
    with database.reading() as session:
        seals = session.scalars(select(AuditSeal).order_by(col(AuditSeal.number))).all()
        assert unsealed_count(session) == 0
    assert [seal.runs for seal in seals] == [[[s.first_seq, s.last_seq]] for s in seals]
    assert [seal.previous_hash for seal in seals] == ["", hash_of(seals[0]), hash_of(seals[1])]


def test_many_new_entries_become_several_seals(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_seals, "ENTRIES_PER_SEAL", 4)
    edited_person(database, edits=10)
    assert seal_new(database, SIGNER) == 11
    assert count(database, AuditSeal) == 3
    assert flaws(database) == []


def test_sealers_at_once_make_one_chain(database: Database) -> None:
    edited_person(database, edits=20)
    sealed = at_once([lambda: seal_new(database, SIGNER) for _ in range(4)])
    assert sum(sealed) + seal_new(database, SIGNER) == 21
    assert flaws(database) == []


@pytest.mark.parametrize("table", ["audit_entries", "audit_seals"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_itself_refuses_every_change(database: Database, table: str, change: str) -> None:
    sealed_people(database, 1)
    column = "action" if table == "audit_entries" else "root"
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(text(change.format(table, column, column)))
    assert flaws(database) == []


def rewrite(session: Session, person_id: UUID) -> None:
    """Another name in version 2, and every hash after it made anew: the record's own chain is whole."""
    previous = ""
    rows = session.scalars(select(AuditEntry).where(*of(person_id)).order_by(col(AuditEntry.entity_version)))
    for row in rows.all():
        data = {"name": "乙"} if row.entity_version == 2 else row.data
        changed = row.model_copy(update={"data": data, "previous_hash": previous})
        previous = digest(changed)
        values = {"data": data, "previous_hash": changed.previous_hash, "hash": previous}
        session.execute(update(AuditEntry).where(col(AuditEntry.seq) == row.seq).values(**values))


def remove_whole(session: Session, person_id: UUID) -> None:
    session.execute(delete(AuditEntry).where(*of(person_id)))
    session.execute(delete(Person).where(col(Person.id) == person_id))


def remove_tail(session: Session, person_id: UUID) -> None:
    """The last two steps, and the record as it was before them."""
    session.execute(delete(AuditEntry).where(*of(person_id, 4, 5)))
    session.execute(update(Person).where(col(Person.id) == person_id).values(version=3))


def swap(session: Session, person_id: UUID) -> None:
    """Two entries change places in the trail, their contents as they were."""
    first, second = session.scalars(select(AuditEntry.seq).where(*of(person_id, 2, 3))).all()
    for old, new in ((first, 10**6), (second, first), (10**6, second)):
        session.execute(update(AuditEntry).where(col(AuditEntry.seq) == old).values(seq=new))


def slip_in(session: Session, person_id: UUID) -> None:
    """A step that nobody took, in the place of one that is gone."""
    gone = session.scalars(select(AuditEntry).where(*of(person_id, 5))).one()
    session.execute(delete(AuditEntry).where(*of(person_id, 5)))
    forged = gone.model_copy(update={"action": "verify"})
    values = {name: getattr(forged, name) for name in (*AuditEntry.HASHED, "seq")}
    session.execute(insert(AuditEntry).values(**values, hash=digest(forged)))


KINDS: dict[str, tuple[Callable[[Session, UUID], None], int, str]] = {
    "altered and hashed anew": (rewrite, 4, "not what seal 2 has"),
    "a record removed whole": (remove_whole, 5, "removed; seal 2 has it"),
    "the tail removed": (remove_tail, 2, "removed; seal 2 has it"),
    "swapped": (swap, 2, "not what seal 2 has"),
    "replaced": (slip_in, 1, "not what seal 2 has"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_sealed_is_named_when_it_is(database: Database, kind: str) -> None:
    people = sealed_people(database)
    tamper, entries, words = KINDS[kind]
    with database.reading() as session:
        seqs = set(session.scalars(select(AuditEntry.seq).where(*of(people[2]))))
    with unguarded(database) as session:
        tamper(session, people[2])
    named = flaws(database)
    assert len(named) == entries
    assert all(words in line for line in named)
    assert all(any(f"entry {seq}" in line for seq in seqs) for line in named)


def test_an_entry_between_sealed_ones_is_named(database: Database) -> None:
    people = sealed_people(database)
    with unguarded(database) as session:
        session.execute(update(AuditEntry).where(*of(people[0], 1)).values(seq=0))
    named = flaws(database)
    assert [line for line in named if "slipped in" in line] == [
        f"people {people[0]} version 1 (entry 0): slipped in; no seal has it"
    ]
    assert len([line for line in named if "removed; seal 1" in line]) == 1


ALTERED = {
    "root": "0" * 64,
    "leaves": b"\0" * 320,
    "runs": [[1, 10**12]],
    "signature": "0" * 128,
    "previous_hash": "0" * 64,
    "sealed_at": clock.now(),
    "key": THIEF.public,
}


@pytest.mark.parametrize("field", ALTERED)
def test_a_seal_that_was_altered_is_named(database: Database, field: str) -> None:
    sealed_people(database)
    with unguarded(database) as session:
        session.execute(update(AuditSeal).where(col(AuditSeal.number) == 2).values({field: ALTERED[field]}))
    assert any(line.startswith("seal 2: ") for line in flaws(database))


def test_a_seal_made_anew_with_another_key_is_named(database: Database) -> None:
    """Who has the database without the key cannot seal a trail of his own."""
    people = sealed_people(database)
    with unguarded(database) as session:
        rewrite(session, people[5])
        session.execute(delete(AuditSeal).where(col(AuditSeal.number) == 3))
    assert seal_new(database, THIEF) == 10
    assert flaws(database) == [f"seal 3: signed with a key that is not trusted here: {THIEF.public}"]


def test_a_seal_that_was_removed_is_named(database: Database) -> None:
    sealed_people(database)
    with unguarded(database) as session:
        session.execute(delete(AuditSeal).where(col(AuditSeal.number) == 2))
    named = flaws(database)
    assert named[0] == "seal 3: the seals 2 to 2 are missing"
    assert len(named) == 11


def test_a_checkpoint_shows_what_the_operator_rewrote_or_cut_off(database: Database) -> None:
    people = sealed_people(database)
    with database.reading() as session:
        kept = checkpoint(session, SIGNER)
    assert (kept.seal, kept.entries) == (3, 30)
    edited_person(database)
    seal_new(database, SIGNER)
    assert flaws(database, checkpoints=(kept,)) == []
    with unguarded(database) as session:
        remove_whole(session, people[4])
        remove_whole(session, people[5])
        session.execute(delete(AuditEntry).where(*of(people[3])))
        session.execute(delete(Person).where(col(Person.id) == people[3]))
        session.execute(delete(AuditSeal).where(col(AuditSeal.number) > 1))
    seal_new(database, SIGNER)
    assert flaws(database) == []
    when = f"{kept.made_at:%Y-%m-%d %H:%M:%S}"
    gone = f"checkpoint of {when}: seal 3 is missing; the end of the trail was removed"
    assert flaws(database, checkpoints=(kept,)) == [gone]
    for _ in range(2):
        edited_person(database)
        seal_new(database, SIGNER)
    other = f"checkpoint of {when}: seal 3 is another one; the trail was rewritten"
    assert flaws(database, checkpoints=(kept,)) == [other]


def test_a_checkpoint_that_was_altered_is_named(database: Database) -> None:
    sealed_people(database, 1)
    with database.reading() as session:
        kept = checkpoint(session, SIGNER)
    kept.seal_hash = "0" * 64
    named = flaws(database, checkpoints=(kept,))
    assert len(named) == 1
    assert named[0].endswith("altered, its signature does not fit")


def test_a_number_that_comes_late_is_sealed_late_and_never_missed(database: Database) -> None:
    """On PostgreSQL a transaction may hold a number while later ones commit; SQLite has one at a time."""
    if database.is_sqlite:
        number_is_skipped(database)
    else:
        number_is_held(database)
    assert flaws(database) == []
    with database.reading() as session:
        assert unsealed_count(session) == 0
        covered = session.scalars(select(AuditSeal).order_by(col(AuditSeal.number))).all()
    assert sum(len(leaves_of(seal)) for seal in covered) == count(database, AuditEntry)


def number_is_skipped(database: Database) -> None:
    edited_person(database, edits=3)
    seal_new(database, SIGNER)


def number_is_held(database: Database) -> None:
    edited_person(database, edits=0)
    seal_new(database, SIGNER)
    has_number, may_commit = Event(), Event()

    def slow() -> None:
        with database.writing() as session:
            audit.write(session, SYSTEM, "create", Person(email="a@b.cn", name="慢", password_hash="-"))
            session.flush()
            has_number.set()
            may_commit.wait(10)

    writer = Thread(target=slow)
    writer.start()
    assert has_number.wait(10)
    edited_person(database, edits=3)
    assert seal_new(database, SIGNER) == 4
    assert flaws(database) == []
    gaps = count(database, AuditGap)
    may_commit.set()
    writer.join()
    assert flaws(database) == []
    assert seal_new(database, SIGNER) == 1
    assert count(database, AuditGap) == gaps - 1


def test_a_number_that_was_rolled_back_is_forgotten_in_a_day(database: Database) -> None:
    with database.writing() as session:
        session.execute(insert(AuditGap), [{"seq": -5, "seen_at": clock.now() - audit_seals.GAPS_KEPT * 2}])
    edited_person(database)
    seal_new(database, SIGNER)
    with database.reading() as session:
        assert -5 not in session.scalars(select(AuditGap.seq)).all()


def test_the_statement_that_is_signed_names_every_column_but_the_leaves(database: Database) -> None:
    sealed_people(database, 1)
    with database.reading() as session:
        seal = session.scalars(select(AuditSeal)).one()
    told = statement_of(seal).decode()
    assert isinstance(SQLModel.metadata.tables["audit_seals"].c.leaves.type.python_type(), bytes)
    for name in ("number", "root", "key", "previous_hash"):
        assert str(getattr(seal, name)) in told
