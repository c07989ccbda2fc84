"""Writing and reading who did what.

Guarantee: what changes a person is written in the same transaction as the change; every other act is written before its answer
leaves (web/deeds.py). Nobody can change or remove a line. Article: 8.1
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.deeds.ports import Act, Deed, DeedsWanted
from madoguchi.office.operators.ports import Operator

PAGE: Final = 100
ABOUT_LIMIT: Final = 200


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks for something, from which network address, and when. Nobody's name: the command line of the server."""

    actor: Actor | None
    address: str
    at: Instant


@dataclass(frozen=True, slots=True)
class DeedPage:
    """Some of the deeds, the newest first. ``older``: where the next page begins; None on the last one."""

    deeds: tuple[Deed, ...]
    older: int | None


def write_deed(books: Books, asking: Asking, act: Act, about: str) -> None:
    """One line, in the transaction of what it tells of."""
    write_of(books, asking.actor, act, about, asking.address, asking.at)


def write_of(books: Books, who: Actor | Operator | None, act: Act, about: str, address: str, at: Instant) -> None:
    """The same for somebody who is not signed in yet, or no more."""
    number = books.deeds.last_number() + 1
    books.deeds.add(
        Deed(number, at, who.id if who else None, who.login if who else "", act, about[:ABOUT_LIMIT], address[:64])
    )


class DeedService:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def note(self, asking: Asking, act: Act, about: str) -> None:
        """Write that it was done."""
        with self._shelf.writing() as books:
            write_deed(books, asking, act, about)

    def page(self, wanted: DeedsWanted) -> DeedPage:
        """A hundred at a time."""
        with self._shelf.reading() as books:
            found = books.deeds.find(wanted, PAGE + 1)
        return DeedPage(tuple(found[:PAGE]), found[PAGE - 1].number if len(found) > PAGE else None)
