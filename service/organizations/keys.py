"""Keys for machines: how one is made, told from other tokens, and what is stored of it.

``keju_`` + 10 characters that find it + 33 secret ones + 6 of CRC-32, all of base 62: the fixed head and the
checksum let secret scanners recognise a leaked key, and let a mistyped one be refused without the database.
"""

import re
import secrets
import string
import zlib
from dataclasses import dataclass

from service.accounts.tokens import token_hash

_HEAD = "keju_"
_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_FINDING, _SECRET, _CHECK = 10, 33, 6
_SHAPE = re.compile(rf"{_HEAD}[0-9A-Za-z]{{{_FINDING + _SECRET + _CHECK}}}(?![\s\S])")
PREFIX_LENGTH = len(_HEAD) + _FINDING


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown once, and the two columns that stand for it."""

    shown: str
    prefix: str
    hash: str


def new_key() -> NewKey:
    """A fresh key with 196 secret bits."""
    body = _HEAD + "".join(secrets.choice(_ALPHABET) for _ in range(_FINDING + _SECRET))
    shown = body + _checksum(body)
    return NewKey(shown, shown[:PREFIX_LENGTH], token_hash(shown))


def is_key(token: str) -> bool:
    """It means to be a key."""
    return token.startswith(_HEAD)


def is_whole(token: str) -> bool:
    """It has a key's shape and its checksum is right."""
    return _SHAPE.match(token) is not None and _checksum(token[:-_CHECK]) == token[-_CHECK:]


def is_same(token: str, stored: str) -> bool:
    """The token is the one whose hash is stored; takes equally long wherever they differ."""
    return secrets.compare_digest(token_hash(token), stored)


def _checksum(body: str) -> str:
    number, letters = zlib.crc32(body.encode("ascii")), ""
    for _ in range(_CHECK):
        number, rest = divmod(number, len(_ALPHABET))
        letters = _ALPHABET[rest] + letters
    return letters
