"""The stop hotkey as people write it: ``Ctrl+Alt+Q``. Pure. Article: 5.3"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Modifier(StrEnum):
    CTRL = "Ctrl"
    ALT = "Alt"
    SHIFT = "Shift"
    SUPER = "Super"


_SPELLED: Final = {
    "ctrl": Modifier.CTRL,
    "control": Modifier.CTRL,
    "alt": Modifier.ALT,
    "shift": Modifier.SHIFT,
    "super": Modifier.SUPER,
    "win": Modifier.SUPER,
    "meta": Modifier.SUPER,
}
KEYSYM_OF_NAME: Final = {
    **{f"F{number}": 0xFFBE + number - 1 for number in range(1, 13)},
    "Pause": 0xFF13,
    "Esc": 0xFF1B,
    "Space": 0x20,
    "End": 0xFF57,
    "Delete": 0xFFFF,
    "Insert": 0xFF63,
}
ALONE: Final = ("F9", "F10", "F11", "F12", "Pause")  # keys that may stand without a modifier


@dataclass(frozen=True, slots=True)
class Hotkey:
    """A key with modifiers; ``str`` writes it for people."""

    modifiers: frozenset[Modifier]
    key: str

    @classmethod
    def parse(cls, text: str) -> Hotkey:
        """Raises ValueError for what is no hotkey, or one that ordinary typing would press."""
        *before, last = (part.strip() for part in text.split("+"))
        modifiers = [_SPELLED.get(part.lower()) for part in before]
        if None in modifiers or len(set(modifiers)) != len(modifiers):
            raise ValueError(f"modifiers are Ctrl, Alt, Shift and Super, each once: {text!r}")
        key = last.upper() if len(last) == 1 else last.capitalize()
        if not (len(key) == 1 and key.isascii() and key.isalnum()) and key not in KEYSYM_OF_NAME:
            raise ValueError(f"no key of that name: {text!r}")
        held = frozenset(modifier for modifier in modifiers if modifier is not None)
        if not held - {Modifier.SHIFT} and key not in ALONE:
            raise ValueError(f"a hotkey needs Ctrl, Alt or Super: {text!r}")
        return cls(held, key)

    @property
    def keysym(self) -> int:
        """The X keysym of the key by itself."""
        return KEYSYM_OF_NAME.get(self.key, ord(self.key.lower()[0]))

    def __str__(self) -> str:
        return "+".join([*(modifier for modifier in Modifier if modifier in self.modifiers), self.key])


DEFAULT_HOTKEY: Final = Hotkey(frozenset({Modifier.CTRL, Modifier.ALT}), "Q")
