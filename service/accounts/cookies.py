"""What a browser keeps for us: the session, its page token against forged requests, the known device.

The session's cookie is out of reach of scripts; the page token is not, and a page sends it back as
``X-CSRF-Token`` (or as the form field ``csrf_token``). It is derived from the session and the secret, so
nobody who can merely plant cookies can make one (OWASP's signed double submit).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer

from service.kernel.settings import Settings

CSRF_HEADER, CSRF_FIELD = "x-csrf-token", "csrf_token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
DEVICE_LASTS = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class CookieNames:
    """``__Host-`` lets a browser take the cookie from this very host and over TLS only."""

    session: str
    page: str
    device: str


def cookie_names(settings: Settings) -> CookieNames:
    """The names in force; plain http, as on one's own machine, cannot have the safer ones."""
    head = "__Host-" if settings.is_https else ""
    return CookieNames(f"{head}keju_session", f"{head}keju_csrf", f"{head}keju_device")


def page_token(settings: Settings, session_id: UUID) -> str:
    """The page token of a session."""
    return hmac.new(settings.secret.encode(), b"csrf\n" + session_id.bytes, hashlib.sha256).hexdigest()


def is_page_token(settings: Settings, session_id: UUID, sent: str) -> bool:
    """Whether a page of ours sent the request."""
    return hmac.compare_digest(page_token(settings, session_id).encode(), sent.encode("utf-8", "replace"))


def new_device(settings: Settings, person_id: UUID) -> str:
    """A mark for a device on which somebody has logged in rightly."""
    return _devices(settings).dumps([person_id.hex, secrets.token_hex(8)])


def known_device(settings: Settings, mark: str | None, person_id: UUID) -> str | None:
    """The mark, when it was given to this person here and is not too old."""
    try:
        owner, _ = _devices(settings).loads(mark or "", max_age=int(DEVICE_LASTS.total_seconds()))
    except (BadSignature, ValueError, TypeError, UnicodeError):
        return None
    return mark if owner == person_id.hex else None


def _devices(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret, salt="device")
