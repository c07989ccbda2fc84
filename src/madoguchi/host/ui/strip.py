"""The bar's one line: who is watching, the switches, time and data, the drawers, and 終了. Article: 5.2, 5.3, 6.2"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.host.port import ShowBar
from madoguchi.host.ui import style
from madoguchi.host.ui.fees import meter_text
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.parts import Elided, Mark, Text, across, down
from madoguchi.host.ui.plain import plain
from madoguchi.host.ui.switches import Switches
from madoguchi.host.ui.tile import STOP, Look, Tile
from madoguchi.host.ui.wording import at_most
from madoguchi.wire.vocabulary import Access, Grant, Pause

PAUSES: Final[dict[Pause, Key]] = {
    Pause.NONE: "host.pause.none",
    Pause.CUSTOMER_INPUT: "host.pause.customer_input",
    Pause.QUESTION: "host.pause.question",
    Pause.LINK: "host.pause.link",
    Pause.CUSTOMER_PAUSED: "host.pause.customer_paused",
    Pause.SCREEN_LOCKED: "host.pause.screen_locked",
    Pause.OWN_WINDOW: "host.pause.own_window",
    Pause.OFF_HOURS: "host.pause.off_hours",
    Pause.DATA_LIMIT: "host.pause.data_limit",
}
OPEN: Final = Look(paper=style.ACCENT_PALE, edge=style.ACCENT)
NUDGE: Final = 32  # pixels for one arrow key


def state_of(value: ShowBar) -> Key:
    """What is happening now, in one plain sentence."""
    if not value.link_up:
        return "host.pause.link"
    seen = value.grants.get(Access.VIEW) is Grant.HELD
    controlled = value.grants.get(Access.CONTROL) is Grant.HELD
    if value.pause in {Pause.CUSTOMER_PAUSED, Pause.DATA_LIMIT} or (controlled and value.pause is not Pause.NONE):
        return PAUSES[value.pause]
    if controlled:
        return "host.bar.controlling"
    return "host.bar.viewing" if seen else "host.bar.nothing"


class Grip(Mark):
    """Where the bar is taken hold of: by the mouse, or by the arrow keys when it has the focus."""

    moved = Signal(QPoint)

    def __init__(self, front: Front) -> None:
        super().__init__("grip", style.LINE_STRONG, 28)
        self.setFixedHeight(48)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._from: QPoint | None = None
        front.speech.tie_name(self, "host.bar.move")

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (the toolkit's name)
        self._from = event.globalPosition().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802  (the toolkit's name)
        if self._from is not None:
            now = event.globalPosition().toPoint()
            self.moved.emit(now - self._from)
            self._from = now

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802  (the toolkit's name)
        self._from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  (the toolkit's name)
        keys = Qt.Key
        steps = {keys.Key_Left: (-1, 0), keys.Key_Right: (1, 0), keys.Key_Up: (0, -1), keys.Key_Down: (0, 1)}
        step = steps.get(keys(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.moved.emit(QPoint(step[0] * NUDGE, step[1] * NUDGE))


class Strip(QFrame):
    """Draws the line; says by signals which of its buttons was pressed."""

    def __init__(self, front: Front, switches: Switches, *, demo: bool) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self._front = front
        self._value: ShowBar | None = None
        self._stopped = False
        self._compact = False
        self._shown_open: tuple[str | None, int] = (None, 0)
        self.paused = False
        self.switches = switches
        self.grip = Grip(front)
        self.who = Elided("strong", least=130, ems=16.5)
        self.state = Elided("small", least=130, ems=16.5)
        self.time = Text("strong", wrap=False)
        self.data = Text("small", wrap=False)
        self.pause, self.chat, self.files, self.details, self.stop = (
            Tile(name) for name in ("pause", "chat", "files", "details", "stop")
        )
        self._drawers: tuple[tuple[Tile, Key], ...] = (
            (self.chat, "host.bar.chat"),
            (self.files, "host.bar.files"),
            (self.details, "host.bar.details"),
        )
        self._build(demo)
        front.speech.tie(self, self._say)

    def _build(self, demo: bool) -> None:
        row = across(style.SMALL)
        row.setContentsMargins(style.TIGHT, style.TIGHT, style.TIGHT, style.TIGHT)
        row.addWidget(self.grip)
        if demo:
            chip = Text("demo", wrap=False)
            chip.setObjectName("demo")
            self._front.speech.tie_text(chip, "host.demo_short")
            row.addWidget(chip)
        who, used = down(0), down(0)
        who.addStretch(1)
        who.addWidget(self.who)
        who.addWidget(self.state)
        who.addStretch(1)
        used.addStretch(1)
        for label in (self.time, self.data):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            used.addWidget(label)
        used.addStretch(1)
        row.addLayout(who, 1)
        row.addWidget(self.switches)
        row.addLayout(used)
        tools: tuple[QWidget, ...] = (self.pause, self.chat, self.files, self.details)
        tight = across(2)
        for tile in tools:
            tight.addWidget(tile)
        row.addLayout(tight)
        row.addWidget(self.stop)
        self.setLayout(row)

    def present(self, value: ShowBar) -> None:
        self._value = value
        if value.pause is Pause.CUSTOMER_PAUSED:
            self.paused = True
        elif value.pause is Pause.NONE:
            self.paused = False
        self.switches.present(value)
        self._say(self._front.speech.words)

    def fit_into(self, width: int) -> None:
        """On a narrow screen the words under the tools and the sums go; they stand in the particulars too."""
        self._be_compact(False)
        if self.minimumSizeHint().width() > width:
            self._be_compact(True)

    def _be_compact(self, compact: bool) -> None:
        if compact != self._compact:
            self._compact = compact
            self.time.setVisible(not compact)
            self.data.setVisible(not compact)
            self._say(self._front.speech.words)
            self.show_open(*self._shown_open)

    def begin(self) -> None:
        """A new session."""
        self._stopped = False
        self.paused = False
        for tile in (self.pause, self.chat, self.files, self.details, self.stop):
            tile.setEnabled(True)
        self.switches.setEnabled(True)

    def show_stopped(self) -> None:
        """The customer pressed 終了: nothing is allowed any more, whatever arrives from now on."""
        self._stopped = True
        self.switches.forget()
        self.switches.setEnabled(False)
        for tile in (self.pause, self.chat, self.files, self.stop):
            tile.setEnabled(False)
        self._say(self._front.speech.words)

    def show_open(self, drawer: str | None, unread: int) -> None:
        """Which drawer is open, and how many lines wait to be read."""
        words = self._front.speech.words
        self._shown_open = (drawer, unread)
        for tile, key in self._drawers:
            name = tile.objectName()
            text = words(key)
            tile.dress(name, "", "" if self._compact else text, OPEN if drawer == name else Look())
            state = words("host.bar.open" if drawer == name else "host.bar.shut", name=text)
            tile.setAccessibleName(state)
        self.chat.badge(unread)
        if unread:
            self.chat.setAccessibleName(words("host.bar.unread", count=unread))

    def _say(self, words: Words) -> None:
        value = self._value
        pause = "" if self._compact else words("host.bar.resume" if self.paused else "host.bar.pause")
        self.pause.dress("play" if self.paused else "pause", "", pause)
        self.pause.setAccessibleName(words("host.bar.resume_long" if self.paused else "host.bar.pause_long"))
        hotkey = "" if value is None else plain(value.hotkey, 24)
        self.stop.dress("stop", words("host.bar.stop"), hotkey, STOP)
        self.stop.setAccessibleName(words("host.bar.stop_long", hotkey=hotkey))
        if value is None:
            return
        caller = value.caller
        self.who.setText(
            words("host.bar.who", operator=plain(caller.operator, 80), organisation=plain(caller.organisation, 80))
        )
        self.state.setText(words("host.bar.stopping" if self._stopped else state_of(value)))
        self.time.setText(meter_text(words, value.seconds, value.meter))
        self.data.setText(at_most(words, value.bytes_used))
