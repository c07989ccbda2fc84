"""Sessions: opened by the operator's page once the number is proven, met again after a cut, ended once.

Guarantee: one number, one session; the first ending stands; a session that both ends left is ended ``lost`` by the sweep.
Nobody but the operator who runs it and the people on its case sees it; everybody else gets NoSuchThing. Article: P.1, 5.3, 8.3
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from madoguchi.base.clock import Instant, iso
from madoguchi.base.errors import PeerError
from madoguchi.office.actor import Actor, actor_of
from madoguchi.office.books import Books, Shelf
from madoguchi.office.bus import Topic
from madoguchi.office.cases.ports import Case
from madoguchi.office.cases.service import SEE_EVERY_CASE, Purpose, open_case
from madoguchi.office.consent.book import write_event
from madoguchi.office.consent.ports import Written
from madoguchi.office.customers.ports import Contact, Customer
from madoguchi.office.customers.service import may_have_session
from madoguchi.office.fields import text
from madoguchi.office.hours.service import calendar_of
from madoguchi.office.ids import AttemptId, CaseId, Entropy, NumberId, OperatorId, SessionId, fresh, token_digest
from madoguchi.office.numbers.ports import Attempt, Number, NumberState
from madoguchi.office.refusals import (
    AlreadyUsed,
    BadField,
    CustomerSuspended,
    EndingNotYours,
    NoSuchThing,
    NotConfirmed,
    NumberNotValid,
    NumberOver,
    SessionEnded,
)
from madoguchi.office.sessions.places import ConsolePlace, HostPlace, Places, is_console_key
from madoguchi.office.sessions.ports import Presence, Session, ending_of
from madoguchi.rules.hours import is_off_hours
from madoguchi.session.lifecycle import Lifecycle, Step
from madoguchi.session.roles import By
from madoguchi.wire.vocabulary import Ending, Phase

CONFIRM_GRACE: Final = timedelta(seconds=60)  # a handshake that began within the number's life may finish after it
FETCH_MEMORY: Final = timedelta(hours=24)  # a download from the same address counts as this session's for so long
CUT: Final = timedelta(seconds=180)  # both ends gone: the 120 s that they have to return, and some for their clocks
LONGEST: Final = timedelta(hours=12)  # without a sign of life when nobody can say who is attached
RECENT_LIMIT: Final = 20


@dataclass(frozen=True, slots=True)
class HostFacts:
    """What the customer's program may know of its session."""

    session: Session
    case: Case
    customer: Customer
    contact: Contact


@dataclass(frozen=True, slots=True)
class SessionFile:
    """A session with everything that was written about it and its number, in order."""

    session: Session
    case: Case
    customer: Customer
    contact: Contact
    attempt: Attempt
    number: Number
    operator: Actor
    written: tuple[Written, ...]


@dataclass(frozen=True, slots=True)
class Swept:
    """What the sweep ended, and who is at work in a session."""

    ended: tuple[SessionId, ...]
    attended: frozenset[OperatorId]


class SessionService:
    def __init__(self, shelf: Shelf, places: Places, entropy: Entropy, presence: Presence) -> None:
        self._shelf = shelf
        self._places = places
        self._entropy = entropy
        self._presence = presence

    # --- the operator -------------------------------------------------------------------------------------------------

    def confirm(
        self, actor: Actor, number_id: NumberId, attempt_id: AttemptId, now: Instant
    ) -> Session | NoSuchThing | NumberOver | AlreadyUsed | CustomerSuspended:
        """The page has proof that ``attempt_id`` knows the secret: the number is used up and the session begins."""
        with self._shelf.writing() as books:
            number = books.numbers.by_id(number_id)
            attempt = books.attempts.by_id(attempt_id)
            if number is None or attempt is None or attempt.number_id != number.id or not _is_own(actor, number):
                return NoSuchThing()
            if number.state is NumberState.USED:
                return AlreadyUsed()
            if number.state is not NumberState.OPEN or now >= number.expires_at + CONFIRM_GRACE:
                return NumberOver()
            case = books.cases.by_id(number.case_id)
            customer = books.customers.by_id(case.customer_id) if case else None
            if case is None or customer is None or not may_have_session(customer):
                return CustomerSuspended()
            if not books.numbers.change_state(number.id, NumberState.USED):
                return AlreadyUsed()
            return self._begin(books, actor, number, attempt, case=case, now=now)

    def _begin(
        self, books: Books, actor: Actor, number: Number, attempt: Attempt, *, case: Case, now: Instant
    ) -> Session:
        lifecycle = Lifecycle()
        session_id = SessionId(fresh(self._entropy))
        off_hours = is_off_hours(now, calendar_of(books))
        download = books.downloads.latest_from(attempt.address, attempt.at - FETCH_MEMORY)
        if download is not None:
            lifecycle.step(By.CUSTOMER, Step.FETCH)
            body = {"at": iso(download.at), "file": download.file, "sha256": download.sha256}
            write_event(books, self._entropy, now, kind="fetched", about=session_id, body=body)
        write_event(
            books,
            self._entropy,
            now,
            kind="confirmed",
            about=session_id,
            body={
                "address": attempt.address,
                "attempt": attempt.id,
                "build": attempt.build,
                "case": case.reference,
                "language": attempt.language.value,
                "number": number.id,
                "off_hours": "yes" if off_hours else "no",
                "operator": actor.name,
                "operator_organisation": actor.organisation,
                "platform": attempt.platform,
            },
        )
        session = Session(
            id=session_id,
            number_id=number.id,
            case_id=case.id,
            operator_id=actor.id,
            attempt_id=attempt.id,
            phase=lifecycle.phase,
            ending=None,
            note="",
            off_hours=off_hours,
            created_at=now,
            connected_at=None,
            ended_at=None,
            seen_at=now,
            host_key="",
            last_number=-1,
            last_sha256="",
            terms_version="",
            terms_language="",
            terms_sha256="",
            terms_shown_sha256="",
            seconds=None,
            bytes_used=None,
        )
        books.sessions.add(session)
        books.tell(Topic.NUMBER, number.id)
        books.tell(Topic.SESSION, session.id)
        return session

    def console_ticket(
        self, actor: Actor, session_id: SessionId, console_key: str, now: Instant
    ) -> ConsolePlace | NoSuchThing | BadField | SessionEnded:
        """The same place again, for the operator who runs the session: a later page replaces an earlier one."""
        if not is_console_key(console_key):
            return BadField("console_key", "office.field.key")
        with self._shelf.writing() as books:
            session = books.sessions.by_id(session_id)
            if session is None or not _is_own(actor, session):
                return NoSuchThing()
            if session.phase is Phase.ENDED:
                return SessionEnded(ending_of(session))
            number = books.numbers.by_id(session.number_id)
            assert number is not None
            books.numbers.bind_console(number.id, console_key)
            generation = books.numbers.next_console_gen(number.id)
            books.sessions.saw(session.id, now)
        return self._places.console(actor, number, generation, console_key, now)

    def end(
        self, actor: Actor, session_id: SessionId, ending: Ending, note: str, now: Instant
    ) -> Ending | NoSuchThing | EndingNotYours | BadField:
        """End it with the operator's word; the ending that stands is the answer. The note is kept also when the customer's program
        told of the end first; a note that is there stays."""
        if wrong := text("note", note, limit=4_000):
            return wrong
        with self._shelf.writing() as books:
            session = books.sessions.by_id(session_id)
            if session is None or not _is_own(actor, session):
                return NoSuchThing()
            try:
                session = end_session(books, self._entropy, session, By.OPERATOR, ending, now, note=note)
            except PeerError:
                return EndingNotYours()
            if note and not session.note:
                books.sessions.change(replace(session, note=note))
            assert session.ending is not None
            return session.ending

    def get(self, actor: Actor, session_id: SessionId) -> SessionFile | NoSuchThing:
        """For whoever is on the case."""
        with self._shelf.reading() as books:
            session = books.sessions.by_id(session_id)
            if session is None or isinstance(open_case(books, actor, session.case_id, Purpose.EVIDENCE), NoSuchThing):
                return NoSuchThing()
            if actor.is_outside and not _is_own(actor, session):
                return NoSuchThing()
            return session_file(books, session)

    def is_runner(self, actor: Actor, session_id: SessionId) -> Session | NoSuchThing:
        """The session when it is the actor's own to run."""
        with self._shelf.reading() as books:
            session = books.sessions.by_id(session_id)
        return session if session is not None and _is_own(actor, session) else NoSuchThing()

    def of_number(self, actor: Actor, number_id: NumberId) -> Session | NoSuchThing:
        """What became of the actor's own number."""
        with self._shelf.reading() as books:
            session = books.sessions.of_number(number_id)
        return session if session is not None and _is_own(actor, session) else NoSuchThing()

    def of_case(self, actor: Actor, case_id: CaseId) -> list[Session]:
        with self._shelf.reading() as books:
            if isinstance(open_case(books, actor, case_id, Purpose.EVIDENCE), NoSuchThing):
                return []
            found = books.sessions.of_case(case_id)
        return [session for session in found if _is_own(actor, session)] if actor.is_outside else found

    def after(
        self, actor: Actor, case_id: CaseId | None, last: SessionId | None, limit: int
    ) -> tuple[list[Session], bool] | BadField:
        """Those of the cases that the actor may open, the newest first, from behind the last one that was seen; and whether there
        are more."""
        with self._shelf.reading() as books:
            seen = books.sessions.by_id(last) if last else None
            if last and (
                seen is None or isinstance(open_case(books, actor, seen.case_id, Purpose.EVIDENCE), NoSuchThing)
            ):
                return BadField("cursor", "api.field.cursor")
            member = None if actor.role in SEE_EVERY_CASE else actor.id
            found = books.sessions.after(member, case_id, seen, limit + 1)
        return found[:limit], len(found) > limit

    def recent(self, actor: Actor) -> list[tuple[Session, Case]]:
        """The latest sessions: the actor's own, or everybody's for those who see every case."""
        with self._shelf.reading() as books:
            if actor.role in SEE_EVERY_CASE:
                sessions = books.sessions.latest(RECENT_LIMIT)
            else:
                sessions = books.sessions.of_operator(actor.id, RECENT_LIMIT)
            found = [(session, books.cases.by_id(session.case_id)) for session in sessions]
        return [(session, case) for session, case in found if case is not None and actor.may_be_on(case.id)]

    # --- the customer's program ---------------------------------------------------------------------------------------

    def host_ticket(self, token: str, now: Instant) -> HostPlace | NumberNotValid | SessionEnded:
        """The same place again for the program that holds the token."""
        with self._shelf.writing() as books:
            attempt = books.attempts.by_digest(token_digest(token))
            number = books.numbers.by_id(attempt.number_id) if attempt else None
            if attempt is None or number is None:
                return NumberNotValid()
            session = books.sessions.of_attempt(attempt.id)
            if session is not None and session.phase is Phase.ENDED:
                return SessionEnded(ending_of(session))
            if session is None and not number.is_live(now):
                return NumberNotValid()
            generation = books.attempts.next_gen(attempt.id)
            if session is not None:
                books.sessions.saw(session.id, now)
        return self._places.host(number.route, attempt.id, generation, now)

    def host_facts(self, token: str) -> HostFacts | NumberNotValid | NotConfirmed | SessionEnded:
        """What the call is about, once the page has proven the number."""
        with self._shelf.reading() as books:
            attempt = books.attempts.by_digest(token_digest(token))
            number = books.numbers.by_id(attempt.number_id) if attempt else None
            if attempt is None or number is None:
                return NumberNotValid()
            session = books.sessions.of_attempt(attempt.id)
            if session is None:
                return NotConfirmed() if number.state is NumberState.OPEN else NumberNotValid()
            if session.phase is Phase.ENDED:
                return SessionEnded(ending_of(session))
            case = books.cases.by_id(session.case_id)
            assert case is not None
            customer, contact = books.customers.by_id(case.customer_id), books.customers.contact(case.contact_id)
            assert customer is not None
            assert contact is not None
            return HostFacts(session, case, customer, contact)

    # --- the clock ----------------------------------------------------------------------------------------------------

    def sweep(self, now: Instant) -> Swept:
        """End what both ends left. Where somebody can say who is attached, attached is a sign of life."""
        ended: list[SessionId] = []
        attended: set[OperatorId] = set()
        with self._shelf.reading() as books:
            running = [(session, books.numbers.by_id(session.number_id)) for session in books.sessions.running()]
        for session, number in running:
            there = self._presence.anybody_at(number.route) if number else None
            with self._shelf.writing() as books:
                if there:
                    attended.add(session.operator_id)
                    books.sessions.saw(session.id, now)
                    continue
                current = books.sessions.by_id(session.id)
                patience = LONGEST if there is None else CUT
                if current is not None and now - current.seen_at >= patience:
                    end_session(books, self._entropy, current, By.CLOCK, Ending.LOST, now)
                    ended.append(current.id)
        return Swept(tuple(ended), frozenset(attended))


def _is_own(actor: Actor, what: Session | Number) -> bool:
    return what.operator_id == actor.id and actor.may_be_on(what.case_id)


def end_session(
    books: Books, entropy: Entropy, session: Session, by: By, ending: Ending, now: Instant, *, note: str = ""
) -> Session:
    """End it, once: what stands stays. Raises PeerError for an ending that is not theirs to give."""
    lifecycle = Lifecycle(session.phase)
    lifecycle.ending = session.ending
    if not lifecycle.end(by, ending):
        return session
    body = {"by": by.value, "ending": ending.word, "note": note}
    write_event(books, entropy, now, kind="session:ended", about=session.id, body=body)
    after = replace(session, phase=Phase.ENDED, ending=ending, ended_at=now, note=note)
    books.sessions.change(after)
    books.tell(Topic.SESSION, session.id)
    return after


def session_file(books: Books, session: Session) -> SessionFile:
    """Everything about a session. Whoever calls this has been let in."""
    case = books.cases.by_id(session.case_id)
    attempt = books.attempts.by_id(session.attempt_id)
    number = books.numbers.by_id(session.number_id)
    operator = books.operators.by_id(session.operator_id)
    assert case is not None
    assert attempt is not None
    assert number is not None
    assert operator is not None
    customer, contact = books.customers.by_id(case.customer_id), books.customers.contact(case.contact_id)
    assert customer is not None
    assert contact is not None
    return SessionFile(
        session=session,
        case=case,
        customer=customer,
        contact=contact,
        attempt=attempt,
        number=number,
        operator=actor_of(operator),
        written=tuple(books.ledger.about([session.id, number.id])),
    )
