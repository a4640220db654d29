"""Everything that the pre-check, the register's form and the estimates look at for one contract; pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.achievements.tables import Achievement
from service.contracts.deal import Deal
from service.contracts.precheck_data import Words, words_on
from service.contracts.tables import Contract, ContractParty, PartyNature


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that is attached to the contract."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """A deal as it stands on ``today``, with its papers and what the platform knows beside it.

    ``papers`` is None where nobody keeps files for contracts. ``twins`` name contracts of the same parties,
    title and amount that are filed or registered already.
    """

    deal: Deal
    today: date
    papers: Sequence[Paper] | None = None
    achievement: Achievement | None = None
    twins: Sequence[str] = ()

    @property
    def contract(self) -> Contract:
        """The contract itself."""
        return self.deal.contract

    @property
    def words(self) -> Words:
        """The words of the rules in force today."""
        return words_on(self.today)

    @property
    def text(self) -> str:
        """Title and subject."""
        return f"{self.contract.title}\n{self.contract.subject or ''}"

    def declared(self, name: str) -> Any:
        """What the parties say of it; None where nobody has said it yet."""
        return self.contract.declarations.get(name)

    def parties(self) -> Iterator[tuple[str, ContractParty]]:
        """Every party with its JSON pointer."""
        for side, parties in (("sellers", self.deal.sellers), ("buyers", self.deal.buyers)):
            for place, party in enumerate(parties):
                yield f"/{side}/{place}", party


def is_at_home(party: ContractParty) -> bool:
    """In China, where a party has a region."""
    return party.nature != PartyNature.FOREIGN


def is_organization(party: ContractParty) -> bool:
    """An organisation in China, which has a code, a kind and a representative."""
    return party.nature == PartyNature.ORGANIZATION
