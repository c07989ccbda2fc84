"""CPace-X25519-SHA512 (draft-irtf-cfrg-cpace-21), the initiator-responder form: six digits become a strong key.

Guarantee: the draft's own vectors hold (vectors/cpace). Who does not know the digits can try one guess in each run and
learns nothing else; a share that leads to the neutral element is MALFORMED. The secret's generator is computed with
Python integers, so its time is not constant: it is computed once for each handshake, and a secret lives for three of them.
"""

from __future__ import annotations

from hashlib import sha512
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from madoguchi.base.errors import PeerError, Reason

SHARE_BYTES: Final = 32
_P: Final = 2**255 - 19
_A: Final = 486662  # the Montgomery curve y² = x³ + A x² + x
_BLOCK_BYTES: Final = 128  # SHA-512's input block, which the password's block is filled up to
_DSI: Final = b"CPace255"
_DSI_ISK: Final = b"CPace255_ISK"


def prepend_len(piece: bytes) -> bytes:
    """The piece with its length in front, seven bits a byte, least significant first."""
    length, front = len(piece), bytearray()
    while length > 0x7F:
        front.append(length & 0x7F | 0x80)
        length >>= 7
    front.append(length)
    return bytes(front) + piece


def lv_cat(*pieces: bytes) -> bytes:
    """Pieces one after another, each with its length in front: no two lists give the same bytes."""
    return b"".join(prepend_len(piece) for piece in pieces)


def generator_string(prs: bytes, ci: bytes, sid: bytes) -> bytes:
    """What is hashed to the generator: the password fills the first hash block alone (draft A.2)."""
    padding = max(0, _BLOCK_BYTES - 1 - len(prepend_len(prs)) - len(prepend_len(_DSI)))
    return lv_cat(_DSI, prs, bytes(padding), ci, sid)


def generator(prs: bytes, ci: bytes, sid: bytes) -> bytes:
    """The u-coordinate of the secret generator (draft 8.2)."""
    hashed = sha512(generator_string(prs, ci, sid)).digest()[:SHARE_BYTES]
    return _elligator2(int.from_bytes(hashed, "little") % 2**255)


def share(scalar: bytes, base: bytes) -> bytes:
    """The public share: the generator times the scalar."""
    return _multiply(scalar, base)


def shared_point(scalar: bytes, peer_share: bytes) -> bytes:
    """K. Raises PeerError MALFORMED when the peer's share leads to the neutral element."""
    return _multiply(scalar, peer_share)


def intermediate_key(sid: bytes, point: bytes, initiator: bytes, responder: bytes) -> bytes:
    """ISK of the initiator-responder form; ``initiator`` and ``responder`` are lv_cat(share, associated data)."""
    return sha512(lv_cat(_DSI_ISK, sid, point) + initiator + responder).digest()


def _multiply(scalar: bytes, point: bytes) -> bytes:
    try:
        return X25519PrivateKey.from_private_bytes(scalar).exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError:  # the library's word for an all-zero result
        raise PeerError(Reason.MALFORMED, "the share leads to the neutral element") from None


def _elligator2(u: int) -> bytes:
    """The map to the curve with the non-square 2 (draft A.5): always a point of the curve, never of its twist."""
    v = -_A * pow(1 + 2 * u * u, -1, _P) % _P  # 1 + 2u² is never 0: -1/2 is no square modulo p
    on_curve = pow(v**3 + _A * v**2 + v, (_P - 1) // 2, _P) in {0, 1}
    return (v if on_curve else (-v - _A) % _P).to_bytes(SHARE_BYTES, "little")
