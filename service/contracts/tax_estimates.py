"""The estimates of one contract, a line for each relief and party that it may concern; pure."""

from collections.abc import Iterator, Sequence

from service.contracts import rules, tax
from service.contracts.dossier import Dossier
from service.contracts.tables import ContractParty
from service.contracts.tax import Benefit
from service.contracts.tax_conditions import LOOKS, BenefitVerdict, ConditionState
from service.contracts.tax_schemas import BenefitRead, Benefits, ConditionRead
from service.kernel.money import optional_yuan, to_yuan

_WHOLE = 10_000  # a share of all, in hundredths of a percent
_DISCLAIMER = (
    "估算仅供参考，不构成税务建议；能否享受、金额多少以主管税务机关认定为准。",
    "An estimate, no tax advice: the tax authority decides whether it applies and how much it is.",
)


def estimates(dossier: Dossier, cost: int | None) -> Benefits:
    """Every relief that the contract's type may bring its parties; ``cost`` (fen) is the seller's."""
    contract = dossier.contract
    return Benefits(
        contract_id=contract.id,
        technical_amount=optional_yuan(contract.technical_amount),
        is_provisional=contract.amount_is_provisional,
        estimated_on=dossier.today,
        disclaimer_zh=_DISCLAIMER[0],
        disclaimer_en=_DISCLAIMER[1],
        items=[
            _read(benefit, dossier, party, parties, cost)
            for benefit in tax.benefits()
            if contract.contract_type in benefit.types
            for parties in (_side(benefit, dossier),)
            for party in parties
            if party.nature in benefit.parties
        ],
    )


def _side(benefit: Benefit, dossier: Dossier) -> Sequence[ContractParty]:
    return dossier.deal.sellers if benefit.side == "seller" else dossier.deal.buyers


def _read(
    benefit: Benefit,
    dossier: Dossier,
    party: ContractParty,
    parties: Sequence[ContractParty],
    cost: int | None,
) -> BenefitRead:
    conditions = list(_conditions(benefit, dossier, party))
    verdict = _verdict(benefit, dossier, conditions)
    amount = _part(dossier.contract.technical_amount, party, parties)
    own_cost = _part(cost or 0, party, parties)
    counts = (
        verdict in (BenefitVerdict.LIKELY, BenefitVerdict.POSSIBLE)
        and amount is not None
        and own_cost is not None
    )
    saved = tax.estimate(benefit, amount or 0, own_cost or 0) if counts else None
    source = rules.sources()[benefit.source]
    return BenefitRead(
        benefit=benefit.id,
        zh=benefit.zh,
        en=benefit.en,
        party=party.name,
        side=benefit.side,
        verdict=verdict,
        amount=to_yuan(saved) if saved is not None else None,
        is_upper_bound=benefit.formula == "exempt_then_half" and cost is None,
        rate=benefit.rate,
        basis_zh=benefit.basis_zh,
        basis_en=benefit.basis_en,
        source=source.zh,
        source_en=source.en,
        in_force_from=source.in_force_from,
        in_force_until=source.in_force_until,
        verify=source.verify,
        conditions=conditions,
    )


def _conditions(benefit: Benefit, dossier: Dossier, party: ContractParty) -> Iterator[ConditionRead]:
    for condition in benefit.conditions:
        state = LOOKS[condition.id](dossier, party)
        yield ConditionRead(id=condition.id, state=state, zh=condition.zh, en=condition.en)


def _verdict(benefit: Benefit, dossier: Dossier, conditions: Sequence[ConditionRead]) -> BenefitVerdict:
    if not tax.is_in_force(benefit, dossier.today):
        return BenefitVerdict.LAPSED
    states = {condition.state for condition in conditions}
    if ConditionState.NOT_MET in states:
        return BenefitVerdict.UNLIKELY
    return BenefitVerdict.POSSIBLE if ConditionState.OPEN in states else BenefitVerdict.LIKELY


def _part(amount: int | None, party: ContractParty, parties: Sequence[ContractParty]) -> int | None:
    """What of an amount falls to a party; unknown where several stand on its side without shares."""
    share = _WHOLE if len(parties) == 1 else party.share
    return None if amount is None or share is None else (amount * share * 2 + _WHOLE) // (2 * _WHOLE)
