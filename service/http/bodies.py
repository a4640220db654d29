"""Strict bodies: JSON decoded by the handler's own schema, refused with a pointer to what is wrong."""

import re
from functools import cache
from typing import Any

import msgspec
from litestar import Request

from service.kernel.errors import Flaw, Invalid, Unreadable, UnsupportedMedia, invalid

_PATH = re.compile(r" - at `\$?(?P<path>[^`]*)`$")
_FIELD = re.compile(r"(?:missing required|contains unknown) field `(?P<name>[^`]+)`")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
# The escape of NUL, which PostgreSQL cannot store.
_NUL_ESCAPE = b"\\u0000"


class StrictRequest(Request[Any, Any, Any]):
    """Decodes a body once, strictly, as the type that the handler takes as ``data``."""

    async def body(self) -> bytes:
        """As sent; an empty one stands for ``{}`` where a step has nothing that must be said."""
        sent = await super().body()
        field = self.route_handler.parsed_data_field if self.method == "POST" else None
        return b"{}" if not sent and field and _asks_for_nothing(field.annotation) else sent

    async def json(self) -> Any:
        media = (self.headers.get("content-type") or "application/json").partition(";")[0].strip().lower()
        if media != "application/json":
            raise UnsupportedMedia(f"Content-Type is {media[:100]}; send application/json.")
        body = await self.body()
        field = self.route_handler.parsed_data_field
        return decode(body, field.annotation if field else Any)


def decode(body: bytes, kind: Any) -> Any:
    """``body`` as ``kind``.

    Raises Unreadable when it is not JSON in UTF-8, Invalid (with a JSON pointer) when it is not ``kind``.
    """
    try:
        decoded = msgspec.json.decode(body, type=kind, strict=True)
        if _NUL_ESCAPE in body:
            _refuse_nul(msgspec.json.decode(body), "")
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreadable(f"The body is not JSON in UTF-8: {error}") from error
    except RecursionError as error:
        raise Unreadable("The body is nested too deeply.") from error
    return decoded


@cache
def _asks_for_nothing(kind: Any) -> bool:
    is_struct = isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    return is_struct and not any(field.required for field in msgspec.structs.fields(kind))


def _explained(message: str) -> Invalid:
    path = _PATH.search(message)
    detail = message[: path.start()] if path else message
    steps = [name or number for name, number in _STEP.findall(path["path"])] if path else []
    if field := _FIELD.search(detail):
        steps.append(field["name"])
    pointer = "".join(_escaped(step) for step in steps)
    return Invalid(detail, flaws=[Flaw(detail, pointer=pointer)])


def _escaped(step: str) -> str:
    """One step of a JSON pointer (RFC 6901)."""
    return "/" + step.replace("~", "~0").replace("/", "~1")


def _refuse_nul(value: Any, pointer: str) -> None:
    if isinstance(value, str) and "\0" in value:
        raise invalid(pointer, "A text must not contain the character NUL.")
    if isinstance(value, dict):
        for name, part in value.items():
            _refuse_nul(name, pointer)
            _refuse_nul(part, pointer + _escaped(name))
    if isinstance(value, list):
        for number, part in enumerate(value):
            _refuse_nul(part, f"{pointer}/{number}")
