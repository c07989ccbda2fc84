"""A month's statements: drafts computed anew at every look, issued once, corrected only by other documents.

Guarantee: what is issued is what was seen in the draft, or nothing is issued; its number is the next one, in the same transaction,
so there is no gap and no second one for the same month; an issued statement is never changed: a correction is a cancelling
statement (赤伝) and, in the same transaction, a new one. Article: 3.4
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from madoguchi.base.canonical import Document, digest
from madoguchi.base.clock import Instant
from madoguchi.base.word_keys import Key
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.consent.book import write_event
from madoguchi.office.customers.ports import Customer
from madoguchi.office.fields import line, text
from madoguchi.office.ids import CustomerId, Entropy
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.office.statements.charged import ChargedSession, charged_sessions
from madoguchi.office.statements.document import Issuer, Paper, paper_of
from madoguchi.office.statements.months import beginning, is_over, moved
from madoguchi.office.statements.ports import InvoiceSettings, Statement, StatementKind
from madoguchi.rules.statements import TaxRounding, cancelled, registration_number, totals

ADDRESS_LIMIT: Final = 400
REASON_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class NotIssued:
    """Why a statement was not issued; nothing was written."""

    key: Key


@dataclass(frozen=True, slots=True)
class Issued:
    statement: Statement
    paper: Paper


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be issued now."""

    customer: Customer
    paper: Paper
    sessions: tuple[ChargedSession, ...]
    hindrance: Key | None  # why it cannot be issued now


@dataclass(frozen=True, slots=True)
class MonthOfCustomer:
    """One customer in the list of a month."""

    customer: Customer
    draft_total: int | None  # None when a statement stands
    issued: tuple[Issued, ...]
    standing: Issued | None  # the one that is not cancelled


@dataclass(frozen=True, slots=True)
class SettingsFacts:
    registration: str
    address: str
    bank: str
    rounding: str


class StatementService:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    # --- settings -----------------------------------------------------------------------------------------------------

    def set_up(self, actor: Actor, facts: SettingsFacts, now: Instant) -> InvoiceSettings | BadField:
        """From now on statements say so. What was issued stays as it is."""
        registration = registration_number(facts.registration) if facts.registration.strip() else ""
        if registration is None:
            return BadField("registration", "statements.field.registration")
        for name, value in (("address", facts.address), ("bank", facts.bank)):
            if wrong := text(name, value, limit=ADDRESS_LIMIT):
                return wrong
        if facts.rounding not in {rounding.value for rounding in TaxRounding}:
            return BadField("rounding", "office.field.needed")
        rounding = TaxRounding(facts.rounding)
        made = InvoiceSettings(now, registration, facts.address.strip(), facts.bank.strip(), rounding, actor.id)
        with self._shelf.writing() as books:
            books.statements.set_up(made)
        return made

    def settings(self, now: Instant) -> InvoiceSettings | None:
        with self._shelf.reading() as books:
            return books.statements.settings(now)

    def settings_history(self) -> list[InvoiceSettings]:
        with self._shelf.reading() as books:
            return books.statements.settings_history()

    # --- looking ------------------------------------------------------------------------------------------------------

    def month(self, month: str, now: Instant) -> list[MonthOfCustomer]:
        """Every customer with something charged or issued in the month, by name."""
        with self._shelf.reading() as books:
            agreed = books.statements.agreed_sessions(beginning(month), beginning(moved(month, 1)))
            issued = books.statements.of_month(month)
            customers = dict.fromkeys([customer for customer, _ in agreed] + [one.customer_id for one in issued])
            rows = [self._row(books, customer_id, month, issued, now) for customer_id in customers]
        found = [row for row in rows if row.issued or row.draft_total]
        return sorted(found, key=lambda row: (row.customer.organisation, row.customer.id))

    def _row(
        self, books: Books, customer_id: CustomerId, month: str, issued: list[Statement], now: Instant
    ) -> MonthOfCustomer:
        customer = books.customers.by_id(customer_id)
        assert customer is not None
        own = tuple(_read(one) for one in issued if one.customer_id == customer_id)
        standing = _standing(own)
        if standing is not None:
            return MonthOfCustomer(customer, None, own, standing)
        paper, _ = _computed(books, customer, month, now)
        return MonthOfCustomer(customer, paper.totals.total, own, None)

    def draft(self, customer_id: CustomerId, month: str, now: Instant) -> Draft | NoSuchThing:
        """What would be issued now, computed anew."""
        with self._shelf.reading() as books:
            customer = books.customers.by_id(customer_id)
            if customer is None:
                return NoSuchThing()
            paper, sessions = _computed(books, customer, month, now)
            return Draft(customer, paper, tuple(sessions), _hindrance(books, customer_id, paper, now))

    def get(self, number: int) -> Issued | NoSuchThing:
        with self._shelf.reading() as books:
            found = books.statements.by_number(number)
            return _read(found) if found else NoSuchThing()

    def issued_of(self, customer_id: CustomerId, month: str) -> tuple[Issued, ...]:
        """What was issued to a customer for a month, in order."""
        with self._shelf.reading() as books:
            return tuple(_read(one) for one in books.statements.of_customer(customer_id, month))

    def all_of(self, month: str) -> list[Issued]:
        """What was issued for a month, in the order of the numbers."""
        with self._shelf.reading() as books:
            return [_read(one) for one in books.statements.of_month(month)]

    # --- issuing ------------------------------------------------------------------------------------------------------

    def issue(
        self, actor: Actor, customer_id: CustomerId, month: str, seen: str, now: Instant
    ) -> Issued | NotIssued | NoSuchThing:
        """Issue the draft whose digest was seen."""
        with self._shelf.writing() as books:
            customer = books.customers.by_id(customer_id)
            if customer is None:
                return NoSuchThing()
            paper, _ = _computed(books, customer, month, now)
            hindrance = _hindrance(books, customer_id, paper, now)
            if hindrance is not None:
                return NotIssued(hindrance)
            if paper.seen != seen:
                return NotIssued("statements.refusal.changed")
            return self._write(books, actor, paper, now)

    def correct(
        self, actor: Actor, number: int, kept: frozenset[str], reason: str, now: Instant
    ) -> tuple[Issued, ...] | NotIssued | BadField | NoSuchThing:
        """Cancel a statement by another one, and issue the month anew with the sessions in ``kept``.

        One document when nothing is left to be charged, else two.
        """
        if wrong := line("reason", reason, limit=REASON_LIMIT):
            return wrong
        with self._shelf.writing() as books:
            found = books.statements.by_number(number)
            if found is None:
                return NoSuchThing()
            own = tuple(_read(one) for one in books.statements.of_customer(found.customer_id, found.month))
            standing = _standing(own)
            if standing is None or standing.statement.number != number:
                return NotIssued("statements.refusal.not_standing")
            customer = books.customers.by_id(found.customer_id)
            assert customer is not None
            old = standing.paper
            lines = cancelled(old.lines)
            red = replace(
                old,
                kind=StatementKind.CANCELLATION,
                issued_at=now,
                lines=lines,
                totals=totals(lines, old.rounding),
                cancels=number,
                replaces=None,
                reason=reason.strip(),
            )
            made = [self._write(books, actor, red, now)]
            paper, _ = _computed(books, customer, found.month, now)
            still = tuple(one for one in paper.lines if one.work.session in kept)
            if still:
                new = replace(
                    paper, lines=still, totals=totals(still, paper.rounding), replaces=number, reason=reason.strip()
                )
                made.append(self._write(books, actor, new, now))
            return tuple(made)

    def _write(self, books: Books, actor: Actor, paper: Paper, now: Instant) -> Issued:
        """The next number, in the caller's transaction; written into the ledger too, so that nobody can drop it."""
        numbered = replace(paper, number=books.statements.last_number() + 1, issued_at=now)
        raw = numbered.text().decode("utf-8")
        read = paper_of(raw)
        statement = Statement(
            number=numbered.number,
            kind=numbered.kind,
            customer_id=CustomerId(numbered.customer),
            month=numbered.month,
            cancels=numbered.cancels,
            text=raw,
            sha256=digest(read.document()),
            issued_at=now,
            issued_by=actor.id,
        )
        books.statements.add(statement)
        body: Document = {"number": statement.number, "sha256": statement.sha256}
        about = f"statement:{statement.number}"
        write_event(books, self._entropy, now, kind="statement:issued", about=about, body=body)
        return Issued(statement, read)


def _computed(books: Books, customer: Customer, month: str, now: Instant) -> tuple[Paper, list[ChargedSession]]:
    """The month as it stands now."""
    settings, provider = books.statements.settings(now), books.provider.as_of(now)
    rounding = settings.rounding if settings else TaxRounding.DOWN
    sessions = charged_sessions(books, customer.id, month)
    lines = tuple(one for session in sessions for one in session.lines)
    issuer = Issuer(
        provider.name if provider else "",
        provider.name_en if provider else "",
        provider.phone if provider else "",
        settings.registration if settings else "",
        settings.address if settings else "",
        settings.bank if settings else "",
    )
    paper = Paper(
        number=0,
        kind=StatementKind.STATEMENT,
        month=month,
        issued_at=now,
        issuer=issuer,
        customer=customer.id,
        recipient=customer.organisation,
        rounding=rounding,
        lines=lines,
        totals=totals(lines, rounding),
    )
    return paper, sessions


def _hindrance(books: Books, customer_id: CustomerId, paper: Paper, now: Instant) -> Key | None:
    """Why the month cannot be issued now."""
    own = tuple(_read(one) for one in books.statements.of_customer(customer_id, paper.month))
    if _standing(own) is not None:
        return "statements.refusal.issued"
    if not is_over(paper.month, now):
        return "statements.refusal.month_not_over"
    if books.statements.runs_since_before(customer_id, beginning(moved(paper.month, 1))):
        return "statements.refusal.session_runs"
    if books.statements.settings(now) is None:
        return "statements.refusal.no_settings"
    if not paper.lines:
        return "statements.refusal.nothing"
    return None


def _read(statement: Statement) -> Issued:
    return Issued(statement, paper_of(statement.text))


def _standing(issued: tuple[Issued, ...]) -> Issued | None:
    """The statement that no other one cancels."""
    gone = {one.statement.cancels for one in issued}
    standing = [
        one for one in issued if one.statement.kind is StatementKind.STATEMENT and one.statement.number not in gone
    ]
    return standing[-1] if standing else None
