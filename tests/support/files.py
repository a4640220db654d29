"""Contents of every kind that is taken, and the way to send one."""

import io
import zipfile
from typing import IO, Any

from httpx import Response

from tests.support.market import Person, created

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 \x18\x00\x00\x00" + b"\x00" * 24
EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\x00" * 200


def package(*names: str) -> bytes:
    """A ZIP file with parts of these names."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for name in names:
            packed.writestr(name, "<xml/>")
    return buffer.getvalue()


def compound(stream: str) -> bytes:
    """A file that begins as OLE and names one stream."""
    return bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 504 + stream.encode("utf-16-le") + b"\x00" * 64


def send(
    who: Person,
    content: bytes | IO[bytes] = PDF,
    name: str = "技术方案.pdf",
    key: str | None = None,
    **fields: Any,
) -> Response:
    """POST the form; ``fields`` are its other fields."""
    headers = who.headers | ({"Idempotency-Key": key} if key else {})
    return who.client.post(
        "/api/v1/attachments",
        files={"file": (name, content, "application/octet-stream")},
        data=fields,
        headers=headers,
    )


def sent(who: Person, subject: str, record: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A file of a record that must be taken."""
    return created(send(who, subject_kind=subject, subject_id=record["id"], **more))
