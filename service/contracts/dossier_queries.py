"""Gathers what the pre-check and the estimates look at beside a deal."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from service.achievements.tables import Achievement
from service.contracts import queries
from service.contracts.deal import Deal
from service.contracts.dossier import Dossier
from service.contracts.tables import Contract, ContractParty, PartySide, RegistrationStatus
from service.kernel import clock
from service.kernel.actor import Actor

_IN_THE_OFFICE = (
    RegistrationStatus.FILED,
    RegistrationStatus.ACCEPTED,
    RegistrationStatus.REGISTERED,
    RegistrationStatus.AMENDED,
)


def visible_dossier(session: Session, actor: Actor, contract_id: UUID) -> Dossier:
    """The dossier of a contract that ``actor`` may see. Raises NotFound."""
    return dossier(session, actor, queries.visible_deal(session, actor, contract_id))


def dossier(session: Session, _actor: Actor, deal: Deal) -> Dossier:
    """The dossier of a deal that the caller has found; what is beside it only answers for this deal."""
    linked = deal.contract.achievement_id
    achievement = session.get(Achievement, linked) if linked is not None else None
    return Dossier(deal, clock.today(), achievement=achievement, twins=_twins(session, deal))


def _twins(session: Session, deal: Deal) -> list[str]:
    """Contracts of the same parties, title and amount that the office has already."""
    contract = deal.contract
    with session.no_autoflush:
        alike = select(col(Contract.id), col(Contract.registration_no)).where(
            col(Contract.title) == contract.title,
            col(Contract.total_amount) == contract.total_amount,
            col(Contract.id) != contract.id,
            col(Contract.status).in_(_IN_THE_OFFICE),
        )
        found = {row[0]: row[1] or str(row[0]) for row in session.execute(alike)}
        seats = _seats_of(session, found)
    own = _keys(deal.parties)
    return [name for contract_id, name in found.items() if seats.get(contract_id) == own]


def _seats_of(session: Session, ids: Collection[UUID]) -> dict[UUID, frozenset[tuple[PartySide, str]]]:
    if not ids:
        return {}
    rows = session.execute(select(ContractParty).where(col(ContractParty.contract_id).in_(ids))).scalars()
    parties: dict[UUID, list[ContractParty]] = {}
    for party in rows:
        parties.setdefault(party.contract_id, []).append(party)
    return {contract_id: _keys(seated) for contract_id, seated in parties.items()}


def _keys(parties: Collection[ContractParty]) -> frozenset[tuple[PartySide, str]]:
    return frozenset((party.side, party.uscc or party.name) for party in parties)
