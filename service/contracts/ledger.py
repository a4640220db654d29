"""Which lines a step writes into the ledger; pure.

A step never says what to write: it compares how the ledger knows a contract with how the contract stands
now and writes the difference. So the ledger's sum is the contracts' sum, whatever the order of the steps.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct

from service.codes.lists import cluster_of
from service.contracts.ledger_tables import LedgerKind
from service.contracts.tables import Contract, ContractParty, PartySide, RegistrationStatus

COUNTED = (RegistrationStatus.REGISTERED, RegistrationStatus.AMENDED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one contract contributes: both amounts in fen, and the dimensions they count under."""

    total: int
    technical: int
    dimensions: Mapping[str, Any]


class Entry(Struct, frozen=True):
    """A line to be written; the moment is given when it is."""

    contract_id: UUID
    kind: LedgerKind
    contracts_delta: int
    total_delta: int
    technical_delta: int
    effective_on: date
    registered_on: date
    dimensions: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to which contract, and on which day it counts."""

    contract_id: UUID
    kind: LedgerKind
    effective_on: date
    registered_on: date

    def entry(self, sign: int, total: int, technical: int, dimensions: Mapping[str, Any]) -> Entry:
        """One line of this step; an amendment may date no earlier than the registration it amends."""
        day = max(self.effective_on, self.registered_on)
        return Entry(
            self.contract_id, self.kind, sign, total, technical, day, self.registered_on, dict(dimensions)
        )


def entries(step: Step, known: Standing | None, now: Standing | None) -> list[Entry]:
    """The lines from what the ledger knows to how it stands now; none where nothing changed.

    A change that moves a dimension takes the whole contract out of the old place and puts it into the new.
    """
    if known is None or now is None or known.dimensions != now.dimensions:
        taken = [] if known is None else [step.entry(-1, -known.total, -known.technical, known.dimensions)]
        given = [] if now is None else [step.entry(1, now.total, now.technical, now.dimensions)]
        return taken + given
    if (known.total, known.technical) == (now.total, now.technical):
        return []
    total, technical = now.total - known.total, now.technical - known.technical
    return [step.entry(0, total, technical, now.dimensions)]


def standing_of(contract: Contract, parties: Sequence[ContractParty]) -> Standing | None:
    """How a contract counts now; None when it is not (or no more) in the register."""
    if contract.status not in COUNTED:
        return None
    return Standing(contract.total_amount, contract.technical_amount or 0, dimensions_of(contract, parties))


def dimensions_of(contract: Contract, parties: Sequence[ContractParty]) -> dict[str, Any]:
    """The first party of each side stands for it, the first right for all, as in the register."""
    seller, buyer = (_first(parties, side) for side in (PartySide.SELLER, PartySide.BUYER))
    return {
        "office": contract.registration_office,
        "filing_region": contract.filing_region,
        "seller_region": seller.region if seller else None,
        "buyer_region": buyer.region if buyer else None,
        "landing_region": contract.landing_region,
        "park": contract.landing_park,
        "contract_type": contract.contract_type.value,
        "tech_field": contract.tech_field,
        "cluster": cluster_of(contract.tech_field, contract.industry),
        "seller_kind": seller.party_kind if seller else None,
        "buyer_kind": buyer.party_kind if buyer else None,
        "ip_kind": contract.ip_kinds[0] if contract.ip_kinds else None,
        "plan_source": contract.plan_source,
        "seller_name": seller.name if seller else "",
    }


def _first(parties: Sequence[ContractParty], side: PartySide) -> ContractParty | None:
    own = (party for party in parties if party.side == side)
    return min(own, key=lambda party: party.position, default=None)
