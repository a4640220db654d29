"""Speaks OpenID Connect with the region's provider of single sign-on (统一身份认证).

Authorization code with PKCE, state and nonce; what the provider says of somebody counts only from an
id_token whose signature, issuer, audience, time and nonce are right.
"""

import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from service.accounts.errors import SignOnRefused
from service.kernel import clock
from service.kernel.settings import Settings

WAY_LASTS = 600
_TIMEOUT = 5.0
_LEEWAY = 60
# What a public key can check: never "none", and never a shared secret taken for one.
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is at the provider."""

    issuer: str
    subject: str
    email: str | None
    has_verified_email: bool


@dataclass(frozen=True, slots=True)
class Way:
    """What must come back unchanged: kept, signed, in the browser that set out."""

    state: str
    nonce: str
    verifier: str


def callback_url(settings: Settings) -> str:
    """Where the provider sends the browser back to; register it there."""
    return f"{settings.base_url}/api/v1/sign-on/callback"


def set_out(settings: Settings) -> tuple[str, str]:
    """The provider's address to send the browser to, and what the browser keeps meanwhile.

    Raises SignOnRefused when the provider does not answer.
    """
    way = Way(secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48))
    query = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": callback_url(settings),
        "scope": "openid email profile",
        "state": way.state,
        "nonce": way.nonce,
        "code_challenge": create_s256_code_challenge(way.verifier),
        "code_challenge_method": "S256",
    }
    address = _discovered(settings)["authorization_endpoint"]
    kept = _signer(settings).dumps([way.state, way.nonce, way.verifier])
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", str(kept)


def come_back(settings: Settings, kept: str | None, state: str | None, code: str | None) -> Identity:
    """Who the provider says came back.

    Raises SignOnRefused.
    """
    way = _way(settings, kept)
    if state is None or code is None or not secrets.compare_digest(state.encode(), way.state.encode()):
        raise SignOnRefused("This is not the browser that set out, or it took too long; begin again.")
    try:
        known = _discovered(settings)
        claims = _claims(settings, known, _exchanged(settings, known, way, code), way)
    except (httpx.HTTPError, JoseError, KeyError, ValueError, TypeError) as error:
        raise SignOnRefused("The single sign-on gave no valid answer; begin again.") from error
    return Identity(
        settings.oidc_issuer, str(claims["sub"]), claims.get("email"), claims.get("email_verified") is True
    )


def _exchanged(settings: Settings, known: dict[str, Any], way: Way, code: str) -> str:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": callback_url(settings),
        "code_verifier": way.verifier,
    }
    client = (settings.oidc_client_id, settings.oidc_client_secret.get_secret_value())
    answer = httpx.post(known["token_endpoint"], data=form, auth=client, timeout=_TIMEOUT)
    return str(answer.raise_for_status().json()["id_token"])


def _claims(settings: Settings, known: dict[str, Any], id_token: str, way: Way) -> CodeIDToken:
    published = httpx.get(known["jwks_uri"], timeout=_TIMEOUT).raise_for_status().json()
    token = jwt.decode(id_token, KeySet.import_key_set(published), algorithms=_ALGORITHMS)
    claims = CodeIDToken(
        token.claims,
        token.header,
        {
            "iss": {"essential": True, "value": settings.oidc_issuer},
            "aud": {"essential": True, "value": settings.oidc_client_id},
        },
        {"nonce": way.nonce, "client_id": settings.oidc_client_id},
    )
    claims.validate(now=int(clock.now().timestamp()), leeway=_LEEWAY)
    return claims


def _discovered(settings: Settings) -> dict[str, Any]:
    """What the provider says of itself; asked each time, so that it may move and change its keys."""
    address = f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        known: dict[str, Any] = httpx.get(address, timeout=_TIMEOUT).raise_for_status().json()
        if known["issuer"] == settings.oidc_issuer and known["authorization_endpoint"]:
            return known
    except (httpx.HTTPError, KeyError, ValueError, TypeError) as error:
        raise SignOnRefused("The single sign-on does not answer; try again later.") from error
    raise SignOnRefused("The single sign-on names another issuer than the one that is set.")


def _way(settings: Settings, kept: str | None) -> Way:
    try:
        state, nonce, verifier = _signer(settings).loads(kept or "", max_age=WAY_LASTS)
    except (BadSignature, ValueError, TypeError, UnicodeError) as error:
        raise SignOnRefused(
            "This is not the browser that set out, or it took too long; begin again."
        ) from error
    return Way(state, nonce, verifier)


def _signer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret, salt="sign-on")
