"""The keys of one handshake, and the frames sealed with them: AES-256-GCM for each direction and channel by itself.

Guarantee: a frame opens only at its own place: same route, direction, channel and sequence, right after the one before.
Anything else is BROKEN_SEAL and ends the connection. No nonce is used twice, because a key lives for one handshake, its
sequence only grows, and at the last number it refuses. Article: 8.1
"""

from __future__ import annotations

from threading import Lock
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from madoguchi.base.errors import Misuse, PeerError, Reason, Unavailable
from madoguchi.wire.vocabulary import Channel, Role

VERSION_WORD: Final = b"madoguchi/1"
ROUTE_BYTES: Final = 16
KEY_BYTES: Final = 32
RESUME_BYTES: Final = 32
SEQUENCE_BYTES: Final = 4
TAG_BYTES: Final = 16
OVERHEAD: Final = SEQUENCE_BYTES + TAG_BYTES
LAST_SEQUENCE: Final = 2**32 - 1  # never used: who comes to it attaches again
SEALED_CHANNELS: Final = (Channel.CONTROL, Channel.INPUT, Channel.PICTURE, Channel.FILES)


def derive(secret: bytes, salt: bytes, info: bytes, size: int) -> bytes:
    """HKDF-SHA-256."""
    return HKDF(algorithm=SHA256(), length=size, salt=salt, info=info).derive(secret)


class _Lane:
    """One direction of one channel: its cipher, its place in every frame's associated data, its next sequence."""

    def __init__(self, key: bytes, route: bytes, direction: Role, channel: Channel, sequence: int = 0) -> None:
        if len(route) != ROUTE_BYTES or len(key) != KEY_BYTES or channel is Channel.HANDSHAKE:
            raise Misuse("a lane has a 16-byte route, a 32-byte key and a sealed channel")
        self._cipher: AESGCM | None = AESGCM(key)
        self._place = VERSION_WORD + route + bytes((direction, channel))
        self._taking = Lock()  # two threads that seal at once must never get one nonce
        self.sequence = sequence

    def close(self) -> None:
        """Forget the key. Nothing is sealed or opened from here on."""
        self._cipher = None

    def _next(self) -> tuple[AESGCM, bytes]:
        if self._cipher is None:
            raise Unavailable("the keys of this handshake are wiped")
        if self.sequence >= LAST_SEQUENCE:
            raise Unavailable("this key has sealed all that it may: attach again", retry_after=0.0)
        return self._cipher, self.sequence.to_bytes(SEQUENCE_BYTES, "big")


class Sealer(_Lane):
    """Seals what this end sends on one channel."""

    def seal(self, plaintext: bytes) -> bytes:
        """``sequence | ciphertext | tag``. Raises Unavailable when the sequence is used up or the keys are wiped."""
        with self._taking:
            cipher, sequence = self._next()
            self.sequence += 1
        return sequence + cipher.encrypt(bytes(8) + sequence, plaintext, self._place + sequence)


class Opener(_Lane):
    """Opens what the other end sends on one channel."""

    def open(self, sealed: bytes) -> bytes:
        """The plaintext. Raises PeerError BROKEN_SEAL for everything but the very next frame of this lane."""
        cipher, sequence = self._next()
        if sealed[:SEQUENCE_BYTES] != sequence:
            raise PeerError(Reason.BROKEN_SEAL, f"frame {self.sequence} expected")
        try:
            plaintext = cipher.decrypt(bytes(8) + sequence, sealed[SEQUENCE_BYTES:], self._place + sequence)
        except InvalidTag:
            raise PeerError(Reason.BROKEN_SEAL, f"frame {self.sequence} does not open") from None
        self.sequence += 1
        return plaintext


class Keys:
    """Everything that one finished handshake gives to one end."""

    def __init__(self, role: Role, route: bytes, secret: bytes, transcript: bytes, old: bytes | None = None) -> None:
        """``old`` is the session's resume secret in mode RESUME; in mode NUMBER it is made here."""
        self.role = role
        self.transcript = transcript
        self.spoken = f"{int.from_bytes(derive(secret, transcript, VERSION_WORD + b'|spoken', 4), 'big') % 10_000:04d}"
        resume = old if old is not None else derive(secret, transcript, VERSION_WORD + b"|resume", RESUME_BYTES)
        self._wiped = False
        self._resume = bytearray(resume)
        self._keys: dict[tuple[Role, Channel], bytearray] = {}
        self.sealers: dict[Channel, Sealer] = {}
        self.openers: dict[Channel, Opener] = {}
        for direction in Role:
            for channel in SEALED_CHANNELS:
                info = VERSION_WORD + f"|key|{direction.word}|{channel.word}".encode()
                key = derive(secret, transcript, info, KEY_BYTES)
                self._keys[direction, channel] = bytearray(key)
                if direction is role:
                    self.sealers[channel] = Sealer(key, route, direction, channel)
                else:
                    self.openers[channel] = Opener(key, route, direction, channel)

    @property
    def resume_secret(self) -> bytes:
        """What a later handshake of this session proves itself with. Raises Unavailable once wiped."""
        return self._kept(self._resume)

    def key(self, direction: Role, channel: Channel) -> bytes:
        """One key by itself, to be wrapped for whoever may open a recording of that stream."""
        return self._kept(self._keys[direction, channel])

    def seal(self, channel: Channel, plaintext: bytes) -> bytes:
        """Seal a frame of this end's."""
        return self.sealers[channel].seal(plaintext)

    def open(self, channel: Channel, sealed: bytes) -> bytes:
        """Open the other end's next frame on a channel. Raises PeerError BROKEN_SEAL."""
        opener = self.openers.get(channel)
        if opener is None:
            raise PeerError(Reason.BROKEN_SEAL, f"{channel.word} carries no sealed frames")
        return opener.open(sealed)

    def wipe(self) -> None:
        """Overwrite our copies and drop the ciphers; the interpreter's own copies go when it reuses their memory."""
        for lane in (*self.sealers.values(), *self.openers.values()):
            lane.close()
        self._wiped = True
        for held in (self._resume, *self._keys.values()):
            held[:] = bytes(len(held))

    def _kept(self, held: bytearray) -> bytes:
        if self._wiped:
            raise Unavailable("the keys of this handshake are wiped")
        return bytes(held)
