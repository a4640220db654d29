"""Puts parties, brokers and linked listings of a body in their places; looks them up, and stores nothing."""

from collections.abc import Callable, Collection, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import Session
from stdnum.cn import uscc as uscc_rule

from service.achievements.queries import visible_row as visible_achievement
from service.codes import lists
from service.contracts import queries
from service.contracts.deal import Deal
from service.contracts.part_schemas import BrokerCreate, PartyCreate
from service.contracts.tables import ContractBroker, ContractParty, PartyNature, PartySide
from service.introductions.queries import visible_case
from service.kernel.actor import Actor
from service.kernel.errors import NotFound, invalid
from service.needs.queries import visible_row as visible_need
from service.organizations.queries import membership
from service.organizations.tables import Organization, OrganizationKind

# Copied from an organisation on the platform where the body does not say otherwise.
_COPIED = ("name", "uscc", "region", "party_kind", "size")


def parties(
    session: Session, actor: Actor, contract_id: UUID, side: PartySide, sent: Sequence[PartyCreate]
) -> list[ContractParty]:
    """One side's parties as rows. Raises Invalid."""
    return [_party(session, actor, contract_id, side, position, party) for position, party in enumerate(sent)]


def brokers(
    session: Session, actor: Actor, contract_id: UUID, sent: Sequence[BrokerCreate]
) -> list[ContractBroker]:
    """The brokers as rows. Raises Invalid."""
    return [_broker(session, actor, contract_id, position, broker) for position, broker in enumerate(sent)]


def check_links(session: Session, actor: Actor, deal: Deal) -> None:
    """An achievement is its owner's to sell, a need its owner's to have solved.

    An owner who is not shown to ``actor`` is no party either, so that nobody finds out by trying.
    Raises Invalid.
    """
    _check_owner(
        "/achievement_id",
        deal.contract.achievement_id,
        lambda listing_id: visible_achievement(session, actor, listing_id)[1].id,
        deal.seats(PartySide.SELLER),
        "Its owner is not among the sellers: it is not theirs to sell.",
    )
    _check_owner(
        "/need_id",
        deal.contract.need_id,
        lambda listing_id: visible_need(session, actor, listing_id)[1].id,
        deal.seats(PartySide.BUYER),
        "Its owner is not among the buyers: the contract does not answer it.",
    )


def follow_introduction(session: Session, actor: Actor, deal: Deal) -> None:
    """The contract is about what was introduced: its need and achievement are the introduction's own.

    Raises Invalid.
    """
    contract = deal.contract
    if contract.introduction_id is None:
        return
    try:
        introduced = visible_case(session, actor, contract.introduction_id).introduction
    except NotFound as error:
        raise invalid("/introduction_id", error.detail) from error
    for name in ("achievement_id", "need_id"):
        if getattr(contract, name) is None:
            setattr(contract, name, getattr(introduced, name))
        elif getattr(contract, name) != getattr(introduced, name):
            raise invalid(f"/{name}", "The introduction brought another one together.")


def _check_owner(
    pointer: str,
    listing_id: UUID | None,
    owner_of: Callable[[UUID], UUID | None],
    seats: Collection[UUID],
    otherwise: str,
) -> None:
    if listing_id is None:
        return
    try:
        owner_id = owner_of(listing_id)
    except NotFound as error:
        raise invalid(pointer, error.detail) from error
    if owner_id not in seats:
        raise invalid(pointer, otherwise)


def check_region(code: str | None, pointer: str) -> None:
    """Six digits of GB/T 2260: of a known province, and where the list goes further down, a known one.

    Raises Invalid.
    """
    regions = lists.code_list("regions")
    if code is None or code in regions:
        return
    reaches_down = any(region.parent == f"{code[:4]}00" for region in regions.values())
    if f"{code[:2]}0000" not in regions or reaches_down:
        raise invalid(pointer, f"{code!r} is not a region; see GET /api/v1/codes/regions.")


def _party(
    session: Session, actor: Actor, contract_id: UUID, side: PartySide, position: int, sent: PartyCreate
) -> ContractParty:
    pointer = f"/{side}s/{position}"
    organization = _organization(session, actor, sent, pointer)
    values = msgspec.structs.asdict(sent) | {"share": _hundredths(sent.share, f"{pointer}/share")}
    if organization is not None:
        values["organization_id"] = organization.id
        values["is_transfer_agency"] |= organization.kind == OrganizationKind.AGENCY
        for name in _COPIED:
            values[name] = values[name] or getattr(organization, name)
    if values["name"] is None:
        raise invalid(f"{pointer}/name", "Name the party, or send the id of its organisation.")
    check_region(values["region"], f"{pointer}/region")
    lists.require("party_kinds", values["party_kind"], f"{pointer}/party_kind")
    return ContractParty(contract_id=contract_id, side=side, position=position, **values)


def _organization(session: Session, actor: Actor, sent: PartyCreate, pointer: str) -> Organization | None:
    """The party's organisation here, by its id or its code; None where it is not on the platform."""
    if sent.uscc is not None and not uscc_rule.is_valid(sent.uscc):
        raise invalid(f"{pointer}/uscc", "This is not a valid 统一社会信用代码 (GB 32100-2015).")
    if sent.nature != PartyNature.ORGANIZATION:
        if sent.organization_id is not None:
            raise invalid(f"{pointer}/nature", "An organisation on the platform is neither of these.")
        return None
    if sent.organization_id is None and sent.uscc is None:
        return None
    found = queries.organization_for_party(session, actor, sent.organization_id, sent.uscc)
    if sent.organization_id is not None and found is None:
        raise invalid(f"{pointer}/organization_id", "There is no verified organisation with this id.")
    if found is not None and sent.uscc not in (None, found.uscc):
        raise invalid(f"{pointer}/uscc", "The organisation with this id has another code.")
    return found


def _broker(
    session: Session, actor: Actor, contract_id: UUID, position: int, sent: BrokerCreate
) -> ContractBroker:
    pointer = f"/brokers/{position}"
    found = queries.organization_for_party(session, actor, sent.organization_id, None)
    if found is None or found.kind != OrganizationKind.AGENCY:
        raise invalid(f"{pointer}/organization_id", "There is no verified transfer agency with this id.")
    if sent.person_id is not None and membership(session, sent.person_id, found.id) is None:
        raise invalid(f"{pointer}/person_id", "This person does not belong to the agency.")
    return ContractBroker(
        contract_id=contract_id,
        position=position,
        organization_id=found.id,
        person_id=sent.person_id,
        share=_hundredths(sent.share, f"{pointer}/share"),
    )


def _hundredths(percent: float | None, pointer: str) -> Any:
    """60.25 % → 6025. Raises Invalid for more than two decimals."""
    if percent is None:
        return None
    hundredths = round(percent * 100)
    if abs(hundredths - percent * 100) > 1e-6 or hundredths == 0:
        raise invalid(pointer, "A share has two decimals at the most.")
    return hundredths
