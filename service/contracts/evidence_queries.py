"""Gathers the evidence of a deal or of an achievement, as far as the actor may see all of each record."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from service.accounts.tables import Person
from service.achievements.queries import visible_row as visible_achievement
from service.achievements.tables import Achievement
from service.contracts import queries
from service.contracts.evidence import FORMAT, Evidence, record
from service.introductions.queries import visible_case
from service.introductions.tables import Introduction
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.audit_proofs import RecordProof, record_proof
from service.kernel.errors import Forbidden, NotFound
from service.listings import policy as listings
from service.needs.queries import visible_row as visible_need
from service.needs.tables import Need
from service.organizations.tables import Organization

Part = tuple[str, UUID]


def evidence_of_contract(session: Session, actor: Actor, contract_id: UUID) -> Evidence:
    """The deal, and what it came of where ``actor`` may see all of that. Raises NotFound."""
    contract = queries.visible_deal(session, actor, contract_id).contract
    parts: list[Part] = [(contract.entity, contract.id)]
    if contract.achievement_id and _sees_achievement(session, actor, contract.achievement_id):
        parts.append((Achievement.entity, contract.achievement_id))
    if contract.need_id and _sees_need(session, actor, contract.need_id):
        parts.append((Need.entity, contract.need_id))
    if contract.introduction_id and _sees_introduction(session, actor, contract.introduction_id):
        parts.append((Introduction.entity, contract.introduction_id))
    return _evidence(session, contract.title, parts)


def evidence_of_achievement(session: Session, actor: Actor, achievement_id: UUID) -> Evidence:
    """The achievement and its deals, for its owner, its broker and the bureau.

    Raises NotFound, Forbidden.
    """
    achievement, _ = visible_achievement(session, actor, achievement_id)
    if not listings.may_see_matches(actor, achievement):
        raise Forbidden("The evidence is for its owner, its broker and the bureau.")
    deals = queries.ids_of_achievement(session, actor, achievement_id)
    parts: list[Part] = [(achievement.entity, achievement.id)]
    return _evidence(session, achievement.title, parts + [("contracts", each) for each in deals])


def _evidence(session: Session, title: str, parts: list[Part]) -> Evidence:
    proofs = [record_proof(session, entity, entity_id) for entity, entity_id in parts]
    names = _names(session, proofs)
    entity, entity_id = parts[0]
    return Evidence(
        format=FORMAT,
        made_at=clock.now(),
        title=title,
        entity=entity,
        entity_id=entity_id,
        records=[record(proof, names) for proof in proofs],
    )


def _names(session: Session, proofs: Iterable[RecordProof]) -> dict[UUID, str]:
    entries = [entry for proof in proofs for entry in proof.entries]
    people = {entry.person_id for entry in entries if entry.person_id}
    organizations = {entry.organization_id for entry in entries if entry.organization_id}
    found: dict[UUID, str] = {}
    for table, ids in ((Person, people), (Organization, organizations)):
        columns = select(col(table.id), col(table.name)).where(col(table.id).in_(ids))
        found |= {row[0]: row[1] for row in session.execute(columns)}
    return found


def _sees_achievement(session: Session, actor: Actor, achievement_id: UUID) -> bool:
    try:
        achievement, _ = visible_achievement(session, actor, achievement_id)
    except NotFound:
        return False
    return listings.may_see_matches(actor, achievement)


def _sees_need(session: Session, actor: Actor, need_id: UUID) -> bool:
    try:
        need, _ = visible_need(session, actor, need_id)
    except NotFound:
        return False
    return listings.may_see_matches(actor, need)


def _sees_introduction(session: Session, actor: Actor, introduction_id: UUID) -> bool:
    try:
        visible_case(session, actor, introduction_id)
    except NotFound:
        return False
    return True
