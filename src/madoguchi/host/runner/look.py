"""The bar and the console's view of how things stand: looked over four times a second, said only when it changed.

Article: 5.2, 6.2"""

from __future__ import annotations

import asyncio
import math
from typing import Final

from madoguchi.base.clock import Tick
from madoguchi.base.words import Words
from madoguchi.host.port import CallerCard, FeeMeter, ShowBar, ShowNotice, Target
from madoguchi.host.runner.data_use import DataUse
from madoguchi.host.runner.fees import SessionFees
from madoguchi.host.runner.law import Stand
from madoguchi.host.runner.parts import Parts
from madoguchi.host.runner.talk import Talk
from madoguchi.wire.conversation import Standing
from madoguchi.wire.vocabulary import Access, Grant, Pause, Sharing

EVERY_SECONDS: Final = 0.25
USED_EVERY: Final = 40  # looks between two messages that say nothing but what runs by itself: ten seconds
COUNTS: Final = frozenset({"bytes_used", "view_left", "control_left", "clipboard_left", "files_left"})


def before_the_picture(stand: Stand, bytes_used: int) -> Standing:
    """Where the customer is in the agreement: nothing is allowed and nothing is shown yet. Article: P.1"""
    return Standing(
        phase=stand.phase,
        view=Grant.NONE,
        control=Grant.NONE,
        clipboard=Grant.NONE,
        files=Grant.NONE,
        pause=Pause.NONE,
        sharing=Sharing.NOTHING,
        sharing_title="",
        bytes_used=bytes_used,
        view_left=0,
        control_left=0,
        clipboard_left=0,
        files_left=0,
        data_limit=0,
        low_data=False,
    )


class Look:
    """Runs while the session is open."""

    def __init__(
        self, parts: Parts, card: CallerCard, began: Tick, talk: Talk, target: Target, fees: SessionFees
    ) -> None:
        self._parts = parts
        self._card = card
        self._began = began
        self._talk = talk
        self._fees = fees
        self._shown: ShowBar | None = None
        self._said: Standing | None = None
        self._quiet = 0
        self.target = target
        self.data = DataUse()

    async def run(self) -> None:
        """Until the law has an ending."""
        while self._parts.law.ended is None:
            self.now()
            await asyncio.sleep(EVERY_SECONDS)

    def renewed(self, card: CallerCard) -> None:
        """A handshake was done: other digits, and a console that must hear everything again, however short the cut was."""
        self._card = card
        self._said = None
        self._fees.link_changed()
        self.now()

    def now(self) -> None:
        """Say what changed, without waiting for the next look: an old word must not overtake the news of a new question."""
        self._look_at_data()
        stand = self._parts.law.stand()
        pause = stand.pause
        if pause is Pause.NONE and stand.grants[Access.CONTROL] is Grant.HELD:
            pause = self._parts.workplace.hindrance()
        meter = self._fees.meter()
        self._show_bar(stand, pause, meter)
        self._say_standing(stand, pause)
        if stand.link_up:
            self._fees.say(meter)

    def _look_at_data(self) -> None:
        """The customer's own limit: told once when most of it is used, and no picture beyond it."""
        used = self._talk.bytes_used
        self._parts.law.set_data_over(over=self.data.is_over(used))
        if self.data.nears(used):
            limit = Words(self._parts.office.language).size(self.data.limit)
            self._parts.show(ShowNotice("runner.notice.data_near", {"limit": limit}))

    def _sharing(self, stand: Stand) -> Sharing:
        return self.target.sharing if stand.grants[Access.VIEW] is Grant.HELD else Sharing.NOTHING

    def _show_bar(self, stand: Stand, pause: Pause, meter: FeeMeter) -> None:
        bar = ShowBar(
            caller=self._card,
            grants=stand.grants,
            pause=pause,
            sharing=self._sharing(stand),
            sharing_title=self.target.title,
            seconds=int(self._parts.clock.tick() - self._began),
            bytes_used=self._talk.bytes_used,
            link_up=stand.link_up,
            link_seconds_left=int(stand.link_seconds_left),
            hotkey=self._parts.build.hotkey,
            data_limit=self.data.limit,
            low_data=self.data.saves,
            meter=meter,
        )
        if bar != self._shown:
            self._shown = bar
            self._parts.show(bar)

    def _say_standing(self, stand: Stand, pause: Pause) -> None:
        if not stand.link_up:
            self._said = None
            return
        standing = Standing(
            phase=stand.phase,
            view=stand.grants[Access.VIEW],
            control=stand.grants[Access.CONTROL],
            clipboard=stand.grants[Access.CLIPBOARD],
            files=stand.grants[Access.FILES],
            pause=pause,
            sharing=self._sharing(stand),
            sharing_title=_cut(self.target.title, 512),
            bytes_used=self._talk.bytes_used,
            view_left=_whole(stand.left.get(Access.VIEW)),
            control_left=_whole(stand.left.get(Access.CONTROL)),
            clipboard_left=_whole(stand.left.get(Access.CLIPBOARD)),
            files_left=_whole(stand.left.get(Access.FILES)),
            data_limit=self.data.limit,
            low_data=self.data.saves,
        )
        self._quiet += 1
        counts = self._said is not None and _differ_in_counts_alone(standing, self._said)
        if standing != self._said and (not counts or self._quiet >= USED_EVERY):
            self._said, self._quiet = standing, 0
            self._parts.outlet.say(standing)


def _differ_in_counts_alone(one: Standing, other: Standing) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name, _ in Standing.layout if name not in COUNTS)


def _whole(seconds: float | None) -> int:
    """Rounded up, so that 0 is never said of an end that is still to come."""
    return 0 if seconds is None else max(1, math.ceil(seconds))


def _cut(text: str, limit: int) -> str:
    """The longest beginning of ``text`` whose UTF-8 has at most ``limit`` bytes."""
    return text.encode("utf-8")[:limit].decode("utf-8", errors="ignore")
