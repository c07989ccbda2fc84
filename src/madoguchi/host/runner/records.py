"""What the host states for the record, in the words that the office, the timeline and the receipt use. Article: P.2"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from madoguchi.base.canonical import Document
from madoguchi.base.words import Language
from madoguchi.host.build import Build
from madoguchi.host.port import Agreed, Terms
from madoguchi.host.runner.statements import Outbox
from madoguchi.session.roles import Tell, TellEnding, WriteConsent
from madoguchi.wire.vocabulary import Verdict

KIND_OF_VERDICT = {
    Verdict.REFUSED: "grant:refused",
    Verdict.TIMED_OUT: "grant:timed_out",
    Verdict.WITHDRAWN: "grant:withdrawn",
    Verdict.YIELDED: "grant:yielded",
    Verdict.RAN_OUT: "grant:ran_out",
    Verdict.NOT_ASSIGNED: "grant:not_assigned",
}


class Records:
    """States things, in order. ``put`` hands them to the outbox; every method returns the future of its durability."""

    def __init__(self, outbox: Outbox, build: Build, language: Callable[[], Language]) -> None:
        self._outbox = outbox
        self._build = build
        self._language = language

    def put(self, kind: str, body: Document) -> asyncio.Future[bool]:
        """State anything."""
        return self._outbox.put(kind, body)

    async def drained(self) -> None:
        """Returns when everything stated so far is durable or refused."""
        await self._outbox.drained()

    def started(self) -> asyncio.Future[bool]:
        return self.put("started", {"build": self._build.label, "language": self._language().value})

    def shown(self, terms: Terms) -> asyncio.Future[bool]:
        return self.put("shown", self._terms(terms))

    def agreed(self, terms: Terms, agreed: Agreed) -> asyncio.Future[bool]:
        target = agreed.target
        return self.put(
            "agreed",
            {
                **self._terms(terms),
                "backup": agreed.backup.value,
                "build": self._build.label,
                "checklist": list(agreed.checklist),
                "said_by": {"name": agreed.name, "organisation": agreed.organisation},
                "sharing": {"kind": target.sharing.word, "title": target.title},
            },
        )

    def declined(self, reason: str = "customer") -> asyncio.Future[bool]:
        return self.put("declined", {"reason": reason})

    def connected(self) -> asyncio.Future[bool]:
        return self.put("connected", {})

    def allowed(self, consent: WriteConsent) -> asyncio.Future[bool]:
        return self.put(
            "grant:allowed",
            {"access": consent.access.word, "minutes": consent.minutes, "purpose": consent.purpose},
        )

    def told(self, tell: Tell) -> None:
        """What became of an access; what was allowed is on record already, what was never durable never was."""
        kind = KIND_OF_VERDICT.get(tell.verdict)
        if kind is not None:
            self.put(kind, {"access": tell.access.word})

    def ended(self, tell: TellEnding, bytes_used: int, seconds: int) -> asyncio.Future[bool]:
        return self.put("ended", {"bytes_used": bytes_used, "ending": tell.ending.word, "seconds": seconds})

    def _terms(self, terms: Terms) -> Document:
        """What binds is the Japanese text; what was shown may be a translation of it."""
        return {
            "language": terms.language.value,
            "sha256": terms.binding_sha256,
            "shown_sha256": terms.sha256,
            "version": terms.version,
        }
