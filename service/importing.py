"""Imports from the command line: the operator of the machine hands in a sheet and reads its report."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from service.imports import operations
from service.imports.kinds import Kind
from service.imports.reading import read_file
from service.imports.schemas import ImportReport
from service.kernel.actor import SYSTEM
from service.kernel.database import Database


def import_file(
    database: Database, kind: Kind[Any], path: Path, *, is_dry_run: bool, progress: Callable[[str, int], None]
) -> ImportReport:
    """The same as POST /imports.

    Raises Forbidden for a kind that needs a person's right, UnreadableSheet, WrongColumns, RowsRefused.
    """
    operations.require_right(SYSTEM, kind)
    with path.open("rb") as file:
        sheet = read_file(kind, file, path.name, lambda rows: progress("read 读取", rows))
    try:
        if is_dry_run:
            with database.reading() as session:
                return operations.examine(session, SYSTEM, sheet, lambda rows: progress("compare 比对", rows))
        with database.writing() as session:
            return operations.apply(session, SYSTEM, sheet, lambda rows: progress("import 导入", rows)).report
    finally:
        sheet.rows.close()


def print_report(console: Console, report: ImportReport, *, is_dry_run: bool) -> None:
    """What the file did or would do, for people."""
    verb = "would be" if is_dry_run else "were"
    told = f"{report.new} {verb} new, {report.changed} changed, {report.unchanged} unchanged"
    console.print(f"{report.rows} rows: {told}.")
    table = Table("figure", "before", "in the file", "after")
    for one in report.figures:
        table.add_row(one.name, one.before, one.in_file, one.after)
    console.print(table)
    for flaw in report.errors[:20]:
        console.print(f"[red]{flaw.detail}[/]", highlight=False, soft_wrap=True)
    for question in report.questions[:20]:
        console.print(f"[yellow]{question.key}[/] {question.detail}", highlight=False, soft_wrap=True)
    if report.ignored_columns:
        console.print(f"Columns without a meaning here: {', '.join(report.ignored_columns)}")
