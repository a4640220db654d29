"""Opaque tokens of 256 bits: made here, shown once, stored as their SHA-256."""

import hashlib
import secrets
from datetime import timedelta

ACCESS_LASTS = timedelta(minutes=30)
REFRESH_LASTS = timedelta(days=14)
# A browser's session ends after this long without use, and in the end as every session does.
BROWSER_LASTS = timedelta(hours=8)


def new_token() -> str:
    """A fresh token."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of it; no salt is needed for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
