"""The audit trail: every change leaves one entry, and whatever was done to the entries is named."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import delete, select, text, update
from sqlmodel import Session, col

from service.accounts import operations as accounts
from service.accounts.tables import Person
from service.kernel import audit, audit_verification, clock, ids
from service.kernel.actor import SYSTEM, Actor, Role
from service.kernel.audit import AuditEntry
from service.kernel.database import Database
from tests.support.market import Market, done
from tests.support.tampering import unguarded

ACTOR = Actor(person_id=ids.new_id(), organization_id=ids.new_id(), role=Role.BUREAU)


def edited_person(database: Database, name: str = "甲", edits: int = 4) -> UUID:
    """Somebody who was created and then renamed some times."""
    with database.writing() as session:
        email = f"{ids.new_id().hex}@test.keju"
        person = accounts.create_person(session, SYSTEM, email=email, name=name, password_hash="secret hash")
    for number in range(edits):
        with database.writing() as session:
            found = session.get_one(Person, person.id)
            found.name = f"{name}{number}"
            audit.write(session, ACTOR, "edit", found)
    return person.id


def broken(database: Database) -> list[str]:
    with database.snapshot() as session:
        return list(audit_verification.verify(session, set()))


def entry(person_id: UUID, version: int) -> tuple[object, object]:
    return (col(AuditEntry.entity_id) == person_id, col(AuditEntry.entity_version) == version)


def test_the_chain_is_whole_after_edits(database: Database) -> None:
    ids_ = [edited_person(database) for _ in range(3)]
    assert broken(database) == []
    with database.reading() as session:
        statement = (
            select(AuditEntry).where(AuditEntry.entity_id == ids_[1]).order_by(AuditEntry.entity_version)
        )
        entries = session.execute(statement).scalars().all()
    assert [found.entity_version for found in entries] == [1, 2, 3, 4, 5]
    assert all("name" in found.data for found in entries)
    assert [found.role for found in entries] == ["system"] + ["bureau"] * 4
    told = repr([found.data for found in entries])
    assert "甲" not in told, "the trail outlives a person who is erased"
    assert "secret hash" not in told


def test_a_change_to_what_already_was_is_not_told(database: Database) -> None:
    person_id = edited_person(database, edits=0)
    with database.writing() as session:
        found = session.get_one(Person, person_id)
        found.name = "甲"
        audit.write(session, ACTOR, "edit", found)
        assert found.version == 1
    assert broken(database) == []


def test_a_deletion_is_the_last_step_of_a_chain(database: Database) -> None:
    person_id = edited_person(database, edits=1)
    with database.writing() as session:
        audit.write_deletion(session, ACTOR, session.get_one(Person, person_id))
    assert broken(database) == []
    with database.reading() as session:
        last = session.execute(select(AuditEntry).where(*entry(person_id, 3))).scalar_one()
    assert last.action == "delete"


ALTERED = {
    "action": "verify",
    "role": "office",
    "request_id": "other",
    "person_id": ids.new_id(),
    "organization_id": None,
    "data": {"name": "乙"},
    "at": clock.now(),
    "entity_version": 77,
    "hash": "0" * 64,
    "previous_hash": "0" * 64,
}


@pytest.mark.parametrize("field", ALTERED)
def test_an_entry_that_was_altered_is_named(database: Database, field: str) -> None:
    person_id = edited_person(database)
    edited_person(database)
    with unguarded(database) as session:
        session.execute(update(AuditEntry).where(*entry(person_id, 3)).values({field: ALTERED[field]}))
    named = broken(database)
    version = ALTERED["entity_version"] if field == "entity_version" else 3
    assert f"people {person_id} version {version}: altered" in named
    assert all(str(person_id) in line for line in named)


def remove(version: int) -> Callable[[Session, UUID], None]:
    return lambda session, person_id: session.execute(delete(AuditEntry).where(*entry(person_id, version)))


def swap(session: Session, person_id: UUID) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        session.execute(update(AuditEntry).where(*entry(person_id, old)).values(entity_version=new))


def move(session: Session, person_id: UUID) -> None:
    """Give an entry to another record."""
    statement = update(AuditEntry).where(*entry(person_id, 5)).values(entity_id=ids.new_id())
    session.execute(statement)


@pytest.mark.parametrize(
    "tamper",
    [remove(1), remove(2), remove(5), swap, move],
    ids=["first", "second", "last", "swapped", "moved"],
)
def test_an_entry_that_was_removed_or_moved_is_named(
    database: Database, tamper: Callable[[Session, UUID], None]
) -> None:
    person_id = edited_person(database)
    other_id = edited_person(database)
    with unguarded(database) as session:
        tamper(session, person_id)
    named = broken(database)
    assert named
    assert not any(str(other_id) in line for line in named)


def test_the_chain_is_whole_after_a_market_was_made_and_used(market: Market, database: Database) -> None:
    need = market.need()
    done(market.enterprise.patch(f"/needs/{need['id']}", {"title": "新"}, If_Match="*", X_Request_Id="r-1"))
    market.enterprise.delete(f"/needs/{market.draft_need()['id']}")
    assert broken(database) == []
    with database.reading() as session:
        edit = session.execute(select(AuditEntry).where(AuditEntry.request_id == "r-1")).scalar_one()
        people = session.execute(
            text("SELECT count(*) FROM audit_entries WHERE entity = 'people'")
        ).scalar_one()
    assert (str(edit.person_id), edit.action, edit.data["title"]) == (
        market.enterprise.person_id,
        "edit",
        "新",
    )
    assert people == 10
