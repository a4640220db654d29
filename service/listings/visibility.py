"""Which listings an actor sees, as one condition that every SELECT over listings begins with."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlmodel import col

from service.kernel.actor import Actor
from service.listings.listing import Visibility
from service.listings.tables import Disclosure
from service.organizations.tables import Organization, OrganizationStatus

# States in which others than insiders and the bureau see a listing; expiry is asked for apart.
OPEN_STATES = ("published", "reserved", "transferred", "in_negotiation", "solved")
_RANKING_STATE = "published"


def visible_to(actor: Actor, table: type[Any], today: date, owner: Any = Organization) -> ColumnElement[bool]:
    """What ``actor`` may read; the statement joins Organization, or an alias of it, as the ``owner``.

    Insiders see all of theirs, the bureau all but drafts (a district in its area), everybody what is
    open to them or was disclosed to them. The listings of a suspended owner are seen by insiders and the
    bureau alone.
    """
    return or_(is_insider(actor, table), _as_bureau(actor, table), _as_reader(actor, table, today, owner))


def is_live(table: type[Any], today: date, owner: Any = Organization) -> ColumnElement[bool]:
    """Published, not expired, its owner not suspended: what ranks in matches."""
    return and_(
        col(table.status) == _RANKING_STATE,
        col(table.valid_until) >= today,
        col(owner.status) != OrganizationStatus.SUSPENDED,
    )


def owner_is_shown(actor: Actor, table: type[Any]) -> ColumnElement[bool]:
    """policy.sees_owner as SQL: filters by owner must not betray an anonymous one."""
    named = col(table.visibility) != Visibility.ANONYMOUS
    return or_(named, is_insider(actor, table), in_area(actor, table), owner_is_disclosed(actor, table))


def owner_is_disclosed(actor: Actor, table: type[Any]) -> ColumnElement[bool]:
    """An accepted introduction has shown the actor's organisation whose listing it is."""
    return _is_disclosed(actor, table, col(Disclosure.shows_owner))


def _is_disclosed(actor: Actor, table: type[Any], *how: Any) -> ColumnElement[bool]:
    if not actor.is_member:
        return false()
    mine = col(Disclosure.organization_id) == actor.organization_id
    return col(table.id).in_(select(col(Disclosure.listing_id)).where(mine, *how))


def is_insider(actor: Actor, table: type[Any]) -> ColumnElement[bool]:
    """policy.is_insider as SQL."""
    if actor.organization_id is None:
        return false()
    mine = actor.organization_id
    return or_(col(table.owner_id) == mine, col(table.entered_by_organization_id) == mine)


def in_area(actor: Actor, table: type[Any]) -> ColumnElement[bool]:
    """Actor.reaches as SQL."""
    if not actor.is_bureau or actor.area is None:
        return false()
    return col(table.region).startswith(actor.area)


def _as_bureau(actor: Actor, table: type[Any]) -> ColumnElement[bool]:
    return and_(in_area(actor, table), col(table.status) != "draft")


def _as_reader(actor: Actor, table: type[Any], today: date, owner: Any) -> ColumnElement[bool]:
    shown = [Visibility.PUBLIC, Visibility.ANONYMOUS]
    if actor.is_member:
        shown.append(Visibility.MEMBERS)
    status = col(table.status)
    # Expiry ends what is on offer; what was transferred or solved stays as a record of success.
    lasting = or_(col(table.valid_until) >= today, status != _RANKING_STATE)
    return and_(
        status.in_(_known(status, OPEN_STATES)),
        or_(col(table.visibility).in_(shown), _is_disclosed(actor, table)),
        lasting,
        col(owner.status) != OrganizationStatus.SUSPENDED,
    )


def _known(status: Any, names: Collection[str]) -> list[str]:
    """Of these states, the ones that this kind of listing has."""
    return [name for name in status.type.enums if name in names]
