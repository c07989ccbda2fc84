"""The provider's sign-in service (OpenID Connect Core 1.0, Authorization Code with PKCE): where to send a browser, whom a code proves.

Guarantee: a subject is believed only from an ID token that the configured issuer signed (RS256 or ES256, by its own published key),
for this client, with the nonce of this errand, not expired, not from the future; and only when its e-mail address, if it names
one, is not marked as unverified. The service's addresses come from its own discovery document over https, nothing is
redirected, and no answer is read beyond ``ANSWER_LIMIT``. RFC 7636, RFC 9207. Article: 8.1
"""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import httpx
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from madoguchi.base.clock import Clock, Instant
from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.seal.signing import to_base64url

ALGORITHMS: Final = ["RS256", "ES256"]
REACH_SECONDS: Final = 10.0
ANSWER_LIMIT: Final = 262_144  # bytes
KNOWN_FOR: Final = timedelta(hours=1)  # discovery and keys
AGAIN_AFTER: Final = timedelta(seconds=60)  # unknown keys are looked for again, not more often
LEEWAY: Final = 60  # seconds by which its clock may differ
SUBJECT_LIMIT: Final = 255
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Client:
    """What the service knows us as."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class _Known:
    authorize: str
    token: str
    basic: bool  # the secret goes into the header
    keys: KeySet
    at: Instant


class SignInService:
    """One service. ``transport`` stands for the network in tests."""

    def __init__(self, client: Client, clock: Clock, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._client = client
        self._clock = clock
        self._transport = transport
        self._tls = ssl.create_default_context()
        self._known: _Known | None = None

    @property
    def issuer(self) -> str:
        return self._client.issuer

    async def way(self, state: str, nonce: str, verifier: str) -> str:
        """Where the browser is sent. Raises Unavailable."""
        known = await self._look()
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect_uri,
            "scope": "openid email",
            "state": state,
            "nonce": nonce,
            "code_challenge": to_base64url(sha256(verifier.encode("ascii")).digest()),
            "code_challenge_method": "S256",
        }
        return f"{known.authorize}{'&' if '?' in known.authorize else '?'}{urlencode(asked)}"

    async def subject(self, code: str, nonce: str, verifier: str, said_issuer: str) -> str:
        """Whom the code proves. ``said_issuer``: the ``iss`` beside it, if there was one. Raises Unavailable, BrokenProof."""
        if said_issuer and said_issuer != self.issuer:
            raise BrokenProof("the answer is another service's")
        known = await self._look()
        told = await self._exchange(known, code, verifier)
        token = told.get("id_token")
        if not isinstance(token, str) or len(token) > ANSWER_LIMIT:
            raise BrokenProof("no ID token")
        return self._judge(await self._claims(known, token), nonce)

    def _judge(self, claims: Mapping[str, Any], nonce: str) -> str:
        now = self._clock.now().timestamp()
        audience, subject = claims.get("aud"), claims.get("sub")
        audiences = [audience] if isinstance(audience, str) else audience
        if claims.get("iss") != self.issuer:
            raise BrokenProof("another issuer's token")
        if not isinstance(audiences, list) or self._client.client_id not in audiences:
            raise BrokenProof("a token for somebody else")
        if claims.get("azp", self._client.client_id) != self._client.client_id or (
            len(audiences) > 1 and "azp" not in claims
        ):
            raise BrokenProof("a token that somebody else asked for")
        if not _is_time(claims.get("exp")) or now >= claims["exp"] + LEEWAY:
            raise BrokenProof("an expired token")
        if not _is_time(claims.get("iat")) or claims["iat"] > now + LEEWAY:
            raise BrokenProof("a token from the future")
        if claims.get("nonce") != nonce:
            raise BrokenProof("a token for another errand")
        if claims.get("email_verified", True) is not True:
            raise BrokenProof("the e-mail address is not verified")
        if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_LIMIT:
            raise BrokenProof("nobody's token")
        return subject

    async def _claims(self, known: _Known, token: str) -> Mapping[str, Any]:
        try:
            return jwt.decode(token, known.keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError, TypeError, KeyError):
            if self._clock.now() - known.at < AGAIN_AFTER:
                raise BrokenProof("the token's signature does not hold") from None
        fresh = await self._look(anew=True)  # its keys may have changed since
        try:
            return jwt.decode(token, fresh.keys, algorithms=ALGORITHMS).claims
        except (JoseError, ValueError, TypeError, KeyError):
            raise BrokenProof("the token's signature does not hold") from None

    async def _exchange(self, known: _Known, code: str, verifier: str) -> Mapping[str, Any]:
        client = self._client
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect_uri,
            "code_verifier": verifier,
        }
        headers = {}
        if client.client_secret and known.basic:  # RFC 6749 2.3.1: both parts percent-encoded first
            pair = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        else:
            body["client_id"] = client.client_id
            if client.client_secret:
                body["client_secret"] = client.client_secret
        return await self._call("POST", known.token, data=body, headers=headers)

    async def _look(self, *, anew: bool = False) -> _Known:
        """The discovery document and the keys, remembered for a while."""
        now = self._clock.now()
        if self._known is not None and not anew and now - self._known.at < KNOWN_FOR:
            return self._known
        found = await self._call("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise BrokenProof("the sign-in service calls itself by another name than oidc_issuer")
        keys = await self._call("GET", _address(found, "jwks_uri"))
        ways = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        try:
            key_set = KeySet.import_key_set({"keys": [key for key in keys["keys"] if key.get("kty") in {"RSA", "EC"}]})
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            raise BrokenProof("the sign-in service's keys cannot be read") from None
        self._known = _Known(
            _address(found, "authorization_endpoint"),
            _address(found, "token_endpoint"),
            isinstance(ways, list) and "client_secret_basic" in ways,
            key_set,
            now,
        )
        return self._known

    async def _call(self, method: str, address: str, **more: Any) -> Mapping[str, Any]:
        async with httpx.AsyncClient(
            timeout=REACH_SECONDS, follow_redirects=False, verify=self._tls, transport=self._transport
        ) as http:
            try:
                async with http.stream(method, address, **more) as answer:
                    read = bytearray()
                    async for part in answer.aiter_bytes():
                        read += part
                        if len(read) > ANSWER_LIMIT:
                            raise Unavailable("the sign-in service's answer is too long")
            except httpx.HTTPError as wrong:
                raise Unavailable(f"the sign-in service cannot be reached: {type(wrong).__name__}") from None
        if answer.status_code >= 500 or 300 <= answer.status_code < 400:
            raise Unavailable(f"the sign-in service answered {answer.status_code}")
        if answer.status_code != httpx.codes.OK:
            raise BrokenProof(f"the sign-in service refused: {answer.status_code}")
        try:
            found = httpx.Response(200, content=bytes(read)).json()
        except ValueError:
            raise Unavailable("the sign-in service's answer is no JSON") from None
        if not isinstance(found, dict):
            raise Unavailable("the sign-in service's answer is no object")
        return found


def is_safe_address(address: str) -> bool:
    """https, or this computer itself."""
    url = urlsplit(address)
    return (url.scheme == "https" and bool(url.hostname)) or (url.scheme == "http" and url.hostname in LOOPBACK)


def _address(found: Mapping[str, Any], name: str) -> str:
    address = found.get(name)
    if not isinstance(address, str) or not is_safe_address(address):
        raise BrokenProof(f"the sign-in service's {name} is not https")
    return address


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
