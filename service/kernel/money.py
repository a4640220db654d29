"""Money: whole fen inside, a string of yuan with two decimals outside, one parser between them."""

import re
from typing import Annotated

from msgspec import Meta

MAX_FEN = 999_999_999_999_999
# A lookahead instead of `$`, which lets a newline pass; ASCII digits only.
PATTERN = r"^(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?(?![\s\S])"
_YUAN = re.compile(PATTERN)

Yuan = Annotated[
    str,
    Meta(
        pattern=PATTERN,
        max_length=16,
        description="Yuan as a string, at most two decimals, 0 to 9,999,999,999,999.99 (元)",
        examples=["10000000.00"],
    ),
]


def to_fen(yuan: str) -> int:
    """``"12.3"`` → 1230 fen.

    Raises ValueError for anything but a plain decimal of at most two places in range.
    """
    if not _YUAN.match(yuan):
        raise ValueError(f"{yuan!r} is not an amount of yuan")
    whole, _, cents = yuan.partition(".")
    return int(whole) * 100 + int(cents.ljust(2, "0"))


def to_yuan(fen: int) -> str:
    """1230 fen → ``"12.30"``; a difference may be negative."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def optional_fen(yuan: str | None) -> int | None:
    """The same, where no amount is known."""
    return None if yuan is None else to_fen(yuan)


def optional_yuan(fen: int | None) -> str | None:
    """The same, where no amount is known."""
    return None if fen is None else to_yuan(fen)
