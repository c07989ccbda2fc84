"""A sign-in service (OpenID Connect) in a process of its own: ``python -m tests.integration.web.sign_in_provider``; prints its port.

Discovery, published keys, a sign-in page, codes that are good once with the right client, address and verifier, tokens signed RS256.
What is wrong about a token is asked for by the name of who signs in (``wrong-nonce``), so that every hostile answer comes from a
service that is otherwise sound.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from madoguchi.base.clock import SystemClock

CLIENT, SECRET = "madoguchi", "a secret: with/signs"
OLD, NEW, FOREIGN = (RSAKey.generate_key(2048, {"kid": kid}) for kid in ("one", "two", "one"))


@dataclass
class Grant:
    """What a code stands for."""

    subject: str
    redirect_uri: str
    challenge: str
    nonce: str


class Service(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"
        self.grants: dict[str, Grant] = {}
        self.key = OLD

    def token(self, grant: Grant) -> str:
        """The ID token, with what the subject's name says to spoil."""
        now, wrong = int(SystemClock().now().timestamp()), grant.subject
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": grant.subject,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": grant.nonce,
            "email": "yamada@example.jp",
            "email_verified": True,
        }
        claims |= {
            "wrong-issuer": {"iss": "https://id.example.org"},
            "wrong-audience": {"aud": "somebody-else"},
            "wrong-audiences": {"aud": [CLIENT, "somebody-else"]},
            "wrong-party": {"azp": "somebody-else"},
            "wrong-nonce": {"nonce": "of-another-errand"},
            "wrong-time": {"exp": now - 3600, "iat": now - 7200},
            "wrong-future": {"iat": now + 3600, "exp": now + 7200},
            "wrong-email": {"email_verified": False},
            "wrong-subject": {"sub": ""},
        }.get(wrong, {})
        if wrong == "wrong-none":
            return f"{_part({'alg': 'none'})}.{_part(claims)}."
        if wrong == "wrong-hmac":  # signed with the public key as a shared secret
            signed = f"{_part({'alg': 'HS256', 'kid': 'one'})}.{_part(claims)}"
            return f"{signed}.{_base64url(hmac.digest(OLD.as_pem(private=False), signed.encode(), 'sha256'))}"
        if wrong == "wrong-key":
            return str(jwt.encode({"alg": "RS256", "kid": "one"}, claims, FOREIGN))
        return str(jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key))


class Answers(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        issuer = self.server.issuer
        match url.path:
            case "/.well-known/openid-configuration":
                ways = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
                self._json({"issuer": issuer} | {name: f"{issuer}/{path}" for name, path in ways.items()})
            case "/keys":
                self._json({"keys": [self.server.key.as_dict(private=False)]})
            case "/turn-the-keys":
                self.server.key = NEW
                self._json({})
            case "/authorize":
                fits = asked["response_type"] == "code" and asked["client_id"] == CLIENT
                fits = fits and asked["code_challenge_method"] == "S256" and "openid" in asked["scope"].split()
                self._html("<form method=post>…</form>" if fits else "no", 200 if fits else 400)
            case _:
                self._json({}, 404)

    def do_POST(self) -> None:
        url = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        typed = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        form = {name: values[0] for name, values in typed.items()}
        if url.path == "/authorize":
            code = secrets.token_urlsafe(24)
            self.server.grants[code] = Grant(
                form["user"], asked["redirect_uri"], asked["code_challenge"], asked["nonce"]
            )
            back = {"code": code, "state": asked["state"], "iss": self.server.issuer}
            if form["user"] == "nobody":
                back = {"error": "access_denied", "state": asked["state"]}
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self._token(form)

    def _token(self, form: dict[str, str]) -> None:
        pair = base64.b64encode(f"{CLIENT}:{urlencode({'': SECRET})[1:].replace('+', '%20')}".encode()).decode()
        grant = self.server.grants.pop(form.get("code", ""), None)
        challenge = _base64url(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (
            self.headers["authorization"] != f"Basic {pair}"
            or grant is None
            or form["grant_type"] != "authorization_code"
            or form["redirect_uri"] != grant.redirect_uri
            or challenge != grant.challenge
        ):
            self._json({"error": "invalid_grant"}, 400)
            return
        self._json({"access_token": "x", "token_type": "Bearer", "id_token": self.server.token(grant)})

    def _json(self, said: object, status: int = 200) -> None:
        self._say(json.dumps(said).encode(), "application/json", status)

    def _html(self, said: str, status: int) -> None:
        self._say(said.encode(), "text/html; charset=utf-8", status)

    def _say(self, body: bytes, kind: str, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _part(document: dict[str, Any]) -> str:
    return _base64url(json.dumps(document).encode())


def main() -> None:
    service = Service()
    print(service.server_address[1], flush=True)
    service.serve_forever()


if __name__ == "__main__":
    main()
