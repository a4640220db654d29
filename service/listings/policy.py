"""Who may do what with any listing; pure. Visibility decides first what is there at all."""

from service.kernel.actor import Actor, Role
from service.listings.listing import Listing, Visibility


def is_insider(actor: Actor, listing: Listing) -> bool:
    """Acts for its owner or for the organisation that wrote it down."""
    mine = actor.organization_id
    return mine is not None and mine in (listing.owner_id, listing.entered_by_organization_id)


def may_write(actor: Actor, listing: Listing, writers: frozenset[Role]) -> bool:
    """Edit, submit, withdraw, renew, close, delete: insiders in a writing role."""
    return is_insider(actor, listing) and actor.role in writers


def may_enter_for_others(actor: Actor) -> bool:
    """Brokers and the bureau, once they are verified: the owner finds it among its own listings."""
    return actor.is_verified and (actor.role == Role.BROKER or actor.is_bureau)


def may_submit(actor: Actor, listing: Listing, writers: frozenset[Role]) -> bool:
    """As may_write, and only for a verified organisation."""
    return may_write(actor, listing, writers) and actor.is_verified


def may_review(actor: Actor, listing: Listing) -> bool:
    """The bureau, a district in its own area; nobody what they wrote themselves or their organisation owns.

    What the bureau's people collect on visits is reviewed by another of them.
    """
    is_own = actor.person_id == listing.entered_by or actor.organization_id == listing.owner_id
    return actor.reaches(listing.region) and not is_own


def may_see_matches(actor: Actor, listing: Listing) -> bool:
    """Its owner, its broker and the bureau."""
    return is_insider(actor, listing) or actor.reaches(listing.region)


def sees_owner(actor: Actor, listing: Listing, *, is_disclosed: bool) -> bool:
    """An anonymous owner is known to insiders, the bureau, and those to whom it was disclosed."""
    if listing.visibility != Visibility.ANONYMOUS or is_disclosed:
        return True
    return is_insider(actor, listing) or actor.reaches(listing.region)
