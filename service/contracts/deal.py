"""A contract together with its parties and brokers, as the pure rules of this room take it."""

from dataclasses import dataclass, field
from uuid import UUID

from service.contracts.tables import Contract, ContractBroker, ContractParty, PartySide, PerformanceStatus
from service.listings.transfer_modes import TransferMode
from service.organizations.tables import Organization

# Nobody else may use it afterwards, so it leaves the market (转让、独占许可、排他许可、作价投资).
EXCLUSIVE = frozenset(
    {
        TransferMode.TRANSFER,
        TransferMode.EXCLUSIVE_LICENCE,
        TransferMode.SOLE_LICENCE,
        TransferMode.EQUITY,
    }
)


@dataclass(slots=True)
class Deal:
    """Parties and brokers stand in their order; ``organizations`` are those of them that are known here."""

    contract: Contract
    parties: list[ContractParty]
    brokers: list[ContractBroker] = field(default_factory=list)
    organizations: dict[UUID, Organization] = field(default_factory=dict)

    @property
    def sellers(self) -> list[ContractParty]:
        """Who gives the technology."""
        return [party for party in self.parties if party.side == PartySide.SELLER]

    @property
    def buyers(self) -> list[ContractParty]:
        """Who takes it."""
        return [party for party in self.parties if party.side == PartySide.BUYER]

    @property
    def reserves(self) -> bool:
        """Signing it takes an achievement of the platform off the market."""
        return self.contract.achievement_id is not None and self.contract.mode in EXCLUSIVE

    @property
    def held(self) -> UUID | None:
        """The achievement that this contract has taken off the market."""
        return self.contract.achievement_id if self.contract.holds_achievement else None

    @property
    def has_ended(self) -> bool:
        """The parties have given it up."""
        return self.contract.performance == PerformanceStatus.ENDED_EARLY

    def seats(self, side: PartySide | None = None) -> frozenset[UUID]:
        """The organisations on the platform that are parties, of one side or of both."""
        return frozenset(
            party.organization_id
            for party in self.parties
            if party.organization_id is not None and side in (None, party.side)
        )

    def broker_seats(self) -> frozenset[UUID]:
        """The brokers' organisations."""
        return frozenset(broker.organization_id for broker in self.brokers)
