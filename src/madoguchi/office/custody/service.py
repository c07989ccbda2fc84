"""What may be done with a received file, by whom, and what is written down of it.

Guarantee: nobody gets here but through ``open_case``; a deposit, an opening, a return and a destruction are an entry of the
ledger in the transaction of the deed itself, without the file's name; an opening is durable before the first byte leaves; a file
that is not clean is opened by a supervisor alone, who says so twice. Article: 5.6, 8.3, 8.4, 8.5
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from madoguchi.base.canonical import Document
from madoguchi.base.clock import Instant
from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.cases.entries import note_down
from madoguchi.office.cases.ports import Case, EntryKind
from madoguchi.office.cases.service import SEE_EVERY_CASE, CaseFile, Purpose, files_of, open_case
from madoguchi.office.consent.book import write_event
from madoguchi.office.custody.agreement import stated_session
from madoguchi.office.custody.ports import (
    CustodyFile,
    CustodyRule,
    Holding,
    Opening,
    Source,
    Verdict,
)
from madoguchi.office.custody.vault import Details, Vault, Writing
from madoguchi.office.fields import line
from madoguchi.office.ids import CaseId, CustodyId, Entropy, OperatorId, fresh
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import BadField, NoSuchThing

LARGEST: Final = 2 << 30
NAME_LIMIT: Final = 255
PURPOSE_LIMIT: Final = 500
USUAL_RULE: Final = (90, 14)  # days kept, days before the end in which it is said
LONGEST_DAYS: Final = 3_650
ENDED: Final = {
    Holding.RETURNED: (EntryKind.CUSTODY_RETURNED, "custody:returned"),
    Holding.DESTROYED: (EntryKind.CUSTODY_DESTROYED, "custody:destroyed"),
}


@dataclass(frozen=True, slots=True)
class DepositFacts:
    """What is typed about a file that comes in."""

    name: str
    source: str
    reason: str
    origin: str = ""  # from whom, in which message, on which medium


@dataclass(frozen=True, slots=True)
class Held:
    """A file with what may be said of it; ``details`` are gone when it was returned or destroyed, or when its key is lost."""

    file: CustodyFile
    details: Details | None
    deposited_by: str
    ended_by: str


@dataclass(frozen=True, slots=True)
class HeldFile:
    """One file with its case and everybody who opened it."""

    held: Held
    case: CaseFile
    openings: tuple[tuple[Opening, str], ...]  # and the opener's name


@dataclass(frozen=True, slots=True)
class Due:
    """A file whose time ends soon, or has ended."""

    held: Held
    case: CaseFile
    is_over: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A file in clear, to be read once."""

    name: str
    size: int
    pieces: Iterator[bytes]


class CustodyService:
    def __init__(self, shelf: Shelf, vault: Vault, entropy: Entropy) -> None:
        self._shelf = shelf
        self._vault = vault
        self._entropy = entropy

    # --- coming in ----------------------------------------------------------------------------------------------------

    def begin(self, actor: Actor, case_id: CaseId, facts: DepositFacts) -> Writing | BadField | NoSuchThing:
        """Room for a file of this case. Nothing is written down until ``keep``."""
        with self._shelf.reading() as books:
            if isinstance(open_case(books, actor, case_id, Purpose.SUPPORT), NoSuchThing):
                return NoSuchThing()
        if wrong := unfit(facts):
            return wrong
        return self._vault.begin()

    def keep(
        self, actor: Actor, case_id: CaseId, facts: DepositFacts, writing: Writing, now: Instant
    ) -> CustodyFile | BadField | NoSuchThing:
        """The file is all there: it becomes one of the case's, looked through for viruses, or nothing of it stays."""
        try:
            writing.keep()
            made = self._kept(actor, case_id, facts, writing, now)
        except BaseException:
            self._vault.blobs.remove(writing.id)
            raise
        if not isinstance(made, CustodyFile):
            self._vault.blobs.remove(writing.id)
            return made
        return self._checked(made, now)

    def _kept(
        self, actor: Actor, case_id: CaseId, facts: DepositFacts, writing: Writing, now: Instant
    ) -> CustodyFile | BadField | NoSuchThing:
        with self._shelf.writing() as books:
            case = open_case(books, actor, case_id, Purpose.SUPPORT)
            if isinstance(case, NoSuchThing):
                return case
            source, session_id = Source(facts.source), None
            if source is Source.SESSION:
                session_id = stated_session(books, case_id, writing.sha256)
                if session_id is None:
                    return BadField("source", "custody.field.not_stated")
            days, _ = _rule(books, now)
            made = CustodyFile(
                id=writing.id,
                case_id=case_id,
                number=len(books.custody.of_case(case_id)) + 1,
                size=writing.size,
                sha256=writing.sha256,
                source=source,
                session_id=session_id,
                wrapped=self._vault.wrapped(books, case_id, writing, now),
                details=self._vault.seal_details(writing, _details(facts)),
                deposited_at=now,
                deposited_by=actor.id,
                keep_until=now + timedelta(days=days),
                holding=Holding.KEPT,
                verdict=Verdict.UNKNOWN,
                finding="",
                checked_at=None,
                ended_at=None,
                ended_by="",
                ended_for="",
            )
            books.custody.add(made)
            note_down(books, self._entropy, actor, case, now, kind=EntryKind.CUSTODY_DEPOSITED, text=str(made.number))
            body = _body(case, made, actor) | {"sha256": made.sha256, "size": made.size, "source": source.value}
            write_event(books, self._entropy, now, kind="custody:deposited", about=case.id, body=body)
        return made

    # --- looking ------------------------------------------------------------------------------------------------------

    def of_case(self, actor: Actor, case_id: CaseId, purpose: Purpose) -> list[Held] | NoSuchThing:
        """The case's files, the newest first."""
        with self._shelf.reading() as books:
            case = open_case(books, actor, case_id, purpose)
            if isinstance(case, NoSuchThing):
                return case
            return [self._held(books, file) for file in reversed(books.custody.of_case(case.id))]

    def get(self, actor: Actor, file_id: CustodyId, purpose: Purpose) -> HeldFile | NoSuchThing:
        with self._shelf.reading() as books:
            found = _open_file(books, actor, file_id, purpose)
            if isinstance(found, NoSuchThing):
                return found
            case, file = found
            openings = tuple((one, _name(books, one.by)) for one in books.custody.openings(file.id))
            return HeldFile(self._held(books, file), files_of(books, [case])[0], openings)

    def due(self, actor: Actor, now: Instant) -> list[Due]:
        """What must be returned or destroyed soon, of the cases that ``actor`` may open; the most urgent first."""
        with self._shelf.reading() as books:
            _, remind = _rule(books, now)
            found: list[Due] = []
            for file in books.custody.due(now + timedelta(days=remind)):
                purpose = Purpose.EVIDENCE if actor.role in SEE_EVERY_CASE else Purpose.SUPPORT
                case = open_case(books, actor, file.case_id, purpose)
                if not isinstance(case, NoSuchThing):
                    found.append(Due(self._held(books, file), files_of(books, [case])[0], file.keep_until <= now))
            return found

    # --- opening ------------------------------------------------------------------------------------------------------

    def open(
        self, actor: Actor, file_id: CustodyId, purpose: str, *, sure: bool, now: Instant
    ) -> Given | BadField | NoSuchThing:
        """The file in clear, for this purpose; that it was opened is durable when this returns."""
        with self._shelf.writing() as books:
            found = _open_file(books, actor, file_id, Purpose.SUPPORT)
            if isinstance(found, NoSuchThing):
                return found
            case, file = found
            if file.holding is not Holding.KEPT:
                return NoSuchThing()
            if wrong := line("purpose", purpose, limit=PURPOSE_LIMIT):
                return wrong
            if file.verdict is not Verdict.CLEAN:
                if actor.role is not OperatorRole.SUPERVISOR:
                    return BadField("purpose", "custody.field.supervisor")
                if not sure:
                    return BadField("sure", "custody.field.sure")
            details = self._vault.details(books, file)
            assert details is not None
            pieces = self._vault.pieces(books, file)
            books.custody.add_opening(
                Opening(fresh(self._entropy), file.id, now, actor.id, purpose.strip(), file.verdict)
            )
            note_down(books, self._entropy, actor, case, now, kind=EntryKind.CUSTODY_OPENED, text=str(file.number))
            body = _body(case, file, actor) | {"purpose": purpose.strip(), "verdict": file.verdict.value}
            write_event(books, self._entropy, now, kind="custody:opened", about=case.id, body=body)
        return Given(details.name, file.size, pieces)

    def check(self, actor: Actor, file_id: CustodyId, now: Instant) -> CustodyFile | NoSuchThing:
        """Look for viruses once more."""
        with self._shelf.reading() as books:
            found = _open_file(books, actor, file_id, Purpose.SUPPORT)
            if isinstance(found, NoSuchThing) or found[1].holding is not Holding.KEPT:
                return NoSuchThing()
        return self._checked(found[1], now)

    def _checked(self, file: CustodyFile, now: Instant) -> CustodyFile:
        """Read outside any transaction: a scanner may take minutes."""
        with self._shelf.reading() as books:
            pieces = self._vault.pieces(books, file)
        scanned = self._vault.scanner.scan(pieces)
        with self._shelf.writing() as books:
            known = books.custody.by_id(file.id)
            assert known is not None
            if known.holding is not Holding.KEPT:
                return known
            after = replace(known, verdict=scanned.verdict, finding=scanned.finding[:200], checked_at=now)
            books.custody.change(after)
            body: Document = {"custody": file.id, "verdict": scanned.verdict.value}
            write_event(books, self._entropy, now, kind="custody:checked", about=file.case_id, body=body)
        return after

    # --- the end of it ------------------------------------------------------------------------------------------------

    def end(
        self, actor: Actor, file_id: CustodyId, how: Holding, reason: str, *, sure: bool, now: Instant
    ) -> CustodyFile | BadField | NoSuchThing:
        """Returned or destroyed: in both cases our key to it is destroyed, and with it every copy that we have."""
        with self._shelf.writing() as books:
            found = _open_file(books, actor, file_id, Purpose.SUPPORT)
            if isinstance(found, NoSuchThing) or found[1].holding is not Holding.KEPT or how not in ENDED:
                return NoSuchThing()
            case, file = found
            if wrong := line("reason", reason, limit=PURPOSE_LIMIT):
                return wrong
            if not sure:
                return BadField("sure", "custody.field.sure")
            gone = self._vault.shut(books, file, now)
            gone = replace(gone, holding=how, ended_at=now, ended_by=actor.id, ended_for=reason.strip())
            books.custody.change(gone)
            entry, kind = ENDED[how]
            note_down(books, self._entropy, actor, case, now, kind=entry, text=str(file.number))
            body = _body(case, file, actor) | {"reason": reason.strip(), "sha256": file.sha256, "size": file.size}
            write_event(books, self._entropy, now, kind=kind, about=case.id, body=body)
        self._vault.blobs.remove(file.id)
        self._shelf.settle()
        return gone

    # --- the rule, and keeping house ----------------------------------------------------------------------------------

    def rule(self, now: Instant) -> tuple[int, int]:
        """Days that a file is kept, and days before that in which it is said."""
        with self._shelf.reading() as books:
            return _rule(books, now)

    def set_rule(self, actor: Actor, days: str, remind: str, now: Instant) -> CustodyRule | BadField:
        """For files that come from now on; those that are here keep the time that was said."""
        if not (days.isascii() and days.isdigit() and 1 <= int(days[:6]) <= LONGEST_DAYS):
            return BadField("days", "custody.field.days")
        if not (remind.isascii() and remind.isdigit() and 0 <= int(remind[:6]) <= int(days[:6])):
            return BadField("remind", "custody.field.remind")
        rule = CustodyRule(now, int(days), int(remind), actor.id)
        with self._shelf.writing() as books:
            books.custody.add_rule(rule)
        return rule

    def keep_house(self, now: Instant) -> None:
        """A custody key for a new office; a new generation when it is time; nothing left of what was cut off."""
        with self._shelf.writing() as books:
            if not self._vault.keys.is_there:
                if not books.custody.case_keys():
                    self._vault.keys.make(now)
                return  # somebody lost it: no new one may hide that
            moved = self._vault.turn(books, now)
        with self._shelf.reading() as books:
            self._vault.forget(books, now)
            kept = books.custody.kept_ids()
        self._vault.blobs.sweep(kept, now)
        if moved:
            self._shelf.settle()

    def _held(self, books: Books, file: CustodyFile) -> Held:
        try:
            details = self._vault.details(books, file)
        except (BrokenProof, Unavailable):  # shown as what it is: a kept file without details has lost its key
            details = None
        return Held(file, details, _name(books, file.deposited_by), _name(books, OperatorId(file.ended_by)))


def unfit(facts: DepositFacts) -> BadField | None:
    """The first thing that cannot be used."""
    if facts.source not in {source.value for source in Source}:
        return BadField("source", "office.field.needed")
    return (
        line("name", facts.name, limit=NAME_LIMIT)
        or line("reason", facts.reason, limit=PURPOSE_LIMIT)
        or line("origin", facts.origin, limit=PURPOSE_LIMIT, needed=facts.source != Source.SESSION)
    )


def _open_file(
    books: Books, actor: Actor, file_id: CustodyId, purpose: Purpose
) -> tuple[Case, CustodyFile] | NoSuchThing:
    """The one door to a file: that of its case."""
    file = books.custody.by_id(file_id)
    if file is None:
        return NoSuchThing()
    case = open_case(books, actor, file.case_id, purpose)
    return case if isinstance(case, NoSuchThing) else (case, file)


def _rule(books: Books, now: Instant) -> tuple[int, int]:
    found = books.custody.rule(now)
    return (found.days, found.remind_days) if found else USUAL_RULE


def _details(facts: DepositFacts) -> Details:
    return Details(facts.name.strip(), facts.reason.strip(), facts.origin.strip())


def _body(case: Case, file: CustodyFile, actor: Actor) -> dict[str, str | int]:
    return {"case": case.reference, "custody": file.id, "number": file.number, "operator": actor.name}


def _name(books: Books, operator_id: OperatorId) -> str:
    found = books.operators.by_id(operator_id) if operator_id else None
    return found.name if found else ""
