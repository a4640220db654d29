"""Every SELECT of files; what may be seen of them is asked from the room of their subject."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from service.attachments.schemas import AttachmentList, AttachmentRead
from service.attachments.subjects import Access, subject_of
from service.attachments.tables import Attachment, StoredBlob
from service.kernel.actor import Actor
from service.kernel.errors import Forbidden, NotFound

_NONE = "There is no such file, or you may not see it."


def attachments_of(session: Session, actor: Actor, kind: str, subject_id: UUID) -> AttachmentList:
    """The files of one subject.

    Raises Invalid for a kind without files, NotFound, Forbidden.
    """
    access = subject_of(session, kind).access(session, actor, subject_id)
    if not access.may_read:
        raise Forbidden("Its files could tell whose it is.")
    rows = files_of(session, kind, subject_id)
    return AttachmentList(items=[read_of(row, may_delete=access.may_remove) for row in rows])


def readable_attachment(session: Session, actor: Actor, attachment_id: UUID) -> Attachment:
    """One file to be downloaded.

    Raises NotFound also for one whose subject ``actor`` may not see, or not its files.
    """
    row = session.get(Attachment, attachment_id)
    if row is None or not access_to(session, actor, row).may_read:
        raise NotFound(_NONE)
    return row


def locked_attachment(session: Session, actor: Actor, attachment_id: UUID) -> tuple[Attachment, Access]:
    """The same to be changed, its row locked, and what the actor may do with it."""
    row = session.get(Attachment, attachment_id, with_for_update=True)
    access = access_to(session, actor, row) if row is not None else None
    if row is None or access is None or not access.may_read:
        raise NotFound(_NONE)
    return row, access


def access_to(session: Session, actor: Actor, row: Attachment) -> Access:
    """By its subject; what is not linked yet is its uploader's organisation's. Raises NotFound."""
    if row.subject_kind is None or row.subject_id is None:
        mine = actor.organization_id is not None and row.uploaded_by_organization_id == actor.organization_id
        return Access(may_read=mine, may_add=mine, may_remove=mine)
    return subject_of(session, row.subject_kind).access(session, actor, row.subject_id)


def files_of(session: Session, kind: str, subject_id: UUID) -> Sequence[Attachment]:
    """The same as they are stored, oldest first; for who has asked whether they may be seen."""
    statement = select(Attachment).where(
        col(Attachment.subject_id) == subject_id, col(Attachment.subject_kind) == kind
    )
    ordered = statement.order_by(col(Attachment.created_at), col(Attachment.id))
    return session.execute(ordered).scalars().all()


def unlinked_before(session: Session, moment: datetime, *, limit: int) -> Sequence[UUID]:
    """Files that were never linked to anything."""
    statement = select(col(Attachment.id)).where(
        col(Attachment.subject_id).is_(None), col(Attachment.created_at) < moment
    )
    return session.execute(statement.limit(limit)).scalars().all()


def orphans_before(session: Session, moment: datetime, *, limit: int) -> Sequence[UUID]:
    """Contents that no attachment ever stood on."""
    statement = select(col(StoredBlob.id)).where(
        col(StoredBlob.kept_at).is_(None),
        col(StoredBlob.dropped_at).is_(None),
        col(StoredBlob.created_at) < moment,
    )
    return session.execute(statement.limit(limit)).scalars().all()


def dropped(session: Session, *, limit: int) -> Sequence[UUID]:
    """Contents that are to be removed from the store."""
    statement = select(col(StoredBlob.id)).where(col(StoredBlob.dropped_at).is_not(None))
    return session.execute(statement.limit(limit)).scalars().all()


def read_of(row: Attachment, *, may_delete: bool) -> AttachmentRead:
    """The schema of a row."""
    names = [name for name in AttachmentRead.__struct_fields__ if name != "may_delete"]
    return AttachmentRead(**{name: getattr(row, name) for name in names}, may_delete=may_delete)
