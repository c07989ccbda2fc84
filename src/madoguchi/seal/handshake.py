r"""The handshake, seen from either end: messages in, messages out, keys at the end. docs/protocol.md section 3.

    NEW --start--> HELLO --their Hello--> SHARE --their Share--> CONFIRM --their Confirm--> DONE   (host)
                                                                              \--> PROVEN --confirm--> DONE   (console)

Guarantee: keys exist only after the other end's tag was checked. The host confirms first, so a wrong guess at the host
learns nothing from the console; the console stops at PROVEN, so that the office knows of the session before the host
can open anything. Whatever else arrives ends the handshake, and a new one begins with fresh entropy. No path leads to
keys without the secret. Article: 8.1
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256, sha512
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from madoguchi.base.errors import Misuse, PeerError, Reason
from madoguchi.seal import cpace
from madoguchi.seal.cpace import lv_cat
from madoguchi.seal.keys import RESUME_BYTES, ROUTE_BYTES, VERSION_WORD, Keys, derive
from madoguchi.wire.codec import Message
from madoguchi.wire.envelope import RelayReason
from madoguchi.wire.handshake import HANDSHAKE, VERSION, Confirm, Hello, Share, TurnedAway
from madoguchi.wire.number import SECRET_DIGITS
from madoguchi.wire.vocabulary import Mode, Role

Entropy = Callable[[int], bytes]

HANDSHAKE_SECONDS: Final = 15.0  # the whole of it; the shell keeps the clock and calls turn_away(TIMED_OUT)
ATTEMPT_BYTES: Final = 16
NONCE_BYTES: Final = 16
SCALAR_BYTES: Final = 32
NO_ATTEMPT: Final = bytes(ATTEMPT_BYTES)  # what a console's Hello says
TOLD: Final = frozenset({Reason.WRONG_SECRET, Reason.WRONG_VERSION, Reason.TIMED_OUT, Reason.MALFORMED, Reason.BUSY})


@dataclass(frozen=True, slots=True)
class ByNumber:
    """Prove by the six secret digits of the number."""

    secret: str = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != SECRET_DIGITS or not all("0" <= digit <= "9" for digit in self.secret):
            raise Misuse("the secret part is six digits")


@dataclass(frozen=True, slots=True)
class ByResume:
    """Prove by the resume secret that the session's first handshake left."""

    old: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.old) != RESUME_BYTES:
            raise Misuse("a resume secret is 32 bytes")


Proof = ByNumber | ByResume


class Stage(StrEnum):
    """What this end waits for."""

    NEW = "new"
    HELLO = "hello"
    SHARE = "share"
    CONFIRM = "confirm"
    PROVEN = "proven"  # console: the host's tag was good, ours is not sent
    DONE = "done"
    OVER = "over"  # turned away, by either


class Handshake:
    """One handshake of one end. ``refusal`` is what to send when ``receive`` raised (None when they turned us away)."""

    def __init__(
        self, role: Role, *, route: bytes, attempt: bytes = NO_ATTEMPT, build: str, proof: Proof, entropy: Entropy
    ) -> None:
        if len(route) != ROUTE_BYTES:
            raise Misuse("a route is 16 bytes")
        if role is Role.CONSOLE and attempt != NO_ATTEMPT:
            raise Misuse("an attempt is the host's")
        self.role = role
        self.stage = Stage.NEW
        self.refusal: TurnedAway | None = None
        self._route, self._proof, self._entropy = route, proof, entropy
        self._mode = Mode.NUMBER if isinstance(proof, ByNumber) else Mode.RESUME
        nonce = _drawn(entropy, NONCE_BYTES)
        self._hello = Hello(VERSION, role, self._mode, attempt, nonce, build)
        self._peer: Hello | None = None
        self._scalar = b""
        self._share = b""
        self._peer_tag = b""
        self._tag = b""
        self._keys: Keys | None = None

    @property
    def proven(self) -> bool:
        """Whether the other end's tag was good."""
        return self.stage in {Stage.PROVEN, Stage.DONE}

    @property
    def peer(self) -> Hello:
        """What the other end said first (its attempt, its build). Raises Misuse before it came."""
        if self._peer is None:
            raise Misuse("the other end has not said hello")
        return self._peer

    @property
    def keys(self) -> Keys:
        """The result. Raises Misuse before the handshake is done."""
        if self.stage is not Stage.DONE or self._keys is None:
            raise Misuse(f"no keys at stage {self.stage}")
        return self._keys

    @property
    def resume_secret(self) -> bytes | None:
        """What a later handshake proves itself with, as soon as our own tag may have left; None before that. To whoever does not
        know what we proved it is 32 unknown bytes, so it gives no guess away.
        """
        said = Stage.CONFIRM if self.role is Role.HOST else Stage.DONE
        return self._keys.resume_secret if self._keys is not None and self.stage in {said, Stage.DONE} else None

    def start(self) -> list[Message]:
        """The first message of either end."""
        if self.stage is not Stage.NEW:
            raise Misuse("a handshake starts once")
        self.stage = Stage.HELLO
        return [self._hello]

    def receive(self, message: Message) -> list[Message]:
        """What to answer. Raises PeerError (WRONG_SECRET, WRONG_VERSION, MALFORMED, or what a TurnedAway says); the
        handshake is then over.
        """
        if self.stage is Stage.NEW:
            raise Misuse("start comes first")
        try:
            return self._heard(message)
        except PeerError as error:
            if not isinstance(message, TurnedAway):
                self.turn_away(error.reason)
            self._over()
            raise

    def confirm(self) -> list[Message]:
        """The console's tag: in mode NUMBER only after the office knows. Raises Misuse unless the host is proven."""
        if self.stage is not Stage.PROVEN:
            raise Misuse(f"nothing to confirm at stage {self.stage}")
        self.stage = Stage.DONE
        return [Confirm(self._tag)]

    def turn_away(self, reason: Reason) -> list[Message]:
        """Give up (timed out, busy, refused by the office): what to tell the other end. Says nothing when it was over."""
        if self.stage is Stage.OVER:
            return []
        self._over()
        self.refusal = TurnedAway(RelayReason[(reason if reason in TOLD else Reason.MALFORMED).name])
        return [self.refusal]

    def _heard(self, message: Message) -> list[Message]:
        match self.stage, message:
            case ((Stage.OVER | Stage.DONE), _):
                raise PeerError(Reason.MALFORMED, f"{type(message).__name__} after the handshake")
            case _, TurnedAway(reason=told):
                reason = Reason[told.name]
                raise PeerError(reason if reason in TOLD else Reason.MALFORMED, "the other end turned away")
            case Stage.HELLO, Hello():
                return self._hello_heard(message)
            case Stage.SHARE, Share(share=share):
                return self._share_heard(share)
            case Stage.CONFIRM, Confirm(tag=tag):
                return self._confirm_heard(tag)
            case _:
                raise PeerError(Reason.MALFORMED, f"{type(message).__name__} while waiting for {self.stage}")

    def _hello_heard(self, hello: Hello) -> list[Message]:
        if hello.version != VERSION:
            raise PeerError(Reason.WRONG_VERSION, f"version {hello.version}")
        if hello.role is self.role or hello.mode is not self._mode:
            raise PeerError(Reason.MALFORMED, f"{hello.role.word} in mode {hello.mode.word}")
        if hello.role is Role.CONSOLE and hello.attempt != NO_ATTEMPT:
            raise PeerError(Reason.MALFORMED, "a console has no attempt")
        self._peer = hello
        self.stage = Stage.SHARE
        self._scalar = _drawn(self._entropy, SCALAR_BYTES)
        if isinstance(self._proof, ByNumber):
            context = lv_cat(VERSION_WORD, self._route, b"host", b"console")
            self._share = cpace.share(
                self._scalar, cpace.generator(self._proof.secret.encode("ascii"), context, self._sid())
            )
        else:
            self._share = X25519PrivateKey.from_private_bytes(self._scalar).public_key().public_bytes_raw()
        return [Share(self._share)] if self.role is Role.HOST else []

    def _share_heard(self, peer_share: bytes) -> list[Message]:
        point = cpace.shared_point(self._scalar, peer_share)
        ours, theirs = lv_cat(self._share, _record(self._hello)), lv_cat(peer_share, _record(self.peer))
        host, console = (ours, theirs) if self.role is Role.HOST else (theirs, ours)
        sid = self._sid()
        transcript = sha256(lv_cat(VERSION_WORD, sid) + host + console).digest()
        if isinstance(self._proof, ByNumber):
            secret, old, word = cpace.intermediate_key(sid, point, host, console), None, b"CPaceMac"
        else:
            old, word = self._proof.old, b"MadoguchiResumeMac"
            secret = derive(old, point, VERSION_WORD + b"|resume|" + transcript, 64)
        mac_key = sha512(word + sid + secret).digest()
        self._tag = hmac.digest(mac_key, ours, "sha512")
        self._peer_tag = hmac.digest(mac_key, theirs, "sha512")
        self._keys = Keys(self.role, self._route, secret, transcript, old)
        self._scalar = b""
        self.stage = Stage.CONFIRM
        return [Confirm(self._tag)] if self.role is Role.HOST else [Share(self._share)]

    def _confirm_heard(self, tag: bytes) -> list[Message]:
        if not hmac.compare_digest(tag, self._peer_tag):
            raise PeerError(Reason.WRONG_SECRET, "their tag is not the one that our secret gives")
        self.stage = Stage.DONE if self.role is Role.HOST else Stage.PROVEN
        return []

    def _sid(self) -> bytes:
        host, console = (self._hello, self.peer) if self.role is Role.HOST else (self.peer, self._hello)
        return host.nonce + console.nonce

    def _over(self) -> None:
        self.stage = Stage.OVER
        self._scalar = self._tag = self._peer_tag = b""
        if self._keys is not None:
            self._keys.wipe()
            self._keys = None


def _record(hello: Hello) -> bytes:
    return HANDSHAKE.send(hello)


def _drawn(entropy: Entropy, count: int) -> bytes:
    drawn = entropy(count)
    if len(drawn) != count:
        raise Misuse(f"{count} bytes of entropy asked, {len(drawn)} given")
    return drawn
