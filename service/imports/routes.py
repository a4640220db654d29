"""/imports: a sheet in, a report out."""

from typing import Annotated, Any, BinaryIO, cast
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody
from msgspec import Meta

from service.http.edge import Edge
from service.http.problems import answers
from service.imports import operations, queries
from service.imports.errors import RowsRefused, UnreadableSheet, WrongColumns
from service.imports.kinds import Kinds
from service.imports.reading import ReadSheet, read_file
from service.imports.schemas import ImportRead
from service.kernel.errors import Forbidden, Invalid, NotFound, TooLarge, invalid
from service.kernel.schemas import Input

LARGEST_FILE = 50 * 1024 * 1024


class ImportCreate(Input):
    """A sheet and what it holds."""

    kind: Annotated[str, Meta(max_length=40, description="As registered_contracts; see the route")]
    file: Annotated[UploadFile, Meta(description="xlsx, or csv in UTF-8 or GB18030")]
    dry_run: Annotated[bool, Meta(description="Only say what it would do, with every error")] = False


def _location(made: ImportRead) -> str:
    return f"/api/v1/imports/{made.id}"


def _quiet(_rows: int) -> None:
    """Over the web nobody watches."""


class ImportsController(Controller):
    """Imports (批量导入)."""

    path = "/imports"
    tags = ("imports",)

    @post(
        "/",
        operation_id="import_sheet",
        summary="Import a sheet, or check what it would do",
        responses=answers(Forbidden, TooLarge, UnreadableSheet, WrongColumns, RowsRefused, Invalid),
        request_max_body_size=LARGEST_FILE,
        opt={"takes_key": False},
    )
    async def import_sheet(
        self,
        edge: NamedDependency[Edge],
        import_kinds: NamedDependency[Kinds],
        data: MultipartBody[ImportCreate],
    ) -> Response[ImportRead]:
        """All rows or none. The same file again changes nothing, so it needs no Idempotency-Key."""
        if data.kind not in import_kinds:
            raise invalid("/kind", f"There is no kind {data.kind!r}. Known: {', '.join(import_kinds)}.")
        kind = import_kinds[data.kind]
        operations.require_right(edge.actor, kind)
        name = (data.file.filename or kind.name)[:200]
        sheet = await edge.runtime.importing(
            lambda: read_file(kind, cast(BinaryIO, data.file.file), name, _quiet)
        )
        try:
            return await (_checked if data.dry_run else _applied)(edge, sheet)
        finally:
            sheet.rows.close()

    @get(
        "/{import_id:uuid}",
        operation_id="get_import",
        summary="One import and its report",
        responses=answers(NotFound),
    )
    async def get_(self, edge: NamedDependency[Edge], import_id: FromPath[UUID]) -> Response[ImportRead]:
        """For the organisation that made it and the bureau."""
        return await edge.read(
            lambda session: operations.read_of(queries.import_(session, edge.actor, import_id))
        )


async def _checked(edge: Edge, sheet: ReadSheet[Any]) -> Response[ImportRead]:
    report = await edge.look(lambda session: operations.examine(session, edge.actor, sheet, _quiet))
    return await edge.write(
        lambda session: operations.keep_examined(session, edge.actor, sheet, report),
        status=201,
        location=_location,
        takes_key=False,
    )


async def _applied(edge: Edge, sheet: ReadSheet[Any]) -> Response[ImportRead]:
    return await edge.write(
        lambda session: operations.apply(session, edge.actor, sheet, _quiet),
        status=201,
        location=_location,
        takes_key=False,
    )
