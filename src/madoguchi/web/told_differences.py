"""What changed between two texts, arranged for a page: by the heading it stands under, without the marks of Markdown. Article: 12.1"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from madoguchi.rules.differences import Change, Kind, Piece, difference

_HEADING_MARK: Final = re.compile(r"^#{1,6}\s+")


@dataclass(frozen=True, slots=True)
class Told:
    """One change as the page shows it: without the marks of Markdown's headings, and as deep as it stands in its list."""

    kind: Kind
    pieces: tuple[Piece, ...]
    depth: int


@dataclass(frozen=True, slots=True)
class Section:
    """The changes under one heading."""

    heading: Told | None
    changes: tuple[Told, ...]
    has_changed: bool


@dataclass(frozen=True, slots=True)
class ToldDifference:
    """All of it, and how many paragraphs there are of each kind."""

    sections: tuple[Section, ...]
    counts: dict[str, int]

    @property
    def is_empty(self) -> bool:
        return not any(count for kind, count in self.counts.items() if kind != Kind.SAME.value)


def told_difference(old: str, new: str) -> ToldDifference:
    """Heavy for long texts: not on the event loop."""
    changes = difference(old, new)
    counts = {kind.value: sum(change.kind is kind for change in changes) for kind in Kind}
    return ToldDifference(tuple(_sections(changes)), counts)


def _sections(changes: Sequence[Change]) -> list[Section]:
    """The changes by the heading they stand under, so that an untouched article can be passed over."""
    groups: list[list[Change]] = []
    for change in changes:
        if change.is_heading or not groups:
            groups.append([])
        groups[-1].append(change)
    return [
        Section(
            _told(group[0]) if group[0].is_heading else None,
            tuple(_told(change) for change in group if not change.is_heading),
            any(change.kind is not Kind.SAME for change in group),
        )
        for group in groups
    ]


def _told(change: Change) -> Told:
    first, *rest = change.pieces
    bare = _HEADING_MARK.sub("", first.text)
    inward = len(bare) - len(bare.lstrip(" "))
    return Told(change.kind, (Piece(first.kind, bare.lstrip(" ")), *rest), min(inward // 2, 2))
