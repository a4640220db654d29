"""Who may do what with needs, beyond what holds for every listing; pure."""

from service.kernel.actor import Actor, Role
from service.listings import policy as listings
from service.needs.tables import Need

# Both universities and enterprises look for solutions; brokers and the bureau enter needs for others.
WRITERS = frozenset({Role.ENTERPRISE, Role.OFFICE, Role.BROKER, Role.BUREAU, Role.DISTRICT})


def may_create(actor: Actor) -> bool:
    """A member in a writing role, verified or not: a draft costs nobody anything."""
    return actor.organization_id is not None and actor.role in WRITERS


def may_verify(actor: Actor, need: Need) -> bool:
    """Who has looked at the need on site: the bureau, a district in its area, the broker who entered it."""
    is_its_broker = actor.role == Role.BROKER and listings.is_insider(actor, need) and actor.is_verified
    return actor.reaches(need.region) or is_its_broker
