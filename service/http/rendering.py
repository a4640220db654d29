"""Server-rendered pages: one layout, one style sheet, and headers that let nothing of another host in."""

from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from litestar import Response, Router
from litestar.static_files import create_static_files_router

# Scripts and styles are files of this host; nothing is inline, nothing is framed.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HERE = Path(__file__).parent


def templates_of(package: str) -> Environment:
    """The templates of a room, above them the layout that all pages share; what is shown is escaped."""
    loader = ChoiceLoader([PackageLoader(package), PackageLoader("service.http")])
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def page(templates: Environment, name: str, /, *, status: int = 200, **values: Any) -> Response[str]:
    """A rendered page; it is never kept by a browser or a proxy, because it shows who looks at it."""
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    text = templates.get_template(name).render(**values)
    return Response(text, status_code=status, media_type="text/html; charset=utf-8", headers=headers)


def shared_assets() -> Router:
    """The style sheet."""
    return static_files("/assets", _HERE / "static")


def static_files(path: str, folder: Path) -> Router:
    """A folder of scripts or styles, open to everybody."""
    return create_static_files_router(path, [folder], opt={"open": True}, include_in_schema=False)
