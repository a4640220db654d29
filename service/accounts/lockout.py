"""How guessing is slowed: how long one waits after how many wrong attempts; pure.

The wait is short at its longest, so a stranger who keeps guessing never shuts the owner out for long; and a
device from which the owner has logged in before is counted apart (OWASP's device cookies).
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

FORGOTTEN = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Counted:
    """What attempts are counted for, how many are free, and the first and longest wait after those.

    Only the hash ``key`` is stored. What is shared (a source) is not forgotten when one attempt is right.
    """

    key: str
    free: int
    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(minutes=1)
    is_shared: bool = False


def about_account(email: str) -> Counted:
    """Attempts at one account, whether or not it exists."""
    return Counted(_key("account", email.lower()), free=10)


def from_source(source: str) -> Counted:
    """Attempts from one address at any account: passwords are also sprayed over many."""
    return Counted(_key("source", source), free=50, is_shared=True)


def on_device(device: str) -> Counted:
    """Attempts on a device that the owner has used before."""
    return Counted(_key("device", device), free=10)


def asking(what: str, whom: str) -> Counted:
    """Requests for a message to somebody: nobody's mailbox is filled by strangers."""
    key = _key(f"asking for {what}", whom.lower())
    return Counted(key, free=3, first=timedelta(minutes=1), longest=timedelta(hours=1))


def wait(failures: int, counted: Counted) -> timedelta:
    """How long to wait after this many: nothing while they are free, then each time twice as long."""
    over = failures - counted.free
    return timedelta(0) if over < 0 else min(counted.first * 2 ** min(over, 16), counted.longest)


def _key(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}\n{value}".encode("utf-8", "surrogatepass")).hexdigest()
