"""A local OpenID Connect provider for tests: signs in whoever `user` says, without asking."""

import base64
import json
import threading
import time
import uuid
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "glute-coach-test", "a-client-secret"


class Provider(ThreadingHTTPServer):
    """The server; `user` holds the claims of the next sign-in."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.user: dict[str, object] = {"sub": "nobody"}
        self.key = RSAKey.generate_key(2048, {"kid": "test"}, private=True)
        self.codes: dict[str, dict[str, object]] = {}

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def running_provider():
    """A provider that answers."""
    provider = Provider()
    thread = threading.Thread(target=provider.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        thread.join(10)
        provider.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        issuer = self.server.issuer
        if address.path == "/.well-known/openid-configuration":
            self._answer(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/jwks",
                    "response_types_supported": ["code"],
                    "subject_types_supported": ["public"],
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
            )
        elif address.path == "/jwks":
            self._answer({"keys": [self.server.key.as_dict(private=False)]})
        elif address.path == "/authorize":
            code = uuid.uuid4().hex
            self.server.codes[code] = {**self.server.user, "nonce": query.get("nonce", "")}
            self.send_response(302)
            back = urlencode({"code": code, "state": query["state"]})
            self.send_header("Location", f"{query['redirect_uri']}?{back}")
            self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        allowed = self.headers.get("Authorization") == f"Basic {basic}"
        claims = self.server.codes.pop(form.get("code", ""), None)
        if claims is None or not (allowed or form.get("client_secret") == SECRET):
            self.send_error(401)
            return
        now = int(time.time())
        claims |= {"iss": self.server.issuer, "aud": CLIENT, "iat": now, "exp": now + 600}
        token = jwt.encode({"alg": "RS256", "kid": "test"}, claims, self.server.key)
        self._answer({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _answer(self, values: dict[str, object]) -> None:
        data = json.dumps(values).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""
