"""What every stored record has, and the column types that behave alike on both databases."""

from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, BigInteger, DateTime, Enum, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from service.kernel import clock, ids
from service.kernel.errors import PreconditionRequired, StaleVersion

# What If-Match said: None when it was absent, else the versions it names ("*" names every one).
Precondition = Collection[int] | str | None


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; naive ones are refused, and SQLite's naive answers get their zone back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """A decorator would only say ``object``; cursors are read back by this."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# Every constraint has a name, or a later migration could not drop it.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

Fen = BigInteger
Json = JSON().with_variant(JSONB(), "postgresql")


def code(kind: type[StrEnum]) -> Enum:
    """A column of one of ``kind``'s values, stored as text by value, checked in Python."""
    return Enum(
        kind,
        native_enum=False,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
        create_constraint=False,
    )


def text(length: int) -> String:
    """A bounded text column."""
    return String(length)


class Record(SQLModel):
    """A row with an identity, a version that guards its edits, and two times."""

    id: UUID = Field(default_factory=ids.new_id, primary_key=True)
    version: int = Field(default=1, nullable=False)
    created_at: datetime = Field(default_factory=clock.now, sa_type=Instant, nullable=False)
    updated_at: datetime = Field(
        default_factory=clock.now,
        sa_type=Instant,
        nullable=False,
        sa_column_kwargs={"onupdate": clock.now},
    )

    entity: ClassVar[str] = ""
    # Columns whose values the audit trail never copies: secrets, and what a person may ask to have erased.
    untold: ClassVar[frozenset[str]] = frozenset()

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


def check_version(record: Record, expected: Precondition, *, is_required: bool = True) -> None:
    """Compare the version that the caller last saw with the stored one.

    Raises PreconditionRequired when nothing was said and something must be, StaleVersion when it differs.
    """
    if expected is None:
        if is_required:
            raise PreconditionRequired('Read the record and send its ETag, as in If-Match: "3".')
        return
    if expected != "*" and record.version not in expected:
        raise StaleVersion(f"It is now at version {record.version}; read it again and repeat your change.")
