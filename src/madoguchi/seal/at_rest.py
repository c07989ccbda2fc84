"""Files sealed at rest: AES-256-GCM in pieces, each under its number and whether it is the last (the STREAM construction).

Guarantee: what opens is what was sealed, whole and in order, for the same ``about``; a stream that was cut, lengthened, swapped
or altered raises BrokenProof before the wrong piece is given. A key seals one stream only, so no nonce is used twice. Article: 8.1, 8.5
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from madoguchi.base.errors import BrokenProof, Misuse

KEY_BYTES: Final = 32
PIECE: Final = 65_536
TAG: Final = 16
_NONCE: Final = 12
_FORM: Final = b"madoguchi-custody-1|"


class StreamSealer:
    """Seals one stream, as it comes."""

    def __init__(self, key: bytes, about: str) -> None:
        self._cipher = AESGCM(key)
        self._about = _FORM + about.encode()
        self._waiting = bytearray()
        self._number = 0
        self._finished = False

    def feed(self, data: bytes) -> bytes:
        """What can be sealed by now; one piece is always held back, because it may be the last."""
        self._waiting += data
        out = bytearray()
        while len(self._waiting) > PIECE:
            out += self._sealed(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return bytes(out)

    def finish(self) -> bytes:
        """The last piece. An empty stream has one too."""
        last = self._sealed(bytes(self._waiting), is_last=True)
        self._finished = True
        self._waiting.clear()
        return last

    def _sealed(self, piece: bytes, *, is_last: bool) -> bytes:
        if self._finished:
            raise Misuse("this stream is finished")
        sealed = self._cipher.encrypt(_nonce(self._number, is_last), piece, self._about)
        self._number += 1
        return sealed


def open_stream(file: BinaryIO, key: bytes, about: str) -> Iterator[bytes]:
    """The pieces of what a StreamSealer sealed, each checked before it is given. Raises BrokenProof."""
    cipher, aad = AESGCM(key), _FORM + about.encode()
    number, ahead = 0, _block(file)
    while True:
        piece, ahead = ahead, _block(file)
        is_last = not ahead
        try:
            opened = cipher.decrypt(_nonce(number, is_last), piece, aad)
        except InvalidTag:
            raise BrokenProof("a sealed file does not open: altered, cut short, or another key") from None
        yield opened
        if is_last:
            return
        number += 1


def wrap(key: bytes, plain: bytes, about: str, entropy: Callable[[int], bytes]) -> bytes:
    """``plain`` under ``key``, bound to ``about``."""
    nonce = entropy(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, _FORM + about.encode())


def unwrap(key: bytes, wrapped: bytes, about: str) -> bytes:
    """Raises BrokenProof when it was wrapped with another key or about something else."""
    try:
        return AESGCM(key).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], _FORM + about.encode())
    except (InvalidTag, ValueError):
        raise BrokenProof("a wrapped key does not open") from None


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(_NONCE - 1, "big") + bytes([is_last])


def _block(file: BinaryIO) -> bytes:
    """One sealed piece, however the file gives its bytes."""
    found = bytearray()
    while len(found) < PIECE + TAG and (more := file.read(PIECE + TAG - len(found))):
        found += more
    return bytes(found)
