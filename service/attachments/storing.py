"""The port to the store of contents: a folder by default, S3 and its like by a setting (obstore)."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, Any, cast
from uuid import UUID

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from service.kernel.errors import Internal, StartRefused

_KEY = "file_store"
_CHUNK = 256 * 1024
_PART = 5 * 1024 * 1024  # the least that S3 takes; a folder takes any


class FileStore:
    """Contents by id; nothing else than this room writes there."""

    def __init__(self, url: str, folder: Path) -> None:
        """``url`` is s3://bucket/prefix and its like (credentials from the environment), else the folder.

        Raises StartRefused for an address that no store has.
        """
        self._url, self._folder = url, folder
        self._part = _PART if url else _CHUNK
        self._opened: ObjectStore | None = None

    async def put(self, blob_id: UUID, content: IO[bytes]) -> None:
        """Write a content whole, in parts where it is large."""
        path = _path(blob_id)
        await obstore.put_async(self._store, path, content, chunk_size=self._part, max_concurrency=1)

    async def stream(self, blob_id: UUID) -> AsyncIterator[bytes]:
        """A content piece by piece. Raises Internal when the store has lost it."""
        try:
            found = await obstore.get_async(self._store, _path(blob_id))
        except (NotFoundError, FileNotFoundError) as error:
            raise Internal("The store does not hold this file's content.") from error
        return _pieces(found)

    def read(self, blob_id: UUID) -> Iterator[bytes]:
        """The same for a job, which may wait."""
        for piece in obstore.get(self._store, _path(blob_id)).stream(min_chunk_size=_CHUNK):
            yield bytes(piece)

    def remove(self, blob_id: UUID) -> None:
        """Remove a content; nothing happens when it is not there."""
        try:
            obstore.delete(self._store, _path(blob_id))
        except (NotFoundError, FileNotFoundError):
            return

    @property
    def _store(self) -> ObjectStore:
        if self._opened is None:
            self._opened = _opened(self._url, self._folder)
        return self._opened


def connect(info: dict[str, Any], store: FileStore) -> None:
    """Make ``store`` the one that sessions carrying ``info`` use."""
    info[_KEY] = store


def store_of(info: dict[str, Any]) -> FileStore:
    """The connected store. Raises LookupError when the process was composed without one."""
    if _KEY not in info:
        raise LookupError("no file store is connected to this database")
    return cast(FileStore, info[_KEY])


async def _pieces(found: Any) -> AsyncIterator[bytes]:
    async for piece in found.stream(min_chunk_size=_CHUNK):
        yield bytes(piece)


def _opened(url: str, folder: Path) -> ObjectStore:
    if not url:
        return LocalStore(folder, mkdir=True)
    try:
        return from_url(url)
    except Exception as error:
        raise StartRefused(f"KEJU_FILES_URL cannot be opened: {error}") from error


def _path(blob_id: UUID) -> str:
    # The last digits are random; the first ones are the time and would fill one folder after the other.
    return f"{blob_id.hex[-2:]}/{blob_id.hex}"
