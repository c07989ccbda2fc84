"""The handshake from both ends, by vectors that a second implementation calculated, and by everything that may go wrong."""

from __future__ import annotations

import io
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.base.errors import Misuse, PeerError, Reason, Unavailable
from madoguchi.seal.handshake import ByNumber, ByResume, Handshake, Proof, Stage
from madoguchi.seal.keys import SEALED_CHANNELS
from madoguchi.wire.codec import FROM_CONSOLE, FROM_HOST, Message, Reader
from madoguchi.wire.envelope import RelayReason
from madoguchi.wire.handshake import HANDSHAKE, Confirm, Hello, Share, TurnedAway
from madoguchi.wire.vocabulary import Channel, Mode, Role
from tests.vectors import Vector, each, load, raw

ROUTE = bytes(range(16))
ATTEMPT = b"\x11" * 16


def proof_of(vector: Vector) -> Proof:
    return ByNumber(vector["secret"]) if vector["mode"] == "number" else ByResume(raw(vector["old_hex"]))


def end_of(role: Role, vector: Vector, own: Vector) -> Handshake:
    entropy = io.BytesIO(raw(own["nonce_hex"]) + raw(own["scalar_hex"]))
    return Handshake(
        role,
        route=raw(vector["route_hex"]),
        attempt=raw(own["attempt_hex"]),
        build=own["build"],
        proof=proof_of(vector),
        entropy=entropy.read,
    )


def pair(host_proof: Proof, console_proof: Proof, seed: int = 0) -> tuple[Handshake, Handshake]:
    counter = itertools.count(seed)

    def entropy(count: int) -> bytes:
        return next(counter).to_bytes(count, "little")

    host = Handshake(Role.HOST, route=ROUTE, attempt=ATTEMPT, build="host", proof=host_proof, entropy=entropy)
    console = Handshake(Role.CONSOLE, route=ROUTE, build="console", proof=console_proof, entropy=entropy)
    return host, console


def until_confirm(host: Handshake, console: Handshake) -> Message:
    """Everything up to the host's Confirm, which is returned."""
    (host_hello,), (console_hello,) = host.start(), console.start()
    assert console.receive(host_hello) == []
    (host_share,) = host.receive(console_hello)
    (console_share,) = console.receive(host_share)
    (host_confirm,) = host.receive(console_share)
    return host_confirm


def finished(host_proof: Proof, console_proof: Proof) -> tuple[Handshake, Handshake]:
    host, console = pair(host_proof, console_proof)
    assert console.receive(until_confirm(host, console)) == []
    (confirm,) = console.confirm()
    assert host.receive(confirm) == []
    return host, console


# --- vectors ---------------------------------------------------------------------------------------------------------


@each("handshake/core.json")
def test_whole_handshakes(vector: Vector):
    host, console = end_of(Role.HOST, vector, vector["host"]), end_of(Role.CONSOLE, vector, vector["console"])
    to_host, to_console = Reader(HANDSHAKE, FROM_CONSOLE), Reader(HANDSHAKE, FROM_HOST)
    said = [("host", message) for message in host.start()] + [("console", message) for message in console.start()]
    records: list[Vector] = []
    while said:
        who, message = said.pop(0)
        sent = HANDSHAKE.send(message)
        records.append({"from": who, "hex": sent.hex()})
        reader, hearer, name = (to_console, console, "console") if who == "host" else (to_host, host, "host")
        said += [(name, answer) for heard in reader.receive(sent) for answer in hearer.receive(heard)]
        if console.stage is Stage.PROVEN:
            said += [("console", answer) for answer in console.confirm()]
    assert records == vector["records"]
    for end in (host, console):
        keys = end.keys
        assert keys.transcript == raw(vector["transcript_hex"])
        assert keys.spoken == vector["spoken"]
        assert keys.resume_secret == raw(vector["resume_hex"] if vector["mode"] == "number" else vector["old_hex"])
        assert {
            f"{direction.word} {channel.word}": keys.key(direction, channel).hex()
            for direction in Role
            for channel in SEALED_CHANNELS
        } == vector["keys"]


@each("handshake/refused.json")
def test_refused_handshakes(vector: Vector):
    role = Role.HOST if vector["role"] == "host" else Role.CONSOLE
    end = end_of(role, vector, vector)
    end.start()
    reader = Reader(HANDSHAKE, FROM_CONSOLE if role is Role.HOST else FROM_HOST)
    messages = [message for record in vector["hear"] for message in reader.receive(raw(record))]
    for message in messages[:-1]:
        end.receive(message)
    with pytest.raises(PeerError) as refused:
        end.receive(messages[-1])
    assert refused.value.reason == vector["error"]
    assert end.stage is Stage.OVER
    answer = None if end.refusal is None else HANDSHAKE.send(end.refusal).hex()
    assert answer == vector["answer"]
    with pytest.raises(Misuse):
        _ = end.keys


def test_there_are_refusals_for_both_ends_and_both_modes():
    seen = {(vector["role"], vector["mode"]) for vector in load("handshake/refused.json")}
    assert seen == set(itertools.product(("host", "console"), ("number", "resume")))


# --- the dialogue ----------------------------------------------------------------------------------------------------


@pytest.mark.article("8.1")
def test_the_console_stops_until_the_office_knows():
    host, console = pair(ByNumber("093756"), ByNumber("093756"))
    confirm = until_confirm(host, console)
    assert not console.proven
    assert console.receive(confirm) == []
    assert console.proven
    assert console.stage is Stage.PROVEN
    assert console.peer.attempt == ATTEMPT
    with pytest.raises(Misuse):
        _ = console.keys
    (own,) = console.confirm()
    assert console.keys
    assert not host.proven
    host.receive(own)
    assert host.proven


@pytest.mark.article("8.1")
@pytest.mark.parametrize("typed", ["093757", "000000", "999999"])
def test_a_wrong_secret_shows_at_the_console_and_tells_the_host(typed: str):
    host, console = pair(ByNumber(typed), ByNumber("093756"))
    confirm = until_confirm(host, console)
    with pytest.raises(PeerError) as seen:
        console.receive(confirm)
    assert seen.value.reason is Reason.WRONG_SECRET
    assert console.refusal == TurnedAway(RelayReason.WRONG_SECRET)
    with pytest.raises(PeerError) as told:
        host.receive(console.refusal)
    assert told.value.reason is Reason.WRONG_SECRET
    assert host.refusal is None
    for end in (host, console):
        assert end.stage is Stage.OVER
        with pytest.raises(Misuse):
            _ = end.keys


@pytest.mark.article("8.1")
def test_a_session_resumes_by_the_secret_that_it_left():
    host, console = finished(ByNumber("093756"), ByNumber("093756"))
    old = host.keys.resume_secret
    assert old == console.keys.resume_secret
    again_host, again_console = finished(ByResume(old), ByResume(old))
    assert again_host.keys.resume_secret == old
    assert again_host.keys.transcript != host.keys.transcript
    assert again_host.keys.spoken == again_console.keys.spoken
    text = again_console.keys.open(Channel.PICTURE, again_host.keys.seal(Channel.PICTURE, b"pixels"))
    assert text == b"pixels"


def test_nobody_resumes_by_another_secret():
    host, console = pair(ByResume(bytes(32)), ByResume(b"\x01" * 32))
    with pytest.raises(PeerError) as seen:
        console.receive(until_confirm(host, console))
    assert seen.value.reason is Reason.WRONG_SECRET


def test_another_route_is_another_secret():
    host, _ = pair(ByNumber("093756"), ByNumber("093756"))
    elsewhere = Handshake(
        Role.CONSOLE,
        route=b"\xff" * 16,
        build="console",
        proof=ByNumber("093756"),
        entropy=lambda count: b"\x07" * count,
    )
    with pytest.raises(PeerError) as seen:
        elsewhere.receive(until_confirm(host, elsewhere))
    assert seen.value.reason is Reason.WRONG_SECRET


# --- whatever else arrives -------------------------------------------------------------------------------------------

STRAYS: list[Message] = [
    Hello(1, Role.HOST, Mode.RESUME, ATTEMPT, bytes(16), "stray"),
    Share(b"\x09" + bytes(31)),
    Confirm(bytes(64)),
    TurnedAway(RelayReason.BUSY),
]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 5), st.sampled_from(STRAYS))
def test_a_stray_record_anywhere_ends_it_without_keys(steps: int, stray: Message):
    host, console = pair(ByNumber("093756"), ByNumber("093756"))
    queue: list[tuple[Handshake, Message]] = [(console, host.start()[0]), (host, console.start()[0])]
    for _ in range(steps):
        if not queue:
            break
        hearer, message = queue.pop(0)
        other = host if hearer is console else console
        queue += [(other, answer) for answer in hearer.receive(message)]
    expected = console.stage is Stage.SHARE and isinstance(
        stray, Share
    )  # a share where a share is due is a guess, not a stray
    if expected:
        console.receive(stray)
        stray = Confirm(bytes(64))
    with pytest.raises(PeerError):
        console.receive(stray)
    assert console.stage is Stage.OVER
    with pytest.raises(Misuse):
        _ = console.keys
    with pytest.raises(PeerError) as after:
        console.receive(stray)
    assert after.value.reason is not None


@pytest.mark.parametrize("proof", [ByNumber("093756"), ByResume(bytes(32))], ids=["number", "resume"])
@pytest.mark.parametrize("place", range(4))
def test_a_relay_that_changes_any_record_gets_nothing(proof: Proof, place: int):
    """One bit of either Hello or Share: the tags no longer fit."""
    host, console = pair(proof, proof)
    (host_hello,), (console_hello,) = host.start(), console.start()

    def changed(message: Message, at: int) -> Message:
        if at != place:
            return message
        match message:
            case Hello(version=version, role=role, mode=mode, attempt=attempt, nonce=nonce, build=build):
                return Hello(version, role, mode, attempt, bytes((nonce[0] ^ 1,)) + nonce[1:], build)
            case Share(share=share):
                return Share(bytes((share[0] ^ 1,)) + share[1:])
        return message

    console.receive(changed(host_hello, 0))
    (host_share,) = host.receive(changed(console_hello, 1))
    (console_share,) = console.receive(changed(host_share, 2))
    (host_confirm,) = host.receive(changed(console_share, 3))
    with pytest.raises(PeerError) as seen:
        console.receive(host_confirm)
    assert seen.value.reason is Reason.WRONG_SECRET


def test_after_the_end_nothing_is_heard_and_the_keys_are_gone():
    host, _ = finished(ByNumber("093756"), ByNumber("093756"))
    keys = host.keys
    with pytest.raises(PeerError):
        host.receive(Confirm(bytes(64)))
    with pytest.raises(Unavailable):
        keys.seal(Channel.CONTROL, b"")


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason.TIMED_OUT, RelayReason.TIMED_OUT),
        (Reason.BUSY, RelayReason.BUSY),
        (Reason.STALLED, RelayReason.MALFORMED),
    ],
)
def test_giving_up_is_told_once(reason: Reason, told: RelayReason):
    host, _ = pair(ByNumber("093756"), ByNumber("093756"))
    host.start()
    assert host.turn_away(reason) == [TurnedAway(told)]
    assert host.turn_away(reason) == []
    assert host.stage is Stage.OVER


# --- our own mistakes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("secret", ["", "09375", "0937561", "09375x", "０９３７５６"])
def test_a_secret_is_six_digits(secret: str):
    with pytest.raises(Misuse):
        ByNumber(secret)


def test_a_resume_secret_is_32_bytes():
    with pytest.raises(Misuse):
        ByResume(bytes(31))


def test_secrets_are_not_shown():
    assert "093756" not in repr(ByNumber("093756"))
    assert "01010101" not in repr(ByResume(b"01" * 16))


def test_order_and_sizes_are_ours_to_keep():
    host, console = pair(ByNumber("093756"), ByNumber("093756"))
    with pytest.raises(Misuse):
        host.receive(Confirm(bytes(64)))
    host.start()
    with pytest.raises(Misuse):
        host.start()
    with pytest.raises(Misuse):
        _ = host.peer
    with pytest.raises(Misuse):
        console.confirm()
    with pytest.raises(Misuse):
        Handshake(Role.HOST, route=b"short", build="", proof=ByNumber("093756"), entropy=bytes)
    with pytest.raises(Misuse):
        Handshake(Role.CONSOLE, route=ROUTE, attempt=ATTEMPT, build="", proof=ByNumber("093756"), entropy=bytes)
    with pytest.raises(Misuse):
        Handshake(Role.HOST, route=ROUTE, build="", proof=ByNumber("093756"), entropy=lambda count: b"")
