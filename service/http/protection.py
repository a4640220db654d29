"""Protection of every route: rate limits by a guard, and the headers that keep browsers from harm."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from ipaddress import IPv6Address, ip_address
from typing import Any

from litestar.config.cors import CORSConfig
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Scope

from service.http.runtime import Runtime
from service.kernel.actor import Actor
from service.kernel.errors import TooMany
from service.kernel.rate_limits import Standing
from service.kernel.settings import Settings

# A route's option: ``none`` for what is never limited, ``open`` for what only reads though it is a POST.
RATE = "rate"
UNLIMITED = "none"
LOG_IN, OPEN, WRITE = "log_in", "open", "write"
_SAFE = ("GET", "HEAD", "OPTIONS")
_STANDING = "rate_standing"
_POLICY = "content_policy"

_NOTHING = "default-src 'none'; frame-ancestors 'none'"
_PAGE = (
    "default-src 'none'; script-src 'self'{script}; style-src 'self'{style}; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def cors(origins: str) -> CORSConfig | None:
    """Which web origins may call the API from a browser; none, where nothing is set."""
    allowed = [origin.strip() for origin in origins.split(",") if origin.strip()]
    if not allowed:
        return None
    return CORSConfig(
        allow_origins=allowed,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "If-Match", "Idempotency-Key", "X-Organization"],
        expose_headers=["ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-Id"],
    )


async def limit_rate(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]
    """Count the request of somebody who may ask only so often.

    Raises TooMany.
    """
    runtime: Runtime = connection.app.state.runtime
    actor: Actor | None = connection.scope.get("user")
    kind = _kind(actor, str(connection.scope.get("method")), handler.opt.get(RATE))
    limiter = runtime.limiter
    if kind is None or not limiter.limits[kind]:
        return
    bucket = f"{kind}:{_who(connection, actor, runtime.settings)}"
    if limiter.must_ask(kind, bucket):
        standing = await runtime.in_thread(lambda: limiter.admit(runtime.database, kind, bucket))
    else:
        standing = limiter.admit(runtime.database, kind, bucket)
    connection.scope[_STANDING] = standing  # type: ignore[literal-required]
    if not standing.is_admitted:
        raise TooMany(
            f"No more than {standing.limit} such requests a minute; the next minute begins in "
            f"{standing.seconds} seconds.",
            retry_after=standing.seconds,
        )


def use_policy(scope: Scope, script: bytes) -> None:
    """Let this answer's page run one inline script and style itself, as the API's own pages do."""
    allowed = f" 'sha256-{b64encode(hashlib.sha256(script).digest()).decode()}'"
    scope[_POLICY] = _PAGE.format(script=allowed, style=" 'unsafe-inline'")  # type: ignore[literal-required]


def headers_for(scope: Scope, told: dict[bytes, bytes], settings: Settings) -> Iterator[tuple[bytes, bytes]]:
    """What is added to an answer; ``told`` are the headers that it has."""
    yield from _ALWAYS
    policy = scope.get(_POLICY)
    if b"content-security-policy" not in told:
        is_page = told.get(b"content-type", b"").startswith(b"text/html")
        usual = _PAGE.format(script="", style="") if is_page else _NOTHING
        yield b"content-security-policy", str(policy or usual).encode()
    asked = dict(scope["headers"])
    if b"cache-control" not in told and (b"authorization" in asked or b"cookie" in asked):
        yield b"cache-control", b"no-store"
    if is_secure(scope, asked, settings):
        yield b"strict-transport-security", b"max-age=31536000; includeSubDomains"
    standing: Standing | None = scope.get(_STANDING)  # type: ignore[assignment]
    if standing is not None:
        yield b"ratelimit-policy", f'"minute";q={standing.limit};w=60'.encode()
        yield b"ratelimit", f'"minute";r={standing.left};t={standing.seconds}'.encode()


def is_secure(scope: Scope, asked: dict[bytes, bytes], settings: Settings) -> bool:
    """The request came by https, to us or to the proxy before us."""
    forwarded = asked.get(b"x-forwarded-proto") if settings.trusted_proxies else None
    return (forwarded.decode("latin-1") if forwarded else str(scope["scheme"])) == "https"


def client_address(connection: ASGIConnection[Any, Any, Any, Any], settings: Settings) -> str:
    """Where the request came from: the network peer, or what so many proxies of ours say of it.

    An IPv6 visitor has a whole /64 to choose from, so that is the address.
    """
    peer = connection.client.host if connection.client else "-"
    if settings.trusted_proxies:
        hops = ",".join(connection.headers.getall("x-forwarded-for", [])).split(",")
        peer = hops[-settings.trusted_proxies :][0].strip() or peer
    try:
        address = ip_address(peer)
    except ValueError:
        return peer[:64]
    if isinstance(address, IPv6Address):
        return address.ipv4_mapped.compressed if address.ipv4_mapped else address.exploded[:19]
    return address.compressed


def _kind(actor: Actor | None, method: str, option: str | None) -> str | None:
    if option == UNLIMITED:
        return None
    if actor is not None:
        return None if method in _SAFE or option == OPEN else WRITE
    return OPEN if method in _SAFE or option == OPEN else LOG_IN


def _who(connection: ASGIConnection[Any, Any, Any, Any], actor: Actor | None, settings: Settings) -> str:
    """Whom the requests are counted for; addresses are kept as keyed hashes, for two minutes."""
    if actor is not None:
        return str(actor.key_id or actor.person_id)
    address = client_address(connection, settings).encode()
    return hashlib.blake2b(address, key=settings.secret.encode()[:64], digest_size=16).hexdigest()
