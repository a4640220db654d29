"""The port to a virus scanner, and the null one that an installation has until it connects its own."""

from collections.abc import Iterator
from typing import Any, Protocol

from sqlmodel import Session

from service.attachments.tables import ScanState

_KEY = "virus_scanner"


class Scanner(Protocol):
    """What a scanner must do; ``is_null`` says that it looks at nothing."""

    is_null: bool

    def scan(self, content: Iterator[bytes]) -> ScanState:
        """Look at a whole content."""


class NullScanner:
    """Looks at nothing and says so: everything stays ``unscanned`` and may be downloaded."""

    is_null = True

    def scan(self, content: Iterator[bytes]) -> ScanState:  # noqa: ARG002 (the port's signature)
        """Nothing is known."""
        return ScanState.UNSCANNED


def connect(info: dict[str, Any], scanner: Scanner) -> None:
    """Make ``scanner`` the one that sessions carrying ``info`` use."""
    info[_KEY] = scanner


def scanner_of(info: dict[str, Any]) -> Scanner:
    """The connected scanner, else the null one."""
    found: Scanner = info.get(_KEY) or NullScanner()
    return found


def has_scanner(session: Session) -> bool:
    """Contents are looked at before they are given out."""
    return not scanner_of(session.info).is_null
