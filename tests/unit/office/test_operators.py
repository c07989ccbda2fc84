"""Signing in: nobody without a second factor, one answer for every no, each code once, sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from madoguchi.base.errors import BrokenProof
from madoguchi.office.ids import OperatorId, token_digest
from madoguchi.office.limits import Allowance
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.operators.service import CreatedOperator, NewOperator, SignedIn
from madoguchi.office.refusals import BadField, LinkOver, SignInRefused, TooManyTries
from tests import postgres
from tests.office_world import PASSWORD, World, got, totp


@pytest.mark.article("8.1")
def test_password_and_code_open_the_door(world: World) -> None:
    made = world.operator()
    signed_in = got(SignedIn, sign_in(world, code=totp(made, world.now)))
    assert world.desk.operators.who(signed_in.token, world.now) == made.operator
    assert world.desk.operators.who(signed_in.token + "x", world.now) is None


def test_every_no_is_one_answer(world: World) -> None:
    made = world.operator()
    closed = world.operator("closed")
    world.desk.people.close_login("closed", world.now)
    good = totp(made, world.now)
    tries = [
        sign_in(world, login="nobody", code=good),
        sign_in(world, password="wrong", code=good),
        sign_in(world, code="000000" if good != "000000" else "000001"),
        sign_in(world, code=""),
        sign_in(world, code="AAAA-BBBB-CCCC-DDDD"),
        sign_in(world, login="closed", code=totp(closed, world.now)),
        sign_in(world, login="\x00' OR 1=1 --", password="\x00", code="\x00"),
    ]
    assert tries == [SignInRefused()] * len(tries)


def test_a_code_works_once_and_an_older_one_never_after(world: World) -> None:
    made = world.operator()
    before, current = totp(made, world.now - timedelta(seconds=30)), totp(made, world.now)
    assert isinstance(sign_in(world, code=current), SignedIn)
    assert sign_in(world, code=current) == SignInRefused()
    assert sign_in(world, code=before) == SignInRefused()
    world.clock.advance(30)
    assert isinstance(sign_in(world, code=totp(made, world.now)), SignedIn)


def test_one_step_of_clock_difference_is_borne_and_two_are_not(world: World) -> None:
    made = world.operator()
    assert sign_in(world, code=totp(made, world.now - timedelta(seconds=60))) == SignInRefused()
    assert isinstance(sign_in(world, code=totp(made, world.now + timedelta(seconds=30))), SignedIn)


def test_recovery_codes_work_once_each(world: World) -> None:
    made = world.operator()
    assert len(set(made.recovery_codes)) == 10
    first = made.recovery_codes[0]
    assert isinstance(sign_in(world, code=first.lower().replace("-", " ")), SignedIn)
    assert sign_in(world, code=first) == SignInRefused()
    other = world.operator("other")
    assert sign_in(world, code=other.recovery_codes[1]) == SignInRefused()


def test_failures_make_the_network_wait_whoever_is_named(world: World) -> None:
    made = world.operator()
    for index in range(Allowance().per_network * 2):
        assert sign_in(world, login=f"nobody{index}") == SignInRefused()
    assert isinstance(sign_in(world, code=totp(made, world.now)), TooManyTries)
    elsewhere = world.desk.operators.sign_in("yamada", PASSWORD, totp(made, world.now), "203.0.113.9", world.now)
    assert isinstance(elsewhere, SignedIn)


def test_a_session_ends_by_idleness_by_age_and_by_will(world: World) -> None:
    made = world.operator()

    def fresh() -> str:
        world.clock.advance(60)
        return got(SignedIn, sign_in(world, code=totp(made, world.now))).token

    idle = fresh()
    world.clock.advance(15 * 60 - 1)
    assert world.desk.operators.who(idle, world.now)
    world.clock.advance(15 * 60)
    assert world.desk.operators.who(idle, world.now) is None

    aged = fresh()
    for _ in range(12 * 6 - 1):
        world.clock.advance(10 * 60)
        assert world.desk.operators.who(aged, world.now)
    world.clock.advance(10 * 60)
    assert world.desk.operators.who(aged, world.now) is None

    left = fresh()
    world.desk.operators.sign_out(left, world.now)
    assert world.desk.operators.who(left, world.now) is None


def test_work_in_a_session_is_no_idleness_and_wakes_nothing_that_expired(world: World) -> None:
    made = world.operator()
    working = got(SignedIn, sign_in(world, code=totp(made, world.now))).token
    for _ in range(6):
        world.clock.advance(10 * 60)
        world.desk.operators.is_at_work(made.operator.id, world.now)
    assert world.desk.operators.who(working, world.now)
    world.clock.advance(15 * 60)
    world.desk.operators.is_at_work(made.operator.id, world.now)
    assert world.desk.operators.who(working, world.now) is None


@pytest.mark.article("9.1")
def test_closing_an_account_signs_every_browser_out(world: World) -> None:
    made = world.operator()
    token = got(SignedIn, sign_in(world, code=totp(made, world.now))).token
    world.desk.people.close_login("yamada", world.now)
    assert world.desk.operators.who(token, world.now) is None


def test_a_link_works_once_and_for_an_hour(world: World) -> None:
    made = world.operator()
    link = world.desk.operators.make_link(made.operator.id, world.now)
    assert isinstance(world.desk.operators.use_link(link, world.now), SignedIn)
    assert world.desk.operators.use_link(link, world.now) == LinkOver()
    late = world.desk.operators.make_link(made.operator.id, world.now)
    world.clock.advance(3600)
    assert world.desk.operators.use_link(late, world.now) == LinkOver()


@pytest.mark.parametrize("password", ["short", "yamadayamada", "YAMADA-and-more", "x" * 201])
def test_weak_passwords_are_refused(world: World, password: str) -> None:
    new = NewOperator("yamada", "山田", "当社", OperatorRole.OPERATOR, password)
    assert world.desk.operators.create(new, "", world.now) == BadField("password", "office.field.password")


def test_names_are_unique(world: World) -> None:
    world.operator()
    new = NewOperator("yamada", "別の山田", "当社", OperatorRole.ADMIN, PASSWORD)
    assert world.desk.operators.create(new, "", world.now) == BadField("login", "office.field.login_taken")


def test_the_database_holds_no_secret_in_the_clear(world: World) -> None:
    made: CreatedOperator = world.operator()
    token = got(SignedIn, sign_in(world, code=totp(made, world.now))).token
    link = world.desk.operators.make_link(made.operator.id, world.now)
    stored = b"".join(path.read_bytes() for path in world.folder.glob("madoguchi.sqlite3*"))
    if postgres.IS_ASKED:
        stored = postgres.dumped(world.folder)
    secrets = [PASSWORD, made.totp_secret, token, link, *made.recovery_codes]
    assert not [secret for secret in secrets if secret.encode() in stored]
    assert token_digest(token).encode() in stored


def test_a_second_factor_is_bound_to_its_person(world: World) -> None:
    made = world.operator()
    with world.shelf.reading() as books:
        row = books.operators.by_id(made.operator.id)
    assert row is not None
    assert world.keys.unseal(row.totp_sealed, row.id).decode() == made.totp_secret
    with pytest.raises(BrokenProof):
        world.keys.unseal(row.totp_sealed, OperatorId("0" * 32))
    assert "【秘】" in repr(world.keys)


def sign_in(world: World, login: str = "yamada", password: str = PASSWORD, code: str = "") -> object:
    return world.desk.operators.sign_in(login, password, code, "192.0.2.1", world.now)
