"""The commands: what they do, print and refuse."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from litestar.testing import TestClient
from sqlalchemy import text

from service import cli
from service.accounts.operations import create_person
from service.kernel.actor import SYSTEM
from service.kernel.database import Database
from service.kernel.settings import Settings
from tests.support.market import done
from tests.support.tampering import unguarded

ADMIN = {
    "--email": "chief@city.cn",
    "--name": "局长",
    "--organization": "市科技局",
    "--uscc": "11150100MB0000001L",
    "--region": "150100",
}


@pytest.fixture
def environment(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The settings of the test as an operator would give them."""
    monkeypatch.setenv("KEJU_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("KEJU_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("KEJU_DEMO_PASSWORD", "demonstration")
    monkeypatch.setenv("KEJU_SECRET_KEY", "hidden from the list")
    monkeypatch.setenv("COLUMNS", "300")
    return monkeypatch


def run(*arguments: str) -> str:
    """What a command prints when it succeeds."""
    result: Result = CliRunner().invoke(cli.keju, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def refusal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a command ends with when it refuses."""
    monkeypatch.setattr("sys.argv", ["keju", *arguments])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    line = printed.err.strip()
    assert line.startswith("keju: ")
    assert "\n" not in line
    return line.removeprefix("keju: ")


@pytest.mark.usefixtures("environment")
def test_the_demonstration_is_loaded_shown_and_matched(database: Database, tmp_path: Path) -> None:
    assert "up to date" in run("migrate")
    for _ in range(2):
        assert "demonstration" in run("seed", "--demo")
    shown = run("show-demo")
    assert shown.count("需求 need:") == 3
    assert "40 labelled needs have a right achievement in the first 3." in shown
    question = "煤气化细渣制备高值填料"
    printed = run("match", "--text", question, "--limit", "2")
    assert "煤基固废低碳利用与高值材料制备技术" in printed
    answer = json.loads(run("match", "--text", question, "--limit", "2", "--json"))
    assert set(answer) == {"items", "next_cursor"}
    assert len(answer["items"]) == 2
    assert answer["items"][0]["achievement"]["title"] == "煤基固废低碳利用与高值材料制备技术"
    assert all(item["achievement"]["title"] in printed for item in answer["items"])
    needs = json.loads(run("match", "--text", question, "--side", "needs", "--title", "细渣", "--json"))
    assert needs["items"][0]["need"]["title"].startswith("每年2万吨气化细渣")
    assert "pairings in run" in run("match", "--all", "--jobs", "2", "--limit", "3")
    for wrong in ((), ("--all", "--text", "zzz")):
        assert CliRunner().invoke(cli.keju, ["match", *wrong]).exit_code == 2
    assert "Nothing matches well enough" in run("match", "--text", "zzz")
    assert "entries are not sealed yet" in run("verify-audit")
    checkpoint = str(tmp_path / "checkpoint.json")
    assert re.search(r"seal [1-9][0-9]* over", run("export-checkpoint", checkpoint))
    assert run("verify-audit", "--checkpoint", checkpoint) == "The audit trail is whole.\n"
    with unguarded(database) as session:
        session.execute(
            text(
                "UPDATE audit_entries SET action = 'forged' WHERE seq = (SELECT max(seq) FROM audit_entries)"
            )
        )
    broken = CliRunner().invoke(cli.keju, ["verify-audit"])
    assert broken.exit_code == 1
    assert broken.output.count("altered") == 1


@pytest.mark.usefixtures("environment")
def test_the_first_account_sets_its_password_by_the_printed_link(client: TestClient) -> None:
    arguments = [part for pair in ADMIN.items() for part in pair]
    token = token_in(run("create-admin", *arguments))
    password = "紫色的拖拉机在图书馆里唱歌"
    body = {"token": token, "new_password": password}
    assert client.post("/api/v1/passwords/reset", json=body).status_code == 204
    answer = client.post("/api/v1/sessions", json={"email": "chief@city.cn", "password": password})
    assert answer.status_code == 201
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    me = done(client.get("/api/v1/me", headers=headers))
    assert (me["role"], me["is_verified"], me["name"]) == ("bureau", True, "局长")


@pytest.mark.usefixtures("environment")
def test_a_forgotten_password_is_set_anew_and_an_account_erased(client: TestClient) -> None:
    assert token_in(run("create-admin", *(part for pair in ADMIN.items() for part in pair)))
    password = "seventeen quiet walruses"
    body = {"token": token_in(run("reset-password", "chief@city.cn")), "new_password": password}
    assert client.post("/api/v1/passwords/reset", json=body).status_code == 204
    erased = run("erase-person", "chief@city.cn", "--yes")
    assert erased.splitlines() == [
        "chief@city.cn is erased.",
        "Nobody manages 市科技局 now: the bureau invites a new manager.",
    ]
    login = {"email": "chief@city.cn", "password": password}
    assert client.post("/api/v1/sessions", json=login).status_code == 401


def test_who_has_no_account_is_named(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["reset-password", "nobody@city.cn"], ["erase-person", "nobody@city.cn", "--yes"]):
        assert refusal(environment, capsys, *command) == "nobody@city.cn has no account."


def token_in(printed: str) -> str:
    """The one-time token that a command printed."""
    return printed.partition("/reset#")[2].split()[0]


def test_an_account_that_breaks_a_rule_is_refused_in_one_line(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Database
) -> None:
    run("create-admin", *(part for pair in ADMIN.items() for part in pair))
    for changed, told in (
        ({}, "already has an account"),
        ({"--email": "second@city.cn"}, "already registered"),
        ({"--email": "no address"}, "Expected `str`"),
        ({"--email": "second@city.cn", "--uscc": "11150100MB0000001X"}, "Not a unified social credit code"),
        ({"--email": "second@city.cn", "--uscc": "1"}, "$.uscc"),
        ({"--email": "second@city.cn", "--region": "Hohhot"}, "$.region"),
        ({"--email": "second@city.cn", "--region": "999999"}, "regions"),
        ({"--email": "second@city.cn", "--organization": " "}, "$.name"),
    ):
        arguments = [part for pair in (ADMIN | changed).items() for part in pair]
        assert told in refusal(environment, capsys, "create-admin", *arguments)
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM people")).scalar() == 1


def test_a_database_without_tables_is_refused_with_advice(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    admin = [part for pair in ADMIN.items() for part in pair]
    (tmp_path / "empty.sqlite3").touch()
    for name in ("empty.sqlite3", "nowhere/keju.sqlite3"):
        environment.setenv("KEJU_DATABASE_URL", f"sqlite:///{tmp_path}/{name}")
        for arguments in (
            ["match", "--text", "乳清"],
            ["seed", "--demo"],
            ["show-demo"],
            ["verify-audit"],
            ["reindex"],
            ["serve"],
            ["create-admin", *admin],
        ):
            assert "run `keju migrate` first" in refusal(environment, capsys, *arguments)[-80:]
    assert not (tmp_path / "nowhere").exists()


def test_a_database_without_the_demonstration_says_how_to_load_it(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refusal(environment, capsys, "show-demo").endswith("run `keju seed --demo` first.")
    assert "pairings in run" in run("match", "--all", "--jobs", "2", "--limit", "3")
    for wrong in ((), ("--all", "--text", "zzz")):
        assert CliRunner().invoke(cli.keju, ["match", *wrong]).exit_code == 2
    assert "Nothing matches well enough" in run("match", "--text", "乳清")


def test_a_network_is_not_served_without_a_secret_nor_with_demonstration_accounts(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Database
) -> None:
    environment.setenv("KEJU_HOST", "0.0.0.0")
    environment.setenv("KEJU_SECRET_KEY", "")
    assert "set KEJU_SECRET_KEY" in refusal(environment, capsys, "serve")
    environment.setenv("KEJU_SECRET_KEY", "a long random text")
    with database.writing() as session:
        create_person(session, SYSTEM, email="bureau@demo.keju", name="演示", password_hash="-")
    assert "demonstration accounts" in refusal(environment, capsys, "serve")


def test_what_cannot_be_used_is_named(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    environment.setenv("KEJU_DATABASE_URL", "mysql://localhost/keju")
    assert "KEJU_DATABASE_URL must begin with" in refusal(environment, capsys, "migrate")
    environment.setenv("KEJU_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/keju.sqlite3")
    assert "unable to open database file" in refusal(environment, capsys, "migrate")
    environment.setenv("KEJU_PORT", "http")
    assert refusal(environment, capsys, "settings").startswith("KEJU_PORT: ")


@pytest.mark.usefixtures("environment")
def test_a_wrong_option_is_refused_with_the_usage() -> None:
    for arguments in (
        ["match"],
        ["match", "--text", "乳清", "--side", "both"],
        ["match", "--text", "乳清", "--limit", "0"],
        ["match", "--text", "乳清", "--limit", "101"],
        ["create-admin"],
        ["unknown"],
    ):
        result = CliRunner().invoke(cli.keju, arguments)
        assert result.exit_code == 2
        assert "Usage:" in result.output


@pytest.mark.usefixtures("environment")
def test_every_setting_is_listed_and_no_secret_is_shown() -> None:
    listed = run("settings")
    for name, field in Settings.model_fields.items():
        assert f"KEJU_{name.upper()}" in listed
        assert field.description in listed
    assert "hidden from the list" not in listed
    assert "demonstration" not in "".join(
        line for line in listed.splitlines() if "DEMO_PASSWORD" in line and "set" not in line
    )
    assert os.environ["KEJU_DATA_DIR"] in listed


@pytest.mark.usefixtures("environment")
def test_the_document_and_the_catalogue_are_written(tmp_path: Path) -> None:
    run("export-openapi", str(tmp_path / "openapi"))
    document: dict[str, Any] = json.loads((tmp_path / "openapi" / "openapi.json").read_text("utf-8"))
    assert "/api/v1/needs" in document["paths"]
    assert "illegal-move" in (tmp_path / "openapi" / "problems.md").read_text("utf-8")
