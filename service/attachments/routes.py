"""/attachments: files in and out, as streams."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from litestar import Controller, Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, QueryParameter
from litestar.response import Stream

from service.attachments import contents, operations, queries
from service.attachments.errors import FileInfected, FileNotScanned, FileRefused, FileTooLarge
from service.attachments.receiving import Received, receive
from service.attachments.scanning import has_scanner
from service.attachments.schemas import AttachmentList, AttachmentRead
from service.attachments.storing import store_of
from service.attachments.tables import Attachment, ScanState
from service.http.edge import Edge
from service.http.problems import answers
from service.kernel import errors as e
from service.kernel.errors import invalid

_MIB = 1024 * 1024


@dataclass
class _Form(Operation):
    """The form as the OpenAPI document says it; the framework knows only bodies that it reads whole."""

    def __post_init__(self) -> None:
        file = Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY, description="One file")
        subject = {
            "subject_kind": Schema(
                type=OpenAPIType.STRING, description="`achievements`, `needs`, `introductions`, `contracts`"
            ),
            "subject_id": Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.UUID),
        }
        form = Schema(
            type=OpenAPIType.OBJECT,
            properties={"file": file, **subject},
            required=["file"],
            additional_properties=False,
        )
        self.request_body = RequestBody({"multipart/form-data": OpenAPIMediaType(form)}, required=True)


class AttachmentsController(Controller):
    """Attachments (附件)."""

    path = "/attachments"
    tags = ("attachments",)

    @post(
        "/",
        operation_id="upload_attachment",
        summary="Send a file",
        responses=answers(
            e.Forbidden,
            e.NotFound,
            e.IllegalMove,
            FileTooLarge,
            FileRefused,
            e.Unreadable,
            e.UnsupportedMedia,
        ),
        operation_class=_Form,
        # The form is read as a stream with a limit of its own.
        request_max_body_size=None,
    )
    async def upload(
        self, edge: NamedDependency[Edge], request: Request[Any, Any, Any]
    ) -> Response[AttachmentRead]:
        """For a subject, or first without one: then a step that names it links it, else it goes in a day."""
        await edge.look(lambda session: operations.require_adding(session, edge.actor, None, None))
        settings = edge.runtime.settings
        received = await receive(
            request.stream(),
            request.headers.get("content-type", ""),
            limit=settings.max_file_mib * _MIB,
            folder=settings.data_dir / "incoming",
            in_thread=edge.runtime.in_thread,
        )
        try:
            return await _kept(edge, received)
        finally:
            received.close()

    @get(
        "/",
        operation_id="list_attachments",
        summary="The files of one subject",
        responses=answers(e.BadParameter, e.NotFound, e.Invalid),
        opt={"open": True},
    )
    async def list_(
        self,
        edge: NamedDependency[Edge],
        subject_kind: Annotated[str, QueryParameter(max_length=40, description="As when it was sent")],
        subject_id: Annotated[UUID, QueryParameter(description="The record's id")],
    ) -> Response[AttachmentList]:
        """Whoever sees the subject; those of an anonymous need once its owner is known to you."""
        return await edge.read(
            lambda session: queries.attachments_of(session, edge.actor, subject_kind, subject_id)
        )

    @get(
        "/{attachment_id:uuid}",
        operation_id="download_attachment",
        summary="A file's content",
        responses={
            200: ResponseSpec(bytes, media_type="application/octet-stream", generate_examples=False),
            **answers(e.NotFound, FileInfected, FileNotScanned),
        },
        opt={"open": True},
    )
    async def download(self, edge: NamedDependency[Edge], attachment_id: FromPath[UUID]) -> Stream:
        """As a download under its name; it cannot run as a page."""
        row = await edge.look(
            lambda session: _given_out(
                queries.readable_attachment(session, edge.actor, attachment_id),
                is_scanned=has_scanner(session),
            )
        )
        content = await store_of(edge.runtime.database.info).stream(row.id)
        return Stream(content, media_type=row.media_type, headers=_headers(row))

    @delete(
        "/{attachment_id:uuid}",
        operation_id="delete_attachment",
        summary="Delete a file",
        status_code=204,
        responses=answers(e.Forbidden, e.NotFound),
    )
    async def delete(self, edge: NamedDependency[Edge], attachment_id: FromPath[UUID]) -> Response[None]:
        """While its subject is a draft, or before it is linked."""
        return await edge.write(
            lambda session: operations.delete_attachment(session, edge.actor, attachment_id), status=204
        )


async def _kept(edge: Edge, received: Received) -> Response[AttachmentRead]:
    """Check the content, announce it, store it, and enter it: what fails on the way is swept by a job."""
    runtime = edge.runtime
    kind, subject_id = _subject(received)
    media_type = await runtime.in_thread(lambda: contents.media_type_of(received.name, received.content))
    await edge.look(lambda session: operations.require_adding(session, edge.actor, kind, subject_id))
    async with runtime.write_gate:
        blob_id = await runtime.in_thread(lambda: _announced(edge))
    received.content.seek(0)
    await store_of(runtime.database.info).put(blob_id, received.content)
    told = "\n".join((received.sha256, received.name, str(kind), str(subject_id)))
    return await edge.write(
        lambda session: operations.keep_attachment(
            session,
            edge.actor,
            blob_id,
            kind=kind,
            subject_id=subject_id,
            name=received.name,
            media_type=media_type,
            size=received.size,
            sha256=received.sha256,
        ),
        status=201,
        location=lambda read: f"/api/v1/attachments/{read.id}",
        content=told.encode(),
    )


def _announced(edge: Edge) -> UUID:
    with edge.runtime.database.writing() as session:
        return operations.announce_blob(session)


def _subject(received: Received) -> tuple[str | None, UUID | None]:
    """Raises Invalid for half a subject, an unknown field, or what is no id."""
    for name in received.fields:
        if name not in ("subject_kind", "subject_id"):
            raise invalid(f"/{name}", "The form has the fields file, subject_kind and subject_id.")
    kind, text = received.fields.get("subject_kind"), received.fields.get("subject_id")
    if (kind is None) != (text is None):
        raise invalid("/subject_id", "subject_kind and subject_id go together.")
    if text is None:
        return None, None
    try:
        return kind, UUID(text)
    except ValueError as error:
        raise invalid("/subject_id", "This is not an id.") from error


def _given_out(row: Attachment, *, is_scanned: bool) -> Attachment:
    if row.scan == ScanState.INFECTED:
        raise FileInfected
    if is_scanned and row.scan == ScanState.UNSCANNED:
        raise FileNotScanned("Ask again in a moment.")
    return row


def _headers(row: Attachment) -> dict[str, str]:
    """RFC 6266: a name in ASCII for old clients, and the true one."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in row.name)
    true = quote(row.name, safe="")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{true}",
        "Content-Length": str(row.size),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-cache",
        "ETag": f'"{row.sha256}"',
    }
