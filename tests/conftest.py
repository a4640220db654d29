"""Fixtures of every test: each database one after the other, the application on it, people logged in."""

import os
import tempfile
from pathlib import Path

os.environ["KEJU_PASSWORD_COST"] = "cheapest"
if "XDG_RUNTIME_DIR" not in os.environ:
    # The PostgreSQL of the tests keeps its lock file there and warns when it is missing or shared.
    runtime = Path(tempfile.gettempdir()) / f"keju-tests-{os.getuid()}"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)

from collections.abc import Iterator

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from service.app import equip, routed
from service.kernel.database import Database
from service.kernel.settings import Settings
from tests.support.databases import KINDS, PostgresqlHome, SqliteHome, settings_for, short_folder
from tests.support.letters import Letters
from tests.support.market import Market


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests tell of themselves, from whichever process they ran in."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, told in report.user_properties:
            if name == "told" and report.when == "call":
                terminalreporter.write_line(str(told))


@pytest.fixture(scope="session")
def homes() -> Iterator[dict[str, SqliteHome | PostgresqlHome]]:
    """Both databases, migrated once for this process."""
    with short_folder() as folder:
        (folder / "files").mkdir()
        postgresql = PostgresqlHome(folder)
        yield {"sqlite": SqliteHome(folder / "files"), "postgresql": postgresql}
        postgresql.close()


@pytest.fixture(params=KINDS)
def settings(request: pytest.FixtureRequest, homes, tmp_path) -> Settings:
    """Settings that point to an empty database; a test that uses them runs on both."""
    return settings_for(tmp_path, homes[request.param].fresh())


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The empty database itself."""
    database = Database(settings.database)
    yield database
    database.dispose()


@pytest.fixture(scope="session")
def app() -> Litestar:
    """The application's routes, registered once: that takes longer than most tests."""
    return routed()


@pytest.fixture
def client(app: Litestar, settings: Settings) -> Iterator[TestClient]:
    """A client of the whole application on an empty database."""
    equip(app, settings)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def market(client: TestClient, database: Database) -> Market:
    """The same, with organisations and people of every role."""
    return Market(client, database)


@pytest.fixture
def letters(client: TestClient) -> Letters:
    """What people are told, instead of sending it."""
    return Letters(client)
