"""Set-up links: shown once, used once, over in time; the person chooses, and proves that it works before it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from madoguchi.office.deeds.ports import Act, DeedsWanted
from madoguchi.office.deeds.service import Asking
from madoguchi.office.ids import OperatorId
from madoguchi.office.operators.invitations import LIFE, Choice, Invited, Joined, PersonFacts
from madoguchi.office.operators.passkey_ports import CeremonyPurpose
from madoguchi.office.operators.passkeys import Answer
from madoguchi.office.operators.people import Person
from madoguchi.office.operators.ports import Invitation, InvitationPurpose, OperatorRole
from madoguchi.office.operators.service import SignedIn
from madoguchi.office.refusals import BadField, LinkOver, NoSuchThing, SignInRefused
from tests.office_world import PARTY, PASSWORD, World, got, totp
from tests.soft_authenticator import Authenticator

pytestmark = pytest.mark.article("8.1")
FACTS = PersonFacts("suzuki", "鈴木 次郎", "株式会社まど", OperatorRole.SUPERVISOR)
NEW = "eine ganz andere Phrase"


class Door:
    """An administrator who invites, and a person who answers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.desk = world.desk
        self.admin = world.operator("kanri", OperatorRole.ADMIN).operator

    @property
    def asking(self) -> Asking:
        return Asking(self.admin, "192.0.2.1", self.world.now)

    def invite(self, facts: PersonFacts = FACTS) -> Invited:
        return got(Invited, self.desk.invitations.invite(self.asking, facts))

    def choice(self, made: Invited, password: str = PASSWORD) -> tuple[Choice, pyotp.TOTP]:
        offer = self.desk.invitations.offer(made.invitation.id, made.invitation.login, "")
        app = pyotp.TOTP(offer.secret)
        return Choice(password, offer.sealed, app.at(self.world.now)), app

    def accept(self, made: Invited, choice: Choice) -> Joined | BadField | LinkOver:
        return self.desk.invitations.accept(made.token, choice, "203.0.113.7", self.world.now)

    def sign_in(self, code: str, password: str = PASSWORD, login: str = "suzuki") -> object:
        return self.desk.operators.sign_in(login, password, code, "203.0.113.7", self.world.now)

    def acts(self) -> list[tuple[str, Act, str]]:
        """Who did what about whom, the newest first."""
        return [(deed.login, deed.act, deed.about) for deed in self.desk.deeds.page(DeedsWanted()).deeds]


@pytest.fixture
def door(world: World) -> Door:
    return Door(world)


def test_a_link_makes_a_person_who_can_sign_in(door: Door) -> None:
    made = door.invite()
    assert isinstance(door.desk.invitations.open(made.token, door.world.now), Invitation)
    choice, app = door.choice(made)
    joined = got(Joined, door.accept(made, choice))
    assert (joined.actor.login, joined.actor.role) == ("suzuki", OperatorRole.SUPERVISOR)
    assert door.sign_in(choice.code) == SignInRefused()  # the code that proved the app is used
    door.world.clock.advance(30)
    assert isinstance(door.sign_in(app.at(door.world.now)), SignedIn)
    assert isinstance(door.sign_in(joined.recovery_codes[3]), SignedIn)
    assert door.acts()[3:5] == [
        ("suzuki", Act.PERSON_JOINED, "suzuki"),
        ("kanri", Act.PERSON_INVITED, "suzuki"),
    ]


def test_until_it_is_used_there_is_nobody(door: Door) -> None:
    door.invite()
    assert [one.operator.login for one in door.desk.people.everybody(door.world.now).people] == ["kanri"]
    assert door.sign_in("000000") == SignInRefused()


def test_it_is_used_once_and_over_in_time(door: Door) -> None:
    made = door.invite()
    choice, _ = door.choice(made)
    got(Joined, door.accept(made, choice))
    assert door.accept(made, choice) == LinkOver()
    late = door.invite(replace(FACTS, login="late"))
    door.world.clock.advance((LIFE - timedelta(seconds=1)).total_seconds())
    assert isinstance(door.desk.invitations.open(late.token, door.world.now), Invitation)
    door.world.clock.advance(1)
    assert door.desk.invitations.open(late.token, door.world.now) == LinkOver()
    assert door.accept(late, door.choice(late)[0]) == LinkOver()


def test_a_link_taken_back_leads_nowhere(door: Door) -> None:
    made = door.invite()
    assert door.desk.invitations.withdraw(door.asking, made.invitation.id) is None
    assert door.accept(made, door.choice(made)[0]) == LinkOver()
    assert door.desk.invitations.withdraw(door.asking, made.invitation.id) == NoSuchThing()
    assert door.desk.invitations.open(made.token + "x", door.world.now) == LinkOver()
    assert isinstance(door.invite(), Invited)  # the name is free again


def test_a_name_is_promised_once(door: Door) -> None:
    door.invite()
    assert door.desk.invitations.invite(door.asking, FACTS) == BadField("login", "office.field.login_taken")
    taken = door.desk.invitations.invite(door.asking, replace(FACTS, login="kanri"))
    assert taken == BadField("login", "office.field.login_taken")


@pytest.mark.parametrize(
    ("field", "value"), [("login", ""), ("login", "x" * 65), ("name", " "), ("organisation", "a\nb")]
)
def test_what_is_typed_about_somebody_is_judged(door: Door, field: str, value: str) -> None:
    wrong = door.desk.invitations.invite(door.asking, replace(FACTS, **{field: value}))
    assert got(BadField, wrong).field == field


@pytest.mark.parametrize("password", ["short", "x" * 201, "suzuki-suzuki-1"])
def test_a_weak_password_uses_nothing_up(door: Door, password: str) -> None:
    made = door.invite()
    choice, _ = door.choice(made, password)
    assert got(BadField, door.accept(made, choice)).field == "phrase"
    assert isinstance(door.accept(made, replace(choice, password=PASSWORD)), Joined)


def test_an_app_that_does_not_work_uses_nothing_up(door: Door) -> None:
    made, other = door.invite(), door.invite(replace(FACTS, login="other"))
    choice, _ = door.choice(made)
    foreign, _ = door.choice(other)
    wrong = f"{(int(choice.code) + 1) % 1_000_000:06}"
    for spoiled in (
        replace(choice, code=wrong),
        replace(choice, code=""),
        replace(choice, sealed="%"),
        replace(choice, sealed=foreign.sealed, code=foreign.code),  # a secret that was offered to somebody else
    ):
        assert got(BadField, door.accept(made, spoiled)).field == "code"
    assert isinstance(door.accept(made, choice), Joined)


def test_a_passkey_alone_is_a_second_factor(door: Door) -> None:
    made, device = door.invite(), Authenticator(PARTY.origin, PARTY.id)
    options = got(str, door.desk.invitations.ask_for_passkey(made.token, "まど", door.world.now))
    choice = Choice(PASSWORD, passkey=Answer(device.create(options), ""), passkey_name="最初の鍵")
    joined = got(Joined, door.accept(made, choice))
    person = got(Person, door.desk.people.get(joined.actor.id))
    assert ([one.name for one in person.passkeys], person.has_code) == (["最初の鍵"], False)
    asked = door.desk.operators.ask_for_passkey(CeremonyPurpose.SIGN_IN, "browser", door.world.now)
    shown = Answer(device.get(asked), "browser")
    signed_in = door.desk.operators.sign_in("suzuki", PASSWORD, "", "203.0.113.7", door.world.now, passkey=shown)
    assert isinstance(signed_in, SignedIn)


def test_a_passkey_made_for_another_link_is_none(door: Door) -> None:
    made, other = door.invite(), door.invite(replace(FACTS, login="other"))
    options = got(str, door.desk.invitations.ask_for_passkey(other.token, "まど", door.world.now))
    answer = Authenticator(PARTY.origin, PARTY.id).create(options)
    assert got(BadField, door.accept(made, Choice(PASSWORD, passkey=Answer(answer, "")))).field == "passkey"


def test_a_lost_factor_is_set_anew(door: Door) -> None:
    person = door.world.operator("suzuki")
    session = got(SignedIn, door.sign_in(totp(person, door.world.now))).token
    made = got(Invited, door.desk.invitations.anew(door.asking, person.operator.id, InvitationPurpose.FACTOR))
    door.world.clock.advance(30)
    assert door.desk.operators.who(session, door.world.now) is None
    assert door.sign_in(totp(person, door.world.now)) == SignInRefused()
    assert door.sign_in(person.recovery_codes[0]) == SignInRefused()
    choice, app = door.choice(made)
    assert got(BadField, door.accept(made, replace(choice, password=NEW))).field == "phrase"  # the old one is asked for
    got(Joined, door.accept(made, choice))
    door.world.clock.advance(30)
    assert isinstance(door.sign_in(app.at(door.world.now)), SignedIn)


def test_a_forgotten_password_is_set_anew_with_the_factor(door: Door) -> None:
    person = door.world.operator("suzuki")
    first = got(Invited, door.desk.invitations.anew(door.asking, person.operator.id, InvitationPurpose.BOTH))
    made = got(Invited, door.desk.invitations.anew(door.asking, person.operator.id, InvitationPurpose.BOTH))
    assert door.desk.invitations.open(first.token, door.world.now) == LinkOver()
    choice, app = door.choice(made, NEW)
    got(Joined, door.accept(made, choice))
    door.world.clock.advance(30)
    assert door.sign_in(app.at(door.world.now)) == SignInRefused()  # the old password
    assert isinstance(door.sign_in(app.at(door.world.now), NEW), SignedIn)


def test_nobody_resets_themselves_or_nobody(door: Door) -> None:
    itself = door.desk.invitations.anew(door.asking, door.admin.id, InvitationPurpose.BOTH)
    assert itself == BadField("person", "people.field.yourself")
    none = door.desk.invitations.anew(door.asking, OperatorId("0" * 32), InvitationPurpose.BOTH)
    assert none == NoSuchThing()


def test_a_closed_accounts_link_is_over(door: Door) -> None:
    person = door.world.operator("suzuki")
    made = got(Invited, door.desk.invitations.anew(door.asking, person.operator.id, InvitationPurpose.FACTOR))
    door.desk.people.close(door.asking, person.operator.id)
    assert door.desk.invitations.open(made.token, door.world.now) == LinkOver()
    door.desk.people.open(door.asking, person.operator.id)
    assert door.desk.invitations.open(made.token, door.world.now) == LinkOver()  # closing settled it


def test_there_is_always_an_administrator(door: Door) -> None:
    second = door.world.operator("second", OperatorRole.ADMIN).operator
    assert door.desk.people.close(door.asking, door.admin.id) == BadField("person", "people.field.yourself")
    assert door.desk.people.close(door.asking, second.id) is None
    assert door.desk.people.close_login("kanri", door.world.now) == BadField("person", "people.field.last_admin")
    assert door.desk.people.set_role(Asking(None, "", door.world.now), door.admin.id, OperatorRole.AUDITOR) == BadField(
        "role", "people.field.last_admin"
    )
