"""Brings the database to this version's schema; knows where the migrations are."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.kernel.database import Database
from service.kernel.errors import StartRefused
from service.kernel.settings import Settings

_FOLDER = Path(__file__).resolve().parents[1] / "migrations"
_EMPTY = "The database has no tables yet; run `keju migrate` first."


def alembic_config(url: str | None = None) -> Config:
    """Alembic's configuration without a file of its own, for ``url`` or the database of the settings."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def migrate(settings: Settings) -> None:
    """Run every migration that is missing."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    command.upgrade(alembic_config(settings.database), "head")


@contextmanager
def current_database(settings: Settings) -> Iterator[Database]:
    """The database of the settings, closed at the end.

    Raises StartRefused as require_current does.
    """
    database = Database(settings.database)
    try:
        require_current(database)
        yield database
    finally:
        database.dispose()


def require_current(database: Database) -> None:
    """Raises StartRefused when the schema is older or newer than this program."""
    if database.is_sqlite and not Path(database.url.database or "").exists():
        raise StartRefused(_EMPTY)
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        raise StartRefused(_EMPTY)
    if found != head:
        known = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
        advice = "run `keju migrate`" if found in known else "it is of a newer version: update the program"
        raise StartRefused(f"The database is at {found}, this program needs {head}; {advice}.")
