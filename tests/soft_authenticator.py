"""An authenticator made of code: keys, counters and signatures as WebAuthn (Level 3) asks for them, and every way to get them wrong."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from madoguchi.seal.signing import from_base64url, to_base64url

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One device with one passkey. Every field may be spoiled between two answers."""

    origin: str
    party: str
    flags: int = PRESENT | VERIFIED
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user: str = ""

    def create(self, options: str) -> str:
        """The answer to the options for making a passkey."""
        asked = json.loads(options)
        self.user = asked["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        known = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(cose)
        attested = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + known}
        return self._answer(
            {
                "clientDataJSON": to_base64url(self._client_data("webauthn.create", asked["challenge"])),
                "attestationObject": to_base64url(cbor2.dumps(attested)),
            }
        )

    def get(self, options: str, *, user: str | None = None) -> str:
        """The answer to the options for showing it."""
        asked = json.loads(options)
        self.count += 1
        said, data = self._client_data("webauthn.get", asked["challenge"]), self._data(0)
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "clientDataJSON": to_base64url(said),
                "authenticatorData": to_base64url(data),
                "signature": to_base64url(signature),
                "userHandle": self.user if user is None else user,
            }
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        assert len(from_base64url(challenge)) == 32
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, more: int) -> bytes:
        return sha256(self.party.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4)

    def _answer(self, response: dict[str, Any]) -> str:
        name = to_base64url(self.id)
        whole = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return json.dumps(whole)
