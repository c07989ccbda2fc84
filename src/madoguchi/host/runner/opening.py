"""How one session opens: what the call is about, the terms, the agreement, its durable record, the fee, and then the door.

Guarantee: nothing opens before the agreement is on record and, outside the support hours, before what was agreed to as the fee
is on record too; without a fee agreed the session opens paused. Articles: P.1, P.2, 3.3
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass

from madoguchi.base.clock import Tick
from madoguchi.base.errors import Unavailable
from madoguchi.host.port import Agreed, CallerCard, ShowAgreement, ShowBusy, Target, Terms
from madoguchi.host.runner.agreement import Agreement
from madoguchi.host.runner.fees import SessionFees
from madoguchi.host.runner.office import SessionFacts
from madoguchi.host.runner.parts import Parts
from madoguchi.host.runner.records import Records
from madoguchi.host.runner.statements import Outbox
from madoguchi.session.grants import RECORD_SECONDS, Act
from madoguchi.session.lifecycle import Step
from madoguchi.session.roles import By
from madoguchi.wire.vocabulary import Access, Fee

log = logging.getLogger(__name__)
Spawn = Callable[[Coroutine[None, None, None]], object]


@dataclass(frozen=True, slots=True)
class Opened:
    """The door is open since ``began``; ``target`` is what the customer chose to show."""

    began: Tick
    target: Target
    fees: SessionFees


class Opening:
    """From the proven caller to the open door. ``recording`` hears of the records and the fees as soon as there are any;
    ``ready`` is waited for once the agreement is on record."""

    def __init__(
        self,
        parts: Parts,
        on_terms: Agreement,
        spawn: Spawn,
        recording: Callable[[Records, SessionFees], None],
        ready: Callable[[], Awaitable[None]],
    ) -> None:
        self._parts = parts
        self._on_terms = on_terms
        self._spawn = spawn
        self._recording = recording
        self._ready = ready

    async def run(self, caller: Callable[[], CallerCard]) -> Opened | None:
        """None when it ended otherwise. Raises what the office raises. ``caller`` is who is calling now."""
        parts = self._parts
        facts = await self._on_terms.facts()
        records, fees = self._begin(facts)
        while parts.law.ended is None:
            terms = await parts.office.terms()
            targets = await asyncio.to_thread(parts.workplace.targets)
            quote = await fees.quote_now()
            changed = await self._on_terms.changed(terms)
            parts.show(ShowAgreement(parts.build.provider, caller(), facts.case, terms, targets, quote, changed))
            answer = await self._on_terms.answer(records, terms)
            if isinstance(answer, Agreed):
                opened = await self._open(answer, records, terms, fees)
                if opened is not None:
                    log.info("session open, case %s", facts.case.reference)
                return opened
        return None

    def _begin(self, facts: SessionFacts) -> tuple[Records, SessionFees]:
        parts = self._parts
        outbox = Outbox(parts.office, parts.chain(facts.session), parts.clock)
        self._spawn(outbox.run())
        records = Records(outbox, parts.build, lambda: parts.office.language)
        fees = SessionFees(parts, facts.session, records)
        self._recording(records, fees)
        records.started()
        return records, fees

    async def _open(self, agreed: Agreed, records: Records, terms: Terms, fees: SessionFees) -> Opened | None:
        """The agreement becomes durable, then the door opens."""
        parts = self._parts
        parts.show(ShowBusy("runner.busy.recording"))
        durable = records.agreed(terms, agreed)
        try:
            async with asyncio.timeout(RECORD_SECONDS):
                if not await durable:
                    raise Unavailable("the agreement was not written down")
        except TimeoutError:
            raise Unavailable("the office does not answer") from None
        await self._ready()
        await self._agree_fee(agreed, fees)
        if parts.law.ended is not None:
            return None
        parts.law.step(By.OFFICE, Step.CONNECT)
        records.connected()
        began = parts.clock.tick()
        parts.workplace.choose(agreed.target)
        parts.law.customer(Access.VIEW, Act.ALLOW)
        return Opened(began, agreed.target, fees)

    async def _agree_fee(self, agreed: Agreed, fees: SessionFees) -> None:
        """The law hears of the times; what was agreed to on the page is durable before anything opens. Without it, and outside
        the hours, the session opens paused, with the question on the screen."""
        await fees.refresh()
        if agreed.fee is not None and self._parts.law.fee is Fee.STOPPED:
            fees.expect()
            self._parts.law.fee_agree(agreed.fee.quote, agreed.fee.stop_at)
            await fees.settled()
        self._spawn(fees.run())
