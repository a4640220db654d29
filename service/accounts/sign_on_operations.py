"""Links who somebody is at the provider with an account here."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session

from service.accounts import queries
from service.accounts.errors import SignOnRefused
from service.accounts.sign_on import Identity
from service.accounts.tables import SignOnIdentity
from service.kernel import audit, clock
from service.kernel.actor import Actor

_UNKNOWN = "No account here is linked with this identity; ask your organisation to invite you."


def person_of(session: Session, identity: Identity, domains: Collection[str]) -> UUID:
    """Whose account this is; linked at the first time by a verified address of an allowed domain.

    Raises SignOnRefused: nobody gets an account here by signing on there.
    """
    if linked := queries.person_of_identity(session, identity.issuer, identity.subject):
        return linked
    email = (identity.email or "").lower()
    if not identity.has_verified_email or email.rpartition("@")[2] not in domains:
        raise SignOnRefused(_UNKNOWN)
    person = queries.person_by_email(session, email)
    if person is None or not person.is_active or queries.has_identity(session, person.id, identity.issuer):
        raise SignOnRefused(_UNKNOWN)
    session.add(SignOnIdentity(person_id=person.id, issuer=identity.issuer, subject=identity.subject))
    # Nothing of the account itself changes; its next version tells of the link.
    person.updated_at = clock.now()
    audit.write(session, Actor(person_id=person.id, name="sign-on"), "link_sign_on", person)
    return person.id
