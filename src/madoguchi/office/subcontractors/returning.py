"""Taking cases back: at the second when a time box or a paper ends, whoever notices.

Guarantee, as long as ``look`` is called twice a second: within two seconds of that second the sessions under the case are over, its
numbers lead nowhere, both ends are let go of by the relay, and the case is with whoever gave it; when the organisation is not in force
any more its people are signed out besides. Requests are refused from the second itself (standing.py), also by a process that does not
look. What ended while nothing ran is settled at the first look; each end is written down once, whichever process comes first; the
others hear of it from the record of who did what (office/operators/closings.py). Article: 9.1, 9.2
"""

from __future__ import annotations

from dataclasses import replace

from madoguchi.base.canonical import Document
from madoguchi.base.clock import Instant, iso
from madoguchi.office.books import Books, Shelf
from madoguchi.office.bus import Bus, Event, Topic
from madoguchi.office.cases.entries import note_down
from madoguchi.office.cases.ports import EntryKind
from madoguchi.office.consent.book import write_event
from madoguchi.office.deeds.ports import Act
from madoguchi.office.deeds.service import Asking, write_deed
from madoguchi.office.ids import Entropy
from madoguchi.office.operators.ports import Operator
from madoguchi.office.sessions.leaving import leave_all
from madoguchi.office.sessions.ports import Closer
from madoguchi.office.subcontractors.ports import Assignment, Paper, Why
from madoguchi.office.subcontractors.standing import force_ends


class Returns:
    def __init__(self, shelf: Shelf, entropy: Entropy, bus: Bus, closer: Closer) -> None:
        self._shelf = shelf
        self._entropy = entropy
        self._bus = bus
        self._closer = closer

    def look(self, now: Instant) -> None:
        """Call it from one thread at a time."""
        with self._shelf.reading() as books:
            if not (books.subcontractors.ended_papers(now) or over_assignments(books, now) or _outlasting(books, now)):
                return
        routes: list[bytes] = []
        with self._shelf.writing() as books:
            for paper in books.subcontractors.ended_papers(now):
                if books.subcontractors.note_end(paper.id, now):
                    write_event(books, self._entropy, now, kind="paper:expired", about=paper.id, body=paper_body(paper))
            asking = Asking(None, "", now)
            for assignment, why in over_assignments(books, now):
                routes += return_case(books, self._entropy, asking, assignment, why)
            outside = _outlasting(books, now)
            for person in outside:
                books.web_sessions.end_all(person.id, now)
                routes += leave_all(books, self._entropy, person.id, now)
                write_deed(books, asking, Act.SUBCONTRACTOR_SHUT_OUT, person.login)
        if routes:
            self._closer.close(sorted(set(routes)))
        for person in outside:
            self._bus.publish(Event(Topic.OPERATOR_CLOSED, person.id))


def over_assignments(books: Books, now: Instant) -> list[tuple[Assignment, Why]]:
    """What must go back now, and why."""
    found: list[tuple[Assignment, Why]] = []
    for assignment in books.subcontractors.open_assignments():
        person = books.operators.by_id(assignment.operator_id)
        assert person is not None, "accounts are closed, never removed"
        if not person.active:
            found.append((assignment, Why.ACCOUNT))
        elif person.subcontractor_id is None or force_ends(books, person.subcontractor_id, now) is None:
            found.append((assignment, Why.PAPERS))
        elif now >= assignment.ends_at:
            found.append((assignment, Why.TIME_OVER))
    return found


def return_case(books: Books, entropy: Entropy, asking: Asking, assignment: Assignment, why: Why) -> list[bytes]:
    """End it, once, into the open books; the routes at the relay that nobody may use any more."""
    now = asking.at
    if not books.subcontractors.end_assignment(assignment.id, now, why):
        return []
    case = books.cases.by_id(assignment.case_id)
    person, giver = books.operators.by_id(assignment.operator_id), books.operators.by_id(assignment.given_by)
    assert case is not None
    assert person is not None
    assert giver is not None
    routes = leave_all(books, entropy, person.id, now, case_id=case.id)
    if why is not Why.CHANGED:
        books.cases.remove_member(case.id, person.id)
        books.cases.add_member(case.id, giver.id, now)  # somebody of our own is on it
        if case.assignee_id == person.id:
            case = replace(case, assignee_id=giver.id)
            books.cases.change(case)
        by = asking.actor.id if asking.actor else giver.id
        note_down(books, entropy, by, case, now, kind=EntryKind.RETURNED, text=person.name, word=why.value)
    body: Document = {"assignment": assignment.id, "case": case.reference, "operator": person.name, "why": why.value}
    write_event(books, entropy, now, kind="assignment:ended", about=case.id, body=body)
    write_deed(books, asking, Act.ASSIGNMENT_ENDED, f"/office/cases/{case.id}")
    return routes


def paper_body(paper: Paper) -> Document:
    """What the ledger says of a paper: no names."""
    return {
        "expires": iso(paper.expires_at),
        "paper": paper.kind.value,
        "reference": paper.reference,
        "subcontractor": paper.subcontractor_id,
    }


def _outlasting(books: Books, now: Instant) -> list[Operator]:
    """People with an open browser whose organisation is not in force any more."""
    return [
        one
        for one in books.subcontractors.signed_in()
        if one.subcontractor_id is None or force_ends(books, one.subcontractor_id, now) is None
    ]
