"""Having the customer's statements written down: checked, in order, durable before the answer, answered with a receipt.

Guarantee: a receipt is signed only for what is on disk. The same statement gives the same receipt however often it comes;
another one under a used number is refused. Terms that are not in force cannot be shown, terms that were not shown cannot be
agreed to. After the end nothing opens any more, but what was taken back or left over is still written. Article: P.1, P.2, 12.2
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from madoguchi.base.canonical import Value, canonical
from madoguchi.base.clock import Instant
from madoguchi.base.errors import Misuse, PeerError
from madoguchi.base.words import Language
from madoguchi.ledger import record
from madoguchi.ledger.checkpoint import Checkpoint
from madoguchi.ledger.kinds import SaidBy
from madoguchi.ledger.record import Entry
from madoguchi.office.agreed_fees.service import keep, may_answer, reckoned_of
from madoguchi.office.books import Books, Shelf
from madoguchi.office.bus import Topic
from madoguchi.office.consent.book import Said, write
from madoguchi.office.consent.heads import Findings, Heads, examine
from madoguchi.office.consent.ports import Download, Written
from madoguchi.office.consent.receipt import receipt_document, told_fees, written_of
from madoguchi.office.consent.statement import Statement, read_statement
from madoguchi.office.ids import Entropy, SessionId, fresh
from madoguchi.office.provider.keys import Keys
from madoguchi.office.refusals import (
    NotConfirmed,
    NotNow,
    NumberNotValid,
    OutOfOrder,
    StatementMalformed,
    TermsNotInForce,
)
from madoguchi.office.requests.service import keep as keep_request
from madoguchi.office.sessions.ports import Session
from madoguchi.office.sessions.service import SessionFile, end_session, session_file
from madoguchi.office.sessions.tokens import session_of_token
from madoguchi.office.terms.ports import TermsVersion
from madoguchi.seal.signing import Domain, sign, to_base64url
from madoguchi.session.lifecycle import ENDINGS, Lifecycle, Step
from madoguchi.session.roles import By
from madoguchi.wire.vocabulary import Ending, Phase

STEPS: Final = {
    "started": (By.CUSTOMER, Step.START),
    "shown": (By.HOST, Step.SHOW),
    "agreed": (By.CUSTOMER, Step.AGREE),
    "connected": (By.OFFICE, Step.CONNECT),  # the agreement is durable by then
}
OPENING: Final = frozenset(
    {"grant:allowed", "file:accepted", "fee:agreed", "work:resumed"}
)  # what would open something, and so needs a session that runs
WORKING: Final = frozenset({Phase.AGREED, Phase.CONNECTED})

_Named: TypeAlias = tuple[str, str, str, str]  # version, language shown, hash of what binds, hash of what was shown
Outcome = Session | NotNow | TermsNotInForce


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """A session and its signed receipt, seen in one moment."""

    file: SessionFile
    document: dict[str, Value]


class ConsentService:
    def __init__(self, shelf: Shelf, keys: Keys, entropy: Entropy, heads: Heads) -> None:
        self._shelf = shelf
        self._keys = keys
        self._heads = heads
        self._entropy = entropy

    def state(
        self, token: str, text: str, signature: str, host_key: str, now: Instant
    ) -> dict[str, Value] | NumberNotValid | NotConfirmed | StatementMalformed | OutOfOrder | NotNow | TermsNotInForce:
        """Write a statement down; the receipt of its entry is the answer."""
        statement = read_statement(text, signature, host_key)
        with self._shelf.writing() as books:
            session = session_of_token(books, token)
            if not isinstance(session, Session):
                return session
            if isinstance(statement, StatementMalformed):
                return statement
            if statement.session != session.id or statement.attempt != session.attempt_id:
                return StatementMalformed()
            if session.host_key and session.host_key != statement.host_key:
                return StatementMalformed()
            entry = books.ledger.by_statement(session.id, statement.sha256)
            if entry is None:
                written = self._write(books, session, statement, now)
                if not isinstance(written, Entry):
                    return written
                entry = written
        return self._entry_receipt(session.id, entry)

    def _write(
        self, books: Books, session: Session, statement: Statement, now: Instant
    ) -> Entry | OutOfOrder | NotNow | TermsNotInForce:
        if statement.number != session.last_number + 1 or statement.previous != session.last_sha256:
            return OutOfOrder()
        after = self._moved(books, session, statement, now)
        if not isinstance(after, Session):
            return after
        attempt = books.attempts.by_id(session.attempt_id)
        assert attempt is not None
        payload: dict[str, Value] = {
            "address": attempt.address,
            "host_key": statement.host_key,
            "signature": statement.signature,
            "statement": statement.text,
        }
        said = Said(statement.kind, session.id, SaidBy.HOST, payload, statement.sha256)
        entry = write(books, self._entropy, now, said)
        keep(books, session, entry, statement.body, now)
        keep_request(books, self._entropy, session, entry.kind, statement.body, now)
        if after.phase is not session.phase:
            books.tell(Topic.SESSION, session.id)
        books.sessions.change(
            replace(
                after,
                host_key=statement.host_key,
                last_number=statement.number,
                last_sha256=statement.sha256,
                seen_at=now,
            )
        )
        return entry

    def _moved(self, books: Books, session: Session, statement: Statement, now: Instant) -> Outcome:
        """The session after the statement, or why it cannot be said now."""
        kind, body = statement.kind, statement.body
        if kind in STEPS:
            return self._stepped(books, session, statement, now)
        if kind == "declined":
            ending = Ending.HOURS_REFUSED if body["reason"] == "fee" else Ending.DECLINED
            return end_session(books, self._entropy, session, By.CUSTOMER, ending, now)
        if kind == "ended":
            seconds, bytes_used = body["seconds"], body["bytes_used"]
            assert isinstance(seconds, int)
            assert isinstance(bytes_used, int)
            ending = Ending[str(body["ending"]).upper()]
            ended = end_session(books, self._entropy, session, _who_gives(ending), ending, now)
            return replace(ended, seconds=seconds, bytes_used=bytes_used)
        is_late = kind in OPENING and session.phase not in WORKING
        if is_late or not may_answer(books, session, kind, body, now):
            return NotNow()
        if session.phase in {Phase.INVITED, Phase.FETCHED, Phase.STARTED, Phase.SHOWN}:
            return NotNow()
        return session

    def _stepped(self, books: Books, session: Session, statement: Statement, now: Instant) -> Outcome:
        lifecycle = Lifecycle(session.phase)
        try:
            phase = lifecycle.step(*STEPS[statement.kind])
        except PeerError:
            return NotNow()
        after = replace(session, phase=phase)
        if statement.kind in {"shown", "agreed"}:
            named = _named(statement)
            if statement.kind == "agreed":
                stands = (
                    session.terms_version,
                    session.terms_language,
                    session.terms_sha256,
                    session.terms_shown_sha256,
                )
                return after if named == stands else TermsNotInForce()
            # Taken into force while the customer was reading: the version of the session's beginning is as good (12.2).
            good = (books.terms.in_force(at) for at in (now, session.created_at))
            if not any(terms and named in _names(terms) for terms in good):
                return TermsNotInForce()
            version, language, sha256, shown = named
            return replace(
                after,
                terms_version=version,
                terms_language=language,
                terms_sha256=sha256,
                terms_shown_sha256=shown,
            )
        return replace(after, connected_at=now) if phase is Phase.CONNECTED else after

    def _entry_receipt(self, session_id: SessionId, entry: Entry) -> dict[str, Value]:
        document: dict[str, Value] = {
            "entry": {
                "at": entry.at,
                "hash": entry.hash,
                "number": entry.number,
                "previous_hash": entry.previous_hash,
            },
            "kind": "receipt",
            "session": session_id,
            "statement_sha256": entry.statement_sha256,
        }
        return document | {"signature": self._signed(document)}

    def receipt_for_host(self, token: str, now: Instant) -> dict[str, Value] | NumberNotValid | NotConfirmed:
        """The whole receipt document so far, for the customer. Article: P.3"""
        with self._shelf.writing() as books:
            session = session_of_token(books, token)
            if not isinstance(session, Session):
                return session
            file = session_file(books, session)
            return self._document(books, file, now)

    def receipt_file_for_host(self, token: str, now: Instant) -> ReceiptFile | NumberNotValid | NotConfirmed:
        """The same with what it is about, to be told in words. Article: P.3"""
        with self._shelf.writing() as books:
            session = session_of_token(books, token)
            if not isinstance(session, Session):
                return session
            file = session_file(books, session)
            return ReceiptFile(file, self._document(books, file, now))

    def receipt_of(self, file: SessionFile, now: Instant) -> dict[str, Value]:
        """The same for the people on the case, who were let in by whoever made ``file``."""
        with self._shelf.writing() as books:
            return self._document(books, file, now)

    def record_fetched(self, file: str, sha256: str, size: int, address: str, now: Instant) -> None:
        """Somebody fetched the customer's program. Article: P.1"""
        with self._shelf.writing() as books:
            books.downloads.add(Download(fresh(self._entropy), file, sha256, size, address, now))

    def latest(self, before: int | None, limit: int) -> list[Written]:
        """The ledger from its end, for those who may read all of it."""
        with self._shelf.reading() as books:
            return books.ledger.latest(before, limit)

    def first_broken(self) -> int | None:
        """The number at which the ledger in the database fails to hold; None when it holds."""
        with self._shelf.reading() as books:
            return record.first_broken(books.ledger.entries())

    def examine(self, against: Checkpoint | None = None) -> Findings:
        """Every entry, every node of the tree, every head that was signed; and one that somebody holds. Article: P.2"""
        with self._shelf.reading() as books:
            broken = record.first_broken(books.ledger.entries())
            return Findings(0, 0, f"entry {broken} does not hold") if broken else examine(books, against)

    def _document(self, books: Books, file: SessionFile, now: Instant) -> dict[str, Value]:
        provider = books.provider.as_of(file.session.created_at)
        title = ""
        if file.session.terms_version:
            terms = books.terms.get(file.session.terms_version)
            title = terms.nearest(Language(file.session.terms_language)).title if terms else ""
        document = receipt_document(file, provider, to_base64url(self._keys.provider_public), title, now)
        document["fees"] = told_fees(reckoned_of(books, file.session, now))
        document["ledger"] = self._heads.proven(books, [item.entry for item in written_of(file)], now)
        return document | {"signature": self._signed(document)}

    def _signed(self, document: dict[str, Value]) -> str:
        return to_base64url(sign(self._keys.provider, Domain.RECEIPT, canonical(document)))


def _named(statement: Statement) -> _Named:
    version, language, binding, shown = (
        str(statement.body[name]) for name in ("version", "language", "sha256", "shown_sha256")
    )
    return version, language, binding, shown


def _names(terms: TermsVersion) -> set[_Named]:
    """What may be said to have been shown of a version: any of its texts, always with the hash of the one that binds."""
    return {(terms.version, text.language.value, terms.sha256, text.sha256) for text in terms.wordings}


def _who_gives(ending: Ending) -> By:
    """Whose word an ending is that the customer's program reports. It may report what the operator said under seal."""
    for by in (By.CUSTOMER, By.HOST, By.OPERATOR, By.CLOCK, By.OFFICE):
        if ending in ENDINGS[by]:
            return by
    raise Misuse(f"nobody can give {ending.word}")
