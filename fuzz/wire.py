"""Hostile bytes against every reader, for a while: ``python fuzz/wire.py --seconds 10``.

Readers of all six languages, the ticket, the number, a frame's opener and a whole handshake are fed noise and damaged copies of what the
protocol really says. The only exception that may come out is PeerError, what a reader holds stays under one message's
limit, and what is heard can be sent again as the same bytes. ``--seed`` repeats a run; the exit status is 1 on a finding.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from madoguchi.base.errors import PeerError
from madoguchi.seal.handshake import ByNumber, ByResume, Handshake
from madoguchi.seal.keys import Opener, Sealer
from madoguchi.seal.tickets import read
from madoguchi.wire.codec import HEADER_BYTES, Language, Reader, Sender
from madoguchi.wire.conversation import CONTROL, FILES, INPUT, PICTURE
from madoguchi.wire.envelope import ENVELOPE
from madoguchi.wire.handshake import HANDSHAKE
from madoguchi.wire.number import BadNumber, Number, parse
from madoguchi.wire.vocabulary import Channel, Role

VECTORS = Path(__file__).resolve().parent.parent / "vectors"
LANGUAGES = (ENVELOPE, HANDSHAKE, CONTROL, INPUT, PICTURE, FILES)
MEMORY_LIMIT = 64 * 2**20  # bytes at the peak of the whole run; the readers themselves may hold one message each
LONGEST = 4_096  # bytes of one hostile stream, save the large ones below
LARGE = 300_000  # bytes: over every limit
SENDERS = tuple(Sender)


def good_streams() -> dict[str, list[bytes]]:
    """What the protocol really says, by language: the seeds that are damaged."""
    found: dict[str, list[bytes]] = {language.name: [] for language in LANGUAGES}
    for name in ("core", "breadth"):
        for vector in json.loads((VECTORS / "wire" / f"{name}.json").read_text("utf-8"))["vectors"]:
            found[vector["language"]].append(bytes.fromhex(vector["in_hex"]))
    return found


def good_tickets() -> list[tuple[bytes, bytes, str, int]]:
    vectors = json.loads((VECTORS / "tickets" / "core.json").read_text("utf-8"))["vectors"]
    return [(v["ticket"].encode(), bytes.fromhex(v["public_key_hex"]), v["node"], v["now"]) for v in vectors]


def damaged(chance: random.Random, good: bytes) -> bytes:
    """Flip, cut, insert, repeat: a few times."""
    data = bytearray(good)
    for _ in range(chance.randint(0, 4)):
        at = chance.randint(0, len(data))
        match chance.randrange(5):
            case 0 if data:
                data[at % len(data)] ^= 1 << chance.randrange(8)
            case 1:
                del data[at : at + chance.randint(1, 8)]
            case 2:
                data[at:at] = chance.randbytes(chance.randint(1, 8))
            case 3 if data:
                data[at % len(data)] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
            case _:
                data += data[at:]
    return bytes(data[:LONGEST])


class Fuzz:
    """One run: what to attack, with what, and what came of it."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # a repeatable attacker, not a secret
        self.streams = good_streams()
        self.tickets = good_tickets()
        self.outcomes: Counter[str] = Counter()

    def wire(self) -> None:
        """A stream of one language, in random pieces, heard from anybody."""
        chance = self.chance
        language = chance.choice(LANGUAGES)
        good = self.streams[language.name]
        match chance.randrange(8):
            case 0:
                stream = chance.randbytes(chance.randint(0, LONGEST))
            case 1:
                number = chance.choice([*language.table, chance.randrange(256)])
                stream = (
                    bytes((number,)) + chance.randrange(LARGE).to_bytes(4, "big") + bytes(chance.choice((0, 9, LARGE)))
                )
            case _:
                stream = b"".join(damaged(chance, chance.choice(good)) for _ in range(chance.randint(1, 4)))
        self.hear(language, stream)

    def hear(self, language: Language, stream: bytes) -> None:
        chance = self.chance
        reader = Reader(language, chance.sample(SENDERS, chance.randint(1, len(SENDERS))))
        largest = HEADER_BYTES + max([65_536, *(cls.limit for cls in language.table.values())])
        at = 0
        while at < len(stream):
            step = chance.choice((1, 2, 7, 64, LONGEST, LARGE))
            piece, at = stream[at : at + step], at + step
            for message in reader.receive(piece):
                again = Reader(language, SENDERS).receive(language.send(message))
                assert again == [message], f"{message!r} is not heard as it is sent"
            assert len(reader._held) <= largest, f"{len(reader._held)} bytes held"  # noqa: SLF001  # the bound is the point

    def ticket(self) -> None:
        shown, public, node, now = self.chance.choice(self.tickets)
        read(damaged(self.chance, shown), public, node, now)

    def number(self) -> None:
        text = "".join(self.chance.choice("0123456789０９ -ー・\u200bx") for _ in range(self.chance.randint(0, 80)))
        assert isinstance(parse(text), Number | BadNumber)

    def frame(self) -> None:
        lane = bytes(32), bytes(16), Role.HOST, Channel.PICTURE
        good = Sealer(*lane).seal(b"a frame")
        frame = damaged(self.chance, good)
        assert Opener(*lane).open(frame) == b"a frame"
        assert frame == good, "a damaged frame was opened"

    def handshake(self) -> None:
        """Both ends, with a relay that damages, drops and repeats records between them."""
        chance = self.chance
        proof = chance.choice((ByNumber("093756"), ByResume(bytes(32))))
        ends = {
            role: Handshake(role, route=bytes(16), build="fuzz", proof=proof, entropy=chance.randbytes) for role in Role
        }
        readers = {role: Reader(HANDSHAKE, SENDERS) for role in Role}
        flying = [(role, HANDSHAKE.send(*ends[role].start())) for role in Role]
        honest = True
        while flying:
            sender, record = flying.pop(0)
            hearer = Role.CONSOLE if sender is Role.HOST else Role.HOST
            if chance.random() < 0.2:
                changed = chance.choice(
                    (damaged(chance, record), b"", record * 2, chance.choice(self.streams["handshake"]))
                )
                honest = honest and changed == record
                record = changed
            for message in readers[hearer].receive(record):
                flying += [(hearer, HANDSHAKE.send(answer)) for answer in ends[hearer].receive(message)]
            if ends[Role.CONSOLE].stage == "proven":
                flying += [(Role.CONSOLE, HANDSHAKE.send(*ends[Role.CONSOLE].confirm()))]
        if all(end.stage == "done" for end in ends.values()):
            assert honest, "keys came of a handshake that was tampered with"

    def once(self) -> None:
        attack: Callable[[], None] = self.chance.choices(
            (self.wire, self.ticket, self.number, self.frame, self.handshake), weights=(70, 10, 8, 10, 2)
        )[0]
        try:
            attack()
        except PeerError as error:
            self.outcomes[f"{attack.__name__}: {error.reason}"] += 1
        else:
            self.outcomes[f"{attack.__name__}: heard"] += 1


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seconds", type=float, default=10.0)
    asked.add_argument("--count", type=int, default=10_000_000, help="attacks at the most")
    asked.add_argument("--seed", type=int, default=None)
    args = asked.parse_args()
    seed = args.seed if args.seed is not None else random.SystemRandom().randrange(2**32)
    fuzz = Fuzz(seed)
    tracemalloc.start()
    until, done = time.monotonic() + args.seconds, 0
    try:
        while done < args.count and time.monotonic() < until:
            fuzz.once()
            done += 1
        peak = tracemalloc.get_traced_memory()[1]
        assert peak <= MEMORY_LIMIT, f"{peak} bytes at the peak"
    except Exception as finding:  # noqa: BLE001  # whatever it is, it is a finding
        print(f"FOUND after {done} attacks, --seed {seed}: {type(finding).__name__}: {finding}")
        return 1
    for outcome, times in sorted(fuzz.outcomes.items()):
        print(f"{times:>8}  {outcome}")
    print(f"{done} attacks, seed {seed}, {peak / 2**20:.1f} MiB at the peak: only PeerError came out")
    return 0


if __name__ == "__main__":
    sys.exit(main())
