"""Settings: which databases are taken, the secret that is made once and kept, what is loopback."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from service.kernel.errors import StartRefused
from service.kernel.settings import Settings
from tests.support.stored import at_once


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATA_DIR", "SECRET_KEY", "DEMO_PASSWORD", "HOST"):
        monkeypatch.delenv(f"KEJU_{name}", raising=False)


def test_by_default_the_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path).database == f"sqlite:///{tmp_path / 'keju.sqlite3'}"


@pytest.mark.parametrize(
    ("url", "database"),
    [
        ("postgresql://u:p@h:5/d", "postgresql+psycopg://u:p@h:5/d"),
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u@h/d?sslmode=require", "postgresql+psycopg://u@h/d?sslmode=require"),
        ("sqlite:////srv/keju.sqlite3", "sqlite:////srv/keju.sqlite3"),
    ],
)
def test_an_operators_url_gets_our_driver(url: str, database: str) -> None:
    assert Settings(database_url=url).database == database


@pytest.mark.parametrize(
    "url", ["mysql://h/d", "postgresql+psycopg2://h/d", "keju.sqlite3", "sqlite:keju", "http://x", " "]
)
def test_another_database_is_refused_with_what_to_do(url: str) -> None:
    with pytest.raises(StartRefused, match="KEJU_DATABASE_URL"):
        assert Settings(database_url=url).database


def test_the_secret_is_made_once_kept_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    secrets = at_once([lambda: Settings(data_dir=folder).secret] * 8)
    assert len(set(secrets)) == 1
    assert len(secrets[0]) >= 48
    assert Settings(data_dir=folder).secret == secrets[0]
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
    assert (folder / "secret_key").stat().st_mode & 0o777 == 0o600
    assert Settings(data_dir=tmp_path / "other").secret != secrets[0]


def test_a_secret_that_is_set_is_not_written_down(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, secret_key="given", demo_password="given too")
    assert (settings.secret, settings.demonstration_password) == ("given", "given too")
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_password_is_the_same_at_the_next_start(tmp_path: Path) -> None:
    assert (
        Settings(data_dir=tmp_path).demonstration_password
        == Settings(data_dir=tmp_path).demonstration_password
    )


def test_only_this_machine_is_loopback() -> None:
    for host in ("127.0.0.1", "127.8.9.10", "::1", "localhost"):
        assert Settings(host=host).is_loopback, host
    for host in (
        "0.0.0.0",
        "::",
        "10.0.0.1",
        "192.168.1.1",
        "keju.example",
        "localhost.example",
        "",
        "127.0.0.1 ",
    ):
        assert not Settings(host=host).is_loopback, host


def test_the_environment_sets_and_nonsense_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEJU_PORT", "9001")
    assert Settings().port == 9001
    for name, value in (("KEJU_PORT", "70000"), ("KEJU_THREADS", "0"), ("KEJU_LOG_LEVEL", "loud")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            with pytest.raises(ValidationError):
                Settings()
