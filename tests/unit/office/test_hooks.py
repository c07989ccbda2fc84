"""Webhooks: put into the outbox with what they tell of, told under one id, tried again, given up where people see it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from madoguchi.office.deeds.service import Asking
from madoguchi.office.hooks.announcing import announce
from madoguchi.office.hooks.ports import HookEvent, HookMessage, MessageState
from madoguchi.office.hooks.service import OVERLAP, PAUSES, Delivered, HookFacts, HookFile, MadeHook
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.wire.vocabulary import Ending
from tests.office_world import World, got

EVERYTHING = frozenset(event.value for event in HookEvent if event is not HookEvent.TEST)


@dataclass
class Post:
    """A messenger by hand."""

    answers: list[Delivered] = field(default_factory=list)
    carried: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)

    def unfit(self, url: str) -> bool:
        return not url.startswith("https://")

    def carry(self, url: str, headers: Mapping[str, str], body: bytes) -> Delivered:
        self.carried.append((url, headers, body))
        return self.answers.pop(0) if self.answers else Delivered(204, "")


def asking(world: World) -> Asking:
    known = world.desk.operators.by_login("kanri") or world.operator("kanri", OperatorRole.ADMIN).operator
    return Asking(known, "192.0.2.1", world.now)


def made(world: World, *events: str, name: str = "在庫") -> MadeHook:
    facts = HookFacts(name, "https://example.com/in?k=1", frozenset(events) or EVERYTHING)
    return got(MadeHook, world.desk.hooks.make(asking(world), facts, Post()))


def messages(world: World, made: MadeHook) -> tuple[HookMessage, ...]:
    return got(HookFile, world.desk.hooks.get(made.hook.id)).messages


def tell(world: World, post: Post) -> HookMessage | None:
    return world.desk.hooks.send_next(post, lambda: world.now)


@pytest.mark.article("8.3")
def test_a_session_is_told_by_its_id_alone(world: World) -> None:
    hook = made(world)
    world.publish()
    actor = world.operator().operator
    session, _ = world.session(actor, world.case(actor))
    world.clock.advance(60)
    world.desk.sessions.end(actor, session.id, Ending.RESOLVED, "秘密のメモ", world.now)
    told = [json.loads(message.text) for message in reversed(messages(world, hook))]
    assert [one["type"] for one in sorted(told, key=lambda one: one["timestamp"])][-1] == "session.ended"
    assert {one["type"] for one in told} == {"terms.published", "session.started", "session.ended"}
    ended = next(one for one in told if one["type"] == "session.ended")
    assert ended["data"] == {"session": session.id}
    assert set(ended) == {"data", "timestamp", "type"}
    everything = json.dumps(told, ensure_ascii=False)
    for secret in ("秘密", "客先", "田中", "山田"):
        assert secret not in everything


def test_what_is_undone_is_not_told(world: World) -> None:
    hook = made(world)
    world.publish()
    with pytest.raises(RuntimeError), world.shelf.writing() as books:
        announce(books, bytes, world.now, HookEvent.REQUEST_CAME, "f" * 32)
        raise RuntimeError
    assert [message.event for message in messages(world, hook)] == [HookEvent.TERMS_PUBLISHED]


def test_only_who_wants_it_is_told(world: World) -> None:
    terms, sessions, off = made(world, "terms.published"), made(world, "session.ended"), made(world)
    world.desk.hooks.turn(asking(world), off.hook.id, is_on=False)
    world.publish()
    assert [len(messages(world, one)) for one in (terms, sessions, off)] == [1, 0, 0]


@pytest.mark.article("8.1")
def test_the_signature_is_that_of_standard_webhooks(world: World) -> None:
    hook, post = made(world), Post()
    world.publish()
    done = got(HookMessage, tell(world, post))
    assert done.state is MessageState.DELIVERED
    _, headers, body = post.carried[0]
    secret = base64.b64decode(hook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body.decode()}".encode()
    wanted = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{wanted}"
    assert headers["webhook-id"] == done.id
    assert hook.secret not in repr(got(HookFile, world.desk.hooks.get(hook.hook.id)).hook)


def test_a_failed_try_comes_again_later_under_the_same_id_and_is_given_up_in_the_end(world: World) -> None:
    hook = made(world)
    world.publish()
    post = Post([Delivered(500, "")] * (len(PAUSES) + 1))
    for pause in PAUSES:
        waits = got(HookMessage, tell(world, post))
        assert waits.state is MessageState.WAITING
        assert pause * 0.79 <= waits.due_at - world.now <= pause * 1.21
        assert tell(world, post) is None  # not before it is due
        world.clock.advance((waits.due_at - world.now).total_seconds() + 0.01)
    given_up = got(HookMessage, tell(world, post))
    assert given_up.state is MessageState.GIVEN_UP
    assert {headers["webhook-id"] for _, headers, _ in post.carried} == {given_up.id}
    assert len({body for _, _, body in post.carried}) == 1
    assert world.shelf.counts(world.now).hooks.given_up == 1
    world.clock.advance(86_400)
    assert tell(world, post) is None

    again = got(HookMessage, world.desk.hooks.again(asking(world), hook.hook.id, given_up.id))
    assert again.id == given_up.id
    assert got(HookMessage, tell(world, Post())).state is MessageState.DELIVERED
    assert [message.id for message in messages(world, hook)] == [given_up.id]


def test_who_says_gone_is_not_asked_again(world: World) -> None:
    made(world)
    world.publish()
    assert got(HookMessage, tell(world, Post([Delivered(410, "")]))).state is MessageState.GIVEN_UP


def test_a_redirect_is_no_delivery(world: World) -> None:
    made(world)
    world.publish()
    assert got(HookMessage, tell(world, Post([Delivered(302, "")]))).state is MessageState.WAITING


def test_what_a_dead_sender_held_is_told_under_the_same_id(world: World) -> None:
    hook = made(world)
    world.publish()

    class Dies(Post):
        def carry(self, url: str, headers: Mapping[str, str], body: bytes) -> Delivered:
            raise SystemExit

    with pytest.raises(SystemExit):
        tell(world, Dies())
    before = messages(world, hook)[0]
    assert before.state is MessageState.SENDING
    assert tell(world, Post()) is None  # nobody takes it while it may still be on its way
    world.clock.advance(181)
    assert tell(world, Post()) is None  # it waits again, with its pause
    world.clock.advance(10)
    assert got(HookMessage, tell(world, Post())).id == before.id


def test_one_receiver_is_told_one_thing_at_a_time_and_the_others_go_on(world: World) -> None:
    slow, quick = made(world, name="a"), made(world, name="b")
    world.publish("2026-01")
    world.publish("2026-02")
    inside: list[HookMessage | None] = []

    class Slow(Post):
        def carry(self, url: str, headers: Mapping[str, str], body: bytes) -> Delivered:
            inside.extend(tell(world, Post()) for _ in range(3))  # while this one is on its way
            return Delivered(204, "")

    first = got(HookMessage, tell(world, Slow()))
    others = {slow.hook.id, quick.hook.id} - {first.hook_id}
    assert [message.hook_id for message in inside if message] == [*others] * 2
    assert inside[2] is None


def test_waiting_messages_are_counted(world: World) -> None:
    made(world)
    world.publish()
    world.clock.advance(30)
    counts = world.shelf.counts(world.now).hooks
    assert (counts.waiting, counts.given_up) == (1, 0)
    assert counts.oldest == world.now - timedelta(seconds=30)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (HookFacts("", "https://example.com/", EVERYTHING), "hook_name"),
        (HookFacts("x", "http://example.com/", EVERYTHING), "url"),
        (HookFacts("x", "", EVERYTHING), "url"),
        (HookFacts("x", "https://example.com/", frozenset()), "events"),
        (HookFacts("x", "https://example.com/", frozenset({"webhook.test"})), "events"),
    ],
)
def test_what_cannot_be_a_receiver(world: World, facts: HookFacts, field: str) -> None:
    assert got(BadField, world.desk.hooks.make(asking(world), facts, Post())).field == field


def test_a_removed_receiver_is_told_nothing_more(world: World) -> None:
    hook = made(world)
    world.publish()
    world.desk.hooks.remove(asking(world), hook.hook.id)
    assert tell(world, Post()) is None
    assert world.desk.hooks.get(hook.hook.id) == NoSuchThing()
    assert world.desk.hooks.test(asking(world), hook.hook.id) == NoSuchThing()


@pytest.mark.article("8.1")
def test_a_renewed_secret_signs_beside_the_former_one_for_a_day(world: World) -> None:
    """So a receiver that is set up anew in between refuses nothing, and a stolen secret is worth nothing after that day."""
    first, post = made(world), Post()
    second = got(MadeHook, world.desk.hooks.renew(asking(world), first.hook.id))
    third = got(MadeHook, world.desk.hooks.renew(asking(world), first.hook.id))
    assert len({first.secret, second.secret, third.secret}) == 3

    def signers() -> list[str]:
        got(HookMessage, world.desk.hooks.test(asking(world), first.hook.id))
        got(HookMessage, tell(world, post))
        _, headers, body = post.carried[-1]
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        found = []
        for one in headers["webhook-signature"].split(" "):
            for made_hook in (first, second, third):
                key = base64.b64decode(made_hook.secret.removeprefix("whsec_"))
                if one == "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode():
                    found.append(made_hook.secret)
        return found

    assert signers() == [third.secret, second.secret]
    world.clock.advance(OVERLAP.total_seconds() - 1)
    assert signers() == [third.secret, second.secret]
    world.clock.advance(1)
    assert signers() == [third.secret]
    assert got(HookFile, world.desk.hooks.get(first.hook.id)).hook.former_sealed is None, "forgotten, not only unused"
    assert world.desk.hooks.renew(asking(world), "0" * 32) == NoSuchThing()
