"""Rules of the house that a reader would otherwise have to keep in mind."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from service import all_tables

ROOT = Path(__file__).resolve().parents[2]
CODE = [
    path
    for folder in ("service", "matching", "tests", "bench", "migrations")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "versions" not in path.parts
]
SERVICE = [path for path in CODE if path.is_relative_to(ROOT / "service")]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_says_what_it_owns_and_stays_short(path: Path) -> None:
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), "the first line says what the file owns"
    assert text.count("\n") <= 300


def test_only_queries_select() -> None:
    """Rule 4; what serves every room (kernel, http) reads its own tables."""
    offenders = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SERVICE
        if path.parent.name not in ("kernel", "http")
        and not path.name.endswith(("queries.py", "visibility.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and _name(node.func) in ("select", "exec", "execute")
        if not _is_deletion(node)
    ]
    assert offenders == []


def test_only_the_edge_and_the_database_commit() -> None:
    offenders = [
        str(path.relative_to(ROOT))
        for path in SERVICE
        if re.search(r"\.commit\(", path.read_text("utf-8")) and path.name != "database.py"
    ]
    assert offenders == []


def test_the_clock_is_the_only_source_of_time() -> None:
    pattern = re.compile(r"datetime\.now|date\.today|time\.time\(")
    offenders = [
        str(path.relative_to(ROOT))
        for path in SERVICE
        if pattern.search(path.read_text("utf-8")) and path.name != "clock.py"
    ]
    assert offenders == []


def test_every_table_is_known_to_the_migrations() -> None:
    rooms = {path.parent.name for path in SERVICE if path.name == "tables.py"}
    known = {module.__name__.split(".")[1] for module in all_tables.ROOMS}
    assert rooms <= known
    assert len(SQLModel.metadata.tables) >= len(known)


def test_the_import_contracts_are_in_force() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    names = {contract["name"] for contract in settings["contracts"]}
    assert {"rooms are stacked", "files inside a room", "matching is pure", "no circles"} <= names


def test_lock_files_have_hashes_and_no_addresses() -> None:
    for path in ROOT.glob("requirements*.lock"):
        text = path.read_text("utf-8")
        assert "://" not in text, path.name
        assert text.count("==") <= text.count("--hash=sha256:"), path.name


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_deletion(call: ast.Call) -> bool:
    """Bulk inserts, deletes and updates are changes: operations may execute them."""
    return bool(call.args) and _begins_with_change(call.args[0])


_CHANGES = ("delete", "update", "insert", "insert_of", "on_conflict_do_update")


def _begins_with_change(statement: ast.expr) -> bool:
    while isinstance(statement, ast.Call | ast.Attribute):
        if isinstance(statement, ast.Call) and _name(statement.func) in _CHANGES:
            return True
        statement = statement.func if isinstance(statement, ast.Call) else statement.value
    return False
