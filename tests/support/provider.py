"""A small provider of OpenID Connect on a loopback port, which tests may make lie."""

import json
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from service.kernel import clock

CLIENT, SECRET = "keju", "client secret"


class Provider:
    """Who is asked; ``claims`` go into the id_token over the right ones, ``headers`` into its head."""

    def __init__(self) -> None:
        self.issuer = ""
        self.claims: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.signs_with = self.key
        self.is_down = False
        self._asked: dict[str, dict[str, str]] = {}

    def authorize(self, address: str) -> tuple[str, str]:
        """What a browser brings back after its user has agreed: (code, state)."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert query["client_id"] == CLIENT
        code = f"code{len(self._asked)}"
        self._asked[code] = query
        return code, query["state"]

    def configuration(self) -> dict[str, Any]:
        """The discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self) -> dict[str, Any]:
        """The public keys."""
        return {"keys": [self.key.as_dict(private=False)]}

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The answer to a code, once, for our client and the one who holds the verifier."""
        client = b64decode(authorization.removeprefix("Basic ")).decode()
        query = self._asked.pop(form.get("code", ""), None)
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        is_right = client.replace("+", " ").replace("%20", " ") == f"{CLIENT}:{SECRET}"
        if not is_right or query is None or query["code_challenge"] != challenge:
            return None
        now = int(clock.now().timestamp())
        claims = {"iss": self.issuer, "sub": "user-1", "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"nonce": query["nonce"]} | self.claims
        told = {name: value for name, value in claims.items() if value is not None}
        id_token = jwt.encode({"alg": "RS256", "kid": "one"}, told, self.signs_with)
        return {"access_token": "x", "token_type": "Bearer", "id_token": id_token}


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider that answers on a port of this machine."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {"/.well-known/openid-configuration": provider.configuration, "/keys": provider.keys}
            self._answer(known[self.path]() if self.path in known else None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(provider.token(form, self.headers["authorization"]))

        def _answer(self, told: dict[str, Any] | None) -> None:
            self.send_response(503 if provider.is_down else 400 if told is None else 200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
