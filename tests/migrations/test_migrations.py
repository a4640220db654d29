"""The migrations: one head, the schema they make is the tables' own, and they run both ways without loss."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from service.all_tables import METADATA
from service.kernel.database import Database
from service.kernel.errors import StartRefused
from service.kernel.settings import Settings
from service.migrating import alembic_config, require_current

HEAD = ScriptDirectory.from_config(alembic_config()).get_current_head()


@pytest.fixture
def restored(settings: Settings) -> Iterator[Settings]:
    """Settings of a database that a test may take apart; it is put together again for the next one."""
    yield settings
    command.upgrade(alembic_config(settings.database), "head")


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_the_migrated_schema_is_that_of_the_tables(settings: Settings) -> None:
    command.check(alembic_config(settings.database))


def test_head_to_base_to_head_leaves_nothing_and_then_everything(restored: Settings) -> None:
    config = alembic_config(restored.database)
    command.downgrade(config, "base")
    assert _tables(restored) == {"alembic_version"}
    command.upgrade(config, "head")
    assert _tables(restored) == {"alembic_version", *METADATA.tables}


def test_an_empty_database_is_not_served(restored: Settings) -> None:
    command.downgrade(alembic_config(restored.database), "base")
    database = Database(restored.database)
    with pytest.raises(StartRefused, match="keju migrate"):
        require_current(database)
    database.dispose()


def test_a_database_of_the_future_is_not_served(restored: Settings) -> None:
    database = Database(restored.database)
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StartRefused, match="newer version"):
        require_current(database)
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})
    require_current(database)
    database.dispose()


def _tables(settings: Settings) -> set[str]:
    database = Database(settings.database)
    found = set(inspect(database.engine).get_table_names())
    database.dispose()
    return found
