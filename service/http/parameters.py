"""Query parameters: the four that every list takes, and the refusal of unknown or repeated ones."""

from typing import Annotated, Any

from litestar import Litestar, Request
from litestar.params import QueryParameter

from service.kernel.errors import bad_parameter
from service.kernel.paging import Window

_KNOWN = "known_parameters"


async def provide_window(
    limit: Annotated[int, QueryParameter(ge=1, le=100, description="Items a page (每页条数)")] = 20,
    cursor: Annotated[
        str | None, QueryParameter(max_length=4000, description="`next_cursor` of the page before")
    ] = None,
    sort: Annotated[
        str | None, QueryParameter(min_length=1, max_length=40, description="A field, `-` in front reverses")
    ] = None,
    count: Annotated[bool, QueryParameter(description="Adds `total`")] = False,
) -> Window:
    """The dependency named ``window``."""
    return Window(limit, cursor, sort, count)


def learn_parameters(app: Litestar) -> None:
    """Note beside each handler which query parameters it knows, its dependencies' included."""
    for route in app.routes:
        for handler, model in getattr(route, "route_handler_map", {}).values():
            handler.opt[_KNOWN] = frozenset(known.field_alias for known in model.expected_query_params)


async def refuse_unknown_parameters(request: Request[Any, Any, Any]) -> None:
    """A mistyped filter must not list everything: unknown, repeated or unreadable parameters are refused."""
    known = request.route_handler.opt.get(_KNOWN)
    if known is None or not request.scope["query_string"]:
        return
    seen: set[str] = set()
    for name, value in request.query_params.multi_items():
        if name not in known:
            raise bad_parameter(
                name, f"There is no parameter {name!r} here. Known: {', '.join(sorted(known)) or 'none'}."
            )
        if name in seen:
            raise bad_parameter(name, f"The parameter {name!r} was sent twice.")
        if "\0" in value or "\ufffd" in value:
            raise bad_parameter(name, f"The parameter {name!r} is not text in UTF-8 without NUL.")
        seen.add(name)
