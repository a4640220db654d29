"""Who may do what with an introduction; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from service.introductions.tables import IntroductionSide as Side
from service.kernel.actor import Actor, Role

# Who acts for an organisation here; its judges and registrars do not, nor do they read along.
ACTING = frozenset({Role.OFFICE, Role.ENTERPRISE, Role.BROKER, Role.BUREAU, Role.DISTRICT})


@dataclass(frozen=True, slots=True)
class Parties:
    """The organisations of an introduction; ``brokers`` says for which side each agency is there.

    ``undeclared`` are the agencies that have not said whether they have a conflict of interest.
    """

    seeker: UUID
    provider: UUID
    brokers: Mapping[UUID, Side] = field(default_factory=dict)
    undeclared: frozenset[UUID] = frozenset()


def side_of(actor: Actor, parties: Parties) -> Side | None:
    """For whom the actor stands: an owner for itself, an agency for the side that it entered or for both."""
    mine = actor.organization_id
    if mine is None or actor.role not in ACTING:
        return None
    if mine == parties.seeker:
        return Side.SEEKER
    return Side.PROVIDER if mine == parties.provider else parties.brokers.get(mine)


def may_see(actor: Actor, parties: Parties, regions: tuple[str, str]) -> bool:
    """Who takes part, and the bureau: a district where one of the two listings lies in its area."""
    return side_of(actor, parties) is not None or any(actor.reaches(region) for region in regions)


def may_ask(actor: Actor, side: Side | None, *, broker_may_act: bool) -> bool:
    """A verified owner or its agent; a broker between both only where the achievement lets brokers act."""
    if not actor.is_member or side is None:
        return False
    return side != Side.BROKER or (actor.role == Role.BROKER and broker_may_act)


def may_answer(actor: Actor, parties: Parties, awaited: frozenset[Side]) -> bool:
    """A verified member of a side whose answer is awaited."""
    return actor.is_member and side_of(actor, parties) in awaited


def may_follow(actor: Actor, parties: Parties) -> bool:
    """Advance, stall, resume, note, close: any verified one who takes part."""
    return actor.is_member and side_of(actor, parties) is not None


def may_take_back(actor: Actor, asked_by_organization_id: UUID) -> bool:
    """Close what nobody has answered: who asked."""
    return actor.is_member and actor.role in ACTING and actor.organization_id == asked_by_organization_id


def may_assign(actor: Actor, parties: Parties, regions: tuple[str, str]) -> bool:
    """Call in a broker: either owner or its agent, and the bureau."""
    is_of_a_side = side_of(actor, parties) in (Side.SEEKER, Side.PROVIDER)
    return (actor.is_member and is_of_a_side) or any(actor.reaches(region) for region in regions)


def may_declare(actor: Actor, parties: Parties) -> bool:
    """The agency for itself."""
    return actor.is_member and actor.role == Role.BROKER and actor.organization_id in parties.brokers


def has_declared(actor: Actor, parties: Parties) -> bool:
    """An agency acts only after it has said whether it has a conflict of interest."""
    return actor.organization_id not in parties.undeclared
