"""One-time links: made with a random token that is told once, redeemed once, void after their time."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from service.accounts import queries
from service.accounts.errors import LinkEnded
from service.accounts.tables import LinkPurpose, OneTimeLink
from service.accounts.tokens import new_token, token_hash
from service.kernel import clock


def make_link(session: Session, purpose: LinkPurpose, subject_id: UUID, *, lasts: timedelta) -> str:
    """The token of a fresh link; the one before for the same purpose and subject is void."""
    void_link(session, purpose, subject_id)
    token = new_token()
    until = clock.now() + lasts
    session.add(
        OneTimeLink(purpose=purpose, subject_id=subject_id, token_hash=token_hash(token), expires_at=until)
    )
    return token


def redeem_link(session: Session, purpose: LinkPurpose, token: str) -> UUID:
    """What the link is for; it cannot be redeemed again.

    Raises LinkEnded.
    """
    link = queries.locked_link(session, purpose, token_hash(token))
    if link is None or link.used_at or link.expires_at <= clock.now():
        raise LinkEnded
    link.used_at = clock.now()
    session.add(link)
    return link.subject_id


def void_link(session: Session, purpose: LinkPurpose, subject_id: UUID) -> None:
    """Nobody can redeem it any more."""
    session.execute(
        delete(OneTimeLink).where(
            col(OneTimeLink.purpose) == purpose, col(OneTimeLink.subject_id) == subject_id
        )
    )


def prune_links(session: Session) -> None:
    """Forget the links whose time is over."""
    session.execute(delete(OneTimeLink).where(col(OneTimeLink.expires_at) < clock.now()))
