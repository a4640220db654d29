"""Whether a relief's conditions hold for one party of a contract, as far as the contract tells; pure."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from service.contracts.dossier import Dossier
from service.contracts.tables import ContractParty, ContractType, PartyNature, RegistrationStatus
from service.kernel.clock import months_after

_DEVELOPMENT = frozenset({ContractType.COMMISSIONED_DEVELOPMENT, ContractType.JOINT_DEVELOPMENT})
_TRANSFER = frozenset({ContractType.TRANSFER, ContractType.LICENCE})
_REGISTERED = frozenset({RegistrationStatus.REGISTERED, RegistrationStatus.AMENDED})
_ENDED = frozenset({RegistrationStatus.REFUSED, RegistrationStatus.DEREGISTERED, RegistrationStatus.REVOKED})
_LISTED_RIGHTS = frozenset(
    {
        "invention_patent",
        "utility_model",
        "design",
        "software",
        "ic_layout",
        "plant_variety",
        "biomedical_variety",
    }
)
_ACADEMIC = frozenset({"021", "022"})
_YEARS = 5


class ConditionState(StrEnum):
    """Whether a condition holds (条件状态)."""

    MET = "met"
    OPEN = "open"
    NOT_MET = "not_met"


class BenefitVerdict(StrEnum):
    """How a relief stands for a party (适用判断)."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    LAPSED = "lapsed"


Look = Callable[[Dossier, ContractParty], ConditionState]
MET, OPEN, NOT_MET = ConditionState.MET, ConditionState.OPEN, ConditionState.NOT_MET


def _yes(is_met: bool) -> ConditionState:
    return MET if is_met else NOT_MET


def _only_they_know(_dossier: Dossier, _party: ContractParty) -> ConditionState:
    return OPEN


def _is_transfer_or_development(dossier: Dossier, _party: ContractParty) -> ConditionState:
    # Advice and service may belong to another contract that is a transfer or development.
    return MET if dossier.contract.contract_type in _TRANSFER | _DEVELOPMENT else OPEN


def _is_registered(dossier: Dossier, _party: ContractParty) -> ConditionState:
    status = dossier.contract.status
    if status in _ENDED:
        return NOT_MET
    return MET if status in _REGISTERED else OPEN


def _is_at_home(_dossier: Dossier, party: ContractParty) -> ConditionState:
    return _yes(party.nature == PartyNature.ORGANIZATION)


def _has_listed_right(dossier: Dossier, _party: ContractParty) -> ConditionState:
    kinds = set(dossier.contract.ip_kinds)
    if not kinds:
        return OPEN
    return _yes(bool(kinds & _LISTED_RIGHTS))


def _licence_is_long(dossier: Dossier, _party: ContractParty) -> ConditionState:
    contract = dossier.contract
    if contract.contract_type != ContractType.LICENCE:
        return MET
    if contract.starts_on is None or contract.ends_on is None:
        return OPEN
    return _yes(is_long(contract.starts_on, contract.ends_on))


def is_long(first: date, last: date) -> bool:
    """Five years or more, both days counted."""
    five_years_on = months_after(first, 12 * _YEARS)
    return last.toordinal() + 1 >= five_years_on.toordinal()


def _is_not_wholly_owned(dossier: Dossier, _party: ContractParty) -> ConditionState:
    return OPEN if dossier.contract.is_related_party else MET


def _trustee_is_at_home(dossier: Dossier, _party: ContractParty) -> ConditionState:
    abroad = [seller for seller in dossier.deal.sellers if seller.nature == PartyNature.FOREIGN]
    return OPEN if abroad else MET


def _buyer_is_enterprise(_dossier: Dossier, party: ContractParty) -> ConditionState:
    if party.nature != PartyNature.ORGANIZATION:
        return NOT_MET
    # 0xx are government bodies, public institutions and societies. How an enterprise keeps books it must say.
    return NOT_MET if (party.party_kind or "").startswith("0") else OPEN


def _affiliates_tell_cost(dossier: Dossier, _party: ContractParty) -> ConditionState:
    return OPEN if dossier.contract.is_related_party else MET


def _seller_is_academic(_dossier: Dossier, party: ContractParty) -> ConditionState:
    return OPEN if party.party_kind is None else _yes(party.party_kind in _ACADEMIC)


LOOKS: Mapping[str, Look] = {
    "is_transfer_or_development": _is_transfer_or_development,
    "is_registered": _is_registered,
    "told_to_tax_office": _only_they_know,
    "is_resident": _is_at_home,
    "has_listed_right": _has_listed_right,
    "licence_is_long": _licence_is_long,
    "is_not_wholly_owned": _is_not_wholly_owned,
    "keeps_own_accounts": _only_they_know,
    "buyer_is_enterprise": _buyer_is_enterprise,
    "trustee_is_at_home": _trustee_is_at_home,
    "industry_is_not_excluded": _only_they_know,
    "affiliates_tell_cost": _affiliates_tell_cost,
    "seller_is_academic": _seller_is_academic,
    "award_is_noticed": _only_they_know,
}
