"""The four switches: what is allowed now, by word, sign and shape; one press allows or takes back. Article: 5.2"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget

from madoguchi.base.word_keys import Key
from madoguchi.host.port import Allow, ShowBar, Withdraw
from madoguchi.host.ui import style
from madoguchi.host.ui.gate import Front
from madoguchi.host.ui.tile import Look, Tile
from madoguchi.wire.vocabulary import Access, Grant

NAMES: Final[dict[Access, Key]] = {
    Access.VIEW: "access.view",
    Access.CONTROL: "access.control",
    Access.CLIPBOARD: "access.clipboard",
    Access.FILES: "access.files",
}
STATES: Final[dict[Grant, tuple[str, Key, Look]]] = {
    Grant.NONE: ("none", "host.switch.none", Look(ink=style.INK_QUIET, edge=style.LINE, sign=style.LINE_STRONG)),
    Grant.ASKED: ("asked", "host.switch.asked", Look(paper=style.NOTE, edge=style.NOTE_LINE, sign=style.NOTE_LINE)),
    Grant.AGREED: ("agreed", "host.switch.agreed", Look(edge=style.ACCENT, sign=style.ACCENT)),
    Grant.HELD: ("held", "host.switch.held", Look(paper=style.ACCENT_PALE, edge=style.ACCENT, sign=style.ACCENT)),
}


class Switches(QWidget):
    def __init__(self, front: Front, see_question: Callable[[Access], None]) -> None:
        super().__init__()
        self._front = front
        self._see_question = see_question
        self._grants = dict.fromkeys(Access, Grant.NONE)
        self.tiles = {access: Tile(f"switch-{access.word}") for access in Access}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(style.TIGHT)
        for access, tile in self.tiles.items():
            tile.clicked.connect(lambda _checked=False, which=access: self._press(which))
            row.addWidget(tile)
        front.speech.tie_name(self, "host.switch.group")
        front.speech.tie(self, lambda _words: self._draw())

    def present(self, value: ShowBar) -> None:
        self._grants = {access: value.grants.get(access, Grant.NONE) for access in Access}
        self._draw()

    def forget(self) -> None:
        """All off: the session has just been stopped here."""
        self._grants = dict.fromkeys(Access, Grant.NONE)
        self._draw()

    def _press(self, access: Access) -> None:
        match self._grants[access]:
            case Grant.NONE:
                self._front.open(Allow(access))
            case Grant.ASKED:
                self._see_question(access)
            case Grant.AGREED | Grant.HELD:
                self._front.act(Withdraw(access))

    def _draw(self) -> None:
        words = self._front.speech.words
        room = tuple(words(state) for _sign, state, _look in STATES.values())
        for access, tile in self.tiles.items():
            sign, state, look = STATES[self._grants[access]]
            name = words(NAMES[access])
            tile.keep_room(room)
            tile.dress(sign, words(state), name, look)
            tile.setAccessibleName(words("host.switch.name", access=name, state=words(state)))
