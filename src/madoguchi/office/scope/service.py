"""What support covers and what it does not, in both languages, each line with its time. Article: 3.1

Guarantee: a line is ended, never changed or dropped, so it can be told of any day what was in scope.
"""

from __future__ import annotations

from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.books import Shelf
from madoguchi.office.cases.ports import ScopeItem
from madoguchi.office.fields import line
from madoguchi.office.ids import Entropy, fresh
from madoguchi.office.refusals import BadField, NoSuchThing

MOST: Final = 200


class ScopeService:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    def items(self, at: Instant) -> list[ScopeItem]:
        """Those that held at ``at``: what is covered first."""
        with self._shelf.reading() as books:
            return books.cases.scope(at)

    def add(self, ja: str, en: str, *, in_scope: bool, now: Instant) -> ScopeItem | BadField:
        if wrong := line("ja", ja) or line("en", en):
            return wrong
        item = ScopeItem(fresh(self._entropy), in_scope, ja.strip(), en.strip(), now, None)
        with self._shelf.writing() as books:
            standing = books.cases.scope(now)
            if len(standing) >= MOST:
                return BadField("ja", "scope.field.full")
            if any(one.ja == item.ja for one in standing):
                return BadField("ja", "scope.field.there")
            books.cases.add_scope_item(item)
        return item

    def end(self, item_id: str, now: Instant) -> NoSuchThing | None:
        """From now on it does not hold."""
        with self._shelf.writing() as books:
            return None if books.cases.end_scope_item(item_id, now) else NoSuchThing()
