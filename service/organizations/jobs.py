"""What organisations do after the commit: mail invitations and what becomes of requests.

A link's token is made when it is mailed, so that no job row carries one.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from service.accounts import link_operations
from service.accounts.tables import LinkPurpose
from service.kernel import clock
from service.kernel.database import Database
from service.kernel.messages import messenger_of
from service.organizations import entry_queries, invitation_operations, letters, registration_operations
from service.organizations.entry_tables import ApplicationStatus, InvitationStatus, Registration

SEND_INVITATION = invitation_operations.SEND_INVITATION
TELL_RECEIVED, TELL_REFUSED = registration_operations.TELL_RECEIVED, registration_operations.TELL_REFUSED


def send_invitation(database: Database, payload: Mapping[str, Any]) -> None:
    """Mail the link of an invitation that is still open."""
    ways, invitation_id = messenger_of(database), UUID(payload["invitation_id"])
    with database.writing() as session:
        found = entry_queries.invitation(session, invitation_id)
        if found.status != InvitationStatus.OPEN:
            return
        token = link_operations.make_link(
            session, LinkPurpose.ACCEPT_INVITATION, invitation_id, lasts=found.expires_at - clock.now()
        )
    ways.mail(letters.invitation_letter(found.email, found.organization_name, ways.public_url, token))


def tell_received(database: Database, payload: Mapping[str, Any]) -> None:
    """Tell an address that a request came in with it, and how to take it back."""
    ways, registration_id = messenger_of(database), UUID(payload["registration_id"])
    with database.writing() as session:
        found = session.get_one(Registration, registration_id)
        if found.status != ApplicationStatus.PENDING:
            return
        email, organization = found.email, found.organization_name
        token = link_operations.make_link(
            session,
            LinkPurpose.WITHDRAW_REGISTRATION,
            registration_id,
            lasts=registration_operations.WITHDRAWABLE,
        )
    ways.mail(letters.received_letter(email, organization, ways.public_url, token))


def tell_refused(database: Database, payload: Mapping[str, Any]) -> None:
    """Tell an applicant why not."""
    ways = messenger_of(database)
    with database.reading() as session:
        found = session.get_one(Registration, UUID(payload["registration_id"]))
        letter = letters.refused_letter(found.email, found.organization_name, found.reason or "")
    ways.mail(letter)
