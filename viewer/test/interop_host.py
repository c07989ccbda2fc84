"""The Python host's end of handshakes, over stdin and stdout: one JSON value a line. For test/core/interop.test.ts.

In: {"begin": "number" | "resume", "secret"?: text, "route": hex}, {"hear": hex}, {"open": [channel, hex]}, {"seal": [channel, hex]}
Out: {"say": hex}, {"done": {"spoken", "transcript"}}, {"refused": reason}, {"plaintext": hex}, {"sealed": hex}
"""

from __future__ import annotations

import json
import secrets
import sys

from madoguchi.base.errors import PeerError
from madoguchi.seal.handshake import ByNumber, ByResume, Handshake
from madoguchi.wire.codec import FROM_CONSOLE, Message, Reader
from madoguchi.wire.handshake import HANDSHAKE
from madoguchi.wire.vocabulary import Channel, Role


def tell(value: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


class Host:
    def __init__(self) -> None:
        self.old = b""
        self.handshake: Handshake | None = None
        self.reader = Reader(HANDSHAKE, FROM_CONSOLE)

    def begin(self, mode: str, secret: str, route: bytes) -> None:
        proof = ByNumber(secret) if mode == "number" else ByResume(self.old)
        self.reader = Reader(HANDSHAKE, FROM_CONSOLE)
        self.handshake = Handshake(
            Role.HOST, route=route, attempt=bytes(range(16)), build="interop", proof=proof, entropy=secrets.token_bytes
        )
        self.say(self.handshake.start())

    def hear(self, data: bytes) -> None:
        assert self.handshake is not None
        try:
            for message in self.reader.receive(data):
                self.say(self.handshake.receive(message))
        except PeerError as error:
            if self.handshake.refusal is not None:
                self.say([self.handshake.refusal])
            tell({"refused": str(error.reason)})
            return
        if self.handshake.proven:
            keys = self.handshake.keys
            self.old = keys.resume_secret
            tell({"done": {"spoken": keys.spoken, "transcript": keys.transcript.hex()}})

    def say(self, messages: list[Message]) -> None:
        for message in messages:
            tell({"say": HANDSHAKE.send(message).hex()})

    def turn(self, line: dict[str, object]) -> None:
        match line:
            case {"begin": str(mode), "route": str(route)}:
                self.begin(mode, str(line.get("secret", "")), bytes.fromhex(route))
            case {"hear": str(data)}:
                self.hear(bytes.fromhex(data))
            case {"open": [int(channel), str(data)]}:
                assert self.handshake is not None
                tell({"plaintext": self.handshake.keys.open(Channel(channel), bytes.fromhex(data)).hex()})
            case {"seal": [int(channel), str(data)]}:
                assert self.handshake is not None
                tell({"sealed": self.handshake.keys.seal(Channel(channel), bytes.fromhex(data)).hex()})
            case _:
                raise SystemExit(f"not understood: {line}")


def main() -> None:
    host = Host()
    for line in sys.stdin:
        host.turn(json.loads(line))


if __name__ == "__main__":
    main()
