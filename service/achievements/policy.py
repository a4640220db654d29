"""Who may do what with achievements, beyond what holds for every listing; pure."""

from service.kernel.actor import Actor, Role

# Offices publish what their institution owns; brokers and the bureau may enter it on an owner's behalf.
WRITERS = frozenset({Role.OFFICE, Role.BROKER, Role.BUREAU, Role.DISTRICT})


def may_create(actor: Actor) -> bool:
    """A member in a writing role, verified or not: a draft costs nobody anything."""
    return actor.organization_id is not None and actor.role in WRITERS
