"""What must hold of a contract's own terms, whoever enters it; pure. Every fault is named at once."""

from collections.abc import Iterator, Sequence
from datetime import date

from service.contracts import rules
from service.contracts.deal import Deal
from service.contracts.tables import ContractParty, ContractType, PartyNature, PartySide
from service.kernel.errors import Flaw, Invalid
from service.kernel.money import to_fen, to_yuan
from service.listings.transfer_modes import TransferMode

WHOLE = 10_000  # hundredths of a percent

_LICENCES = (TransferMode.NON_EXCLUSIVE_LICENCE, TransferMode.SOLE_LICENCE, TransferMode.EXCLUSIVE_LICENCE)
# The first is what a contract of this type is when nothing is said. A licence of which nothing is said is
# non-exclusive: so the Supreme People's Court reads them (技术合同司法解释, on 实施许可 without agreement).
MODES: dict[ContractType, tuple[TransferMode, ...]] = {
    ContractType.COMMISSIONED_DEVELOPMENT: (TransferMode.COMMISSIONED_DEVELOPMENT,),
    ContractType.JOINT_DEVELOPMENT: (TransferMode.JOINT_DEVELOPMENT,),
    ContractType.TRANSFER: (TransferMode.TRANSFER, TransferMode.EQUITY),
    ContractType.LICENCE: _LICENCES,
    ContractType.CONSULTING: (TransferMode.CONSULTING,),
    ContractType.SERVICE: (TransferMode.SERVICE,),
}
# VAT and income-tax relief follow the registration of these (技术转让、技术许可、技术开发).
_TAX_RELEVANT = frozenset(MODES) - {ContractType.CONSULTING, ContractType.SERVICE}


def require(deal: Deal, today: date) -> None:
    """Raises Invalid, naming every fault."""
    faults = list(flaws(deal, today))
    if faults:
        raise Invalid(faults[0].detail, flaws=faults)


def flaws(deal: Deal, today: date) -> Iterator[Flaw]:
    """Everything that contradicts itself."""
    yield from _mode(deal)
    yield from _parties(deal)
    yield from _brokers(deal)
    yield from _amounts(deal)
    yield from _dates(deal, today)
    yield from _milestones(deal)


def mark(deal: Deal, today: date) -> None:
    """Set what follows from the terms: where it is filed, and the three flags."""
    contract = deal.contract
    contract.filing_region = next((p.region for p in (*deal.sellers, *deal.buyers) if p.region), None)
    contract.is_large = rules.is_large(contract.technical_amount, on=today)
    contract.is_tax_relevant = contract.contract_type in _TAX_RELEVANT
    contract.is_foreign = any(p.country != "CHN" or p.nature == PartyNature.FOREIGN for p in deal.parties)


def _mode(deal: Deal) -> Iterator[Flaw]:
    fitting = MODES[deal.contract.contract_type]
    if deal.contract.mode not in fitting:
        yield Flaw(f"A contract of this type is one of: {', '.join(fitting)}.", pointer="/mode")


def _parties(deal: Deal) -> Iterator[Flaw]:
    for side, parties in (("sellers", deal.sellers), ("buyers", deal.buyers)):
        if not parties:
            yield Flaw(f"Name at least one of the {side}.", pointer=f"/{side}")
        yield from _shares(side, parties)
        for place, party in enumerate(parties):
            yield from _home(f"/{side}/{place}", party)
    yield from _one_seat(deal)


def _shares(side: str, parties: Sequence[ContractParty]) -> Iterator[Flaw]:
    shares = [party.share for party in parties]
    given = [share for share in shares if share is not None]
    if given and (len(given) < len(shares) or sum(given) != WHOLE):
        told = " + ".join("?" if share is None else f"{share / 100:g}" for share in shares)
        yield Flaw(f"The shares of the {side} must sum to 100 %: {told}.", pointer=f"/{side}")


def _home(pointer: str, party: ContractParty) -> Iterator[Flaw]:
    is_foreign = party.country != "CHN"
    if is_foreign != (party.nature == PartyNature.FOREIGN):
        yield Flaw(
            "A foreign party has a country other than CHN, and nobody else has.", pointer=f"{pointer}/country"
        )
    elif is_foreign and party.region is not None:
        yield Flaw("Only parties in China have a region.", pointer=f"{pointer}/region")


def _one_seat(deal: Deal) -> Iterator[Flaw]:
    """Nobody stands twice among the parties, by organisation, code, or (for who has no code) name."""
    seen: dict[str, ContractParty] = {}
    for party in deal.parties:
        key = str(party.organization_id or party.uscc or f"{party.nature} {party.name}")
        other = seen.setdefault(key, party)
        if other is not party:
            both = other.side != party.side
            side = "buyers" if party.side == PartySide.BUYER else "sellers"
            yield Flaw(
                f"{party.name} stands on both sides." if both else f"{party.name} is named twice.",
                pointer=f"/{side}/{party.position}",
            )


def _brokers(deal: Deal) -> Iterator[Flaw]:
    if (total := sum(broker.share for broker in deal.brokers)) > WHOLE:
        yield Flaw(f"The brokers' shares sum to {total / 100:g} %, above 100 %.", pointer="/brokers")
    keys = [(broker.organization_id, broker.person_id) for broker in deal.brokers]
    if len(set(keys)) < len(keys):
        yield Flaw("A broker is named twice.", pointer="/brokers")
    for place, broker in enumerate(deal.brokers):
        if broker.organization_id in deal.seats():
            yield Flaw("A party is not its own broker.", pointer=f"/brokers/{place}")


def _amounts(deal: Deal) -> Iterator[Flaw]:
    contract = deal.contract
    if contract.technical_amount is not None and contract.technical_amount > contract.total_amount:
        yield Flaw("The technical amount is above the total amount.", pointer="/technical_amount")
    if contract.received_amount > contract.total_amount:
        yield Flaw(f"{to_yuan(contract.received_amount)} yuan are received already.", pointer="/total_amount")
    revenue, profit = contract.expected_annual_revenue, contract.expected_annual_profit
    if revenue is not None and profit is not None and profit > revenue:
        yield Flaw("The expected profit is above the revenue.", pointer="/expected_annual_profit")


def _dates(deal: Deal, today: date) -> Iterator[Flaw]:
    contract = deal.contract
    if contract.starts_on and contract.ends_on and contract.starts_on > contract.ends_on:
        yield Flaw("It ends before it starts.", pointer="/ends_on")
    if contract.signed_on and contract.signed_on > today:
        yield Flaw("The day of signing must not be in the future.", pointer="/signed_on")
    if contract.signed_on and contract.ends_on and contract.signed_on > contract.ends_on:
        yield Flaw("It ends before it is signed.", pointer="/ends_on")


def _milestones(deal: Deal) -> Iterator[Flaw]:
    contract, amounts = deal.contract, []
    for place, milestone in enumerate(deal.contract.milestones):
        if milestone["amount"] is not None:
            amounts.append(to_fen(milestone["amount"]))
        due = milestone["due_on"] and date.fromisoformat(milestone["due_on"])
        if due and (
            (contract.starts_on and due < contract.starts_on) or (contract.ends_on and due > contract.ends_on)
        ):
            yield Flaw("It is due outside the contract's time.", pointer=f"/milestones/{place}/due_on")
    if amounts and sum(amounts) != contract.total_amount:
        yield Flaw(
            f"The milestones sum to {to_yuan(sum(amounts))} yuan, the total is "
            f"{to_yuan(contract.total_amount)}.",
            pointer="/milestones",
        )
