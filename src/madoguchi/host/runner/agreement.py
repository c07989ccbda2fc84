"""The customer's answer to the agreement: the terms shown, agreed to or declined, or asked for in another language.

Nothing else is an answer; whatever else was done meanwhile is put aside. Articles: P.1, 3.3, 12.2
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from madoguchi.base.errors import MadoguchiError
from madoguchi.host.port import Agreed, ChoseLanguage, Declined, Done, Terms, TermsChanged, TermsShown
from madoguchi.host.runner.office import OfficeRefusal, SessionFacts
from madoguchi.host.runner.parts import Parts
from madoguchi.host.runner.records import Records
from madoguchi.rules.differences import difference
from madoguchi.session.lifecycle import Step
from madoguchi.session.roles import By
from madoguchi.wire.vocabulary import Ending

log = logging.getLogger(__name__)
CONFIRM_SECONDS: Final = 10.0
CHANGES_SECONDS: Final = 5.0  # for telling what changed in the terms


class Agreement:
    """What is agreed on, asked of the office, and what the customer says to it. ``tell_phase`` lets the operator know."""

    def __init__(self, parts: Parts, tell_phase: Callable[[], None]) -> None:
        self._parts = parts
        self._tell_phase = tell_phase
        self._done: asyncio.Queue[Done] = asyncio.Queue()

    def done(self, value: Done) -> None:
        """Something the customer did that is nothing else's."""
        self._done.put_nowait(value)

    async def facts(self) -> SessionFacts:
        """The console tells the office of the number before it confirms to us, so one ask is nearly always enough."""
        async with asyncio.timeout(CONFIRM_SECONDS):
            while True:
                try:
                    return await self._parts.office.session()
                except OfficeRefusal as no:
                    if no.code != "not_confirmed":
                        raise
                    await asyncio.sleep(0.2)

    async def changed(self, terms: Terms) -> TermsChanged | None:
        """What is different from the version that this customer agreed to last. It is told from both texts here, in the
        customer's own program; that it cannot be told keeps nobody from reading the whole text. Article: 12.2"""
        before = terms.agreed_before
        if not before or before == terms.version:
            return None
        try:
            async with asyncio.timeout(CHANGES_SECONDS):
                old = await self._parts.office.terms(before)
                if old.language is not terms.language:
                    return TermsChanged(before, None)
                return TermsChanged(before, tuple(await asyncio.to_thread(difference, old.text, terms.text)))
        except (TimeoutError, MadoguchiError) as trouble:
            log.warning("what changed in the terms cannot be told: %s", trouble)
            return TermsChanged(before, None)

    async def answer(self, records: Records, terms: Terms) -> Agreed | ChoseLanguage | None:
        """What the customer answers to the agreement. Another language means other terms to read, from the beginning; None
        means that it ended otherwise."""
        law = self._parts.law
        while law.ended is None:
            value = await self._done.get()
            match value:
                case TermsShown():
                    law.step(By.HOST, Step.SHOW)
                    self._tell_phase()
                    records.shown(terms)
                case ChoseLanguage(language=language) if language is not terms.language:
                    self._parts.office.language = language
                    return value
                case Agreed():
                    law.step(By.CUSTOMER, Step.AGREE)
                    self._tell_phase()
                    return value
                case Declined(fee=fee):
                    records.declined("fee" if fee else "customer")
                    law.stop(By.CUSTOMER, Ending.HOURS_REFUSED if fee else Ending.DECLINED)
                case _:
                    log.debug("%s is nothing to do with the agreement", type(value).__name__)
        return None
