"""Shapes of imports: what is sent, and the report of what a file did or would do."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.imports.tables import ImportStatus
from service.kernel.schemas import Output


class FigureRead(Output):
    """One figure before, in the file, and after, over what the file speaks of."""

    name: Annotated[str, Meta(description="contracts, total_amount, technical_amount, …")]
    before: str
    in_file: str
    after: str


class DifferenceRead(Output):
    """One value that the file states otherwise."""

    key: Annotated[str, Meta(description="What the row is known by, as a registration number")]
    field: str
    before: str | None
    after: str | None


class QuestionRead(Output):
    """Something that a person must decide; the import never does."""

    key: str
    detail: str


class ImportError(Output):
    """What is wrong with one row of a dry run."""

    pointer: Annotated[str | None, Meta(description="/rows/{number in the sheet}/{heading}")]
    detail: str


class ImportReport(Output):
    """What a file did, or would do."""

    rows: int
    new: int
    changed: int
    unchanged: int
    figures: list[FigureRead] = []
    differences: Annotated[
        list[DifferenceRead], Meta(description="The first 200; `changed` counts the rows")
    ] = []
    questions: Annotated[
        list[QuestionRead], Meta(description="The first 200, as contracts that the file lacks")
    ] = []
    question_count: int = 0
    errors: Annotated[list[ImportError], Meta(description="The first 200; only in a dry run")] = []
    error_count: int = 0
    ignored_columns: Annotated[list[str], Meta(description="Columns that this kind does not know")] = []


class ImportRead(Output):
    """One import."""

    id: UUID
    version: int
    kind: str
    status: ImportStatus
    dry_run: bool
    file_name: str
    sha256: str
    report: ImportReport
    person_id: UUID | None
    organization_id: UUID | None
    created_at: datetime
