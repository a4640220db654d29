"""ETag and If-Match: a record's version as a strong entity tag, ``"3"``."""

import re
from collections.abc import Sequence

from service.kernel.errors import BadParameter, Flaw
from service.kernel.record import Precondition

_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_VERSION = re.compile(r"[1-9][0-9]{0,8}(?![\s\S])")


def etag(version: int) -> str:
    """The strong entity tag of a version."""
    return f'"{version}"'


def precondition(lines: Sequence[str]) -> Precondition:
    """What If-Match names: nothing, every version, or some; a weak tag never matches.

    Several lines are one list (RFC 9110, 5.3). Raises BadParameter for anything but entity tags.
    """
    if not lines:
        return None
    parts = [part.strip(" \t") for part in ",".join(lines).split(",")]
    if parts == ["*"]:
        return "*"
    if not all(_TAG.fullmatch(part) for part in parts):
        detail = 'If-Match takes the ETag of the record, in quotes: "3".'
        raise BadParameter(detail, flaws=[Flaw(detail, parameter="If-Match")])
    return {int(part[1:-1]) for part in parts if _VERSION.match(part[1:-1])}
