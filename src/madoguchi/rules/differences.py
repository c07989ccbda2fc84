"""What changed between two texts, told as a person would: by paragraph, then by sentence, then by character.

Guarantee: the parts marked SAME and REMOVED, read in order, are the old text's paragraphs; those marked SAME and ADDED are the
new one's. Nothing is left out and nothing is invented (the tests put both texts together again from the answer).

Japanese has no spaces between words, so inside a changed sentence each character is a unit of its own, while a Latin word or
a number is one unit; a lone particle left standing between two changes is marked with them, or nobody could read it.

Article: 12.1
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

ALIKE: Final = 0.45  # from here up two paragraphs or sentences are one that was changed, below it one went and one came

_BLOCK_START: Final = re.compile(r"\s*(?:#{1,6}\s|[-*+]\s|\d{1,3}[.)]\s|>|\|)")
_SENTENCE: Final = re.compile(r".+?(?:[。！？]+[」』）]*|[.!?]+(?=\s|$)|$)\s*", re.DOTALL)
_UNIT: Final = re.compile(r"[0-9A-Za-z_'’.,-]*[0-9A-Za-z]|\s+|.", re.DOTALL)


class Kind(StrEnum):
    """What happened to a paragraph or to a piece of it."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"  # of a paragraph only: its pieces say what


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text within a paragraph: SAME, ADDED or REMOVED."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One paragraph, heading or list item, with what happened to it."""

    kind: Kind
    pieces: tuple[Piece, ...]
    under: str  # the heading it stands under, in the new text (of a removed one: in the old)
    is_heading: bool

    def old(self) -> str:
        """The paragraph as it was; "" when it is new."""
        return "".join(piece.text for piece in self.pieces if piece.kind is not Kind.ADDED)

    def new(self) -> str:
        """The paragraph as it is; "" when it is gone."""
        return "".join(piece.text for piece in self.pieces if piece.kind is not Kind.REMOVED)


def paragraphs(text: str) -> list[str]:
    """The blocks of a Markdown text: headings, list items and paragraphs, each with its lines, without empty ones."""
    blocks: list[str] = []
    is_open = False
    for line in text.split("\n"):
        if not line.strip():
            is_open = False
        elif not is_open or _BLOCK_START.match(line):
            blocks.append(line.rstrip())
            is_open = not line.lstrip().startswith("#")
        else:
            blocks[-1] += "\n" + line.rstrip()
    return blocks


def difference(old: str, new: str) -> list[Change]:
    """Every paragraph of both texts in reading order, with what happened to it."""
    changes: list[Change] = []
    under = {Kind.ADDED: "", Kind.REMOVED: ""}
    for before, after in _pairs(paragraphs(old), paragraphs(new)):
        pieces = _merged(_pieces(before, after))
        block = after if after is not None else before
        assert block is not None
        heading = re.match(r"#{1,6}\s+(.*)", block)
        if heading:
            under[Kind.ADDED if after is not None else Kind.REMOVED] = heading[1]
            if before is not None:
                under[Kind.REMOVED] = heading[1]
        stands = under[Kind.REMOVED if after is None else Kind.ADDED]
        changes.append(Change(_kind(before, after), pieces, stands, heading is not None))
    return changes


def _kind(before: str | None, after: str | None) -> Kind:
    if before is None:
        return Kind.ADDED
    if after is None:
        return Kind.REMOVED
    return Kind.SAME if before == after else Kind.CHANGED


def _pieces(before: str | None, after: str | None) -> Iterator[Piece]:
    """The pieces of one paragraph, by its sentences."""
    if before is None or after is None or before == after:
        kind = _kind(before, after)
        yield Piece(kind, after if after is not None else before or "")
        return
    for was, now in _pairs(_SENTENCE.findall(before), _SENTENCE.findall(after)):
        if was is None or now is None or was == now:
            yield Piece(_kind(was, now), now if now is not None else was or "")
        else:
            yield from _by_unit(_UNIT.findall(was), _UNIT.findall(now))


def _by_unit(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """The pieces of one changed sentence. A short unchanged run between two changes is told as changed."""
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for at, (step, a, b, c, d) in enumerate(steps):
        was, now = "".join(old[a:b]), "".join(new[c:d])
        if step == "equal" and not (0 < at < len(steps) - 1 and b - a <= 2 and len(was) <= 2):
            yield Piece(Kind.SAME, now)
            continue
        if was:
            yield Piece(Kind.REMOVED, was)
        if now:
            yield Piece(Kind.ADDED, now)


def _merged(pieces: Iterator[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind as one piece; between two unchanged pieces what went stands before what came."""
    merged: list[Piece] = []
    went = came = ""

    def close() -> None:
        nonlocal went, came
        merged.extend(Piece(kind, text) for kind, text in ((Kind.REMOVED, went), (Kind.ADDED, came)) if text)
        went = came = ""

    for piece in pieces:
        if piece.kind is Kind.REMOVED:
            went += piece.text
        elif piece.kind is Kind.ADDED:
            came += piece.text
        else:
            close()
            if merged and merged[-1].kind is Kind.SAME:
                merged[-1] = Piece(Kind.SAME, merged[-1].text + piece.text)
            else:
                merged.append(piece)
    close()
    return tuple(merged)


def _pairs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Both sequences side by side, in order: equal ones together, changed ones together, others alone."""
    for step, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            yield from zip(old[a:b], new[c:d], strict=True)
        else:
            yield from _aligned(old[a:b], new[c:d])


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """The pairing of two runs, in order, that joins the most likeness; only what is ALIKE is joined."""
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    likeness = [[_likeness(was, now) for now in new] for was in old]
    for a in range(len(old) - 1, -1, -1):
        for c in range(len(new) - 1, -1, -1):
            joined = likeness[a][c] + best[a + 1][c + 1] if likeness[a][c] >= ALIKE else 0.0
            best[a][c] = max(joined, best[a + 1][c], best[a][c + 1])
    a = c = 0
    while a < len(old) or c < len(new):
        can_join = a < len(old) and c < len(new) and likeness[a][c] >= ALIKE
        if can_join and best[a][c] == likeness[a][c] + best[a + 1][c + 1]:
            yield old[a], new[c]
            a, c = a + 1, c + 1
        elif a < len(old) and (c == len(new) or best[a + 1][c] >= best[a][c + 1]):
            yield old[a], None
            a += 1
        else:
            yield None, new[c]
            c += 1


def _likeness(was: str, now: str) -> float:
    """0 for nothing in common, 1 for equal."""
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
