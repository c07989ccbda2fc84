"""Making people, signing them in, knowing them again.

Guarantee: nobody is signed in without a second factor (the one-time link of the demo aside, which only the demo's own server
makes); a wrong name, password, code or closed account give one answer in one time; a code works once. Article: 8.1
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor, actor_of
from madoguchi.office.books import Shelf
from madoguchi.office.fields import line
from madoguchi.office.ids import Entropy, OperatorId, fresh, token_digest
from madoguchi.office.limits import FailureCounter
from madoguchi.office.operators.ports import Operator, OperatorRole, WebSession
from madoguchi.office.operators.secrets import (
    is_totp_shaped,
    new_recovery_codes,
    new_totp,
    otpauth_uri,
    recovery_digest,
    totp_step,
)
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import BadField, LinkOver, NoSuchThing, SignInRefused, TooManyTries
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
    subcontractor: bool = False


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


def usual_hasher() -> PasswordHasher:
    """argon2id, 64 MiB, three passes."""
    return PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)


class OperatorService:
    def __init__(
        self,
        shelf: Shelf,
        keys: Keys,
        entropy: Entropy,
        hasher: Hasher,
        *,
        failures: FailureCounter,
        life: SessionLife | None = None,
    ) -> None:
        self._shelf = shelf
        self._keys = keys
        self._entropy = entropy
        self._hasher = hasher
        self._failures = failures
        self._life = life or SessionLife()
        self._nobody = hasher.hash(entropy(16).hex())  # checked for unknown names, so that they take the same time

    def create(self, new: NewOperator, issuer: str, now: Instant) -> CreatedOperator | BadField:
        """Make a person who can sign in; there is no way to make one without a second factor."""
        for field, value, limit in (
            ("login", new.login, 64),
            ("name", new.name, 200),
            ("organisation", new.organisation, 200),
        ):
            if wrong := line(field, value, limit=limit):
                return wrong
        says_its_login = len(new.login) >= 4 and new.login.lower() in new.password.lower()
        if not SHORTEST_PASSWORD <= len(new.password) <= LONGEST_PASSWORD or says_its_login:
            return BadField("password", "office.field.password")
        secret, codes = new_totp(self._entropy), new_recovery_codes(self._entropy)
        operator_id = OperatorId(fresh(self._entropy))
        operator = Operator(
            id=operator_id,
            login=new.login.strip(),
            name=new.name.strip(),
            organisation=new.organisation.strip(),
            subcontractor=new.subcontractor,
            role=new.role,
            password_hash=self._hasher.hash(new.password),
            totp_sealed=self._keys.seal(secret.encode(), operator_id, self._entropy),
            totp_last_step=0,
            active=True,
            created_at=now,
        )
        with self._shelf.writing() as books:
            if books.operators.by_login(operator.login):
                return BadField("login", "office.field.login_taken")
            books.operators.add(operator)
            books.operators.add_recovery_codes(operator_id, [recovery_digest(operator_id, code) for code in codes])
        return CreatedOperator(actor_of(operator), secret, otpauth_uri(secret, operator.login, issuer), codes)

    def sign_in(
        self, login: str, password: str, code: str, address: str, now: Instant
    ) -> SignedIn | SignInRefused | TooManyTries:
        """Password and second factor in one step."""
        if wait := self._failures.wait(address):
            return TooManyTries(wait)
        with self._shelf.reading() as books:
            operator = books.operators.by_login(login)
        knows = self._password_fits(operator.password_hash if operator else self._nobody, password)
        if operator is None or not knows or not operator.active:
            self._failures.failed(address)
            return SignInRefused()
        plain = code.replace(" ", "")
        step = None
        if is_totp_shaped(plain):
            step = totp_step(self._keys.unseal(operator.totp_sealed, operator.id).decode(), plain, now)
        with self._shelf.writing() as books:
            if is_totp_shaped(plain):
                proven = step is not None and books.operators.use_totp_step(operator.id, step)
            else:
                proven = books.operators.use_recovery_code(operator.id, recovery_digest(operator.id, plain), now)
            if proven:
                return SignedIn(self._open(books.web_sessions.add, operator.id, now), actor_of(operator))
        self._failures.failed(address)
        return SignInRefused()

    def who(self, token: str, now: Instant, *, is_watching: bool = False) -> Actor | None:
        """The person behind a browser's token, while the session lives and the account is open. To watch is no work."""
        digest = token_digest(token)
        with self._shelf.reading() as books:
            session = books.web_sessions.by_digest(digest)
            if session is None or session.ended_at is not None:
                return None
            if now - session.seen_at >= self._life.idle or now - session.created_at >= self._life.absolute:
                return None
            operator = books.operators.by_id(session.operator_id)
        if operator is None or not operator.active:
            return None
        if not is_watching and now - session.seen_at >= timedelta(seconds=TOUCH_SECONDS):
            with self._shelf.writing() as books:
                books.web_sessions.touch(digest, now)
        return actor_of(operator)

    def is_at_work(self, operator_id: OperatorId, now: Instant) -> None:
        """A support session of theirs runs: its page speaks to the relay and not to us, and that is no idleness."""
        with self._shelf.writing() as books:
            books.web_sessions.touch_all(operator_id, now - self._life.idle, now)

    def sign_out(self, token: str, now: Instant) -> None:
        with self._shelf.writing() as books:
            books.web_sessions.end(token_digest(token), now)

    def close_account(self, login: str, now: Instant) -> NoSuchThing | None:
        """No further sign-in, and every browser is signed out. Article: 9.1"""
        with self._shelf.writing() as books:
            operator = books.operators.by_login(login)
            if operator is None:
                return NoSuchThing()
            books.operators.set_active(operator.id, active=False)
            books.web_sessions.end_all(operator.id, now)
        return None

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
            if operator is None or not operator.active:
                return LinkOver()
            return SignedIn(self._open(books.web_sessions.add, operator.id, now), actor_of(operator))

    def _open(self, add: _AddSession, operator_id: OperatorId, now: Instant) -> str:
        token = to_base64url(self._entropy(32))
        add(WebSession(token_digest(token), operator_id, now, now, None))
        return token

    def _password_fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False


class _AddSession(Protocol):
    def __call__(self, session: WebSession) -> None: ...
