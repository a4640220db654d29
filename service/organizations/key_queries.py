"""What is read about keys for machines."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select
from sqlmodel import Session, col

from service.accounts.tables import Person
from service.http.scopes import KeyScope
from service.kernel import clock
from service.kernel.actor import Actor
from service.kernel.errors import NotFound
from service.kernel.paging import Cursors, Keyset, Window
from service.kernel.schemas import Page
from service.organizations import policy
from service.organizations.key_schemas import ApiKeyRead
from service.organizations.queries import ActingAs, KeyActingAs
from service.organizations.tables import ApiKey, Membership, Organization

_READ: tuple[Any, ...] = (
    col(ApiKey.id), col(ApiKey.version), col(ApiKey.organization_id), col(ApiKey.person_id),
    col(Person.name).label("person_name"), col(ApiKey.name), col(ApiKey.prefix), col(ApiKey.scopes),
    col(ApiKey.expires_on), col(ApiKey.last_used_at), col(ApiKey.created_at),
)  # fmt: skip
_PAGES = Keyset(
    "api_keys",
    {"created_at": col(ApiKey.created_at), "name": col(ApiKey.name)},
    col(ApiKey.id),
    default="-created_at",
)

# Built once: it is asked before every request of a machine.
_ACTING_AS = (
    select(
        col(ApiKey.id), col(ApiKey.hash), col(ApiKey.scopes),
        col(Person.id), col(Person.name), col(Organization.id), col(Membership.role),
        col(Organization.status), col(Organization.region), col(Membership.is_manager),
        col(ApiKey.last_used_at),
    )
    .select_from(ApiKey)
    .join(Person, col(Person.id) == col(ApiKey.person_id))
    .join(
        Membership,
        (col(Membership.person_id) == col(ApiKey.person_id))
        & (col(Membership.organization_id) == col(ApiKey.organization_id)),
    )
    .join(Organization, col(Organization.id) == col(ApiKey.organization_id))
    .where(
        col(ApiKey.prefix) == bindparam("prefix"),
        col(ApiKey.expires_on) > bindparam("today"),
        col(ApiKey.revoked_at).is_(None),
        col(Person.is_active),
    )
)  # fmt: skip


def acting_as(session: Session, prefix: str, today: date) -> KeyActingAs | None:
    """Everything about the live key of a prefix; its hash is still to be compared."""
    row = session.execute(_ACTING_AS, {"prefix": prefix, "today": today}).first()
    if row is None:
        return None
    key_id, hashed, scopes, *place = row
    return KeyActingAs(key_id, hashed, tuple(scopes), ActingAs(None, *place))


def keys_visible_to(actor: Actor) -> ColumnElement[bool]:
    """A member's own keys for the organisation acted for; all of that organisation's for its manager."""
    condition = (col(ApiKey.organization_id) == actor.organization_id) & col(ApiKey.revoked_at).is_(None)
    return condition if actor.is_manager else condition & (col(ApiKey.person_id) == actor.person_id)


def keys(session: Session, actor: Actor, window: Window, cursors: Cursors) -> Page[ApiKeyRead]:
    """One page of the keys that ``actor`` may see, expired ones included."""
    statement = select(*_READ).join(Person, col(Person.id) == col(ApiKey.person_id))
    found = _PAGES.page(session, statement.where(keys_visible_to(actor)), window, cursors)
    items = [_shown(dict(zip(ApiKeyRead.__struct_fields__, row, strict=False))) for row in found.rows]
    page = Page[ApiKeyRead](items=items, next_cursor=found.next_cursor)
    if found.total is not None:
        page.total = found.total
    return page


def locked_key(session: Session, actor: Actor, key_id: UUID) -> ApiKey:
    """One key to be ended, its row locked.

    Raises NotFound also for one that ``actor`` may not see.
    """
    found = session.get(ApiKey, key_id, with_for_update=True)
    if found is None or found.revoked_at or not policy.may_see_key(actor, found):
        raise NotFound("There is no such key.")
    return found


def live_keys_of(session: Session, person_id: UUID, organization_id: UUID | None) -> list[ApiKey]:
    """The keys that somebody made, for one organisation or (None) for all, locked."""
    statement = select(ApiKey).where(col(ApiKey.person_id) == person_id, col(ApiKey.revoked_at).is_(None))
    if organization_id is not None:
        statement = statement.where(col(ApiKey.organization_id) == organization_id)
    return list(session.execute(statement.with_for_update()).scalars())


def _shown(columns: dict[str, object]) -> ApiKeyRead:
    scopes = columns.pop("scopes")
    assert isinstance(scopes, list)
    read = ApiKeyRead(**columns, scopes=[KeyScope(scope) for scope in scopes])  # type: ignore[arg-type]
    read.is_expired = read.expires_on <= clock.today()
    return read
