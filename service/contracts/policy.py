"""Who may do what with contracts; pure."""

from service.codes.lists import region_prefix
from service.contracts.deal import Deal
from service.contracts.tables import ContractSource, PartySide
from service.kernel.actor import Actor, Role

WRITERS = frozenset({Role.OFFICE, Role.ENTERPRISE, Role.BROKER})
_PARTIES = frozenset({Role.OFFICE, Role.ENTERPRISE})
DESK = frozenset({Role.REGISTRAR, Role.BUREAU})


def area_of(actor: Actor) -> str | None:
    """The prefix of regions whose contracts an authority sees; None for who sees none by area."""
    if not actor.is_verified:
        return None
    if actor.role == Role.REGISTRAR:
        return region_prefix(actor.region) if actor.region else None
    return actor.area if actor.is_bureau else None


def is_insider(actor: Actor, deal: Deal) -> bool:
    """Acts for a party, for a broker, or for the organisation that entered it."""
    mine = actor.organization_id
    seats = {*deal.seats(), *deal.broker_seats(), deal.contract.entered_by_organization_id}
    return mine is not None and mine in seats


def is_its_own(actor: Actor, deal: Deal) -> bool:
    """Acts for a party or a broker: having typed it in is not enough."""
    return actor.organization_id in deal.seats() | deal.broker_seats()


def is_in_area(actor: Actor, deal: Deal) -> bool:
    """An authority in whose area it is filed, a party sits, or the technology is used."""
    area = area_of(actor)
    if area is None:
        return False
    regions = [deal.contract.filing_region, deal.contract.landing_region, *(p.region for p in deal.parties)]
    return area == "" or any(region is not None and region.startswith(area) for region in regions)


def may_see(actor: Actor, deal: Deal) -> bool:
    """Insiders and the authorities of its area; for everybody else it is not there."""
    return is_insider(actor, deal) or is_in_area(actor, deal)


def may_create(actor: Actor) -> bool:
    """A member in a writing role, verified or not: a draft costs nobody anything."""
    return actor.organization_id is not None and actor.role in WRITERS


def may_edit(actor: Actor, deal: Deal) -> bool:
    """Insiders in a writing role; what was imported is the register's to change."""
    is_ours = deal.contract.source == ContractSource.KEJU
    return is_ours and is_insider(actor, deal) and actor.role in WRITERS


def may_sign(actor: Actor, deal: Deal) -> bool:
    """Write down that it was signed: a verified party; of a deal that takes an achievement off the market
    a seller, who owns it.
    """
    seats = deal.seats(PartySide.SELLER) if deal.reserves else deal.seats()
    return actor.is_member and actor.role in _PARTIES and actor.organization_id in seats


def may_file(actor: Actor, deal: Deal) -> bool:
    """Sellers file; where no seller is at home on the platform, the buyers do."""
    seats = deal.seats(PartySide.SELLER) or deal.seats(PartySide.BUYER)
    return actor.is_member and actor.role in _PARTIES and actor.organization_id in seats


def may_give_notice(actor: Actor, deal: Deal) -> bool:
    """The public notice is the seller's own proof."""
    return (
        actor.is_member and actor.role in _PARTIES and actor.organization_id in deal.seats(PartySide.SELLER)
    )


def may_object(actor: Actor, deal: Deal) -> bool:
    """Objections reach the seller or the authorities, and both write them down."""
    return may_give_notice(actor, deal) or is_in_area(actor, deal)


def may_register(actor: Actor, deal: Deal) -> bool:
    """Decide in the office: registrars and the bureau where it is filed, nobody about their own contract."""
    area, region = area_of(actor), deal.contract.filing_region or ""
    is_here = area is not None and region.startswith(area) and actor.role in DESK
    return is_here and not is_insider(actor, deal) and actor.person_id is not None


def may_report(actor: Actor, deal: Deal) -> bool:
    """What is performed and paid: the parties."""
    return actor.is_member and actor.role in _PARTIES and actor.organization_id in deal.seats()
