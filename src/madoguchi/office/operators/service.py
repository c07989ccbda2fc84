"""Making people, signing them in, knowing them again.

Guarantee: nobody is signed in without a second factor (the one-time link of the demo aside, which only the demo's own server
makes); a wrong name, password, code, passkey or closed account give one answer in one time; a code works once. Wrong tries are
counted by network and by name; a name that is tried too often is still served to networks it was signed in from before, so
that nobody is locked out by somebody else. Article: 8.1
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor, actor_of
from madoguchi.office.books import Books, Shelf
from madoguchi.office.deeds.ports import Act
from madoguchi.office.deeds.service import write_of
from madoguchi.office.fields import line
from madoguchi.office.ids import Entropy, OperatorId, SubcontractorId, fresh, token_digest
from madoguchi.office.limits import FailureCounter, network_of
from madoguchi.office.operators.factors import Factor, Factors
from madoguchi.office.operators.passkey_ports import CeremonyPurpose
from madoguchi.office.operators.passkeys import Answer, Passkeys
from madoguchi.office.operators.ports import Operator, OperatorRole, WebSession
from madoguchi.office.operators.secrets import (
    is_totp_shaped,
    new_recovery_codes,
    new_totp,
    otpauth_uri,
    recovery_digest,
)
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import BadField, LinkOver, SignInRefused, TooManyTries
from madoguchi.office.sessions.leaving import held_routes
from madoguchi.office.sessions.ports import Closer
from madoguchi.office.subcontractors.standing import actor_now, may_come_in
from madoguchi.seal.signing import to_base64url

SHORTEST_PASSWORD: Final = 12
LONGEST_PASSWORD: Final = 200
TOUCH_SECONDS: Final = 20  # how exactly "last seen" is kept
LINK_LIFE: Final = timedelta(hours=1)


class Hasher(Protocol):
    """argon2id."""

    def hash(self, password: str) -> str: ...
    def verify(self, hash: str, password: str) -> bool: ...  # noqa: A002 - the library's own name


@dataclass(frozen=True, slots=True)
class SessionLife:
    """How long a browser stays signed in."""

    idle: timedelta = timedelta(minutes=15)
    absolute: timedelta = timedelta(hours=12)

    @classmethod
    def of(cls, idle_minutes: int, absolute_hours: int) -> SessionLife:
        return cls(timedelta(minutes=idle_minutes), timedelta(hours=absolute_hours))


@dataclass(frozen=True, slots=True)
class NewOperator:
    login: str
    name: str
    organisation: str
    role: OperatorRole
    password: str
    subcontractor_id: SubcontractorId | None = None  # of one of theirs, who carries its name


@dataclass(frozen=True, slots=True)
class CreatedOperator:
    """Shown once: the second factor and the recovery codes are nowhere else in the clear."""

    operator: Actor
    totp_secret: str
    otpauth_uri: str
    recovery_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignedIn:
    token: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Present:
    """Who is behind a browser's token, and when they last proved it."""

    actor: Actor
    proven_at: Instant


@dataclass(frozen=True, slots=True)
class SignInParts:
    """What the sign-in stands on, beside the books."""

    keys: Keys
    entropy: Entropy
    hasher: Hasher
    passkeys: Passkeys
    failures: FailureCounter  # by network
    failures_of_name: FailureCounter
    life: SessionLife
    closer: Closer


def usual_hasher() -> PasswordHasher:
    """argon2id, 64 MiB, three passes."""
    return PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)


class OperatorService:
    def __init__(self, shelf: Shelf, parts: SignInParts) -> None:
        self._shelf = shelf
        self._keys = parts.keys
        self._entropy = parts.entropy
        self._hasher = parts.hasher
        self._passkeys = parts.passkeys
        self._factors = Factors(parts.keys, parts.passkeys)
        self._failures = parts.failures
        self._failures_of_name = parts.failures_of_name
        self._life = parts.life
        self._closer = parts.closer
        self._nobody = parts.hasher.hash(parts.entropy(16).hex())  # for unknown names, so that they take the same time

    def create(self, new: NewOperator, issuer: str, now: Instant) -> CreatedOperator | BadField:
        """Make a person who can sign in; there is no way to make one without a second factor."""
        for field, value, limit in (
            ("login", new.login, 64),
            ("name", new.name, 200),
            ("organisation", new.organisation, 200),
        ):
            if wrong := line(field, value, limit=limit):
                return wrong
        if not is_good_password(new.password, new.login):
            return BadField("password", "office.field.password")
        secret, codes = new_totp(self._entropy), new_recovery_codes(self._entropy)
        operator_id = OperatorId(fresh(self._entropy))
        operator = Operator(
            id=operator_id,
            login=new.login.strip(),
            name=new.name.strip(),
            organisation=new.organisation.strip(),
            subcontractor=new.subcontractor_id is not None,
            role=new.role,
            password_hash=self._hasher.hash(new.password),
            totp_sealed=self._keys.seal(secret.encode(), operator_id, self._entropy),
            totp_last_step=0,
            active=True,
            created_at=now,
            subcontractor_id=new.subcontractor_id,
        )
        with self._shelf.writing() as books:
            if wrong := unfit_role(books, new.role, new.subcontractor_id):
                return wrong
            if new.subcontractor_id is not None:
                operator = replace(operator, organisation=organisation_of(books, new.subcontractor_id))
            if books.operators.by_login(operator.login):
                return BadField("login", "office.field.login_taken")
            books.operators.add(operator)
            books.operators.add_recovery_codes(operator_id, [recovery_digest(operator_id, code) for code in codes])
            write_of(books, None, Act.PERSON_JOINED, operator.login, "", now)
        return CreatedOperator(actor_of(operator), secret, otpauth_uri(secret, operator.login, issuer), codes)

    def sign_in(
        self, login: str, password: str, code: str, address: str, now: Instant, *, passkey: Answer | None = None
    ) -> SignedIn | SignInRefused | TooManyTries:
        """Password and second factor in one step."""
        with self._shelf.reading() as books:
            operator = books.operators.by_login(login)
            wait = self._wait(books, login, operator, address)
            may_come = operator is not None and may_come_in(books, operator, now)
        if wait:
            return TooManyTries(wait)
        knows = self.password_fits(operator, password)
        if operator is None or not knows or not may_come:
            return self._refused(login, operator, address, now)
        return self._finish(operator, Factor(code, passkey), address, now)

    def refuse_identity(self, address: str, now: Instant) -> SignInRefused:
        """The sign-in service proved somebody whom nobody linked."""
        return self._refused("", None, address, now)

    def sign_in_by_passkey(self, answer: Answer, address: str, now: Instant) -> SignedIn | SignInRefused | TooManyTries:
        """By a passkey alone: the device has made sure of the person, so it is both factors in one."""
        if wait := self._failures.wait(address):
            return TooManyTries(wait)
        with self._shelf.writing() as books:
            found = self._passkeys.shown(books, CeremonyPurpose.SIGN_IN, answer, now)
            operator = books.operators.by_id(found.passkey.operator_id) if found and found.verified else None
            if operator is not None and may_come_in(books, operator, now):
                return self._open(books, operator, address, now, by="passkey")
        return self._refused("", operator, address, now)

    def sign_in_by_identity(
        self, operator_id: OperatorId, factor: Factor, address: str, now: Instant
    ) -> SignedIn | SignInRefused | TooManyTries:
        """The sign-in service has said who it is; our second factor is asked for all the same."""
        with self._shelf.reading() as books:
            operator = books.operators.by_id(operator_id)
            wait = self._wait(books, operator.login if operator else "", operator, address)
            may_come = operator is not None and may_come_in(books, operator, now)
        if wait:
            return TooManyTries(wait)
        if operator is None or not may_come:
            return self._refused("", operator, address, now)
        return self._finish(operator, factor, address, now, by="identity")

    def of_identity(self, issuer: str, subject: str) -> OperatorId | None:
        """Whom an administrator has linked with this account of the sign-in service."""
        with self._shelf.reading() as books:
            identity = books.identities.find(issuer, subject)
        return identity.operator_id if identity else None

    def ask_for_passkey(self, purpose: CeremonyPurpose, about: str, now: Instant, *, is_alone: bool = False) -> str:
        """Options for the browser, for a sign-in or for proving oneself again. ``is_alone``: it is to be both factors."""
        with self._shelf.writing() as books:
            return self._passkeys.ask(books, purpose, about, now, is_alone=is_alone)

    def prove(
        self, token: str, text: str, passkey: Answer | None, address: str, now: Instant
    ) -> Instant | SignInRefused | TooManyTries:
        """Who is signed in shows the password or a second factor again; when that was is the answer."""
        actor = self.who(token, now)
        with self._shelf.reading() as books:
            operator = books.operators.by_id(actor.id) if actor else None
            wait = self._wait(books, operator.login, operator, address) if operator else None
        if operator is None:
            return SignInRefused()
        if wait:
            return TooManyTries(wait)
        knows = passkey is None and not is_totp_shaped(text.strip()) and self.password_fits(operator, text)
        with self._shelf.writing() as books:
            shown = knows or self._factors.shown(books, operator, Factor(text, passkey), CeremonyPurpose.PROVE, now)
            if shown:
                books.web_sessions.prove(token_digest(token), now)
                return now
        return self._refused(operator.login, operator, address, now)

    def who(self, token: str, now: Instant, *, is_watching: bool = False) -> Actor | None:
        """The person behind a browser's token, while the session lives and the account is open. To watch is no work."""
        present = self.present(token, now, is_watching=is_watching)
        return present.actor if present else None

    def present(self, token: str, now: Instant, *, is_watching: bool = False) -> Present | None:
        """The same, with when they last proved themselves."""
        digest = token_digest(token)
        with self._shelf.reading() as books:
            session = books.web_sessions.by_digest(digest)
            if session is None or session.ended_at is not None:
                return None
            if now - session.seen_at >= self._life.idle or now - session.created_at >= self._life.absolute:
                return None
            operator = books.operators.by_id(session.operator_id)
            if operator is None or not may_come_in(books, operator, now):
                return None
            actor = actor_now(books, operator, now)
        if not is_watching and now - session.seen_at >= timedelta(seconds=TOUCH_SECONDS):
            with self._shelf.writing() as books:
                books.web_sessions.touch(digest, now)
        return Present(actor, session.proven_at or session.created_at)

    def is_at_work(self, operator_id: OperatorId, now: Instant) -> None:
        """A support session of theirs runs: its page speaks to the relay and not to us, and that is no idleness."""
        with self._shelf.writing() as books:
            books.web_sessions.touch_all(operator_id, now - self._life.idle, now)

    def sign_out(self, token: str, now: Instant, address: str = "") -> None:
        """With the last browser of theirs, their pages at the relay go too."""
        with self._shelf.writing() as books:
            session = books.web_sessions.by_digest(token_digest(token))
            operator = books.operators.by_id(session.operator_id) if session else None
            books.web_sessions.end(token_digest(token), now)
            routes: list[bytes] = []
            if operator is not None:
                write_of(books, operator, Act.SIGNED_OUT, "", address, now)
                if operator.id not in books.web_sessions.signed_in(now - self._life.idle, now - self._life.absolute):
                    routes = held_routes(books, operator.id, now)
        if routes:
            self._closer.close(routes)

    def by_login(self, login: str) -> Actor | None:
        """For the command line."""
        with self._shelf.reading() as books:
            operator = books.operators.by_login(login)
        return actor_of(operator) if operator else None

    def make_link(self, operator_id: OperatorId, now: Instant) -> str:
        """A one-time sign-in, for the demo: the web opens it only when it runs as a demo on loopback."""
        token = to_base64url(self._entropy(32))
        with self._shelf.writing() as books:
            books.operators.add_link(token_digest(token), operator_id, now + LINK_LIFE)
        return token

    def use_link(self, token: str, now: Instant) -> SignedIn | LinkOver:
        """Use a one-time link up."""
        with self._shelf.writing() as books:
            operator_id = books.operators.use_link(token_digest(token), now)
            operator = books.operators.by_id(operator_id) if operator_id else None
            if operator is None or not may_come_in(books, operator, now):
                return LinkOver()
            return self._open(books, operator, "", now, by="link")

    @property
    def closer(self) -> Closer:
        return self._closer

    @property
    def life(self) -> SessionLife:
        return self._life

    def hashed(self, password: str) -> str:
        """For the books."""
        return self._hasher.hash(password)

    def unknown_hash(self) -> str:
        """Of a password that nobody knows."""
        return self._hasher.hash(self._entropy(32).hex())

    def password_fits(self, operator: Operator | None, password: str) -> bool:
        """Takes the same time for a name that nobody has."""
        try:
            return self._hasher.verify(
                operator.password_hash if operator else self._nobody, password[:LONGEST_PASSWORD]
            )
        except (VerificationError, InvalidHashError):
            return False

    def _finish(
        self, operator: Operator, factor: Factor, address: str, now: Instant, *, by: str = ""
    ) -> SignedIn | SignInRefused:
        with self._shelf.writing() as books:
            shown = self._factors.shown(books, operator, factor, CeremonyPurpose.SIGN_IN, now)
            if shown:
                return self._open(books, operator, address, now, by=by or shown)
        return self._refused(operator.login, operator, address, now)

    def _open(self, books: Books, operator: Operator, address: str, now: Instant, *, by: str) -> SignedIn:
        token = to_base64url(self._entropy(32))
        books.web_sessions.add(
            WebSession(token_digest(token), operator.id, now, now, None, network_of(address), proven_at=now)
        )
        write_of(books, operator, Act.SIGNED_IN, by, address, now)
        return SignedIn(token, actor_of(operator))

    def _refused(self, login: str, operator: Operator | None, address: str, now: Instant) -> SignInRefused:
        self._failures.failed(address)
        if login:
            self._failures_of_name.failed(_name_key(login))
        with self._shelf.writing() as books:  # for a name that nobody has, too: it takes the same time
            write_of(books, operator, Act.SIGN_IN_REFUSED, "", address, now)
        return SignInRefused()

    def _wait(self, books: Books, login: str, operator: Operator | None, address: str) -> int | None:
        """Seconds until this address may try this name again."""
        if wait := self._failures.wait(address):
            return wait
        wait = self._failures_of_name.wait(_name_key(login))
        if wait and operator is not None and books.web_sessions.is_known_network(operator.id, network_of(address)):
            return None
        return wait


def is_good_password(password: str, login: str) -> bool:
    """Long enough, and not made of one's own name."""
    says_its_login = len(login) >= 4 and login.lower() in password.lower()
    return SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD and not says_its_login


def unfit_role(books: Books, role: OperatorRole, subcontractor_id: SubcontractorId | None) -> BadField | None:
    """Whoever is of a subcontractor has that role, and nobody else has it. Article: 9.1"""
    if (role is OperatorRole.SUBCONTRACTOR) != (subcontractor_id is not None):
        return BadField("role", "people.field.subcontractor")
    if subcontractor_id is not None and books.subcontractors.by_id(subcontractor_id) is None:
        return BadField("role", "people.field.subcontractor")
    return None


def organisation_of(books: Books, subcontractor_id: SubcontractorId) -> str:
    """What customers are told."""
    found = books.subcontractors.by_id(subcontractor_id)
    assert found is not None
    return found.name


def _name_key(login: str) -> str:
    """Under what wrong tries of a name are counted; never an address."""
    return f"name {login.strip().lower()[:64]}"
