"""Passkeys judged: our origin and name, this challenge, this purpose, this browser, once, in time; no copied device. T of WebAuthn."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from madoguchi.office.deeds.service import Asking
from madoguchi.office.operators.passkey_ports import CeremonyPurpose, Passkey
from madoguchi.office.operators.passkeys import MOST, PATIENCE, Answer
from madoguchi.office.operators.service import SignedIn
from madoguchi.office.refusals import BadField, NoSuchThing, SignInRefused
from tests.office_world import PARTY, PASSWORD, World, got, totp
from tests.soft_authenticator import PRESENT, Authenticator

pytestmark = pytest.mark.article("8.1")


class Owner:
    """Somebody with a passkey, signed in."""

    def __init__(self, world: World, login: str = "yamada") -> None:
        self.world = world
        self.made = world.operator(login)
        self.actor = self.made.operator
        self.device = Authenticator(PARTY.origin, PARTY.id)
        signed_in = world.desk.operators.sign_in(login, PASSWORD, totp(self.made, world.now), "203.0.113.7", world.now)
        self.token = got(SignedIn, signed_in).token
        self.passkey = got(Passkey, self.add(self.device))

    @property
    def asking(self) -> Asking:
        return Asking(self.actor, "203.0.113.7", self.world.now)

    def add(self, device: Authenticator, name: str = "社用ノート") -> Passkey | BadField:
        options = self.world.desk.account.ask_for_passkey(self.asking, "まど")
        return self.world.desk.account.add_passkey(self.asking, device.create(options), name)

    def options(self, purpose: CeremonyPurpose = CeremonyPurpose.SIGN_IN, *, is_alone: bool = True) -> str:
        return self.world.desk.operators.ask_for_passkey(purpose, "browser", self.world.now, is_alone=is_alone)

    def enter(self, answer: str, browser: str = "browser") -> object:
        return self.world.desk.operators.sign_in_by_passkey(Answer(answer, browser), "203.0.113.7", self.world.now)


@pytest.fixture
def owner(world: World) -> Owner:
    return Owner(world)


def test_a_passkey_alone_opens_the_door(owner: Owner) -> None:
    assert got(SignedIn, owner.enter(owner.device.get(owner.options()))).actor == owner.actor
    with owner.world.shelf.reading() as books:
        stored = books.passkeys.of(owner.actor.id)[0]
    assert (stored.sign_count, stored.used_at) == (1, owner.world.now)


def test_what_it_is_asked_names_nobody(owner: Owner) -> None:
    asked = json.loads(owner.options())
    assert asked["rpId"] == PARTY.id
    assert not asked.get("allowCredentials")
    assert asked["userVerification"] == "required"


def test_alone_it_must_have_made_sure_of_the_person(owner: Owner) -> None:
    owner.device.flags = PRESENT
    assert owner.enter(owner.device.get(owner.options())) == SignInRefused()
    second = Answer(
        owner.device.get(owner.options(is_alone=False)), "browser"
    )  # beside the password it may be touched alone
    signed_in = owner.world.desk.operators.sign_in(
        "yamada", PASSWORD, "", "203.0.113.7", owner.world.now, passkey=second
    )
    assert isinstance(signed_in, SignedIn)


def other_origin(device: Authenticator) -> None:
    device.origin = "http://localhost:8081"


def other_party(device: Authenticator) -> None:
    device.party = "evil.test"


def not_present(device: Authenticator) -> None:
    device.flags = 0


def other_key(device: Authenticator) -> None:
    device.key = Authenticator("", "").key


def unknown(device: Authenticator) -> None:
    device.id = bytes(32)


@pytest.mark.parametrize("spoil", [other_origin, other_party, not_present, other_key, unknown])
def test_an_answer_of_another_kind_is_none(owner: Owner, spoil: Callable[[Authenticator], None]) -> None:
    spoil(owner.device)
    assert owner.enter(owner.device.get(owner.options())) == SignInRefused()


@pytest.mark.parametrize("spoil", [other_origin, other_party, not_present])
def test_none_is_made_elsewhere(owner: Owner, spoil: Callable[[Authenticator], None]) -> None:
    device = Authenticator(PARTY.origin, PARTY.id)
    spoil(device)
    assert got(BadField, owner.add(device)).why == "people.field.passkey"


def test_each_challenge_is_answered_once_in_time_for_its_purpose_by_its_browser(owner: Owner) -> None:
    answer = owner.device.get(owner.options())
    assert isinstance(owner.enter(answer), SignedIn)
    assert owner.enter(answer) == SignInRefused()
    late = owner.device.get(owner.options())
    owner.world.clock.advance(PATIENCE.total_seconds())
    assert owner.enter(late) == SignInRefused()
    assert owner.enter(owner.device.get(owner.options(CeremonyPurpose.PROVE))) == SignInRefused()
    assert owner.enter(owner.device.get(owner.options()), "another browser") == SignInRefused()
    own = json.dumps({"challenge": "A" * 43})
    assert owner.enter(owner.device.get(own)) == SignInRefused()  # a challenge that nobody drew


def test_a_copied_device_is_noticed(owner: Owner) -> None:
    assert isinstance(owner.enter(owner.device.get(owner.options())), SignedIn)
    assert isinstance(owner.enter(owner.device.get(owner.options())), SignedIn)
    owner.device.count = 0
    assert owner.enter(owner.device.get(owner.options())) == SignInRefused()


def test_the_device_and_the_office_must_mean_the_same_person(owner: Owner) -> None:
    other = Owner(owner.world, "suzuki")
    assert owner.enter(owner.device.get(owner.options(), user=other.device.user)) == SignInRefused()
    shown = Answer(other.device.get(owner.options()), "browser")  # somebody else's beside this one's password
    signed_in = owner.world.desk.operators.sign_in(
        "yamada", PASSWORD, "", "203.0.113.7", owner.world.now, passkey=shown
    )
    assert signed_in == SignInRefused()


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", '{"response": 1}', '{"response": {"clientDataJSON": "%"}}', "[" * 9_000, "x" * 30_000],
)
def test_nonsense_is_no_answer(owner: Owner, text: str) -> None:
    assert owner.enter(text) == SignInRefused()


def test_a_closed_accounts_passkey_opens_nothing(owner: Owner) -> None:
    owner.world.desk.people.close_login("yamada", owner.world.now)
    assert owner.enter(owner.device.get(owner.options())) == SignInRefused()


def test_the_last_factor_stays(owner: Owner) -> None:
    account, token = owner.world.desk.account, owner.token
    assert account.drop_code(owner.asking, token) is None
    last = BadField("passkey", "people.field.last_factor")
    assert account.drop_passkey(owner.asking, owner.passkey.id, token) == last
    second = got(Passkey, owner.add(Authenticator(PARTY.origin, PARTY.id)))
    assert account.drop_passkey(owner.asking, owner.passkey.id, token) is None
    assert owner.enter(owner.device.get(owner.options())) == SignInRefused()
    assert got(BadField, account.drop_passkey(owner.asking, second.id, token)).why == "people.field.last_factor"


def test_nobody_drops_somebody_elses(owner: Owner) -> None:
    other = Owner(owner.world, "suzuki")
    asked = owner.world.desk.account.drop_passkey(other.asking, owner.passkey.id, other.token)
    assert asked == NoSuchThing()


def test_there_are_at_most_so_many_and_none_twice(owner: Owner) -> None:
    assert got(BadField, owner.add(owner.device)).why == "people.field.passkey"
    for _ in range(MOST - 1):
        got(Passkey, owner.add(Authenticator(PARTY.origin, PARTY.id)))
    assert got(BadField, owner.add(Authenticator(PARTY.origin, PARTY.id))).why == "people.field.too_many_passkeys"
    assert got(BadField, owner.add(Authenticator(PARTY.origin, PARTY.id), " ")).field == "name"


def test_proving_oneself_again_by_passkey(owner: Owner) -> None:
    owner.world.clock.advance(601)
    answer = Answer(owner.device.get(owner.options(CeremonyPurpose.PROVE)), "browser")
    proven = owner.world.desk.operators.prove(owner.token, "", answer, "203.0.113.7", owner.world.now)
    assert proven == owner.world.now
    sign_in = Answer(owner.device.get(owner.options()), "browser")
    again = owner.world.desk.operators.prove(owner.token, "", sign_in, "203.0.113.7", owner.world.now)
    assert again == SignInRefused()
