"""Who may do what with a contract: every role, of every organisation, verified or not, in every area."""

from itertools import product
from uuid import UUID

import pytest

from service.contracts import policy
from service.contracts.deal import Deal
from service.contracts.tables import (
    Contract,
    ContractBroker,
    ContractParty,
    ContractSource,
    ContractType,
    PartySide,
)
from service.kernel.actor import NOBODY, Actor, Role
from service.listings.transfer_modes import TransferMode

SELLER, BUYER, BROKER, WRITER, OTHER = (UUID(int=number) for number in range(1, 6))
REGIONS = ("150102", "150100", "150000", "150200")
AREAS = {"150102": "150102", "150100": "1501", "150000": "15", "150200": "1502"}


def person(role: Role, organization_id: UUID, region: str, verified: bool) -> Actor:
    area = {Role.BUREAU: "", Role.DISTRICT: AREAS[region]}.get(role) if verified else None
    return Actor(
        person_id=UUID(int=9),
        organization_id=organization_id,
        role=role,
        is_verified=verified,
        region=region,
        area=area,
    )


PEOPLE = [
    person(*each) for each in product(Role, (SELLER, BUYER, BROKER, WRITER, OTHER), REGIONS, (True, False))
]


def deal(*, exclusive: bool = False, source: ContractSource = ContractSource.KEJU) -> Deal:
    contract = Contract(
        title="x",
        source=source,
        contract_type=ContractType.TRANSFER if exclusive else ContractType.SERVICE,
        mode=TransferMode.TRANSFER if exclusive else TransferMode.SERVICE,
        total_amount=1,
        entered_by_organization_id=WRITER,
        achievement_id=UUID(int=7),
        filing_region="150102",
    )
    parties = [
        ContractParty(
            contract_id=contract.id, side=side, position=0, organization_id=seat, name="x", region=region
        )
        for side, seat, region in ((PartySide.SELLER, SELLER, "150102"), (PartySide.BUYER, BUYER, "150622"))
    ]
    broker = ContractBroker(contract_id=contract.id, position=0, organization_id=BROKER, share=100)
    return Deal(contract, parties, [broker])


def area(who: Actor) -> str | None:
    """Written again: how far an authority's power reaches."""
    if not who.is_verified or who.region is None:
        return None
    return {Role.BUREAU: "", Role.DISTRICT: AREAS[who.region], Role.REGISTRAR: AREAS[who.region]}.get(
        who.role
    )


def covers(who: Actor, *regions: str) -> bool:
    prefix = area(who)
    return prefix is not None and any(region.startswith(prefix) for region in regions)


@pytest.mark.parametrize("exclusive", [True, False])
def test_rights_follow_from_seat_role_and_area(exclusive: bool) -> None:
    row = deal(exclusive=exclusive)
    for who in PEOPLE:
        inside = who.organization_id != OTHER
        party = who.organization_id in (SELLER, BUYER)
        trades = who.role in (Role.OFFICE, Role.ENTERPRISE) and who.is_verified
        sees = inside or covers(who, "150102", "150622")
        decides = who.role in (Role.REGISTRAR, Role.BUREAU) and covers(who, "150102") and not inside
        signs = who.organization_id == SELLER or (party and not exclusive)
        expected = {
            policy.may_see: sees,
            policy.may_edit: inside and who.role in (Role.OFFICE, Role.ENTERPRISE, Role.BROKER),
            policy.may_sign: trades and signs,
            policy.may_file: trades and who.organization_id == SELLER,
            policy.may_give_notice: trades and who.organization_id == SELLER,
            policy.may_object: (trades and who.organization_id == SELLER) or covers(who, "150102", "150622"),
            policy.may_register: decides,
            policy.may_report: trades and party,
        }
        for right, is_given in expected.items():
            assert right(who, row) == is_given, (right, who)


def test_where_no_seller_is_on_the_platform_the_buyer_files() -> None:
    row = deal()
    row.parties[0].organization_id = None
    buyer = person(Role.ENTERPRISE, BUYER, "150102", True)
    assert policy.may_file(buyer, row)
    assert not policy.may_give_notice(buyer, row)


def test_what_was_imported_is_changed_by_no_party() -> None:
    row = deal(source=ContractSource.NATIONAL_REGISTER)
    assert not any(policy.may_edit(who, row) for who in PEOPLE)


def test_a_visitor_may_nothing() -> None:
    row = deal()
    row.contract.entered_by_organization_id = None
    for right in (policy.may_see, policy.may_edit, policy.may_sign, policy.may_file, policy.may_register):
        assert not right(NOBODY, row)
    assert not policy.may_create(NOBODY)


def test_who_writes_may_enter_one_verified_or_not() -> None:
    for who in PEOPLE:
        assert policy.may_create(who) == (who.role in (Role.OFFICE, Role.ENTERPRISE, Role.BROKER))
