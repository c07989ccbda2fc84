"""API keys: made once, dead as soon as their maker may not do it any more. A call with a name is done once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from madoguchi.office.api_keys.ports import Scope
from madoguchi.office.api_keys.replies import Claim, GivenReply
from madoguchi.office.api_keys.service import KeyFacts, MadeKey
from madoguchi.office.deeds.ports import Act, DeedsWanted
from madoguchi.office.deeds.service import Asking
from madoguchi.office.ids import token_digest
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.api_doors import API_DOORS, scopes_of
from madoguchi.web.doors import DOORS, ROLES
from tests.office_world import World, got

OFFERED = frozenset({Scope.CASES_READ, Scope.CUSTOMERS_READ})


def asking(world: World, login: str = "yamada", role: OperatorRole = OperatorRole.OPERATOR) -> Asking:
    known = world.desk.operators.by_login(login)
    return Asking(known or world.operator(login, role).operator, "192.0.2.1", world.now)


def made(world: World, who: Asking, *scopes: str, days: str = "30") -> MadeKey:
    facts = KeyFacts("会計", frozenset(scopes or {"cases:read"}), days)
    return got(MadeKey, world.desk.api_keys.make(who, facts, OFFERED))


@pytest.mark.article("8.3")
def test_a_key_is_known_by_its_digest_alone(world: World) -> None:
    who = asking(world)
    key = made(world, who, "cases:read", "customers:read")
    assert key.token.startswith(key.key.prefix)
    assert len(key.token) > 40
    with world.shelf.reading() as books:
        stored = books.api_keys.of_operator(got(type(who.actor), who.actor).id)
    assert [one.token_sha256 for one in stored] == [token_digest(key.token)]
    assert key.token not in repr(stored)
    caller = world.desk.api_keys.caller(key.token, world.now)
    assert caller is not None
    assert caller.actor == who.actor
    assert caller.key.allowed == {Scope.CASES_READ, Scope.CUSTOMERS_READ}
    assert world.desk.api_keys.caller(key.token[:-1], world.now) is None


@pytest.mark.article("8.3")
def test_a_key_dies_with_the_rights_of_its_maker(world: World) -> None:
    who = asking(world)
    assert who.actor is not None
    for end in ("time", "revoked", "role", "closed"):
        key = made(world, who)
        assert world.desk.api_keys.caller(key.token, world.now) is not None
        match end:
            case "time":
                assert world.desk.api_keys.caller(key.token, world.now + timedelta(days=30)) is None
                continue
            case "revoked":
                assert world.desk.api_keys.revoke(who, key.key.id) is None
                assert world.desk.api_keys.revoke(who, key.key.id) == NoSuchThing()
            case "role":
                other = Asking(world.operator("kanri", OperatorRole.ADMIN).operator, "", world.now)
                world.desk.people.set_role(other, who.actor.id, OperatorRole.AUDITOR)
            case "closed":
                world.desk.people.close_login("yamada", world.now)
        assert world.desk.api_keys.caller(key.token, world.now) is None, end
        if end == "role":
            world.desk.people.set_role(
                Asking(world.desk.operators.by_login("kanri"), "", world.now), who.actor.id, OperatorRole.OPERATOR
            )


def test_nobody_revokes_a_key_of_somebody_else(world: World) -> None:
    key = made(world, asking(world))
    assert world.desk.api_keys.revoke(asking(world, "suzuki"), key.key.id) == NoSuchThing()
    assert world.desk.api_keys.caller(key.token, world.now) is not None


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        ("", {"cases:read"}, "30", "key_name"),
        ("x" * 101, {"cases:read"}, "30", "key_name"),
        ("x", set(), "30", "scopes"),
        ("x", {"statements:write"}, "30", "scopes"),
        ("x", {"everything"}, "30", "scopes"),
        ("x", {"cases:read"}, "31", "days"),
        ("x", {"cases:read"}, "", "days"),
    ],
)
def test_what_cannot_be_a_key(world: World, name: str, scopes: set[str], days: str, field: str) -> None:
    refused = world.desk.api_keys.make(asking(world), KeyFacts(name, frozenset(scopes), days), OFFERED)
    assert got(BadField, refused).field == field


def test_making_and_revoking_are_on_record(world: World) -> None:
    who = asking(world)
    key = made(world, who)
    world.desk.api_keys.revoke(who, key.key.id)
    deeds = world.desk.deeds.page(DeedsWanted()).deeds
    assert [deed.act for deed in deeds[:2]] == [Act.API_KEY_REVOKED, Act.API_KEY_MADE]
    assert key.token not in repr(deeds)


@pytest.mark.article("8.3")
def test_a_role_is_offered_what_opens_a_door_to_it() -> None:
    assert scopes_of(OperatorRole.ADMIN) == {
        Scope.CUSTOMERS_READ, Scope.CUSTOMERS_WRITE, Scope.HOURS_READ, Scope.FEES_READ,
    }  # fmt: skip
    assert Scope.STATEMENTS_WRITE not in scopes_of(OperatorRole.OPERATOR) | scopes_of(OperatorRole.AUDITOR)
    assert Scope.CASES_WRITE not in scopes_of(OperatorRole.AUDITOR)


def test_every_door_of_the_api_is_a_door_of_a_page() -> None:
    for (method, path), door in API_DOORS.items():
        assert door.like in DOORS, path
        assert (method == "GET") == (door.like[0] == "GET"), path
        assert (door.scope is None) == (door.who not in ROLES), path


def test_a_named_call_is_done_once(world: World) -> None:
    key, replies = made(world, asking(world)).key.id, world.desk.api_replies
    reply = GivenReply(201, (("content-type", "application/json"),), '{"organisation": "株式会社客先"}'.encode())
    assert replies.claim(key, "a", "1" * 64, world.now) is None
    assert replies.claim(key, "a", "1" * 64, world.now) is Claim.NOT_KNOWN
    assert replies.claim(key, "a", "2" * 64, world.now) is Claim.OTHER_CALL
    replies.keep(key, "a", "1" * 64, reply, world.now)
    assert replies.claim(key, "a", "1" * 64, world.now) == reply
    with world.shelf.reading() as books:
        stored = books.api_keys.reply(key, "a")
    assert stored is not None
    assert "株式会社客先".encode() not in stored.reply
    replies.claim(key, "b", "3" * 64, world.now)
    replies.release(key, "b")
    assert replies.claim(key, "b", "4" * 64, world.now) is None
    assert replies.claim(key, "a", "1" * 64, world.now + timedelta(hours=25)) is None  # forgotten after a day
