"""Passwords: hashed with argon2id, and refused when they would be guessed first."""

import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from service.accounts.errors import WeakPassword
from service.kernel.errors import Flaw
from service.kernel.settings import Settings

# zxcvbn's scale: 3 is safe against guessing offline at ten thousand a second for some days.
_STRONG_ENOUGH = 3
# It takes time that grows with the length; a password whose beginning is strong is strong.
_LOOKED_AT = 72
_OURS = ("keju", "kejuju", "mengkeju", "科聚", "蒙科聚", "huhehaote", "neimenggu")


@cache
def _hasher() -> PasswordHasher:
    if Settings().password_cost == "cheapest":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash with its parameters and salt."""
    return _hasher().hash(_one_form(password))


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")


def is_password(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one; takes as long when there is no such account."""
    try:
        return _hasher().verify(stored or _nobodys_hash(), _one_form(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def strong_hash(password: str, about: Iterable[str], pointer: str) -> str:
    """The hash of a new password of somebody about whom these words are known.

    Raises WeakPassword (with ``pointer``). No rule says which characters to use: that makes passwords
    worse (NIST SP 800-63B, 3.1.1.2).
    """
    known = [part for text in about for part in (text, *text.replace("@", ".").split("."))]
    found = zxcvbn(_one_form(password)[:_LOOKED_AT], user_inputs=[*_OURS, *known])
    if found["score"] < _STRONG_ENOUGH:
        told = found["feedback"]["warning"] or "It is guessed too easily"
        detail = (
            f"{told.rstrip('.')}. Take several words that do not belong together. 请使用几个互不相关的词。"
        )
        raise WeakPassword(detail, flaws=[Flaw(detail, pointer=pointer)])
    return hash_password(password)


def _one_form(password: str) -> str:
    """Keyboards write one and the same letter in several ways."""
    return unicodedata.normalize("NFKC", password)
