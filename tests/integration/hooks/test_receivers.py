"""Webhooks to real processes: a retry after 500, a dead receiver, a slow one, signatures checked by other code than ours."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from madoguchi.office.deeds.service import Asking
from madoguchi.office.hooks.ports import HookMessage, MessageState
from madoguchi.office.hooks.service import HookFacts, MadeHook
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.web.messenger import HttpsMessenger
from tests.integration.mail.mail_servers import Authority
from tests.office_world import World, got, make_world

PROGRAM = Path(__file__).with_name("receiver.py")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = make_world(tmp_path)
    yield made
    made.close()


@contextmanager
def receiver(*answers: str) -> Iterator[tuple[str, Callable[[], dict[str, Any]]]]:
    """Its address, and what it heard next."""
    process = subprocess.Popen([sys.executable, str(PROGRAM), *answers], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = process.stdout
    try:
        port = lines.readline().strip()
        scheme = "https" if answers[0].startswith("tls:") else "http"
        yield f"{scheme}://127.0.0.1:{port}/in", lambda: dict(json.loads(lines.readline()))
    finally:
        process.kill()
        process.wait()
        lines.close()


def made(world: World, url: str, messenger: HttpsMessenger) -> MadeHook:
    admin = world.desk.operators.by_login("kanri") or world.operator("kanri", OperatorRole.ADMIN).operator
    facts = HookFacts("受信", url, frozenset({"terms.published"}))
    return got(MadeHook, world.desk.hooks.make(Asking(admin, "", world.now), facts, messenger))


def tell(world: World, messenger: HttpsMessenger) -> HookMessage | None:
    return world.desk.hooks.send_next(messenger, lambda: world.now)


def is_signed(secret: str, heard: dict[str, Any]) -> bool:
    """After the text of Standard Webhooks, with another library than the office's."""
    headers = heard["headers"]
    mac = HMAC(base64.b64decode(secret.removeprefix("whsec_")), hashes.SHA256())
    mac.update(f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{heard['body']}".encode())
    mac.verify(base64.b64decode(headers["webhook-signature"].removeprefix("v1,")))
    return True


@pytest.mark.article("8.1")
def test_after_a_500_it_comes_again_once_and_under_the_same_id(world: World) -> None:
    messenger = HttpsMessenger(http_on_loopback=True)
    with receiver("500", "204") as (url, heard):
        hook = made(world, url, messenger)
        world.publish()
        assert got(HookMessage, tell(world, messenger)).answer == "500"
        first = heard()
        world.clock.advance(10)
        done = got(HookMessage, tell(world, messenger))
        second = heard()
        assert (done.state, done.answer, done.tries) == (MessageState.DELIVERED, "204", 2)
        assert first["headers"]["webhook-id"] == second["headers"]["webhook-id"] == done.id
        assert first["body"] == second["body"]
        assert first["headers"]["webhook-timestamp"] != second["headers"]["webhook-timestamp"]
        assert is_signed(hook.secret, first)
        assert is_signed(hook.secret, second)
        world.clock.advance(86_400)
        assert tell(world, messenger) is None


def test_a_redirect_is_not_followed(world: World) -> None:
    messenger = HttpsMessenger(http_on_loopback=True)
    with receiver("302", "204") as (url, heard):
        made(world, url, messenger)
        world.publish()
        assert got(HookMessage, tell(world, messenger)).answer == "302"
        heard()
        world.clock.advance(10)
        assert got(HookMessage, tell(world, messenger)).answer == "204"
        assert heard()["headers"]["host"] in url  # the second call is the second try; nobody called elsewhere between


def test_a_dead_receiver_waits_for_its_next_try(world: World) -> None:
    messenger = HttpsMessenger(http_on_loopback=True)
    with receiver("204") as (url, _):
        pass
    made(world, url, messenger)
    world.publish()
    waits = got(HookMessage, tell(world, messenger))
    assert (waits.state, waits.answer) == (MessageState.WAITING, "unreachable")


def test_a_slow_receiver_is_left_and_holds_up_nobody(world: World) -> None:
    messenger = HttpsMessenger(http_on_loopback=True, whole=1.0)
    with receiver("slow") as (slow, heard_slowly), receiver("204") as (quick, heard):
        made(world, slow, messenger)
        made(world, quick, messenger)
        world.publish()
        told: list[HookMessage | None] = []
        threads = [threading.Thread(target=lambda: told.append(tell(world, messenger))) for _ in range(2)]
        for thread in threads:
            thread.start()
        heard()  # the quick one hears of it while the slow one is silent
        heard_slowly()
        began = time.monotonic()
        world.publish("2026-02")  # and the office goes on writing
        for thread in threads:
            thread.join()
        assert time.monotonic() - began < 10
        assert {message.answer for message in told if message} == {"timeout", "204"}


def test_when_the_server_stops_a_silent_receiver_does_not_hold_it(world: World) -> None:
    messenger = HttpsMessenger(http_on_loopback=True)
    with receiver("slow") as (url, heard):
        made(world, url, messenger)
        world.publish()
        told: list[HookMessage | None] = []
        thread = threading.Thread(target=lambda: told.append(tell(world, messenger)))
        thread.start()
        heard()
        messenger.close()
        thread.join(timeout=10)
        assert not thread.is_alive()
        assert got(HookMessage, told[0]).state is MessageState.WAITING


def sealed(folder: Path, authority: Authority, name: str) -> str:
    """What the receiver is started with: a certificate of ``authority`` for ``name``."""
    authority.server_context(folder, name)
    return f"tls:{folder / 'server.pem'}"


@pytest.mark.article("8.1")
def test_over_tls_it_arrives_signed(world: World, tmp_path: Path) -> None:
    authority = Authority()
    messenger = HttpsMessenger(["127.0.0.0/8"], context=authority.trusting())
    with receiver(sealed(tmp_path, authority, "127.0.0.1"), "204") as (url, heard):
        hook = made(world, url, messenger)
        world.publish()
        assert got(HookMessage, tell(world, messenger)).state is MessageState.DELIVERED
        assert is_signed(hook.secret, heard())


@pytest.mark.article("8.1")
@pytest.mark.parametrize("whose", ["nobody_knows", "of_another_name"])
def test_a_receiver_that_cannot_show_who_it_is_hears_nothing(world: World, tmp_path: Path, whose: str) -> None:
    trusted = Authority()
    shown = Authority() if whose == "nobody_knows" else trusted
    name = "127.0.0.1" if whose == "nobody_knows" else "127.0.0.2"
    messenger = HttpsMessenger(["127.0.0.0/8"], context=trusted.trusting())
    with receiver(sealed(tmp_path, shown, name), "204") as (url, _):
        made(world, url, messenger)
        world.publish()
        waits = got(HookMessage, tell(world, messenger))
        assert (waits.state, waits.answer) == (MessageState.WAITING, "tls")
