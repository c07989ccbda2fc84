"""The picture's own thread: waits for damage, masks, paints and hands the messages over, at the viewer's pace.

Guarantees: nothing is handed over while nothing changes; the newest pixels win (what changes while the viewer is behind is
taken once, when there is room); after ``stop`` or ``pause`` returned, no hand-over begins any more, whatever the receiver
of the messages is doing. Article: 5.1, 5.3, 6.1
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Thread
from typing import Final

from madoguchi.base.clock import Tick
from madoguchi.base.errors import MadoguchiError
from madoguchi.host import trace
from madoguchi.host.capture.port import Screen, Source, TargetGone
from madoguchi.host.encode.pace import Pace
from madoguchi.host.encode.work import Work
from madoguchi.host.mask.port import Mask, NoMask
from madoguchi.host.port import Target
from madoguchi.host.trace import stage
from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import FrameEnd

STOP_SECONDS: Final = 0.15  # how long stop waits for a hand-over that had begun
FRAME_LIMIT: Final = 0xFFFFFFFF


def _nothing_more() -> None:
    """The default of a callback that nobody asked for."""


def _ignore_size(width: int, height: int) -> None:
    """The default of ``on_size``."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears the picture; every call comes on the picture's thread. ``emit`` may block: that is back-pressure."""

    emit: Callable[[list[Message]], object]
    on_size: Callable[[int, int], None] = _ignore_size
    on_gone: Callable[[], None] = _nothing_more


@dataclass(slots=True)
class _Orders:
    """What other threads want of the picture's thread; under the condition."""

    target: Target | None = None
    refresh: bool = False
    film: bool | None = None  # the viewer lost it: whether another makes sense
    paused: bool = False
    stopped: bool = False
    emitting: bool = False


class PictureThread:
    """The picture of one target for one viewer. ``start`` begins with Canvas and all of it."""

    def __init__(
        self,
        screen: Screen,
        target: Target,
        listener: Listener,
        tick: Callable[[], Tick],
        mask: Mask | None = None,
    ) -> None:
        self._screen = screen
        self._listener = listener
        self._mask = mask or NoMask()
        self._tick = tick
        self._work = Work(wake=self._wake)
        self._pace = Pace()
        self._frame = 0
        self._source: Source | None = None
        self._changed = Condition()
        self._orders = _Orders(target=target)
        self._thread = Thread(target=self._run, name="picture", daemon=True)

    # --- from any thread -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def drawn(self, frame: int, took: float = 0.0) -> None:
        """The viewer acknowledged a frame: drawn ``took`` seconds after it had come."""
        with self._changed:
            done = self._pace.drawn(frame, self._tick(), took)
        if done is not None and (timeline := trace.current()) is not None:
            timeline.trip(frame, done.at, done.size)
        self._wake()

    def touched(self, x: int, y: int) -> None:
        """The operator pressed the mouse or turned its wheel here: what changes there next goes before everything else."""
        self._work.echo_at(x, y, self._tick())

    def refresh(self) -> None:
        """The viewer has no picture: Canvas and all of it. What was under way is forgotten, and so is the line."""
        with self._changed:
            self._orders.refresh = True
            self._pace = Pace(self._pace.budget)
        self._wake()

    def film_lost(self, *, again: bool) -> None:
        """The viewer could not decode: begin a new film, or none any more."""
        with self._changed:
            self._orders.film = again
        self._wake()

    def keep_budget(self, budget: int | None) -> None:
        """So many bytes a second, over time; None: as much as the line carries."""
        with self._changed:
            self._pace.keep_budget(budget)
        self._wake()

    def change_target(self, target: Target) -> None:
        """Show something else from now on."""
        with self._changed:
            self._orders.target = target
        self._wake()

    def set_mask(self, mask: Mask) -> None:
        """Hide other things from the next grab on, and take what is newly hidden off the viewer's canvas."""
        with self._changed:
            self._mask = mask
            self._orders.refresh = True
        self._wake()

    def pause(self) -> bool:
        """Hand nothing more over until ``resume``. False when a hand-over that had begun has not come back yet."""
        with self._changed:
            self._orders.paused = True
            return self._changed.wait_for(lambda: not self._orders.emitting, STOP_SECONDS)

    def resume(self) -> None:
        """Go on, with what changed meanwhile."""
        with self._changed:
            self._orders.paused = False
        self._wake()

    def stop(self) -> bool:
        """No hand-over begins after this. False when one that had begun has not come back yet. Returns within STOP_SECONDS
        and stops for good; the thread ends by itself. May be called from any thread, any number of times.
        """
        with self._changed:
            self._orders.stopped = True
            self._changed.notify_all()
            done = self._changed.wait_for(lambda: not self._orders.emitting, STOP_SECONDS)
        self._wake()
        return done

    def join(self, timeout: float) -> bool:
        """Wait for the thread's end; whether it came."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
            source = self._source
            if source is not None:
                source.wake()

    # --- on its own thread ---------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._orders.stopped:
                self._obey()
                if self._source is None:
                    self._await_order()
                    continue
                self._cycle(self._source)
        finally:
            self._leave()

    def _await_order(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._orders.stopped or self._orders.target is not None)

    def _obey(self) -> None:
        with self._changed:
            target, self._orders.target = self._orders.target, None
            refresh, self._orders.refresh = self._orders.refresh, False
            film, self._orders.film = self._orders.film, None
        if target is not None:
            self._leave()
            try:
                source = self._screen.open(target)
            except MadoguchiError:
                self._listener.on_gone()
                return
            with self._changed:
                self._source = source
            self._begin(source)
        elif refresh and self._source is not None:
            self._begin(self._source)
        if film is not None:
            self._work.film.lost(again=film)

    def _begin(self, source: Source) -> None:
        self._work.begin(source.width, source.height)
        self._listener.on_size(source.width, source.height)

    def _cycle(self, source: Source) -> None:
        sends = not self._orders.paused and self._may_send()
        try:
            if sends:
                self._send(source)
            elif not self._orders.paused:
                self._work.hear(source.take(), self._tick())  # what moves is known as such however thin the line is
            source.wait(taking=sends)
        except TargetGone:
            sends = False  # or it changed its size between the damage and the grab
            self._work.owe_everything()  # what was painted and not handed over
        try:
            if source.resized:
                source.resize()
                self._begin(source)
        except TargetGone:
            sends = False
        if source.gone:
            self._leave()
            self._listener.on_gone()

    def _may_send(self) -> bool:
        with self._changed:
            return self._pace.room(self._tick()) > 0 or self._pace.has_small_room()

    def _send(self, source: Source) -> None:
        work = self._work
        with stage("hear"):
            work.hear(source.take(), self._tick())
        messages = work.news()
        if work.fresh:
            messages = work.opening()
        with self._changed:
            room = self._pace.room(self._tick())
            work.film.suit(self._pace.bandwidth)
        if room and not work.fresh:
            messages += work.paint(source, self._mask, room, self._tick())
        if messages:
            self._emit(messages, filled=work.is_behind)
            work.fresh = False
            if work.is_behind:
                source.wake()  # there may be room for more at once

    def _emit(self, messages: list[Message], *, filled: bool) -> None:
        self._frame = self._frame % FRAME_LIMIT + 1
        messages.append(FrameEnd(self._frame))
        with self._changed:
            if self._orders.stopped or self._orders.paused:
                self._work.owe_everything()
                return
            self._orders.emitting = True
            sent_at = self._tick()
            self._pace.sent(self._frame, sum(map(_size, messages)), filled=filled, now=sent_at)
        try:
            self._listener.emit(messages)
        finally:
            with self._changed:
                self._orders.emitting = False
                self._changed.notify_all()

    def _leave(self) -> None:
        with self._changed:
            source, self._source = self._source, None
        self._work.film.close()
        if source is not None:
            source.close()


def _size(message: Message) -> int:
    return len(message.payload()) + 5
