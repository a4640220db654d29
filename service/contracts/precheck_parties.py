"""The pre-check's conditions about parties and their relation; pure."""

from collections.abc import Iterator

from service.codes.lists import code_list
from service.contracts.dossier import Dossier, is_at_home, is_organization
from service.contracts.precheck_data import found, plain
from service.contracts.precheck_finding import Check, Found, when
from service.contracts.tables import ContractParty


def _party_missing(dossier: Dossier) -> Iterator[Found]:
    yield from when(not dossier.deal.sellers, "/sellers")
    yield from when(not dossier.deal.buyers, "/buyers")


def _party_unclear(dossier: Dossier) -> Iterator[Found]:
    words = dossier.words
    for pointer, party in dossier.parties():
        name = plain(party.name)
        is_vague = name in words.vague_names or any(found(name, words.vague_name_parts))
        yield from when(is_vague or len(name) < words.shortest_name, f"{pointer}/name", party.name)


def _party_code_missing(dossier: Dossier) -> Iterator[Found]:
    for pointer, party in dossier.parties():
        yield from when(is_organization(party) and not party.uscc, f"{pointer}/uscc", party.name)


def _party_region_missing(dossier: Dossier) -> Iterator[Found]:
    for pointer, party in dossier.parties():
        is_known = party.region in code_list("regions")
        yield from when(is_at_home(party) and not is_known, f"{pointer}/region", party.name)


def _party_kind_missing(dossier: Dossier) -> Iterator[Found]:
    kinds = code_list("party_kinds")
    headings = {entry.parent for entry in kinds.values()}
    for pointer, party in dossier.parties():
        is_exact = party.party_kind in kinds and party.party_kind not in headings
        yield from when(is_organization(party) and not is_exact, f"{pointer}/party_kind", party.name)


def _representative_missing(dossier: Dossier) -> Iterator[Found]:
    for pointer, party in dossier.parties():
        if is_organization(party):
            yield from when(not party.representative, f"{pointer}/representative", party.name)
            yield from when(not party.contact_name, f"{pointer}/contact_name", party.name)


def _shares_missing(dossier: Dossier) -> Iterator[Found]:
    for side, parties in (("/sellers", dossier.deal.sellers), ("/buyers", dossier.deal.buyers)):
        yield from when(len(parties) > 1 and any(party.share is None for party in parties), side)


def _related_party_undeclared(dossier: Dossier) -> Iterator[Found]:
    if dossier.contract.is_related_party:
        return
    for buyer in dossier.deal.buyers:
        for seller in dossier.deal.sellers:
            yield from when(
                _is_same_hand(seller, buyer), "/is_related_party", f"{seller.name} / {buyer.name}"
            )


def _related_party_price(dossier: Dossier) -> Iterator[Found]:
    # The text of the contract is one paper; the basis of the price is another.
    is_unexplained = len(dossier.papers or ()) < 2
    return when(dossier.contract.is_related_party and is_unexplained, "/is_related_party")


def _is_same_hand(one: ContractParty, other: ContractParty) -> bool:
    pairs = ((one.representative, other.representative), (one.address, other.address))
    return any(mine and theirs and plain(mine) == plain(theirs) for mine, theirs in pairs)


CHECKS: dict[str, Check] = {
    "party_missing": _party_missing,
    "party_unclear": _party_unclear,
    "party_code_missing": _party_code_missing,
    "party_region_missing": _party_region_missing,
    "party_kind_missing": _party_kind_missing,
    "representative_missing": _representative_missing,
    "shares_missing": _shares_missing,
    "related_party_undeclared": _related_party_undeclared,
    "related_party_price": _related_party_price,
}
