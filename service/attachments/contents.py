"""What a file is by its content: which kinds are taken, and whether the name says the same."""

import codecs
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

import puremagic

from service.attachments.errors import FileRefused
from service.kernel.errors import Flaw

_HEAD = 16 * 1024
_OPENXML = "application/vnd.openxmlformats-officedocument."
_NAMES = 10_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class _Kind:
    media_type: str
    holds: Callable[[IO[bytes], bytes], bool]


def media_type_of(name: str, content: IO[bytes]) -> str:
    """The media type of a content that is what its name says.

    Raises FileRefused for a kind that is not taken, and for a name that says something else.
    """
    extension = PurePosixPath(name.lower()).suffix
    kind = _KINDS.get(extension)
    if kind is None:
        raise _refused(f"Files are taken as {', '.join(sorted(_KINDS))}; this one's name ends otherwise.")
    content.seek(0)
    head = content.read(_HEAD)
    if not kind.holds(content, head):
        raise _refused(f"The content is not that of a {extension} file.")
    return kind.media_type


def _magic(*extensions: str) -> Callable[[IO[bytes], bytes], bool]:
    def holds(_content: IO[bytes], head: bytes) -> bool:
        try:
            found = puremagic.magic_string(head)
        except (puremagic.PureError, ValueError):
            return False
        return any(match.extension in extensions for match in found)

    return holds


def _openxml(folder: str) -> Callable[[IO[bytes], bytes], bool]:
    """A package of Office Open XML whose parts stand in ``folder``, without macros."""

    def holds(content: IO[bytes], head: bytes) -> bool:
        if not head.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(content) as package:
                names = package.namelist()
        # All that the library raises about a package it cannot read: broken, cut off, encrypted, of a
        # version it does not know. Whatever the reason, it is not the document that its name says.
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
            return False
        if len(names) > _NAMES or "[Content_Types].xml" not in names:
            return False
        return any(name.startswith(folder) for name in names) and not any(
            name.endswith("vbaProject.bin") for name in names
        )

    return holds


def _ole(stream: str) -> Callable[[IO[bytes], bytes], bool]:
    """A compound file (OLE) whose directory has this stream; its names are written in UTF-16."""
    wanted = stream.encode("utf-16-le")

    def holds(content: IO[bytes], head: bytes) -> bool:
        return head.startswith(bytes.fromhex("D0CF11E0A1B11AE1")) and _contains(content, wanted)

    return holds


def _contains(content: IO[bytes], wanted: bytes) -> bool:
    content.seek(0)
    kept = b""
    while piece := content.read(1024 * 1024):
        if wanted in kept + piece:
            return True
        kept = piece[-len(wanted) :]
    return False


def _text(content: IO[bytes], _head: bytes) -> bool:
    """Text in UTF-8 or in the usual Chinese encoding, without control characters."""
    return any(_decodes(content, encoding) for encoding in ("utf-8", "gb18030"))


def _decodes(content: IO[bytes], encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    content.seek(0)
    try:
        while piece := content.read(1024 * 1024):
            if _CONTROL.search(decoder.decode(piece)):
                return False
        return not _CONTROL.search(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        return False


def _refused(detail: str) -> FileRefused:
    return FileRefused(detail, flaws=[Flaw(detail, pointer="/file")])


_KINDS: Mapping[str, _Kind] = {
    ".pdf": _Kind("application/pdf", _magic(".pdf")),
    ".docx": _Kind(f"{_OPENXML}wordprocessingml.document", _openxml("word/")),
    ".xlsx": _Kind(f"{_OPENXML}spreadsheetml.sheet", _openxml("xl/")),
    ".pptx": _Kind(f"{_OPENXML}presentationml.presentation", _openxml("ppt/")),
    ".doc": _Kind("application/msword", _ole("WordDocument")),
    ".xls": _Kind("application/vnd.ms-excel", _ole("Workbook")),
    ".ppt": _Kind("application/vnd.ms-powerpoint", _ole("PowerPoint Document")),
    ".png": _Kind("image/png", _magic(".png")),
    ".jpg": _Kind("image/jpeg", _magic(".jpg", ".jpeg")),
    ".jpeg": _Kind("image/jpeg", _magic(".jpg", ".jpeg")),
    ".webp": _Kind("image/webp", _magic(".webp")),
    ".txt": _Kind("text/plain", _text),
    ".csv": _Kind("text/csv", _text),
}
