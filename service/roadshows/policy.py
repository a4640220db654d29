"""Who may do what with roadshows; pure."""

from uuid import UUID

from service.kernel.actor import Actor, Role
from service.roadshows.tables import Entry, Judge, Roadshow

_ENTERING = frozenset({Role.OFFICE, Role.BROKER, Role.BUREAU, Role.DISTRICT})
_INTERESTED = frozenset({Role.ENTERPRISE, Role.BROKER})


def may_plan(actor: Actor, region: str) -> bool:
    """The bureau, a district in its own area."""
    return actor.reaches(region)


def may_manage(actor: Actor, roadshow: Roadshow) -> bool:
    """Runs the call, the hall and the notice: who may plan one there."""
    return actor.reaches(roadshow.region)


def may_enter(actor: Actor, owner_id: UUID, entered_by_organization_id: UUID) -> bool:
    """The office that owns the achievement, or who wrote it down for the owner."""
    mine = actor.organization_id in (owner_id, entered_by_organization_id)
    return mine and actor.is_member and actor.role in _ENTERING


def may_withdraw(actor: Actor, entry: Entry, roadshow: Roadshow) -> bool:
    """Its owner, or the host (a presenter who did not come)."""
    is_owner = actor.organization_id == entry.organization_id and actor.role in _ENTERING
    return is_owner or may_manage(actor, roadshow)


def is_judge(actor: Actor, judge: Judge) -> bool:
    """The judge's own account."""
    return actor.person_id is not None and actor.person_id == judge.person_id


def may_score(actor: Actor, judge: Judge, seat_of: UUID | None) -> bool:
    """The judge alone, by account or by their pass into the hall; nobody scores for another."""
    return is_judge(actor, judge) or seat_of == judge.id


def may_leave_intent(actor: Actor) -> bool:
    """Enterprises, investors and brokers; the platform knows investors as enterprises' members."""
    return actor.is_member and actor.role in _INTERESTED | {Role.JUDGE}
