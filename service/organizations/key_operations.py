"""Every change of keys for machines."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_, update
from sqlmodel import Session, col

from service.kernel import audit, clock
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden, invalid
from service.organizations import key_queries, policy
from service.organizations.key_schemas import ApiKeyCreate, ApiKeyCreated
from service.organizations.keys import new_key
from service.organizations.tables import ApiKey

_USUALLY = timedelta(days=365)
_AT_MOST = timedelta(days=731)
_TOLD_EVERY = timedelta(hours=1)


def create_key(session: Session, actor: Actor, data: ApiKeyCreate) -> ApiKeyCreated:
    """Make a key that acts as ``actor`` does, within its scopes.

    Raises Forbidden, Invalid.
    """
    if not policy.may_make_key(actor) or actor.person_id is None or actor.organization_id is None:
        raise Forbidden("A key acts for an organisation: belong to one, or choose one with X-Organization.")
    made = new_key()
    key = ApiKey(
        person_id=actor.person_id,
        organization_id=actor.organization_id,
        name=data.name,
        prefix=made.prefix,
        hash=made.hash,
        scopes=sorted(set(data.scopes)),
        expires_on=_expiry(data.expires_on),
    )
    audit.write(session, actor, "create", key)
    shown = {name: getattr(key, name) for name in ("id", "version", "name", "prefix", "scopes", "expires_on")}
    return ApiKeyCreated(key=made.shown, **shown)


def revoke_key(session: Session, actor: Actor, key_id: UUID) -> None:
    """End a key; the next request with it is refused.

    Raises NotFound.
    """
    _revoke(session, actor, key_queries.locked_key(session, actor, key_id))


def revoke_keys_of(
    session: Session, actor: Actor, person_id: UUID, organization_id: UUID | None = None
) -> None:
    """End the keys of who leaves an organisation (None: every one); coming back does not revive them."""
    for key in key_queries.live_keys_of(session, person_id, organization_id):
        _revoke(session, actor, key)


def note_use(session: Session, key_id: UUID) -> None:
    """Remember that a key is used, at most once an hour."""
    now = clock.now()
    is_old = or_(col(ApiKey.last_used_at).is_(None), col(ApiKey.last_used_at) <= now - _TOLD_EVERY)
    session.execute(update(ApiKey).where(col(ApiKey.id) == key_id, is_old).values(last_used_at=now))


def _revoke(session: Session, actor: Actor, key: ApiKey) -> None:
    key.revoked_at = clock.now()
    audit.write(session, actor, "revoke", key)


def _expiry(wished: date | None) -> date:
    today = clock.today()
    if wished is not None and not today < wished <= today + _AT_MOST:
        raise invalid("/expires_on", f"A key ends between tomorrow and {today + _AT_MOST}.")
    return wished or today + _USUALLY
