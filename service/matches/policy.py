"""Who may read the list of all pairings; pure."""

from service.kernel.actor import Actor, Role


def may_see_pairings(actor: Actor) -> bool:
    """The bureau, a district for its own area, and brokers of verified agencies."""
    return actor.is_bureau or (actor.role == Role.BROKER and actor.is_verified)
