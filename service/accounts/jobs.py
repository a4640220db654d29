"""What accounts do after the commit and on a schedule: send links and codes, forget what is over.

The secret of a message is made when it is sent, so that no job row ever carries one; a message that is sent
twice voids what the first one said.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.accounts import (
    code_operations,
    guess_operations,
    letters,
    link_operations,
    operations,
    password_operations,
    queries,
)
from service.kernel.database import Database
from service.kernel.messages import messenger_of

PRUNE = "accounts.prune"
SEND_RESET, SEND_CODE = password_operations.SEND_RESET, code_operations.SEND_CODE


def prune_sessions(database: Database, _payload: Mapping[str, Any]) -> None:
    """Remove sessions whose refresh token has ended, and links, codes and counts that are over."""
    with database.writing() as session:
        operations.prune_sessions(session)
        link_operations.prune_links(session)
        code_operations.prune_codes(session)
        guess_operations.prune_guesses(session)


def send_reset(database: Database, payload: Mapping[str, Any]) -> None:
    """Mail somebody a link to set a new password."""
    if payload["person_id"] is None:
        return
    person_id, ways = UUID(payload["person_id"]), messenger_of(database)
    with database.writing() as session:
        found = queries.credentials_of(session, person_id)
        token = password_operations.make_reset_link(session, person_id) if found else None
    if found and token:
        ways.mail(letters.reset_letter(found.email, ways.public_url, token))


def send_code(database: Database, payload: Mapping[str, Any]) -> None:
    """Send a one-time code to a mobile number."""
    if payload["code_id"] is None:
        return
    ways = messenger_of(database)
    with database.writing() as session:
        made = code_operations.make_code(session, UUID(payload["code_id"]), ways.secret)
    if made:
        mobile, code = made
        ways.short_message(letters.code_message(mobile, code))
