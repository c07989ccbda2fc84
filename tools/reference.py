"""docs/protocol.md sections 2 to 4 once more, from the page alone: what the handshake, frame and ticket vectors are calculated by.

Imports nothing of the product, so that a mistake in one of the two shows as a difference. Slow and not for use: X25519 is
a plain ladder over Python integers (RFC 7748), HKDF is two lines of HMAC (RFC 5869).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

P = 2**255 - 19
CHANNELS = {"control": 1, "input": 2, "picture": 3, "files": 4}
DIRECTIONS = {"host": 1, "console": 2}
MODES = {"number": 1, "resume": 2}
BASE_POINT = (9).to_bytes(32, "little")


def sha512(*parts: bytes) -> bytes:
    return hashlib.sha512(b"".join(parts)).digest()


def x25519(scalar: bytes, point: bytes) -> bytes:
    """RFC 7748 section 5, the Montgomery ladder."""
    k = bytearray(scalar)
    k[0] &= 248
    k[31] = k[31] & 127 | 64
    bits, x1 = int.from_bytes(k, "little"), int.from_bytes(point, "little") % 2**255 % P
    x2, z2, x3, z3, swapped = 1, 0, x1, 1, 0
    for t in range(254, -1, -1):
        bit = bits >> t & 1
        if swapped != bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swapped = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % P, b * b % P, d * a, c * b
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % P, x1 * (da - cb) ** 2 % P
        x2, z2 = aa * bb % P, e * (aa + 121665 * e) % P
    if swapped:
        x2, z2 = x3, z3
    return (x2 * pow(z2, P - 2, P) % P).to_bytes(32, "little")


def lv(*parts: bytes) -> bytes:
    """CPace's lv_cat. Every part of ours is shorter than 128 bytes or takes the two-byte form."""
    out = b""
    for part in parts:
        size = len(part)
        front = bytes([size]) if size < 128 else bytes([size % 128 + 128, size // 128])
        out += front + part
    return out


def map_to_curve(hashed: bytes) -> bytes:
    """Elligator 2 for curve25519, non-square 2."""
    r = int.from_bytes(hashed, "little") % 2**255 % P
    d = -486662 * pow(1 + 2 * r * r, P - 2, P) % P
    square = pow(d * (d * d + 486662 * d + 1), (P - 1) // 2, P)
    u = d if square in {0, 1} else (-d - 486662) % P
    return u.to_bytes(32, "little")


def hkdf(ikm: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    prk, out, block = hmac.digest(salt, ikm, "sha256"), b"", b""
    for counter in range(1, 256):
        block = hmac.digest(prk, block + info + bytes([counter]), "sha256")
        out += block
        if len(out) >= size:
            break
    return out[:size]


@dataclass(frozen=True)
class End:
    """What one end brings to a handshake."""

    role: str
    attempt: bytes
    build: str
    nonce: bytes
    scalar: bytes

    def hello(self, mode: str, version: int = 1) -> bytes:
        build = self.build.encode()
        payload = (
            version.to_bytes(2, "big")
            + bytes([DIRECTIONS[self.role], MODES[mode]])
            + self.attempt
            + self.nonce
            + len(build).to_bytes(4, "big")
            + build
        )
        return b"\x01" + len(payload).to_bytes(4, "big") + payload

    def document(self) -> dict[str, str]:
        return {
            "attempt_hex": self.attempt.hex(),
            "build": self.build,
            "nonce_hex": self.nonce.hex(),
            "scalar_hex": self.scalar.hex(),
        }


def record(number: int, payload: bytes) -> bytes:
    return bytes([number]) + len(payload).to_bytes(4, "big") + payload


def handshake(name: str, proof: str | bytes, route: bytes, host: End, console: End) -> dict[str, object]:
    """A whole handshake: every record of it, and everything that follows from it."""
    mode = "number" if isinstance(proof, str) else "resume"
    hh, hc = host.hello(mode), console.hello(mode)
    sid = host.nonce + console.nonce
    found: dict[str, object] = {"name": name, "article": "8.1", "mode": mode}
    if isinstance(proof, str):
        found["secret"] = proof
        start = lv(b"CPace255", proof.encode())
        padding = bytes(max(0, 128 - 1 - len(start)))
        context = lv(b"madoguchi/1", route, b"host", b"console")
        base = map_to_curve(sha512(lv(b"CPace255", proof.encode(), padding, context, sid))[:32])
        found["generator_hex"] = base.hex()
    else:
        found["old_hex"] = proof.hex()
        base = BASE_POINT
    ya, yb = x25519(host.scalar, base), x25519(console.scalar, base)
    shared = x25519(host.scalar, yb)
    assert shared == x25519(console.scalar, ya)
    transcript = hashlib.sha256(lv(b"madoguchi/1", sid, ya, hh, yb, hc)).digest()
    if isinstance(proof, str):
        secret = sha512(lv(b"CPace255_ISK", sid, shared), lv(ya, hh), lv(yb, hc))
        mac_key = sha512(b"CPaceMac", sid, secret)
    else:
        secret = hkdf(proof, shared, b"madoguchi/1|resume|" + transcript, 64)
        mac_key = sha512(b"MadoguchiResumeMac", sid, secret)
    ta, tb = hmac.digest(mac_key, lv(ya, hh), "sha512"), hmac.digest(mac_key, lv(yb, hc), "sha512")
    keys = {
        f"{direction} {channel}": hkdf(secret, transcript, f"madoguchi/1|key|{direction}|{channel}".encode(), 32).hex()
        for direction in DIRECTIONS
        for channel in CHANNELS
    }
    if mode == "number":
        found["resume_hex"] = hkdf(secret, transcript, b"madoguchi/1|resume", 32).hex()
    spoken = int.from_bytes(hkdf(secret, transcript, b"madoguchi/1|spoken", 4), "big") % 10000
    records = [
        ("host", hh),
        ("console", hc),
        ("host", record(2, ya)),
        ("console", record(2, yb)),
        ("host", record(3, ta)),
        ("console", record(3, tb)),
    ]
    return found | {
        "route_hex": route.hex(),
        "host": host.document(),
        "console": console.document(),
        "records": [{"from": who, "hex": raw.hex()} for who, raw in records],
        "sid_hex": sid.hex(),
        "shared_hex": shared.hex(),
        "transcript_hex": transcript.hex(),
        "secret_hex": secret.hex(),
        "mac_key_hex": mac_key.hex(),
        "keys": keys,
        "spoken": f"{spoken:04d}",
    }


def sealed(key: bytes, route: bytes, lane: str, sequence: int, plaintext: bytes) -> bytes:
    """One frame of section 4; ``lane`` is ``host control`` and the like."""
    direction, channel = lane.split()
    number = sequence.to_bytes(4, "big")
    place = b"madoguchi/1" + route + bytes([DIRECTIONS[direction], CHANNELS[channel]]) + number
    return number + AESGCM(key).encrypt(bytes(8) + number, plaintext, place)


def url64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def ticket(seed: bytes, payload: bytes) -> str:
    """A ticket of section 2 over any payload, good or bad."""
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(b"madoguchi/ticket/1\n" + payload)
    return f"{url64(payload)}.{url64(signature)}"


def ticket_payload(fields: dict[str, object]) -> bytes:
    """Canonical JSON; every text in a ticket is ASCII."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode("ascii")
