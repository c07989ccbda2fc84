"""The fee of a running session: the signed plan for the customer's program, the answers to its quotes, what it comes to.

Guarantee: times are the office's own, whatever the customer's clock shows; a yes counts only for a quote that this office
issued to this very session, from the moment on at which it was written down; what was not agreed is not charged. Article: 3.3
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from madoguchi.base.canonical import Value, canonical
from madoguchi.base.clock import Instant, from_iso, iso
from madoguchi.ledger.record import Entry
from madoguchi.office.agreed_fees.ports import FeeAnswer, IssuedQuote, WorkTurn
from madoguchi.office.agreed_fees.reading import agreements_of, quotes_of, worked_of
from madoguchi.office.books import Books, Shelf
from madoguchi.office.fees.service import plan_of
from madoguchi.office.ids import CustomerId
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import NoSuchThing, NotConfirmed, NumberNotValid, SessionEnded
from madoguchi.office.sessions.ports import Session, ending_of
from madoguchi.office.sessions.tokens import session_of_token
from madoguchi.rules.fees import (
    LONGEST_QUOTE,
    Agreement,
    Answer,
    Charge,
    FeePlan,
    Part,
    Quote,
    TimeKind,
    Work,
    charge,
    charge_of_parts,
    free_in,
    held_parts,
    month_of,
    next_boundary,
    next_whole,
    part_at,
    quote,
    quote_of,
    share_free,
    stops_at,
    turned_at,
)
from madoguchi.seal.signing import Domain, sign, to_base64url
from madoguchi.wire.vocabulary import Phase

SAME_QUOTE: Final = timedelta(minutes=5)  # what was offered so lately is offered again: the same text, the same hash
ANSWER_OF: Final = {
    "fee:agreed": Answer.YES,
    "fee:refused": Answer.NO,
    "fee:withdrawn": Answer.WITHDRAWN,
    "fee:ran_out": Answer.RAN_OUT,
}
WORK_OF: Final = {"work:rested": False, "work:resumed": True}


@dataclass(frozen=True, slots=True)
class Stretch:
    """The stretch outside the hours that is next, or now, if it costs anything."""

    closes: Instant
    opens: Instant | None
    quote: Quote


@dataclass(frozen=True, slots=True)
class SignedPlan:
    """The canonical text, and the provider's signature over it."""

    text: str
    signature: str


class AgreedFeeService:
    def __init__(self, shelf: Shelf, keys: Keys) -> None:
        self._shelf = shelf
        self._keys = keys

    def plan(self, token: str, now: Instant) -> SignedPlan | NumberNotValid | NotConfirmed | SessionEnded:
        """What the customer's program has to know now: the times that come, what is offered for them, time and fee so far."""
        with self._shelf.reading() as books:
            session = session_of_token(books, token)
            if not isinstance(session, Session):
                return session
            if session.phase is Phase.ENDED:
                return SessionEnded(ending_of(session))
            facts = _Facts.read(books, session, now)
            offered = facts.offered(books)
            known = offered is not None and books.agreed_fees.issued(session.id, offered.quote.sha256) is not None
        if offered is not None and not known:
            text = offered.quote.text().decode("utf-8")
            with self._shelf.writing() as books:
                books.agreed_fees.issue(IssuedQuote(session.id, offered.quote.sha256, text, now))
        raw = canonical(facts.document(offered))
        return SignedPlan(raw.decode("utf-8"), to_base64url(sign(self._keys.provider, Domain.FEES, raw)))

    def quote_for(
        self, customer_id: CustomerId | None, at: Instant, seconds: int, now: Instant
    ) -> Quote | NoSuchThing | None:
        """What work at ``at`` would cost by what is known now; None within the hours. Nobody agrees to anything by it."""
        with self._shelf.reading() as books:
            if customer_id and books.customers.by_id(customer_id) is None:
                return NoSuchThing()
            plan = plan_of(books, customer_id, now)
            months = {month_of(at), month_of(at + LONGEST_QUOTE)}
            left = _left(books, plan, customer_id, months, now) if customer_id else dict.fromkeys(sorted(months), 0)
        return quote(plan, at, left, seconds)

    def charge(self, session: Session, now: Instant) -> Charge:
        """What a session comes to, or has come to so far."""
        with self._shelf.reading() as books:
            return charge_of(books, session, now)


@dataclass(frozen=True, slots=True)
class _Facts:
    """One session's fee at one moment."""

    session: Session
    now: Instant
    plan: FeePlan
    left: Mapping[str, int]
    agreements: list[Agreement]
    charge: Charge
    stops: Instant | None  # what was agreed last ends, when work goes on

    @classmethod
    def read(cls, books: Books, session: Session, now: Instant) -> _Facts:
        customer_id = customer_of(books, session)
        plan = plan_of(books, customer_id, now)
        left = free_left(books, customer_id, plan, session, now)
        agreements, worked = agreements_of(books, session), worked_of(books, session, now)
        return cls(
            session,
            now,
            plan,
            left,
            agreements,
            charge(agreements, worked, plan, left),
            stops_at(agreements, worked, plan, left),
        )

    def offered(self, books: Books) -> Stretch | None:
        """What is agreed for the stretch, or what is offered for it."""
        stretch = stretch_at(self.now, self.plan, self.left)
        if stretch is None:
            return None
        if (agreed := self.agreed(stretch)) is not None:
            return Stretch(stretch.closes, stretch.opens, agreed.quote)
        if stretch.closes <= self.now and (last := books.agreed_fees.last_issued(self.session.id)) is not None:
            lately = quote_of(json.loads(last.text))
            if self.now - last.issued_at < SAME_QUOTE and lately.start <= self.now < lately.until:
                return Stretch(stretch.closes, stretch.opens, lately)
        return stretch

    def agreed(self, stretch: Stretch) -> Agreement | None:
        """The agreement that covers the stretch, from now on or from its beginning."""
        if not self.agreements or self.stops is None:
            return None
        last = self.agreements[-1]
        begins = max(stretch.closes, next_whole(self.now))
        return last if last.quote.start <= begins and self.stops > begins else None

    def document(self, offered: Stretch | None) -> dict[str, Value]:
        """The plan, as docs/protocol.md tells it."""
        agreed = self.agreed(offered) if offered else None
        return {
            "agreed": agreed.quote.sha256 if agreed else "",
            "at": iso(self.now),
            "closes_at": iso(offered.closes) if offered else "",
            "in_hours": self.charge.in_hours_seconds,
            "kind": "fee_plan",
            "least": offered.quote.least_total if offered else 0,
            "is_off": part_at(self.now, self.plan).kind is not TimeKind.IN_HOURS,
            "off_hours": self.charge.off_hours_seconds,
            "opens_at": iso(offered.opens) if offered and offered.opens else "",
            "quote": offered.quote.text().decode("utf-8") if offered else "",
            "session": self.session.id,
            "stop_at": (agreed.stop_at or 0) if agreed else 0,
            "stops_at": iso(self.stops) if agreed and self.stops else "",
            "yen": self.charge.total,
        }


def stretch_at(now: Instant, plan: FeePlan, left: Mapping[str, int]) -> Stretch | None:
    """The present stretch outside the hours, or the next one within a day, that costs anything; None when there is none."""
    at: Instant | None = now.replace(microsecond=0)
    while at is not None and at - now < LONGEST_QUOTE:
        opens = next_boundary(at, plan)
        if part_at(at, plan).kind is not TimeKind.IN_HOURS:
            found = quote(plan, at, left)
            if found is not None and not found.is_free:
                return Stretch(at, opens, found)
        at = opens
    return None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a session comes to, with all that it is made of: whoever has it can reckon it again."""

    charge: Charge
    answers: tuple[FeeAnswer, ...]
    quotes: Mapping[str, Quote]  # those that were answered, by their hashes
    held: tuple[Part, ...]  # what was worked, by what held
    left: Mapping[str, int]  # free seconds by month


def reckoned_of(books: Books, session: Session, now: Instant) -> Reckoned:
    """What a session comes to, for who has the books open."""
    customer_id = customer_of(books, session)
    plan = plan_of(books, customer_id, now)
    left = free_left(books, customer_id, plan, session, now)
    answers = tuple(books.agreed_fees.answers(session.id))
    held = tuple(held_parts(worked_of(books, session, now), plan))
    charged = charge_of_parts(agreements_of(books, session), held, left)
    return Reckoned(charged, answers, quotes_of(books.agreed_fees, answers), held, left)


def charge_of(books: Books, session: Session, now: Instant) -> Charge:
    """The fee alone."""
    return reckoned_of(books, session, now).charge


def customer_of(books: Books, session: Session) -> CustomerId:
    case = books.cases.by_id(session.case_id)
    assert case is not None
    return case.customer_id


def free_left(books: Books, customer_id: CustomerId, plan: FeePlan, session: Session, now: Instant) -> dict[str, int]:
    """The customer's free seconds by month that this session has drawn or may draw: those that no other session took first."""
    end = session.ended_at or now
    months = {month_of(at) for at in (session.created_at, end, end + LONGEST_QUOTE)}
    return _left(books, plan, customer_id, months, now, session)


def _left(
    books: Books, plan: FeePlan, customer_id: CustomerId, months: set[str], now: Instant, mine: Session | None = None
) -> dict[str, int]:
    """The free seconds of ``months`` that nobody drew, and those that ``mine`` did (F-8)."""
    free = {month: free_in(month, plan) for month in sorted(months)}
    if not any(free.values()):
        return free
    found = [books.sessions.by_id(session_id) for session_id in books.agreed_fees.agreed_sessions(customer_id)]
    at_stake = [one for one in found if one and months & set(_months(one, now))]
    every = {month: free_in(month, plan) for one in at_stake for month in _months(one, now)} | free
    shares = share_free([Work(agreements_of(books, one), worked_of(books, one, now)) for one in at_stake], plan, every)
    for one, share in zip(at_stake, shares, strict=True):
        if mine is None or one.id != mine.id:
            free = {month: seconds - share[month] for month, seconds in free.items()}
    return free


def _months(session: Session, now: Instant) -> tuple[str, str]:
    return month_of(session.created_at), month_of(session.ended_at or now)


# --- what the customer's program states -------------------------------------------------------------------------------


def may_answer(books: Books, session: Session, kind: str, body: Mapping[str, Value], now: Instant) -> bool:
    """Whether an answer can be given now: its quote was issued to this session and, for a yes, still holds and can begin."""
    if kind not in ANSWER_OF:
        return True
    issued = books.agreed_fees.issued(session.id, str(body["quote_sha256"]))
    if issued is None:
        return False
    if ANSWER_OF[kind] is not Answer.YES:
        return True
    asked, stop_at = quote_of(json.loads(issued.text)), body["stop_at"]
    assert isinstance(stop_at, int)
    return now < asked.until and (stop_at == 0 or stop_at >= asked.least_total)


def keep(books: Books, session: Session, entry: Entry, body: Mapping[str, Value], now: Instant) -> None:
    """Beside the ledger's entry: the answer or the turn in the form that the fee is made of."""
    if entry.kind in ANSWER_OF:
        answer = ANSWER_OF[entry.kind]
        stop_at = body.get("stop_at")
        books.agreed_fees.answer(
            FeeAnswer(
                number=entry.number,
                session_id=session.id,
                answer=answer,
                quote_sha256=str(body["quote_sha256"]),
                stop_at=stop_at if isinstance(stop_at, int) and stop_at else None,
                start=now,
            )
        )
    if entry.kind in WORK_OF:
        before = [turn.at for turn in books.agreed_fees.turns(session.id)]
        earliest = max([session.connected_at or session.created_at, *before])
        at = turned_at(from_iso(str(body["at"])), earliest, now)
        books.agreed_fees.turn(WorkTurn(entry.number, session.id, WORK_OF[entry.kind], at))
