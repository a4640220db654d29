"""Every change of files: announced before they are stored, kept, linked, removed, swept."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from service.attachments import queries
from service.attachments.errors import FileInfected
from service.attachments.scanning import has_scanner
from service.attachments.schemas import AttachmentRead
from service.attachments.subjects import subject_of
from service.attachments.tables import Attachment, ScanState, StoredBlob
from service.kernel import audit, clock, ids, jobs
from service.kernel.actor import SYSTEM, Actor
from service.kernel.errors import Conflict, Forbidden, NotFound, invalid

SCAN = "attachments.scan"


def announce_blob(session: Session) -> UUID:
    """Enter a content before it is written to the store; its id."""
    blob = StoredBlob(id=ids.new_id())
    session.add(blob)
    return blob.id


def require_adding(session: Session, actor: Actor, kind: str | None, subject_id: UUID | None) -> None:
    """The actor may add a file there; asked before the content is stored.

    Raises Invalid, NotFound, Forbidden.
    """
    if actor.person_id is None or actor.organization_id is None:
        raise Forbidden("Files are sent by members of an organisation.")
    if kind is None or subject_id is None:
        return
    if not subject_of(session, kind).access(session, actor, subject_id).may_add:
        raise Forbidden("You add no files to this.")


def keep_attachment(
    session: Session,
    actor: Actor,
    blob_id: UUID,
    *,
    kind: str | None,
    subject_id: UUID | None,
    name: str,
    media_type: str,
    size: int,
    sha256: str,
) -> AttachmentRead:
    """Enter a file whose content is in the store.

    Raises Invalid, NotFound, Forbidden, IllegalMove, Conflict when the content was swept meanwhile.
    """
    require_adding(session, actor, kind, subject_id)
    if actor.person_id is None or actor.organization_id is None:
        raise Forbidden("Files are sent by members of an organisation.")
    if kind is not None and subject_id is not None:
        subject_of(session, kind).adding(session, actor, subject_id)
    blob = session.get(StoredBlob, blob_id, with_for_update=True)
    if blob is None or blob.dropped_at is not None:
        raise Conflict("The content took too long to arrive; send it again.")
    blob.kept_at = clock.now()
    row = Attachment(
        id=blob_id, subject_kind=kind, subject_id=subject_id, name=name, media_type=media_type, size=size,
        sha256=sha256, uploaded_by=actor.person_id, uploaded_by_organization_id=actor.organization_id,
    )  # fmt: skip
    audit.write(session, actor, "upload", row)
    if has_scanner(session):
        jobs.enqueue(session, SCAN, {"attachment_id": str(row.id)})
    return queries.read_of(row, may_delete=queries.access_to(session, actor, row).may_remove)


def link_files(
    session: Session, actor: Actor, attachment_ids: Sequence[UUID], kind: str, subject_id: UUID
) -> list[dict[str, Any]]:
    """Let files belong to a subject (or already do): id, name and hash of each, for the record.

    For a room above, which has asked its own policy. Raises Invalid, FileInfected.
    """
    if len(set(attachment_ids)) != len(attachment_ids):
        raise invalid("/attachment_ids", "A file stands in the list twice.")
    return [
        _linked(session, actor, attachment_id, kind, subject_id, number)
        for number, attachment_id in enumerate(attachment_ids)
    ]


def delete_attachment(session: Session, actor: Actor, attachment_id: UUID) -> None:
    """Remove a file, while its subject lets it go.

    Raises NotFound, Forbidden.
    """
    row, access = queries.locked_attachment(session, actor, attachment_id)
    if not access.may_remove:
        raise Forbidden("Files are removed by who may change their subject, while it is a draft.")
    _remove(session, actor, row)


def delete_files_of(session: Session, actor: Actor, kind: str, subject_id: UUID) -> None:
    """Remove everything of a subject that is deleted itself."""
    for row in queries.files_of(session, kind, subject_id):
        _remove(session, actor, row)


def note_scan(session: Session, attachment_id: UUID, found: ScanState) -> None:
    """Write down what the scanner said."""
    row = session.get(Attachment, attachment_id, with_for_update=True)
    if row is not None and row.scan != found:
        row.scan = found
        audit.write(session, SYSTEM, "scan", row)


def sweep_unlinked(session: Session, attachment_id: UUID) -> None:
    """Remove a file that was never linked; nothing happens when it was meanwhile."""
    row = session.get(Attachment, attachment_id, with_for_update=True)
    if row is not None and row.subject_id is None:
        _remove(session, SYSTEM, row)


def drop_blob(session: Session, blob_id: UUID) -> None:
    """Mark an orphan, so that nothing can stand on it any more; nothing happens when something does."""
    blob = session.get(StoredBlob, blob_id, with_for_update=True)
    if blob is not None and blob.kept_at is None:
        blob.dropped_at = clock.now()


def forget_blob(session: Session, blob_id: UUID) -> None:
    """It is removed from the store."""
    blob = session.get(StoredBlob, blob_id)
    if blob is not None:
        session.delete(blob)


def _linked(
    session: Session, actor: Actor, attachment_id: UUID, kind: str, subject_id: UUID, number: int
) -> dict[str, Any]:
    try:
        row, _ = queries.locked_attachment(session, actor, attachment_id)
    except NotFound as error:
        raise invalid(f"/attachment_ids/{number}", error.detail) from error
    if row.scan == ScanState.INFECTED:
        raise FileInfected(f"{row.name} holds a virus.")
    if row.subject_id is None:
        row.subject_kind, row.subject_id = kind, subject_id
        audit.write(session, actor, "link", row)
    if (row.subject_kind, row.subject_id) != (kind, subject_id):
        raise invalid(f"/attachment_ids/{number}", "This file belongs to something else.")
    return {"id": str(row.id), "name": row.name, "sha256": row.sha256}


def _remove(session: Session, actor: Actor, row: Attachment) -> None:
    """The row goes now, the content by a job once this is committed."""
    blob = session.get(StoredBlob, row.id, with_for_update=True)
    audit.write_deletion(session, actor, row)
    if blob is not None:
        blob.dropped_at = clock.now()
