"""People and their sessions; tokens are kept as SHA-256 hashes only."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field, SQLModel

from service.kernel import clock, ids
from service.kernel.record import Instant, Record


class Person(Record, table=True):
    """Somebody who can log in."""

    __tablename__ = "people"
    entity: ClassVar[str] = "people"
    untold: ClassVar[frozenset[str]] = frozenset({"email", "name", "title", "password_hash"})

    email: str = Field(max_length=254, unique=True)
    name: str = Field(max_length=100)
    title: str | None = Field(default=None, max_length=100)
    password_hash: str = Field(max_length=200)
    is_active: bool = True


class LoginSession(SQLModel, table=True):
    """One log-in: the pair of tokens in force; a refresh replaces them, the log-out ends it."""

    __tablename__ = "login_sessions"

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    person_id: UUID = Field(foreign_key="people.id", index=True)
    access_hash: str = Field(max_length=64, unique=True)
    refresh_hash: str = Field(max_length=64, unique=True)
    access_until: datetime = Field(sa_type=Instant)
    refresh_until: datetime = Field(sa_type=Instant)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)


class SpentRefreshToken(SQLModel, table=True):
    """A refresh token that was exchanged; whoever shows it again has stolen it or lost it to a thief."""

    __tablename__ = "spent_refresh_tokens"

    hash: str = Field(primary_key=True, max_length=64)
    session_id: UUID = Field(foreign_key="login_sessions.id", index=True)
