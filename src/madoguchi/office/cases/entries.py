"""Writing into a case's timeline, within the caller's transaction; whoever watches is told. Article: 1.2, 7.2"""

from __future__ import annotations

from madoguchi.base.clock import Instant
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books
from madoguchi.office.bus import Topic
from madoguchi.office.cases.ports import Case, CaseEntry, EntryKind
from madoguchi.office.ids import Entropy, OperatorId, fresh


def note_down(
    books: Books,
    entropy: Entropy,
    actor: Actor | OperatorId,
    case: Case,
    now: Instant,
    *,
    kind: EntryKind,
    text: str = "",
    word: str = "",
) -> CaseEntry:
    """One line, for ever. ``case`` has come through ``open_case``, was just made, or goes back of itself."""
    by = actor.id if isinstance(actor, Actor) else actor
    entry = CaseEntry(fresh(entropy), case.id, now, kind, text, by, word)
    books.cases.add_entry(entry)
    books.tell(Topic.CASE, case.id)
    return entry
