"""Who may read and set figures; pure."""

from service.kernel.actor import Actor, Role


def may_report(actor: Actor) -> bool:
    """The bureau, a district for its own area."""
    return actor.is_bureau and actor.is_verified and actor.area is not None


def reaches(actor: Actor, region: str) -> bool:
    """The region lies in the actor's area."""
    return may_report(actor) and region.startswith(actor.area or "")


def may_set(actor: Actor) -> bool:
    """Targets and official figures are the city bureau's to enter."""
    return actor.role == Role.BUREAU and actor.area == "" and actor.is_verified
