"""Where a public notice (公示) is required before signing, and whether it is over; pure.

Law on Promoting the Transformation of Scientific and Technological Achievements, article 18: state-founded
research bodies and universities that agree a price publish the achievement's name and the price inside the
institution. 15 days or more. Nothing else needs one.
"""

from datetime import date, timedelta

import msgspec

from service.achievements.tables import PriceMode
from service.contracts.deal import Deal
from service.contracts.notice_schemas import NoticeRead
from service.contracts.tables import ContractParty
from service.kernel.money import to_yuan
from service.listings.transfer_modes import TransferMode
from service.organizations.tables import Organization, OrganizationKind

DAYS = 15
_MODES = frozenset(
    {
        TransferMode.TRANSFER,
        TransferMode.EXCLUSIVE_LICENCE,
        TransferMode.SOLE_LICENCE,
        TransferMode.NON_EXCLUSIVE_LICENCE,
        TransferMode.EQUITY,
    }
)
# A price that neither a listing on an exchange nor an auction made.
_AGREED = frozenset({PriceMode.AGREED, PriceMode.NEGOTIABLE})
_ACADEMIC = frozenset({OrganizationKind.UNIVERSITY, OrganizationKind.INSTITUTE})
_ACADEMIC_PARTIES = frozenset({"021", "022"})
# A credit code that begins so was given to a public institution (事业单位) by the office for state bodies.
_PUBLIC_INSTITUTION = "12"


def is_required(deal: Deal) -> bool:
    """A state university or institute transfers, licenses or invests at an agreed price."""
    contract = deal.contract
    if contract.mode not in _MODES or contract.price_mode not in _AGREED:
        return False
    return any(_is_state(party, deal) for party in deal.sellers)


def what_blocks(deal: Deal, day: date) -> str | None:
    """Why it cannot be signed on ``day``; None when it can."""
    if not is_required(deal):
        return None
    if deal.contract.notice is None:
        return "Title and price must be made public for 15 days first (PUT …/notice)."
    notice = read(deal.contract.notice)
    told = (deal.contract.title, to_yuan(deal.contract.total_amount))
    if (notice.title, notice.total_amount) != told:
        return "The public notice told another title or price; make it public as it is now."
    if day <= notice.to_on:
        return f"The public notice ends on {notice.to_on}; it can be signed from the next day on."
    if any(objection.is_open for objection in notice.objections):
        return "An objection to the public notice is open; resolve it first."
    return None


def is_long_enough(from_on: date, to_on: date) -> bool:
    """Both days count."""
    return to_on - from_on >= timedelta(days=DAYS - 1)


def read(stored: object) -> NoticeRead:
    """The notice as it is kept on the contract."""
    return msgspec.convert(stored, NoticeRead)


def _is_state(party: ContractParty, deal: Deal) -> bool:
    organization = deal.organizations.get(party.organization_id) if party.organization_id else None
    if organization is not None:
        return organization.kind in _ACADEMIC and _is_public(organization)
    return party.party_kind in _ACADEMIC_PARTIES and (party.uscc or "").startswith(_PUBLIC_INSTITUTION)


def _is_public(organization: Organization) -> bool:
    return organization.is_state_owned or organization.uscc.startswith(_PUBLIC_INSTITUTION)
