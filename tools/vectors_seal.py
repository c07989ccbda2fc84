"""Handshake, frame and ticket vectors, calculated by tools/reference.py: nothing here runs the product's own seal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import reference
from vectors_wire import some_bytes

Vector = dict[str, Any]

ROUTE = bytes.fromhex("0f1e2d3c4b5a69788796a5b4c3d2e1f0")
HOST = reference.End(
    "host",
    bytes.fromhex("00112233445566778899aabbccddeeff"),
    "0.1.0",
    some_bytes("nonce host", 16),
    some_bytes("scalar host", 32),
)
CONSOLE = reference.End(
    "console", bytes(16), "0.1.0 web", some_bytes("nonce console", 16), some_bytes("scalar console", 32)
)
HOST_AGAIN = reference.End(
    "host", HOST.attempt, "0.1.0", some_bytes("nonce host again", 16), some_bytes("scalar host again", 32)
)
CONSOLE_AGAIN = reference.End(
    "console", bytes(16), "0.1.0 web", some_bytes("nonce console again", 16), some_bytes("scalar console again", 32)
)
WORDY = reference.End(
    "host",
    some_bytes("attempt", 16),
    "窓口 0.2.0+" + "x" * 50,
    some_bytes("nonce wordy", 16),
    some_bytes("scalar wordy", 32),
)

REASONS = {"malformed": 1, "wrong_secret": 7, "wrong_version": 8}
TURNED_AWAY = "04"


def handshakes() -> Iterator[Vector]:
    first = reference.handshake("by number", "093756", ROUTE, HOST, CONSOLE)
    yield first
    yield reference.handshake(
        "by number, zeros in front and a long build name", "000042", some_bytes("route", 16), WORDY, CONSOLE
    )
    yield reference.handshake("resumed", bytes.fromhex(str(first["resume_hex"])), ROUTE, HOST_AGAIN, CONSOLE_AGAIN)
    for number in range(4):
        ends = [
            reference.End(
                role,
                some_bytes(f"attempt {number}", 16) if role == "host" else bytes(16),
                f"0.{number}",
                some_bytes(f"{role} nonce {number}", 16),
                some_bytes(f"{role} scalar {number}", 32),
            )
            for role in ("host", "console")
        ]
        yield reference.handshake(
            f"by number, run {number}", f"{number * 271_828 % 1_000_000:06d}", some_bytes(f"route {number}", 16), *ends
        )


def refused_handshakes() -> Iterator[Vector]:
    def records(proof: str | bytes, host: reference.End = HOST, console: reference.End = CONSOLE) -> list[str]:
        return [entry["hex"] for entry in reference.handshake("", proof, ROUTE, host, console)["records"]]  # type: ignore[union-attr, index, attr-defined]

    def case(name: str, end: reference.End, proof: str | bytes, hear: list[str], error: str) -> Vector:
        mode = (
            {"mode": "number", "secret": proof}
            if isinstance(proof, str)
            else {"mode": "resume", "old_hex": proof.hex()}
        )
        told = None if hear[-1].startswith(TURNED_AWAY) else reference.record(4, bytes([REASONS[error]])).hex()
        return (
            {"name": name, "article": "8.1", "role": end.role}
            | mode
            | {"route_hex": ROUTE.hex()}
            | end.document()
            | {"hear": hear, "error": error, "answer": told}
        )

    secret, old = "093756", some_bytes("old", 32)
    hh, hc, ya, yb, ta, tb = records(secret)
    _, _, other_ya, other_yb, other_ta, _ = records("093757")
    _, _, _, _, resumed_ta, _ = records(some_bytes("another old", 32))
    rh, rc, rya, *_ = records(old)
    yield case("the host typed another secret", CONSOLE, secret, [hh, other_ya, other_ta], "wrong_secret")
    yield case(
        "the console guesses, and is found out by its tag",
        HOST,
        secret,
        [hc, other_yb, tb],
        "wrong_secret",
    )
    yield case(
        "one bit of the host's tag is wrong",
        CONSOLE,
        secret,
        [hh, ya, ta[:-1] + f"{int(ta[-1], 16) ^ 1:x}"],
        "wrong_secret",
    )
    yield case(
        "one bit of the console's tag is wrong",
        HOST,
        secret,
        [hc, yb, tb[:-1] + f"{int(tb[-1], 16) ^ 1:x}"],
        "wrong_secret",
    )
    yield case("the host's own tag is sent back to it", HOST, secret, [hc, yb, ta], "wrong_secret")
    yield case("resumed with another secret", CONSOLE, old, [rh, rya, resumed_ta], "wrong_secret")
    yield case(
        "the relay changed the host's build",
        CONSOLE,
        secret,
        [reference.End("host", HOST.attempt, "0.1.1", HOST.nonce, HOST.scalar).hello("number").hex(), ya, ta],
        "wrong_secret",
    )
    yield case(
        "the relay changed the attempt",
        CONSOLE,
        secret,
        [reference.End("host", bytes(16), HOST.build, HOST.nonce, HOST.scalar).hello("number").hex(), ya, ta],
        "wrong_secret",
    )
    yield case("a version to come", CONSOLE, secret, [HOST.hello("number", version=2).hex()], "wrong_version")
    yield case("version 0", HOST, secret, [CONSOLE.hello("number", version=0).hex()], "wrong_version")
    yield case("modes differ: resume was expected", HOST, old, [hc], "malformed")
    yield case("modes differ: a number was expected", CONSOLE, secret, [rh], "malformed")
    yield case("two hosts", HOST, secret, [hh], "malformed")
    yield case("two consoles", CONSOLE, secret, [hc], "malformed")
    yield case(
        "a console with an attempt",
        HOST,
        secret,
        [
            reference.End("console", some_bytes("attempt", 16), CONSOLE.build, CONSOLE.nonce, CONSOLE.scalar)
            .hello("number")
            .hex()
        ],
        "malformed",
    )
    yield case("hello twice", CONSOLE, secret, [hh, hh], "malformed")
    yield case("a share before hello", HOST, secret, [yb], "malformed")
    yield case("a confirmation before a share", CONSOLE, secret, [hh, ta], "malformed")
    yield case("two shares", HOST, secret, [hc, yb, yb], "malformed")
    yield case("two confirmations at the console", CONSOLE, secret, [hh, ya, ta, ta], "malformed")
    for point in (
        "00" * 32,
        "01" + "00" * 31,
        "ec" + "ff" * 30 + "7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    ):
        yield case(
            f"a share of small order, by number: {point[:8]}",
            CONSOLE,
            secret,
            [hh, reference.record(2, bytes.fromhex(point)).hex()],
            "malformed",
        )
        yield case(
            f"a share of small order, resumed: {point[:8]}",
            HOST,
            old,
            [rc, reference.record(2, bytes.fromhex(point)).hex()],
            "malformed",
        )
    yield case("turned away: wrong secret", HOST, secret, [hc, yb, reference.record(4, b"\x07").hex()], "wrong_secret")
    yield case("turned away: busy", HOST, secret, [reference.record(4, b"\x0c").hex()], "busy")
    yield case(
        "turned away: timed out, after the host was proven",
        CONSOLE,
        secret,
        [hh, ya, ta, reference.record(4, b"\x0a").hex()],
        "timed_out",
    )
    yield case(
        "turned away for no reason of a handshake",
        CONSOLE,
        secret,
        [reference.record(4, b"\x0f").hex()],
        "malformed",
    )


def sealed_frames() -> Iterator[Vector]:
    keys = reference.handshake("", "093756", ROUTE, HOST, CONSOLE)["keys"]
    assert isinstance(keys, dict)
    texts = (b"", b"\x10\x00\x00\x00\x04\x00\x00\x00\x01", some_bytes("plaintext", 300))
    for place, hexed in keys.items():
        direction, channel = place.split()
        key = bytes.fromhex(hexed)
        where = {"key_hex": hexed, "route_hex": ROUTE.hex(), "direction": direction, "channel": channel}
        frames = [reference.sealed(key, ROUTE, place, number, text).hex() for number, text in enumerate(texts)]
        yield (
            {"name": f"three frames, {place}", "article": "8.1"}
            | where
            | {
                "first": 0,
                "frames": [
                    {"plaintext_hex": text.hex(), "sealed_hex": frame}
                    for text, frame in zip(texts, frames, strict=True)
                ],
            }
        )
    last = 2**32 - 2
    key, where = (
        bytes.fromhex(keys["host control"]),
        {"key_hex": keys["host control"], "route_hex": ROUTE.hex(), "direction": "host", "channel": "control"},
    )
    yield (
        {"name": "the last frame that a key may seal"}
        | where
        | {
            "first": last,
            "frames": [
                {"plaintext_hex": "61", "sealed_hex": reference.sealed(key, ROUTE, "host control", last, b"a").hex()}
            ],
        }
    )
    frames = [
        reference.sealed(key, ROUTE, "host control", number, text)
        for number, text in enumerate((b"one", b"two", b"three"))
    ]
    first = frames[0]

    def refused(name: str, opened: list[bytes], frame: bytes) -> Vector:
        return (
            {"name": name, "article": "8.1"}
            | where
            | {"opened": [raw.hex() for raw in opened], "sealed_hex": frame.hex(), "error": "broken_seal"}
        )

    yield refused("the same frame twice", [first], first)
    yield refused("a frame is missing", [first], frames[2])
    yield refused("an older frame again", frames[:2], first)
    yield refused("the second comes first", [], frames[1])
    yield refused("one bit of the ciphertext", [], first[:4] + bytes([first[4] ^ 1]) + first[5:])
    yield refused("one bit of the tag", [], first[:-1] + bytes([first[-1] ^ 128]))
    yield refused("the sequence of the next frame on the text of this one", [first], frames[1][:4] + first[4:])
    yield refused("one byte short", [], first[:-1])
    yield refused("one byte long", [], first + b"\x00")
    yield refused("nothing", [], b"")
    yield refused("a sequence alone", [], first[:4])
    yield refused("less than a tag", [], first[:19])
    yield refused("another channel", [], reference.sealed(key, ROUTE, "host input", 0, b"one"))
    yield refused("the other direction", [], reference.sealed(key, ROUTE, "console control", 0, b"one"))
    yield refused(
        "another route", [], reference.sealed(key, some_bytes("another route", 16), "host control", 0, b"one")
    )
    yield refused("another key", [], reference.sealed(some_bytes("another key", 32), ROUTE, "host control", 0, b"one"))
