"""The number told over the phone: its routing part is issued, tried, and used once; its secret part never comes here.

Guarantee: a number leads to one session at most, whoever races for it; it lives ten minutes; three wrong secrets burn it; to a
customer's program an unknown, expired, used, burnt and cancelled number are one answer. Article: 2.1, 2.2, 8.3
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from madoguchi.base.build_versions import is_too_old
from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.bus import Topic
from madoguchi.office.cases.ports import CaseStatus
from madoguchi.office.cases.service import Purpose, open_case
from madoguchi.office.consent.book import write_event
from madoguchi.office.customers.service import may_have_session
from madoguchi.office.ids import AttemptId, CaseId, Entropy, NumberId, fresh, token_digest
from madoguchi.office.limits import FailureCounter
from madoguchi.office.numbers.ports import Attempt, Number, NumberState
from madoguchi.office.refusals import (
    BadField,
    BuildTooOld,
    BusyElsewhere,
    CaseClosed,
    CustomerSuspended,
    NoNumberFree,
    NoSuchThing,
    NoTermsPublished,
    NumberNotValid,
    NumberOver,
    TooManyTries,
)
from madoguchi.office.sessions.places import ConsolePlace, HostPlace, Places, is_console_key
from madoguchi.seal.signing import to_base64url

LIFE: Final = timedelta(minutes=10)
WRONG_BURNS: Final = 3
CROWDED: Final = 4  # at most one routing part in four is live, so that a new one is found and a guess seldom fits
LONGEST_ROUTING: Final = 6


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """What a customer's program sends when somebody typed a number: never the secret part."""

    routing: str
    build: str
    platform: str
    language: Language
    address: str


@dataclass(frozen=True, slots=True)
class BegunAttempt:
    attempt: Attempt
    host_token: str
    route: bytes
    place: HostPlace


@dataclass(frozen=True, slots=True)
class WrongSecret:
    wrong: int
    burnt: bool


class NumberService:
    def __init__(self, shelf: Shelf, places: Places, entropy: Entropy, failures: FailureCounter) -> None:
        self._shelf = shelf
        self._places = places
        self._entropy = entropy
        self._failures = failures

    # --- the operator -------------------------------------------------------------------------------------------------

    def issue(
        self, actor: Actor, case_id: CaseId, now: Instant
    ) -> Number | NoSuchThing | CaseClosed | CustomerSuspended | NoTermsPublished | NoNumberFree:
        """A new number for a case that ``actor`` is on."""
        with self._shelf.writing() as books:
            case = open_case(books, actor, case_id, Purpose.SUPPORT)
            if isinstance(case, NoSuchThing):
                return case
            if case.status not in {CaseStatus.OPEN, CaseStatus.WAITING}:
                return CaseClosed()
            customer = books.customers.by_id(case.customer_id)
            if customer is None or not may_have_session(customer):
                return CustomerSuspended()
            if books.terms.in_force(now) is None:
                return NoTermsPublished()
            routing = self._free_routing(books.numbers.live_routings(now))
            if routing is None:
                return NoNumberFree()
            number = Number(
                id=NumberId(fresh(self._entropy)),
                routing=routing,
                route=self._entropy(16),
                operator_id=actor.id,
                case_id=case.id,
                issued_at=now,
                expires_at=now + LIFE,
                state=NumberState.OPEN,
                wrong=0,
                console_key="",
                console_holder=self._entropy(16),
                console_gen=0,
            )
            books.numbers.add(number)
            body = {"case": case.reference, "operator": actor.name}
            write_event(books, self._entropy, now, kind="number:issued", about=number.id, body=body)
            books.tell(Topic.NUMBER, number.id)
        return number

    def get(self, actor: Actor, number_id: NumberId) -> Number | NoSuchThing:
        """The operator's own number, live or not."""
        with self._shelf.reading() as books:
            return _own(books, actor, number_id)

    def live_of_case(self, actor: Actor, case_id: CaseId, now: Instant) -> list[Number]:
        """The actor's own live numbers under the case."""
        with self._shelf.reading() as books:
            return [number for number in books.numbers.of_case(case_id, now) if number.operator_id == actor.id]

    def console_ticket(
        self, actor: Actor, number_id: NumberId, console_key: str, now: Instant
    ) -> ConsolePlace | NoSuchThing | BadField | NumberOver | BusyElsewhere:
        """A place for the operator's page. The first page's key is bound: the secret lives in that page alone."""
        if not is_console_key(console_key):
            return BadField("console_key", "office.field.key")
        with self._shelf.writing() as books:
            number = _own(books, actor, number_id)
            if isinstance(number, NoSuchThing):
                return number
            if not number.is_live(now):
                return NumberOver()
            if number.console_key and number.console_key != console_key:
                return BusyElsewhere()
            books.numbers.bind_console(number.id, console_key)
            generation = books.numbers.next_console_gen(number.id)
        return self._places.console(actor, number, generation, console_key, now)

    def wrong(self, actor: Actor, number_id: NumberId, now: Instant) -> WrongSecret | NoSuchThing | NumberOver:
        """The page heard a wrong secret. Three burn the number; the one who guessed pays from their allowance."""
        with self._shelf.writing() as books:
            number = _own(books, actor, number_id)
            if isinstance(number, NoSuchThing):
                return number
            if number.state is not NumberState.OPEN:
                return NumberOver()
            count = books.numbers.count_wrong(number.id)
            write_event(books, self._entropy, now, kind="number:wrong", about=number.id, body={"wrong": count})
            burnt = count >= WRONG_BURNS
            if burnt:
                books.numbers.change_state(number.id, NumberState.BURNT)
                write_event(books, self._entropy, now, kind="number:burnt", about=number.id, body={})
                books.tell(Topic.NUMBER, number.id)
            guesser = books.attempts.latest_of(number.id)
        if guesser is not None:
            self._failures.failed(guesser.address)
        return WrongSecret(count, burnt)

    def cancel(self, actor: Actor, number_id: NumberId, now: Instant) -> NoSuchThing | None:
        """It leads nowhere from now on; cancelling what is over changes nothing."""
        with self._shelf.writing() as books:
            number = _own(books, actor, number_id)
            if isinstance(number, NoSuchThing):
                return number
            if books.numbers.change_state(number.id, NumberState.CANCELLED):
                write_event(books, self._entropy, now, kind="number:cancelled", about=number.id, body={})
                books.tell(Topic.NUMBER, number.id)
        return None

    # --- the customer's program ---------------------------------------------------------------------------------------

    def begin_attempt(
        self, typed: TypedNumber, now: Instant
    ) -> BegunAttempt | NumberNotValid | TooManyTries | BuildTooOld:
        """A place for one guess at the secret. Only failures are counted against the address."""
        if wait := self._failures.wait(typed.address):
            return TooManyTries(wait)
        with self._shelf.reading() as books:
            provider = books.provider.as_of(now)
            if provider is not None and is_too_old(typed.build, provider.minimum_build):
                return BuildTooOld()  # before the number: it tells nobody whether that is good
            is_live = books.numbers.live(typed.routing, now) is not None
        begun = self._begin(typed, now) if is_live else None
        if begun is None:
            self._failures.failed(typed.address)
            return NumberNotValid()
        return begun

    def _begin(self, typed: TypedNumber, now: Instant) -> BegunAttempt | None:
        token = to_base64url(self._entropy(32))
        with self._shelf.writing() as books:
            number = books.numbers.live(typed.routing, now)
            if number is None:
                return None
            attempt = Attempt(
                id=AttemptId(fresh(self._entropy)),
                number_id=number.id,
                token_sha256=token_digest(token),
                build=typed.build,
                platform=typed.platform,
                language=typed.language,
                address=typed.address,
                at=now,
                gen=1,
            )
            books.attempts.add(attempt)
            body = {
                "address": typed.address,
                "attempt": attempt.id,
                "build": typed.build,
                "platform": typed.platform,
            }
            write_event(books, self._entropy, now, kind="number:tried", about=number.id, body=body)
        place = self._places.host(number.route, attempt.id, attempt.gen, now)
        return BegunAttempt(attempt, token, number.route, place)

    def _free_routing(self, taken: set[str]) -> str | None:
        """A random routing part that no live number has: three digits, more when they get crowded."""
        digits = 3
        while sum(len(routing) == digits for routing in taken) * CROWDED >= 9 * 10 ** (digits - 1):
            digits += 1
            if digits > LONGEST_ROUTING:
                return None
        while True:
            first, *rest = (_digit(self._entropy, least=1), *(_digit(self._entropy) for _ in range(digits - 1)))
            routing = first + "".join(rest)
            if routing not in taken:
                return routing


def _digit(entropy: Entropy, least: int = 0) -> str:
    """One digit, each as likely as the others (a byte from 250 up is drawn again)."""
    while True:
        drawn = entropy(1)[0]
        if drawn < 250 and drawn % 10 >= least:
            return str(drawn % 10)


def _own(books: Books, actor: Actor, number_id: NumberId) -> Number | NoSuchThing:
    number = books.numbers.by_id(number_id)
    is_own = number is not None and number.operator_id == actor.id and actor.may_be_on(number.case_id)
    return number if number is not None and is_own else NoSuchThing()
