"""People, their sessions and every other way in; secrets are kept as hashes only."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from service.kernel import clock, ids
from service.kernel.record import Instant, Record, code


class Person(Record, table=True):
    """Somebody who can log in; a mobile number stands here once its owner has shown that it is theirs."""

    __tablename__ = "people"
    entity: ClassVar[str] = "people"
    untold: ClassVar[frozenset[str]] = frozenset({"email", "name", "title", "mobile", "password_hash"})

    email: str = Field(max_length=254, unique=True)
    name: str = Field(max_length=100)
    title: str | None = Field(default=None, max_length=100)
    mobile: str | None = Field(default=None, max_length=20, unique=True)
    password_hash: str = Field(max_length=200)
    is_active: bool = True


class LoginSession(SQLModel, table=True):
    """One log-in: the pair of tokens in force; a refresh replaces them, the log-out ends it.

    A browser's has one token, in a cookie, whose end moves on with its use up to ``refresh_until``.
    """

    __tablename__ = "login_sessions"

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", index=True)
    access_hash: str = Field(max_length=64, unique=True)
    refresh_hash: str | None = Field(default=None, max_length=64, unique=True)
    access_until: datetime = Field(sa_type=Instant)
    refresh_until: datetime = Field(sa_type=Instant)
    user_agent: str | None = Field(default=None, max_length=200)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    last_used_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class SpentRefreshToken(SQLModel, table=True):
    """A refresh token that was exchanged; whoever shows it again has stolen it or lost it to a thief."""

    __tablename__ = "spent_refresh_tokens"

    hash: str = Field(primary_key=True, max_length=64)
    session_id: UUID = Field(foreign_key="login_sessions.id", index=True)
    spent_at: datetime = Field(default_factory=clock.now, sa_type=Instant)


class LinkPurpose(StrEnum):
    """What a one-time link is for."""

    RESET_PASSWORD = "reset_password"
    ACCEPT_INVITATION = "accept_invitation"
    WITHDRAW_REGISTRATION = "withdraw_registration"


class OneTimeLink(SQLModel, table=True):
    """The newest link for one purpose and one subject (a person, an invitation); an older one is void."""

    __tablename__ = "one_time_links"
    __table_args__ = (UniqueConstraint("purpose", "subject_id"),)

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    purpose: LinkPurpose = Field(sa_type=code(LinkPurpose))
    subject_id: UUID
    token_hash: str = Field(max_length=64, unique=True)
    expires_at: datetime = Field(sa_type=Instant)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class OneTimeCode(SQLModel, table=True):
    """A code of six digits on its way to a mobile number, and how often it was guessed.

    Six digits can be tried out, so the hash is keyed with the installation's secret.
    """

    __tablename__ = "one_time_codes"

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", index=True)
    mobile: str = Field(max_length=20, index=True)
    confirms_mobile: bool = False
    code_hash: str | None = Field(default=None, max_length=64)
    attempts: int = 0
    expires_at: datetime = Field(sa_type=Instant, index=True)
    used_at: datetime | None = Field(default=None, sa_type=Instant)


class Guesses(SQLModel, table=True):
    """How often somebody was wrong of late: about one account, from one source, on one known device."""

    __tablename__ = "guesses"

    key: str = Field(primary_key=True, max_length=64)
    failures: int = 0
    blocked_until: datetime = Field(sa_type=Instant)
    last_at: datetime = Field(sa_type=Instant, index=True)


class SignOnIdentity(SQLModel, table=True):
    """Who a person is at an OpenID provider: linked by issuer and subject, never by address alone."""

    __tablename__ = "sign_on_identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", index=True)
    issuer: str = Field(max_length=300)
    subject: str = Field(max_length=255)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
