"""The requests to customers at the desk: kept beside the ledger, told in the case's timeline, asked in the provider's words.

The customer's program is the only source: what stands here follows from its signed statements, in their own transaction, so no
operator can claim that a customer did something. Article: 5.7
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from madoguchi.base.canonical import Value
from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor, actor_of
from madoguchi.office.books import Books, Shelf
from madoguchi.office.cases.entries import note_down
from madoguchi.office.cases.ports import EntryKind
from madoguchi.office.cases.service import Purpose, open_case
from madoguchi.office.fields import line
from madoguchi.office.ids import CaseId, Entropy, fresh
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.office.requests.ports import RequestToCustomer, Sentence
from madoguchi.office.sessions.ports import Session
from madoguchi.wire.vocabulary import RequestState

SENTENCE_LIMIT: Final = 400  # characters: what fits into one request
MOST_SENTENCES: Final = 60
TURNS: Final[dict[str, tuple[RequestState, EntryKind]]] = {
    "request:asked": (RequestState.ASKED, EntryKind.REQUEST),
    "request:done": (RequestState.DONE, EntryKind.REQUEST_DONE),
    "request:cannot": (RequestState.CANNOT, EntryKind.REQUEST_CANNOT),
    "request:reopened": (RequestState.ASKED, EntryKind.REQUEST_REOPENED),
    "request:ticked_off": (RequestState.TICKED_OFF, EntryKind.REQUEST_DONE),
    "request:taken_back": (RequestState.TAKEN_BACK, EntryKind.REQUEST_TAKEN_BACK),
}


class RequestService:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    def of_case(self, actor: Actor, case_id: CaseId, purpose: Purpose) -> list[RequestToCustomer] | NoSuchThing:
        """Everything that was asked under a case."""
        with self._shelf.reading() as books:
            case = open_case(books, actor, case_id, purpose)
            return case if isinstance(case, NoSuchThing) else books.requests.of_case(case.id)

    def sentences(self) -> list[Sentence]:
        """Those in use, for every operator."""
        with self._shelf.reading() as books:
            return books.requests.sentences()

    def add_sentence(self, actor: Actor, ja: str, en: str, now: Instant) -> Sentence | BadField:
        wrong = line("ja", ja, limit=SENTENCE_LIMIT) or line("en", en, needed=False, limit=SENTENCE_LIMIT)
        if wrong:
            return wrong
        with self._shelf.writing() as books:
            known = books.requests.sentences()
            if len(known) >= MOST_SENTENCES:
                return BadField("ja", "requests.field.too_many")
            if any(one.ja == ja.strip() for one in known):
                return BadField("ja", "requests.field.known")
            sentence = Sentence(fresh(self._entropy), ja.strip(), en.strip(), now, actor.id)
            books.requests.add_sentence(sentence)
        return sentence

    def remove_sentence(self, sentence_id: str, now: Instant) -> NoSuchThing | None:
        """Out of use. What was asked with it stays as it was."""
        with self._shelf.writing() as books:
            return None if books.requests.remove_sentence(sentence_id, now) else NoSuchThing()


def keep(books: Books, entropy: Entropy, session: Session, kind: str, body: Mapping[str, Value], now: Instant) -> None:
    """Beside the ledger's entry: how the request stands, and a line in the case's timeline."""
    if kind not in TURNS:
        return
    state, entry = TURNS[kind]
    number, text, word = int(str(body["request"])), _clean(body["text"]), _clean(body.get("word", ""))
    known = books.requests.get(session.id, number)
    if known is None:
        books.requests.add(
            RequestToCustomer(
                id=fresh(entropy),
                case_id=session.case_id,
                session_id=session.id,
                number=number,
                text=text,
                state=state,
                word=word,
                asked_at=now,
                asked_by=session.operator_id,
                changed_at=now,
            )
        )
    else:
        books.requests.change(replace(known, state=state, word=word, changed_at=now))
    case, operator = books.cases.by_id(session.case_id), books.operators.by_id(session.operator_id)
    assert case is not None
    assert operator is not None
    said = f"{text}\n{word}" if word else text
    note_down(books, entropy, actor_of(operator), case, now, kind=entry, text=said, word=state.word)


def _clean(value: Value) -> str:
    """A customer's program may be anybody's: PostgreSQL knows no U+0000 in a text."""
    return str(value).replace("\x00", "")
