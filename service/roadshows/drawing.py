"""The draw (抽签): an order that nobody could choose and everybody can compute again; pure.

When the call closes, a secret is made and its hash is shown. At the draw the hall calls out a word. Seed and
order follow from both, so neither who knows the secret nor who calls the word decides the order alone.
"""

import hashlib
import secrets
from collections.abc import Iterable
from uuid import UUID


def new_secret() -> str:
    """256 random bits, kept until the draw."""
    return secrets.token_hex(32)


def commitment(secret: str) -> str:
    """What is shown of the secret before the draw: its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def seed(secret: str, word: str) -> str:
    """SHA-256 of the secret, a line break and the word of the hall, as hexadecimal text."""
    return hashlib.sha256(f"{secret}\n{word}".encode()).hexdigest()


def order(seed_: str, entry_ids: Iterable[UUID]) -> list[UUID]:
    """The entries by the SHA-256 of the seed, a line break and their id."""
    return sorted(entry_ids, key=lambda one: hashlib.sha256(f"{seed_}\n{one}".encode()).hexdigest())
