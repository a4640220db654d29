"""Brings the database to this version's schema; knows where the migrations are."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from service.kernel.database import Database
from service.kernel.errors import StartRefused
from service.kernel.settings import Settings

_FOLDER = Path(__file__).resolve().parents[1] / "migrations"


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


def require_current(database: Database) -> None:
    """Raises StartRefused when the schema is older or newer than this program."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with database.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found is None:
        raise StartRefused("The database has no tables yet; run `keju migrate` first.")
    if found != head:
        known = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
        advice = "run `keju migrate`" if found in known else "it is of a newer version: update the program"
        raise StartRefused(f"The database is at {found}, this program needs {head}; {advice}.")
