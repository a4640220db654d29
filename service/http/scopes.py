"""What a machine's key must be allowed for each route: one rule from the path and the method.

A path that is not named here is closed to keys: a new resource is opened deliberately.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class KeyScope(StrEnum):
    """What a key may be allowed (接口密钥权限)."""

    ACHIEVEMENTS_READ = "achievements:read"
    ACHIEVEMENTS_WRITE = "achievements:write"
    NEEDS_READ = "needs:read"
    NEEDS_WRITE = "needs:write"
    REVIEWS_WRITE = "reviews:write"
    MATCHES_READ = "matches:read"
    MATCHES_WRITE = "matches:write"
    INTRODUCTIONS_READ = "introductions:read"
    INTRODUCTIONS_WRITE = "introductions:write"
    ATTACHMENTS_READ = "attachments:read"
    ATTACHMENTS_WRITE = "attachments:write"
    CONTRACTS_READ = "contracts:read"
    CONTRACTS_WRITE = "contracts:write"
    IMPORTS_READ = "imports:read"
    IMPORTS_WRITE = "imports:write"
    ROADSHOWS_READ = "roadshows:read"
    ROADSHOWS_WRITE = "roadshows:write"
    LANDINGS_READ = "landings:read"
    LANDINGS_WRITE = "landings:write"
    REPORTS_READ = "reports:read"
    REPORTS_WRITE = "reports:write"
    NOTIFICATIONS_READ = "notifications:read"
    NOTIFICATIONS_WRITE = "notifications:write"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
    WORKLIST_READ = "worklist:read"
    ORGANIZATIONS_READ = "organizations:read"
    ORGANIZATIONS_WRITE = "organizations:write"
    AUDIT_READ = "audit:read"


# Harmless and needed by every machine: whatever the key's scopes are.
ANY = "any"

# First step of the path under /api/v1 -> the resource of its scopes.
RESOURCES: Mapping[str, str] = {
    "achievements": "achievements",
    "needs": "needs",
    "reviews": "reviews",
    "matches": "matches",
    "introductions": "introductions",
    "attachments": "attachments",
    "contracts": "contracts",
    "imports": "imports",
    "roadshows": "roadshows",
    "landings": "landings",
    "reports": "reports",
    "targets": "reports",
    "official-series": "reports",
    "notifications": "notifications",
    "webhooks": "webhooks",
    "worklist": "worklist",
    "organizations": "organizations",
    "brokers": "organizations",
    "audit": "audit",
    "codes": ANY,
    "me": ANY,
}

# For people who are logged in, never for a machine: who may come in, and with what.
CLOSED = frozenset({"sessions", "api-keys", "invitations", "registrations", "passwords", "sign-on"})

_READS = ("GET", "HEAD")


def needed_scope(path: str, method: str, options: Mapping[str, Any]) -> str | None:
    """The scope that a key needs, ANY when every key may, None when none may.

    A route whose path or method says it wrongly (a search by POST, matches under a need) names it itself
    as its option ``scope``.
    """
    if named := options.get("scope"):
        return str(named)
    _, version, step = path.partition("/api/v1/")
    resource = RESOURCES.get(step.partition("/")[0]) if version else None
    is_read = method in _READS
    if resource is None or (resource == ANY and not is_read):
        return None
    scope = ANY if resource == ANY else f"{resource}:{'read' if is_read else 'write'}"
    return scope if scope == ANY or scope in set(KeyScope) else None
