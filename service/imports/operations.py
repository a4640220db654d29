"""Every import: a file that was read meets the database, all of it or nothing."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlmodel import Session

from service.imports.errors import RowsRefused
from service.imports.kinds import Findings, Kind
from service.imports.reading import Progress, ReadSheet
from service.imports.schemas import ImportError, ImportRead, ImportReport
from service.imports.spool import CHUNK
from service.imports.tables import Import, ImportStatus
from service.kernel import audit
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden


def require_right(actor: Actor, kind: Kind[Any]) -> None:
    """Raises Forbidden before a file is read."""
    if not kind.may_import(actor):
        raise Forbidden(f"Your role does not import {kind.name}.")


def examine(session: Session, actor: Actor, sheet: ReadSheet[Any], progress: Progress) -> ImportReport:
    """What the file would do; nothing is changed, and what is wrong stands in the report."""
    batch = sheet.kind.begin(session, actor, is_writing=False, is_demonstration=False)
    for chunk in _chunks(sheet, progress):
        sheet.refuse(batch.take(chunk))
    return _report(sheet, batch.finish())


def keep_examined(session: Session, actor: Actor, sheet: ReadSheet[Any], report: ImportReport) -> ImportRead:
    """Remember that the file was checked, and with what result."""
    return _kept(session, actor, sheet, report, ImportStatus.CHECKED, is_demonstration=False)


def apply(
    session: Session,
    actor: Actor,
    sheet: ReadSheet[Any],
    progress: Progress,
    *,
    is_demonstration: bool = False,
) -> ImportRead:
    """Import the whole file in this transaction.

    Raises RowsRefused, naming the rows, when anything is wrong with any of them.
    """
    require_flawless(sheet)
    batch = sheet.kind.begin(session, actor, is_writing=True, is_demonstration=is_demonstration)
    for chunk in _chunks(sheet, progress):
        sheet.refuse(batch.take(chunk))
        require_flawless(sheet)
    report = _report(sheet, batch.finish())
    return _kept(session, actor, sheet, report, ImportStatus.APPLIED, is_demonstration=is_demonstration)


def require_flawless(sheet: ReadSheet[Any]) -> None:
    """Raises RowsRefused."""
    if sheet.flaw_count:
        detail = f"{sheet.flaw_count} errors in {sheet.row_count} rows; nothing was imported. The first: "
        raise RowsRefused(detail + sheet.flaws[0].detail, flaws=sheet.flaws)


def read_of(row: Import) -> ImportRead:
    """The schema of a row."""
    same = {name: getattr(row, name) for name in ImportRead.__struct_fields__ if name not in _COMPUTED}
    report = msgspec.convert(row.report, ImportReport)
    return ImportRead(**same, report=report, dry_run=row.status == ImportStatus.CHECKED)


_COMPUTED = ("report", "dry_run")


def _chunks(sheet: ReadSheet[Any], progress: Progress) -> Iterator[list[Any]]:
    for number, chunk in enumerate(sheet.rows.chunks()):
        yield chunk
        progress(number * CHUNK + len(chunk))


def _report(sheet: ReadSheet[Any], found: Findings) -> ImportReport:
    return ImportReport(
        rows=sheet.row_count,
        **msgspec.structs.asdict(found),
        errors=[ImportError(pointer=flaw.pointer, detail=flaw.detail) for flaw in sheet.flaws],
        error_count=sheet.flaw_count,
        ignored_columns=list(sheet.heading.ignored),
    )


def _kept(
    session: Session,
    actor: Actor,
    sheet: ReadSheet[Any],
    report: ImportReport,
    status: ImportStatus,
    *,
    is_demonstration: bool,
) -> ImportRead:
    made = Import(
        kind=sheet.kind.name,
        status=status,
        file_name=sheet.file_name,
        sha256=sheet.sha256,
        report=msgspec.to_builtins(report),
        person_id=actor.person_id,
        organization_id=actor.organization_id,
        is_demonstration=is_demonstration,
    )
    audit.write(session, actor, status.value, made)
    return read_of(made)
