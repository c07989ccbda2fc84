"""What support covers and what it does not, in both languages, each line with its time. Article: 3.1

Guarantee: a line is ended, never changed or dropped, so it can be told of any day what was in scope; both are in the ledger.
"""

from __future__ import annotations

from typing import Final

from madoguchi.base.canonical import Value
from madoguchi.base.clock import Instant, iso
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.cases.ports import ScopeItem
from madoguchi.office.consent.decisions import Decided, write_decision
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

    def add(self, actor: Actor, ja: str, en: str, *, in_scope: bool, now: Instant) -> ScopeItem | BadField:
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
            self._decided(books, actor, "scope:published", item, now)
        return item

    def end(self, actor: Actor, item_id: str, now: Instant) -> NoSuchThing | None:
        """From now on it does not hold."""
        with self._shelf.writing() as books:
            item = next((one for one in books.cases.scope(now) if one.id == item_id), None)
            if item is None or not books.cases.end_scope_item(item_id, now):
                return NoSuchThing()
            self._decided(books, actor, "scope:ended", item, now)
        return None

    def _decided(self, books: Books, actor: Actor, kind: str, item: ScopeItem, now: Instant) -> None:
        told: dict[str, Value] = {"en": item.en, "in_scope": "yes" if item.in_scope else "no", "ja": item.ja}
        write_decision(books, self._entropy, actor, Decided(kind, item.id, iso(now), told), now)
