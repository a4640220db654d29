"""Runs migrations on either database; ``keju migrate`` calls it."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Enum, String, Text, create_engine, event, pool
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from service.all_tables import METADATA
from service.kernel.settings import Settings


def plain_types(kind: str, value: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write plain SQLAlchemy types, so that a migration does not change when a class of ours does."""
    return _plain(value) if kind == "type" else False


def _plain(value: Any) -> str:
    if isinstance(value, TypeDecorator):
        value = value.impl_instance
    if isinstance(value, Enum | String) and not isinstance(value, Text):
        return f"sa.String(length={value.length})" if value.length else "sa.String()"
    written = "postgresql.JSONB()" if isinstance(value, JSONB) else f"sa.{value!r}"
    for dialect, variant in value._variant_mapping.items():
        written += f".with_variant({_plain(variant)}, {dialect!r})"
    return written


def run(connection: Connection) -> None:
    """All migrations on one connection, in one transaction where the database can."""
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_item=plain_types,
        render_as_batch=is_sqlite,
        compare_type=True,
        transaction_per_migration=not is_sqlite,
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()):
        raise RuntimeError(f"the migration leaves rows without their parents: {broken[:5]}")


def main() -> None:
    """On the database that the caller names, else on that of the settings."""
    url = context.config.attributes.get("url") or Settings().database
    engine = create_engine(url, poolclass=pool.NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET lock_timeout = '4s'; SET statement_timeout = '60s'")
        run(connection)
    engine.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # A batch rebuild drops the old table: with foreign keys on, that would delete its children.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")


main()
