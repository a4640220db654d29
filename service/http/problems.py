"""Errors on the wire: every refusal as application/problem+json (RFC 9457), and what a route may answer."""

from typing import Annotated, Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec
from litestar.types import ExceptionHandlersMap
from msgspec import Meta

from service.kernel import errors
from service.kernel.errors import Flaw, KejuError
from service.kernel.logging import current_request_id
from service.kernel.schemas import Output

MEDIA_TYPE = "application/problem+json"
_log = structlog.get_logger()


class ProblemError(Output, omit_defaults=True):
    """One thing wrong with the input."""

    detail: str
    pointer: Annotated[str | None, Meta(description="JSON pointer into the body")] = None
    parameter: Annotated[str | None, Meta(description="Name of the query parameter or header")] = None


class Problem(Output):
    """What went wrong (RFC 9457)."""

    type: Annotated[str, Meta(description="A stable name, listed in openapi/problems.md")]
    title: str
    title_zh: str
    status: int
    detail: str
    instance: str
    request_id: str | None = None
    errors: list[ProblemError] = []


def type_of(error: type[KejuError] | KejuError) -> str:
    """The stable name of a kind of problem."""
    return f"urn:keju:problem:{error.slug}"


def answers(*kinds: type[KejuError]) -> dict[int, ResponseSpec]:
    """The refusals that a route names in the OpenAPI document, one entry a status."""
    by_status: dict[int, list[type[KejuError]]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(kind)
    return {
        status: ResponseSpec(
            Problem,
            description=" / ".join(f"{kind.title} ({kind.title_zh})" for kind in same),
            media_type=MEDIA_TYPE,
            generate_examples=False,
        )
        for status, same in sorted(by_status.items())
    }


def rendered(
    request: Request[Any, Any, Any], error: KejuError, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """The answer for ``error``."""
    problem = Problem(
        type=type_of(error),
        title=error.title,
        title_zh=error.title_zh,
        status=error.status,
        detail=error.detail,
        instance=request.url.path,
        request_id=current_request_id(),
        errors=[ProblemError(detail=f.detail, pointer=f.pointer, parameter=f.parameter) for f in error.flaws],
    )
    out = dict(headers or {})
    if error.retry_after is not None:
        out["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        out["WWW-Authenticate"] = 'Bearer realm="keju"'
    return Response(
        msgspec.json.encode(problem), status_code=error.status, media_type=MEDIA_TYPE, headers=out
    )


def _on_fact(request: Request[Any, Any, Any], error: KejuError) -> Response[bytes]:
    return rendered(request, error)


def _on_framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    headers = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    return rendered(request, _fact(error), headers)


def _on_surprise(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    _log.error("unforeseen", path=request.url.path, exc_info=error)
    return rendered(request, errors.Internal("It was logged under this request_id; nothing was changed."))


_BY_STATUS: dict[int, type[KejuError]] = {
    kind.status: kind
    for kind in (
        errors.Unauthenticated, errors.Forbidden, errors.NotFound, errors.MethodNotAllowed,
        errors.TooLarge, errors.UnsupportedMedia, errors.TooMany,
    )
}  # fmt: skip


def _fact(error: HTTPException) -> KejuError:
    if isinstance(error, ValidationException):
        raw = [part for part in error.extra or [] if isinstance(part, dict)]
        # Bodies are decoded before (bodies.py); the framework itself misses one only when nothing was sent.
        if any(part.get("key") == "data" for part in raw):
            return errors.Unreadable("The body is empty; send JSON.")
        flaws = [Flaw(str(part.get("message")), parameter=part.get("key")) for part in raw]
        return errors.BadParameter(flaws[0].detail if flaws else "A parameter is wrong.", flaws=flaws)
    if kind := _BY_STATUS.get(error.status_code):
        return kind()
    return errors.BadParameter(error.detail) if error.status_code < 500 else errors.Internal()


HANDLERS: ExceptionHandlersMap = {
    KejuError: _on_fact,
    HTTPException: _on_framework,
    Exception: _on_surprise,
}
