"""Receives a multipart form with one file as a stream: to a file without a name, hashed on the way."""

import hashlib
import re
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from service.attachments.errors import FileRefused, FileTooLarge
from service.kernel.errors import Flaw, Unreadable, UnsupportedMedia, invalid

InThread = Callable[[Callable[[], Any]], Awaitable[Any]]

_BATCH = 1024 * 1024
_FIELD_BYTES = 1000
_PARTS = 10
# Line breaks, control characters and direction marks have no place in a file's name.
_ODD = re.compile("[\\x00-\\x1f\\x7f\\x85\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]")
_LONGEST = 200


@dataclass(slots=True)
class Received:
    """One file as it came, and the form's other fields."""

    content: IO[bytes]
    name: str = ""
    size: int = 0
    sha256: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    def close(self) -> None:
        """Give the space back; a file that had a name nowhere is gone."""
        self.content.close()


async def receive(
    stream: AsyncIterator[bytes], content_type: str, *, limit: int, folder: Path, in_thread: InThread
) -> Received:
    """Read a form with the file ``file``; at no time more than about two MiB of it are in memory.

    Raises UnsupportedMedia, Unreadable, Invalid, FileTooLarge.
    """
    media, options = parse_options_header(content_type)
    if media != "multipart/form-data" or "boundary" not in options:
        raise UnsupportedMedia("Send a form as multipart/form-data with the file in the field `file`.")
    folder.mkdir(parents=True, exist_ok=True)
    received = Received(tempfile.TemporaryFile(dir=folder))  # noqa: SIM115  (closed by who asked for it)
    try:
        form = _Form(received, limit, in_thread)
        parser = PushMultipartParser(options["boundary"], max_segment_count=_PARTS)
        async for chunk in stream:
            for event in parser.parse(chunk):
                await form.take(event)
        parser.close()
        await form.end()
    except MultipartError as error:
        received.close()
        raise Unreadable(f"The form cannot be read: {error}") from error
    except BaseException:
        received.close()
        raise
    return received


class _Form:
    """The parts as they come: the file goes to disk in batches, fields stay in memory."""

    def __init__(self, received: Received, limit: int, in_thread: InThread) -> None:
        self._received, self._limit, self._in_thread = received, limit, in_thread
        self._hash = hashlib.sha256()
        self._batch = bytearray()
        self._field: str | None = None
        self._is_file = False

    async def take(self, event: MultipartSegment | bytearray | bytes | None) -> None:
        """A part's head, a piece of its body, or its end."""
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            self._is_file, self._field = False, None
        elif self._is_file:
            await self._add(event)
        elif self._field is not None:
            self._add_text(self._field, event)

    async def end(self) -> None:
        """The whole form came. Raises Invalid when there is no file in it, or nothing in the file."""
        if not self._received.name:
            raise invalid("/file", "There is no file in the field `file`.")
        if self._received.size == 0:
            raise _refused("The file is empty.")
        await self._write()
        self._received.sha256 = self._hash.hexdigest()

    def _begin(self, part: MultipartSegment) -> None:
        if part.filename is None:
            self._field = part.name
            self._received.fields[part.name] = ""
            return
        if part.name != "file" or self._received.name:
            raise invalid(f"/{part.name}", "Send one file, in the field `file`.")
        self._received.name, self._is_file = plain_name(part.filename), True

    async def _add(self, piece: bytearray | bytes) -> None:
        self._received.size += len(piece)
        if self._received.size > self._limit:
            raise FileTooLarge(f"A file may have up to {self._limit // 1024 // 1024} MiB.")
        self._batch += piece
        if len(self._batch) >= _BATCH:
            await self._write()

    def _add_text(self, name: str, piece: bytearray | bytes) -> None:
        try:
            self._received.fields[name] += piece.decode()
        except UnicodeDecodeError as error:
            raise Unreadable("The form's fields are text in UTF-8.") from error
        if len(self._received.fields[name]) > _FIELD_BYTES:
            raise invalid(f"/{name}", "This field is too long.")

    async def _write(self) -> None:
        batch, self._batch = self._batch, bytearray()

        def written() -> None:
            self._hash.update(batch)
            self._received.content.write(batch)

        await self._in_thread(written)


def plain_name(sent: str) -> str:
    """The last part of a path without odd characters.

    Raises FileRefused for a name that has nothing left, or too much.
    """
    name = _ODD.sub("", re.split(r"[/\\]", sent)[-1]).strip()
    if not name.strip("."):
        raise _refused("The file has no name.")
    if len(name) > _LONGEST:
        raise _refused(f"A file's name may have up to {_LONGEST} characters.")
    return name


def _refused(detail: str) -> FileRefused:
    return FileRefused(detail, flaws=[Flaw(detail, pointer="/file")])
