"""Password hashing with argon2id."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from service.kernel.settings import Settings


@cache
def _hasher() -> PasswordHasher:
    if Settings().password_cost == "cheapest":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash with its parameters and salt."""
    return _hasher().hash(password)


@cache
def _nobodys_hash() -> str:
    return hash_password("nobody has this password")


def is_password(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one; takes as long when there is no such account."""
    try:
        return _hasher().verify(stored or _nobodys_hash(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
