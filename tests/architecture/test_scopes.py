"""Every path is either open to machines' keys with a scope, or closed to them on purpose."""

from litestar import Litestar

from service.app import routed
from service.http.scopes import ANY, CLOSED, RESOURCES, KeyScope, needed_scope


def operations(app: Litestar) -> list[tuple[str, str, dict[str, object]]]:
    """(path, method, options) of every operation of the API."""
    return [
        (route.path, method, handler.opt)
        for route in app.routes
        if route.path.startswith("/api/v1/")
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items()
        if method != "OPTIONS"
    ]


def test_every_path_says_what_a_key_needs() -> None:
    found = operations(routed())
    assert len(found) > 40
    for path, _, _ in found:
        step = path.split("/")[3]
        assert (step in RESOURCES) != (step in CLOSED), f"{path}: name it in http/scopes.py"


def test_every_scope_that_a_route_needs_can_be_given() -> None:
    for path, method, options in operations(routed()):
        needed = needed_scope(path, method, options)
        assert needed in {None, ANY, *KeyScope}, f"{method} {path}: {needed}"
        if path.split("/")[3] in CLOSED:
            assert needed is None, f"{method} {path}"


def test_reading_and_writing_are_apart_and_what_is_not_named_is_closed() -> None:
    for path, method, needed in (
        ("/api/v1/needs", "GET", "needs:read"),
        ("/api/v1/needs/1/submit", "POST", "needs:write"),
        ("/api/v1/needs/1", "DELETE", "needs:write"),
        ("/api/v1/brokers/1", "PATCH", "organizations:write"),
        ("/api/v1/official-series", "POST", "reports:write"),
        ("/api/v1/audit", "GET", "audit:read"),
        ("/api/v1/audit", "POST", None),
        ("/api/v1/me", "GET", ANY),
        ("/api/v1/me", "DELETE", None),
        ("/api/v1/codes/regions", "GET", ANY),
        ("/api/v1/api-keys", "POST", None),
        ("/api/v1/sessions", "GET", None),
        ("/api/v1/nothing", "GET", None),
        ("/api/v1/needs2", "GET", None),
        ("/needs", "GET", None),
        ("/metrics", "GET", None),
    ):
        assert needed_scope(path, method, {}) == needed, path
    assert needed_scope("/api/v1/matches/search", "POST", {"scope": "matches:read"}) == "matches:read"
