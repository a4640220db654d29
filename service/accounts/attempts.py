"""An attempt to prove who one is: counted before it is looked at, forgiven when it was right."""

from collections.abc import Callable

from service.accounts import guess_operations, lockout
from service.accounts.cookies import cookie_names, known_device
from service.accounts.lockout import Counted
from service.accounts.passwords import is_password
from service.accounts.queries import Credentials
from service.http.edge import Edge


async def password_is_right(edge: Edge, email: str, found: Credentials | None, password: str) -> bool:
    """Whether this is the account's password; hashing takes as long when there is no account.

    Raises TooManyGuesses.
    """
    counted = _counted(edge, email, found)
    stored = found.password_hash if found else None
    await charge(edge, *counted)
    if not await edge.runtime.hashing(lambda: is_password(stored, password)):
        return False
    await forgive(edge, *counted)
    return True


async def charge(edge: Edge, *counted: Counted) -> None:
    """Count an attempt. Raises TooManyGuesses."""
    await edge.write(lambda session: guess_operations.charge(session, counted), takes_key=False)


async def forgive(edge: Edge, *counted: Counted) -> None:
    """It was right."""
    await edge.write(lambda session: guess_operations.forgive(session, counted), takes_key=False)


async def hashed(edge: Edge, work: Callable[[], str]) -> str:
    """A password's hash, made where it does not hold up other requests."""
    return await edge.runtime.hashing(work)


def _counted(edge: Edge, email: str, found: Credentials | None) -> tuple[Counted, ...]:
    """A device that the owner has used before is counted alone, so strangers cannot lock it out."""
    settings = edge.runtime.settings
    mark = edge.cookies.get(cookie_names(settings).device)
    if found and (device := known_device(settings, mark, found.person_id)):
        return (lockout.on_device(device),)
    return lockout.about_account(email), lockout.from_source(edge.source)
