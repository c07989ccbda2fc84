"""Sending statements: a state machine that never sends twice by itself. Article: 3.4

Guarantee: a message is claimed by one sender, in a transaction of its own, before a byte of it leaves. What the mail server
certainly did not take is failed; where nobody can say (the line broke after the text, the process died in between) it is unsure, and
only a person sends it again, under the same Message-ID.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Final, Protocol

from madoguchi.base.clock import Instant
from madoguchi.base.words import Language
from madoguchi.office.actor import Actor
from madoguchi.office.books import Shelf
from madoguchi.office.bus import Topic
from madoguchi.office.ids import Entropy, fresh
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.office.statements.document import Paper, paper_of
from madoguchi.office.statements.ports import Mail, MailState

ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z", re.ASCII)
LONGEST_SENDING: Final = timedelta(minutes=10)  # longer than any sender waits: its process is gone
ANSWER_LIMIT: Final = 500
AGAIN: Final = frozenset({MailState.FAILED, MailState.UNSURE})


class Outcome(StrEnum):
    TAKEN = "taken"
    REFUSED = "refused"  # certainly not sent
    UNKNOWN = "unknown"


class Trouble(StrEnum):
    """What went wrong, as far as it is known; stands in front of the mail server's own words in ``Mail.answer``."""

    UNREACHABLE = "unreachable"
    NO_TLS = "no_tls"  # the line would not have been sealed
    CERTIFICATE = "certificate"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    MESSAGE = "message"
    PAPER = "paper"  # the message itself could not be made
    CUT = "cut"  # the line broke, or nonsense came, after the text was begun
    LEFT = "left"  # the program ended while it was sent


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    text: str
    trouble: Trouble | None = None

    @property
    def noted(self) -> str:
        """As it is written down."""
        said = self.text if self.trouble is None else f"{self.trouble}: {self.text}"
        return said[:ANSWER_LIMIT]


def trouble_of(noted: str) -> tuple[Trouble | None, str]:
    """What was written down of an answer: the trouble, and the mail server's own words."""
    head, colon, said = noted.partition(": ")
    known = {trouble.value: trouble for trouble in Trouble}
    return (known[head], said) if colon and head in known else (None, noted)


LEFT: Final = Answer(Outcome.UNKNOWN, "", Trouble.LEFT)


class Carrier(Protocol):
    """Hands one message to a mail server."""

    def carry(self, mail: Mail, paper: Paper) -> Answer: ...


class OutboxService:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    def put(
        self, actor: Actor, number: int, recipient: str, language: Language, now: Instant
    ) -> Mail | BadField | NoSuchThing:
        """Have a statement sent to an address; once, however often it is asked for."""
        address = recipient.strip()
        if len(address) > 254 or not ADDRESS.match(address):
            return BadField("recipient", "statements.mail.address")
        with self._shelf.writing() as books:
            if books.statements.by_number(number) is None:
                return NoSuchThing()
            if any(mail.recipient.lower() == address.lower() for mail in books.mails.of_statement(number)):
                return BadField("recipient", "statements.mail.already")
            name = fresh(self._entropy)
            mail = Mail(
                name,
                number,
                address,
                language,
                MailState.DRAFT,
                f"<statement-{number}-{name}@madoguchi.invalid>",
                0,
                "",
                now,
                actor.id,
                now,
            )
            books.mails.add(mail)
            books.tell(Topic.STATEMENT, str(number))
        return mail

    def again(self, mail_id: str, now: Instant) -> Mail | NoSuchThing:
        """A person's word that a failed or unsure message is to be sent again."""
        with self._shelf.writing() as books:
            mail = books.mails.by_id(mail_id)
            if mail is None or mail.state not in AGAIN:
                return NoSuchThing()
            after = replace(mail, state=MailState.DRAFT, changed_at=now)
            if not books.mails.move(after, mail.state):
                return NoSuchThing()
            books.tell(Topic.STATEMENT, str(mail.statement))
            return after

    def of_statement(self, number: int) -> list[Mail]:
        with self._shelf.reading() as books:
            return books.mails.of_statement(number)

    def send_next(self, carrier: Carrier, now: Callable[[], Instant]) -> Mail | None:
        """Claim the oldest message, hand it over, and write down what became of it; None when there is none."""
        claimed = self._claimed(now())
        if claimed is None:
            return None
        mail, paper = claimed
        answer = carrier.carry(mail, paper)
        states = {
            Outcome.TAKEN: MailState.SENT,
            Outcome.REFUSED: MailState.FAILED,
            Outcome.UNKNOWN: MailState.UNSURE,
        }
        after = replace(mail, state=states[answer.outcome], answer=answer.noted, changed_at=now())
        with self._shelf.writing() as books:
            books.mails.move(after, MailState.SENDING)
            books.tell(Topic.STATEMENT, str(after.statement))
        return after

    def _claimed(self, now: Instant) -> tuple[Mail, Paper] | None:
        with self._shelf.reading() as books:
            if not books.mails.in_state(MailState.DRAFT) and not books.mails.in_state(MailState.SENDING):
                return None
        with self._shelf.writing() as books:
            for left in books.mails.in_state(MailState.SENDING):
                if now - left.changed_at >= LONGEST_SENDING:
                    lost = replace(left, state=MailState.UNSURE, answer=LEFT.noted, changed_at=now)
                    if books.mails.move(lost, MailState.SENDING):
                        books.tell(Topic.STATEMENT, str(left.statement))
            for mail in books.mails.in_state(MailState.DRAFT):
                claimed = replace(mail, state=MailState.SENDING, tries=mail.tries + 1, answer="", changed_at=now)
                found = books.statements.by_number(mail.statement)
                assert found is not None
                if books.mails.move(claimed, MailState.DRAFT):
                    return claimed, paper_of(found.text)
        return None
