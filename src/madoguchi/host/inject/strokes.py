"""Which key, with or without Shift, types a character: on the customer's own keyboard map where it can, else on a spare
keycode that is mapped for it. Pure.

A program looks a key up in the map that stands when it reads the key, not when the key was pressed. So a spare place is not
used for another character before every program had time to read the last one (REST_SECONDS), and as many characters
as there are places are mapped at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import category

from madoguchi.base.clock import Tick

REST_SECONDS: Final = 1.0
RETURN: Final = 0xFF0D
TAB: Final = 0xFF09
UNICODE: Final = 0x01000000
_CONTROLS: Final = {"\n": RETURN, "\t": TAB}


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key to press and let go."""

    keycode: int
    shift: bool


@dataclass(frozen=True, slots=True)
class Remap:
    """Give a keycode these two keysyms: plain, and with Shift (0: none)."""

    keycode: int
    plain: int
    shifted: int


@dataclass(frozen=True, slots=True)
class Wait:
    """No spare place is free before then."""

    until: Tick


def typable(text: str) -> str:
    """Line ends as one line feed; without control characters, which no key types."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter in _CONTROLS or category(letter) not in ("Cc", "Cs"))


def keysym(letter: str) -> int:
    """The keysym that programs understand best for a character."""
    if letter in _CONTROLS:
        return _CONTROLS[letter]
    code = ord(letter)
    return code if 0x20 <= code <= 0x7E or 0xA0 <= code <= 0xFF else UNICODE | code


class KeyMap:
    """The customer's keyboard map: keycode to its plain and shifted keysyms in the layout that is switched on."""

    def __init__(self, keys: Mapping[int, tuple[int, int]], *, caps_locked: bool) -> None:
        self._caps = caps_locked
        self._where: dict[int, Stroke] = {}
        for keycode, (plain, shifted) in sorted(keys.items()):
            pair = _is_case_pair(plain, shifted)
            for symbol, level in ((plain, False), (shifted, True)):
                if symbol == 0 or (caps_locked and not pair and _has_case(symbol)):
                    continue  # programs would make a capital of it
                self._where.setdefault(symbol, Stroke(keycode, level != (caps_locked and pair)))

    @property
    def caps_locked(self) -> bool:
        return self._caps

    def find(self, letter: str) -> Stroke | None:
        """How it is typed on this keyboard; None when it has no such key."""
        symbol = keysym(letter)
        return self._where.get(symbol) or self._where.get(UNICODE | ord(letter))


class Spares:
    """Spare keycodes, each with two places (plain and shifted), the one that rested longest taken first."""

    def __init__(self, keycodes: Sequence[int]) -> None:
        self._symbols: dict[tuple[int, bool], int] = {(code, shift): 0 for code in keycodes for shift in (False, True)}
        self._used: dict[tuple[int, bool], Tick] = dict.fromkeys(self._symbols, Tick(float("-inf")))

    @property
    def keycodes(self) -> tuple[int, ...]:
        """The spare keycodes, whether they are mapped or not."""
        return tuple(code for code, shift in self._symbols if not shift)

    def plan(self, letters: Iterable[str], now: Tick) -> tuple[list[Remap], int] | Wait:
        """Map as many of the first ``letters`` as there are rested places for: the keycodes to change and how many letters are
        covered. Wait when not even the first one has a place.
        """
        touched: set[int] = set()
        covered = 0
        for letter in letters:
            if self.find(letter, caps_locked=False) is None:
                places = self._rested(letter, now)
                if not places:
                    break
                for place, symbol in zip(places, _symbols_for(letter), strict=True):
                    self._symbols[place], self._used[place] = symbol, now
                    touched.add(place[0])
            self.used(letter, now)
            covered += 1
        if covered == 0:
            return Wait(Tick(max(min(self._used.values(), default=now) + REST_SECONDS, now + 0.05)))
        return [Remap(code, self._symbols[code, False], self._symbols[code, True]) for code in sorted(touched)], covered

    def find(self, letter: str, *, caps_locked: bool) -> Stroke | None:
        """Where it is mapped now."""
        symbol = keysym(letter)
        for (code, shift), there in self._symbols.items():
            if there == symbol:
                pair = _is_case_pair(self._symbols[code, False], self._symbols[code, True])
                return Stroke(code, shift != (caps_locked and pair))
        return None

    def used(self, letter: str, now: Tick) -> None:
        """Its key was just pressed."""
        symbol = keysym(letter)
        for place, there in self._symbols.items():
            if there == symbol:
                self._used[place] = now

    def forget(self) -> None:
        """The map was put back as it was, or somebody else changed it."""
        self._symbols = dict.fromkeys(self._symbols, 0)

    def _rested(self, letter: str, now: Tick) -> list[tuple[int, bool]]:
        """The places that rested longest, as many as the letter needs: a whole keycode for one that has capitals."""
        rested = [place for place in sorted(self._used, key=self._used.__getitem__) if self._has_rested(place, now)]
        if len(_symbols_for(letter)) == 1:
            return rested[:1]
        whole = [code for code, shift in rested if not shift and (code, True) in rested]
        return [(whole[0], False), (whole[0], True)] if whole else []

    def _has_rested(self, place: tuple[int, bool], now: Tick) -> bool:
        return now - self._used[place] >= REST_SECONDS


def _symbols_for(letter: str) -> list[int]:
    lower, upper = letter.lower(), letter.upper()
    if len(lower) == len(upper) == 1 and lower != upper:
        return [keysym(lower), keysym(upper)]
    return [keysym(letter)]


def _letter(symbol: int) -> str:
    if symbol & UNICODE:
        return chr(min(symbol & 0xFFFFFF, 0x10FFFF))
    return chr(symbol) if symbol <= 0xFF else ""


def _has_case(symbol: int) -> bool:
    letter = _letter(symbol)
    return letter.lower() != letter.upper()


def _is_case_pair(plain: int, shifted: int) -> bool:
    lower, upper = _letter(plain), _letter(shifted)
    return lower != upper and lower.upper() == upper and upper.lower() == lower
