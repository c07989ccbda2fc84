"""A hostile relay opens no session, reads nothing and changes nothing unseen. SECURITY A1, T-24, T-60 to T-62."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from madoguchi.base.errors import Reason
from madoguchi.seal.handshake import ByResume
from madoguchi.wire.envelope import Carry, RelayReason
from madoguchi.wire.handshake import Confirm, Hello, Share, TurnedAway
from madoguchi.wire.vocabulary import Channel, Mode, Role
from tests.hostile.party import Outcome, Party
from tests.hostile.relay import (
    OTHER,
    Deliver,
    HostileRelay,
    MiddleMan,
    Tamper,
    altered,
    dropped,
    honest,
    nth,
    reflected,
    relabelled,
    reordered,
    replayed,
    respoken,
    says,
    spliced,
    swapped_shares,
    truncated,
)
from tests.integration.relay.ends import Office, new_route

SECRET = "730148"
HOST_LINES = ("planted-word-of-the-host", "二行目", "third")
CONSOLE_LINES = ("planted-word-of-the-console", "二行目です", "last")
OWN_SHARE = X25519PrivateKey.generate().public_key().public_bytes_raw()

pytestmark = pytest.mark.article("8.1")


def parties(
    route: str, *, host: str = SECRET, console: str = SECRET, patience: float = 2.0, more: int = 0
) -> tuple[Party, Party]:
    return (
        Party(Role.HOST, route, host, HOST_LINES, len(CONSOLE_LINES) + more, patience=patience),
        Party(Role.CONSOLE, route, console, CONSOLE_LINES, len(HOST_LINES) + more, patience=patience),
    )


async def met(relay: HostileRelay, route: str, host: Party, console: Party) -> tuple[Outcome, Outcome]:
    office = Office()
    return await asyncio.gather(
        host.meet(relay.url, office.ticket(route, Role.HOST)),
        console.meet(relay.url, office.ticket(route, Role.CONSOLE)),
    )


async def under(tamper: Tamper, **how: object) -> tuple[Outcome, Outcome]:
    route = new_route()
    async with HostileRelay(tamper) as relay:
        host, console = await met(relay, route, *parties(route, **how))
        for planted in (b"planted-word", SECRET.encode(), host.resume_secret or b"\x00none", "二行目".encode()):
            assert not relay.leaks(planted)
    return host, console


async def test_two_ends_meet_over_an_honest_relay():
    host, console = await under(honest)
    assert (host.reason, console.reason) == (None, None)
    assert tuple(host.heard) == CONSOLE_LINES
    assert tuple(console.heard) == HOST_LINES
    assert host.spoken == console.spoken
    assert host.resume_secret == console.resume_secret != b""


def other_share(message):
    return Share(OWN_SHARE) if isinstance(message, Share) else message


def other_tag(message):
    return Confirm(bytes(64)) if isinstance(message, Confirm) else message


def hello(**changes):
    return lambda message: replace(message, **changes) if isinstance(message, Hello) else message


IN_THE_HANDSHAKE = {
    f"{name} ({sender.word})": make(sender)
    for sender in Role
    for name, make in {
        "hello dropped": lambda who: dropped(says(who, Hello)),
        "share dropped": lambda who: dropped(says(who, Share)),
        "confirmation stripped": lambda who: dropped(says(who, Confirm)),
        "hello replayed": lambda who: replayed(says(who, Hello)),
        "share replayed": lambda who: replayed(says(who, Share)),
        "hello reflected": lambda who: reflected(says(who, Hello)),
        "share reflected": lambda who: reflected(says(who, Share)),
        "confirmation reflected": lambda who: reflected(says(who, Confirm)),
        "hello altered": lambda who: altered(says(who, Hello)),
        "share altered": lambda who: altered(says(who, Share)),
        "confirmation altered": lambda who: altered(says(who, Confirm)),
        "share replaced": lambda who: respoken(says(who, Share), other_share),
        "share of nothing": lambda who: respoken(says(who, Share), lambda _: Share(bytes(32))),
        "confirmation replaced": lambda who: respoken(says(who, Confirm), other_tag),
        "another nonce": lambda who: respoken(says(who, Hello), hello(nonce=bytes(16))),
        "another build": lambda who: respoken(says(who, Hello), hello(build="older")),
        "another version": lambda who: respoken(says(who, Hello), hello(version=0)),
        "another mode": lambda who: respoken(says(who, Hello), hello(mode=Mode.RESUME)),
        "cut short": lambda who: truncated(says(who, Share)),
        "on a sealed channel": lambda who: relabelled(says(who, Share), Channel.CONTROL),
        "told that it was turned away": lambda who: respoken(says(who, Share), lambda _: TurnedAway(RelayReason.BUSY)),
    }.items()
}


@pytest.mark.parametrize("name", IN_THE_HANDSHAKE)
async def test_a_touched_handshake_opens_nothing_and_both_ends_say_so(name):
    host, console = await under(IN_THE_HANDSHAKE[name], patience=0.4)
    assert host.heard == []
    assert console.heard == []
    assert host.reason is not None
    assert console.reason is not None
    assert host.spoken == ""  # the customer's program never had keys


async def test_shares_given_back_open_nothing():
    host, console = await under(swapped_shares(), patience=0.4)
    assert host.heard == console.heard == []
    assert host.reason is not None
    assert console.reason is not None


async def test_a_wrong_number_is_seen_on_both_sides():
    host, console = await under(honest, host="730149")
    assert host.reason is console.reason is Reason.WRONG_SECRET
    assert host.spoken == console.spoken == ""


async def test_a_relay_in_the_middle_has_one_guess_and_both_ends_see_it():
    for _ in range(10):
        route = new_route()
        guess = f"{(int(SECRET) + 1 + secrets.randbelow(999_999)) % 1_000_000:06d}"
        middle = MiddleMan(route, guess, secrets.token_bytes)
        async with HostileRelay(middle) as relay:
            host, console = await met(relay, route, *parties(route))
        assert middle.opened == set()
        assert host.spoken == console.spoken == ""
        assert host.reason is not None
        assert console.reason is Reason.WRONG_SECRET


async def test_only_the_secret_itself_lets_the_middle_in_and_then_the_spoken_digits_differ():
    """What the number alone cannot prevent: a right guess. The four spoken digits show it (9,999 times in 10,000)."""
    route = new_route()
    middle = MiddleMan(route, SECRET, secrets.token_bytes)
    async with HostileRelay(middle) as relay:
        host, console = await met(relay, route, *parties(route))
    assert middle.opened == {Role.HOST, Role.CONSOLE}
    assert host.resume_secret != console.resume_secret


UNDER_SEAL = {
    "dropped": dropped,
    "replayed": replayed,
    "reordered": reordered,
    "reflected": reflected,
    "its tag altered": altered,
    "its sequence altered": lambda when: altered(when, at=3),
    "its first byte altered": lambda when: altered(when, at=4),
    "cut short": truncated,
    "nearly all cut off": lambda when: truncated(when, by=20),
    "on another channel": lambda when: relabelled(when, Channel.INPUT),
    "as a handshake": lambda when: relabelled(when, Channel.HANDSHAKE),
}


@pytest.mark.parametrize("sender", Role)
@pytest.mark.parametrize("name", UNDER_SEAL)
async def test_a_touched_frame_ends_the_conversation_at_that_frame(name, sender):
    host, console = await under(UNDER_SEAL[name](nth(sender, 1, Channel.CONTROL)))
    hearer, lines = (console, HOST_LINES) if sender is Role.HOST else (host, CONSOLE_LINES)
    whole = 2 if name == "replayed" else 1  # the copy is what does not open
    assert tuple(hearer.heard) == lines[:whole]
    assert hearer.reason in {
        Reason.BROKEN_SEAL,
        Reason.MALFORMED,
        Reason.UNKNOWN_MESSAGE,
        Reason.TOO_LARGE,
        Reason.GONE,
    }
    if name == "reflected":  # the sender may have heard all and gone before its own frame came back
        said_to_sender = CONSOLE_LINES if sender is Role.HOST else HOST_LINES
        heard = (host if sender is Role.HOST else console).heard
        assert tuple(heard) == said_to_sender[: len(heard)]
    else:
        assert hearer.reason is not Reason.GONE


async def test_a_session_s_frames_mean_nothing_in_another():
    first, second = new_route(), new_route()
    async with HostileRelay(spliced(first, second)) as relay:
        results = await asyncio.gather(
            met(relay, second, *parties(second, patience=2.0, more=1)), met(relay, first, *parties(first, patience=2.0))
        )
    (host, console), (first_host, first_console) = results
    assert (first_host.reason, first_console.reason) == (None, None)
    assert set(host.heard) <= set(CONSOLE_LINES)
    assert set(console.heard) <= set(HOST_LINES)
    assert Reason.BROKEN_SEAL in {host.reason, console.reason}


async def test_two_hosts_let_in_by_the_relay_open_nothing():
    route = new_route()
    office = Office()
    async with HostileRelay(many=True) as relay:
        outcomes = await asyncio.gather(
            *(
                Party(role, route, secret, ("line",), 1).meet(relay.url, office.ticket(route, role))
                for role, secret in ((Role.HOST, SECRET), (Role.HOST, "000000"), (Role.CONSOLE, SECRET))
            )
        )
    assert all(outcome.heard == [] for outcome in outcomes)
    assert all(outcome.reason is not None for outcome in outcomes)


async def test_a_resumed_session_needs_its_old_secret():
    old, route = secrets.token_bytes(32), new_route()
    async with HostileRelay() as relay:
        for theirs, opens in ((old, True), (secrets.token_bytes(32), False)):
            host = Party(Role.HOST, route, ByResume(old), HOST_LINES, len(CONSOLE_LINES))
            console = Party(Role.CONSOLE, route, ByResume(theirs), CONSOLE_LINES, len(HOST_LINES))
            outcomes = await met(relay, route, host, console)
            assert all((outcome.reason is None) is opens for outcome in outcomes)
    async with HostileRelay() as relay:  # and a number is no way round it
        host = Party(Role.HOST, route, ByResume(old), HOST_LINES, len(CONSOLE_LINES))
        console = Party(Role.CONSOLE, route, SECRET, CONSOLE_LINES, len(HOST_LINES))
        assert all(outcome.reason is not None for outcome in await met(relay, route, host, console))


async def test_a_frame_before_the_handshake_is_over_opens_nothing():
    def early(heard):
        return [Deliver(OTHER[heard.sender], Carry(Channel.CONTROL, bytes(40))), *honest(heard)]

    host, console = await under(early)
    assert host.heard == console.heard == []
    assert Reason.BROKEN_SEAL in {host.reason, console.reason}
