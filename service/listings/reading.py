"""How rows of listings become what a given actor may read of them; pure, shared by both kinds."""

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from service.kernel.actor import Actor, Role
from service.listings import policy
from service.listings.lifecycle import Lifecycle, is_over
from service.listings.listing import Listing, Visibility
from service.listings.schemas import OwnerRead
from service.organizations.tables import Organization, OrganizationKind, OrganizationSize

S = TypeVar("S", bound=StrEnum)

_OWNER_ACTIONS = ("edit", "submit", "withdraw", "renew", "close", "delete")


def status_today(status: S, valid_until: date, today: date) -> S:
    """The state that holds today: what is published past its last valid day has expired."""
    if status == "published" and is_over(valid_until, today):
        return type(status)("expired")
    return status


def owner_read(owner: Organization, *, is_shown: bool) -> OwnerRead:
    """The owner by name, or as kind, region and size."""
    return owner_from(owner.id, owner.name, owner.kind, owner.region, owner.size, is_shown=is_shown)


def owner_from(
    owner_id: UUID,
    name: str,
    kind: OrganizationKind,
    region: str,
    size: OrganizationSize | None,
    *,
    is_shown: bool,
) -> OwnerRead:
    """The same from columns."""
    return OwnerRead(
        id=owner_id if is_shown else None,
        name=name if is_shown else None,
        kind=kind,
        region=region,
        size=size,
        is_anonymous=not is_shown,
    )


def sees_owner(
    actor: Actor,
    visibility: Visibility,
    owner_id: UUID,
    entered_by_organization_id: UUID,
    region: str,
    *,
    is_disclosed: bool,
) -> bool:
    """``policy.sees_owner`` from columns."""
    if visibility != Visibility.ANONYMOUS or is_disclosed:
        return True
    mine = actor.organization_id
    return (mine is not None and mine in (owner_id, entered_by_organization_id)) or actor.reaches(region)


def allowed_actions(
    actor: Actor, listing: Listing, status: Any, lifecycle: Lifecycle[Any], writers: frozenset[Role]
) -> list[str]:
    """What policy and lifecycle together let ``actor`` do now."""
    actions: list[str] = []
    if policy.may_write(actor, listing, writers):
        actions += [action for action in _OWNER_ACTIONS if lifecycle.allows(status, action)]
    if "submit" in actions and not policy.may_submit(actor, listing, writers):
        actions.remove("submit")
    if policy.may_review(actor, listing) and lifecycle.allows(status, "publish"):
        actions.append("review")
    if policy.may_see_matches(actor, listing):
        actions.append("see_matches")
    return actions
