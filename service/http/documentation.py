"""The OpenAPI document and its pages: served from here, because a closed network reaches no other host."""

import json
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from litestar import Litestar, Request, Router
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, SwaggerRenderPlugin
from litestar.openapi.spec import (
    Components,
    License,
    OpenAPI,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    Parameter,
    Reference,
    RequestBody,
    Schema,
    SecurityScheme,
)
from litestar.static_files import create_static_files_router

from service.http.problems import MEDIA_TYPE, type_of
from service.http.protection import RATE, UNLIMITED, use_policy
from service.kernel import errors as e
from service.kernel.schemas import Input

K = TypeVar("K")

_ASSETS = "/schema/assets"
_MADE = "openapi_document"
_SCRIPT = b"<script type='text/javascript'>"
_DESCRIPTION = (
    "科聚: a technology-transfer marketplace. Universities publish achievements, enterprises submit needs, "
    "and the matcher ranks and explains the pairings. Errors are application/problem+json; money is a string "
    "of yuan; times are RFC 3339 in UTC. POST takes an Idempotency-Key, PATCH needs If-Match."
)
_ALWAYS = (e.BadParameter, e.Unauthenticated, e.Forbidden, e.TooMany, e.Internal, e.Busy)
_WITH_BODY = (e.Unreadable, e.TooLarge, e.UnsupportedMedia, e.Invalid)


def openapi_config(version: str) -> OpenAPIConfig:
    """The document's head and its page."""
    page = _Page(
        js_url=f"{_ASSETS}/swagger-ui-bundle.js",
        css_url=f"{_ASSETS}/swagger-ui.css",
        standalone_preset_js_url=f"{_ASSETS}/swagger-ui-standalone-preset.js",
        favicon=f"<link rel='icon' href='{_ASSETS}/favicon-32x32.png'>",
    )
    bearer = SecurityScheme(
        type="http", scheme="bearer", description="The access_token of POST /api/v1/sessions"
    )
    return OpenAPIConfig(
        title="Keju 科聚",
        version=version,
        description=_DESCRIPTION,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        openapi_router=Router(
            "/schema", route_handlers=[], opt={"open": True, RATE: UNLIMITED}, include_in_schema=False
        ),
        render_plugins=[page, _Json()],
        components=Components(security_schemes={"bearer": bearer}),
        security=[{"bearer": []}],
    )


def assets() -> Router:
    """The page's script and style, as their package ships them."""
    spec = find_spec("swagger_ui")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package swagger-ui-py is not installed")
    folder = Path(spec.origin).parent / "static"
    return create_static_files_router(
        _ASSETS, [folder], opt={"open": True, RATE: UNLIMITED}, include_in_schema=False
    )


class _Page(SwaggerRenderPlugin):
    """Swagger UI over the completed document."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        page = super().render(request, openapi_schema | document(request.app))
        use_policy(request.scope, page.partition(_SCRIPT)[2].partition(b"</script>")[0])
        return page


class _Json(JsonRenderPlugin):
    """The completed document itself."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, openapi_schema | document(request.app))


def document(app: Litestar) -> dict[str, Any]:
    """The whole document; made when somebody asks for it, because a start should be quick."""
    if _MADE not in app.state:
        _complete_document(app)
        app.state[_MADE] = app.openapi_schema.to_schema()
    made: dict[str, Any] = app.state[_MADE]
    return made


def _complete_document(app: Litestar) -> None:
    """Say what the framework cannot know: refusals and headers common to routes, refused unknown fields."""
    document = app.openapi_schema
    _close_inputs(document)
    options = {
        handler.operation_id: handler.opt
        for route in app.routes
        for handler, _ in getattr(route, "route_handler_map", {}).values()
    }
    for item in (document.paths or {}).values():
        for method in ("get", "post", "put", "patch", "delete"):
            if (operation := getattr(item, method)) is not None:
                _complete(operation, method, options.get(operation.operation_id, {}))


def _close_inputs(document: OpenAPI) -> None:
    schemas = document.components.schemas or {}
    for kind in _subclasses(Input):
        for name, schema in schemas.items():
            if name == kind.__name__ or name.endswith(f".{kind.__name__}"):
                schema.additional_properties = False


def _subclasses(kind: type[K]) -> Iterator[type[K]]:
    for below in kind.__subclasses__():
        yield below
        yield from _subclasses(below)


def _complete(operation: Operation, method: str, options: Mapping[str, Any]) -> None:
    responses = operation.responses = operation.responses or {}
    common = _ALWAYS + (_WITH_BODY if operation.request_body else ())
    for kind in common:
        told = responses.get(str(kind.status))
        # The framework's own description of a 400 is not what our handlers answer.
        if not isinstance(told, OpenAPIResponse) or MEDIA_TYPE not in (told.content or {}):
            responses[str(kind.status)] = _refusal(kind)
    operation.responses = dict(sorted(responses.items()))
    _free_body(operation)
    if options.get("open"):
        operation.security = [{}, {"bearer": []}]
    operation.parameters = [*(operation.parameters or []), *_headers(operation, method, options)]


def _free_body(operation: Operation) -> None:
    """A body that may be left out is said to be optional, rather than that it may be ``null``."""
    body = operation.request_body
    media = body.content.get("application/json") if isinstance(body, RequestBody) else None
    schema = media.schema if media else None
    if isinstance(schema, Schema) and schema.one_of and isinstance(body, RequestBody) and media:
        media.schema = next(part for part in schema.one_of if isinstance(part, Reference))
        body.required = False


def _headers(operation: Operation, method: str, options: Mapping[str, Any]) -> Iterator[Parameter]:
    text = Schema(type=OpenAPIType.STRING)
    if not options.get("open"):
        yield Parameter(
            "X-Organization", "header", text, description="For which of your organisations you act"
        )
    if method == "post" and options.get("takes_key", True):
        about = "The same key and body give the first answer again"
        yield Parameter("Idempotency-Key", "header", text, description=about)
    if "412" in (operation.responses or {}):
        is_required = "428" in (operation.responses or {})
        about = "The record's ETag: the version that you change"
        yield Parameter("If-Match", "header", text, description=about, required=is_required)


def _refusal(kind: type[e.KejuError]) -> OpenAPIResponse:
    content = {MEDIA_TYPE: OpenAPIMediaType(schema=Reference(ref="#/components/schemas/Problem"))}
    return OpenAPIResponse(description=f"{kind.title} ({kind.title_zh})", content=content)


def exported(app: Litestar) -> str:
    """The document as the file that is kept beside the code."""
    return json.dumps(document(app), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def problem_catalogue() -> str:
    """Every kind of problem as a Markdown table, by status."""
    kinds = sorted(_subclasses(e.KejuError), key=lambda kind: (kind.status, kind.slug))
    rows = [
        f"| {kind.status} | `{type_of(kind)}` | {kind.title} | {kind.title_zh} |"
        for kind in kinds
        if kind is not e.StartRefused
    ]
    head = ["# Problem types", "", "Written by `keju export-openapi`.", ""]
    return "\n".join([*head, "| status | type | title | 标题 |", "|---|---|---|---|", *rows]) + "\n"
