"""The register as a file: shown before it is taken in, taken in whole or not at all, written out. Article: 2.1

Guarantee: what is taken in is what was shown. Everything is worked out before the transaction, so that ten thousand lines keep
nobody waiting; inside it the register is looked at again, and when it changed so that the plan is not the one that was seen,
nothing is done.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from madoguchi.base.clock import Instant
from madoguchi.base.words import Words
from madoguchi.office.actor import Actor
from madoguchi.office.books import Books, Shelf
from madoguchi.office.customers.facts import systems_of
from madoguchi.office.customers.plan import Plan, PlannedLine, Standing, What, plan
from madoguchi.office.customers.ports import Contact, Customer, CustomerSystem
from madoguchi.office.customers.service import blank_customer, contact_with, searched, with_facts
from madoguchi.office.customers.sheet import Sheet, Unreadable, headings, read_sheet, write_sheet
from madoguchi.office.customers.words import KIND_KEYS, STATUS_KEYS
from madoguchi.office.ids import CustomerId, Entropy


@dataclass(frozen=True, slots=True)
class Preview:
    """A file and what it would do."""

    sheet: Sheet
    plan: Plan


@dataclass(frozen=True, slots=True)
class Imported:
    """How many lines did what."""

    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class NotAsShown:
    """The register changed since, or a line is refused: nothing was done."""

    preview: Preview


class CustomerFiles:
    def __init__(self, shelf: Shelf, entropy: Entropy) -> None:
        self._shelf = shelf
        self._entropy = entropy

    def preview(self, data: bytes) -> Preview | Unreadable:
        """What the file would do now. Changes nothing."""
        sheet = read_sheet(data)
        if isinstance(sheet, Unreadable):
            return sheet
        with self._shelf.reading() as books:
            register = _register(books)
        return Preview(sheet, plan(sheet, register))

    def take_in(self, actor: Actor, data: bytes, shown: str, now: Instant) -> Imported | NotAsShown | Unreadable:
        """Do what was shown under the digest ``shown``: all of it, or nothing."""
        sheet = read_sheet(data)
        if isinstance(sheet, Unreadable):
            return sheet
        with self._shelf.reading() as books:
            register = _register(books)
        made = plan(sheet, register)
        if made.refused or made.digest != shown:
            return NotAsShown(Preview(sheet, made))
        fresh = _fresh(self._entropy, actor, made, now)
        with self._shelf.writing() as books:
            now_there = _register(books)
            if now_there != register:
                made = plan(sheet, now_there)
                if made.refused or made.digest != shown:
                    return NotAsShown(Preview(sheet, made))
            books.customers.add_many(fresh.customers, fresh.contacts, fresh.systems)
            _change_all(books, self._entropy, made, now_there)
        return Imported(len(made.of(What.NEW)), len(made.of(What.CHANGED)))

    def written(self, say: Words) -> bytes:
        """The whole register, a line for each contact."""
        with self._shelf.reading() as books:
            register = _register(books)
        rows = [headings(say)]
        for one in register:
            who, values = one.customer, one.values()
            values |= {"kind": say(KIND_KEYS[who.kind]), "status": say(STATUS_KEYS[who.status])}
            facts = (who.id, *values.values())
            rows += [[*facts, person.name, person.kana, person.phone, person.email] for person in one.contacts]
        return write_sheet(rows)


def _register(books: Books) -> list[Standing]:
    """Everybody, by three questions to the store."""
    contacts: dict[CustomerId, list[Contact]] = defaultdict(list)
    systems: dict[CustomerId, list[CustomerSystem]] = defaultdict(list)
    for contact in books.customers.every_contact():
        contacts[contact.customer_id].append(contact)
    for system in books.customers.every_system():
        systems[system.customer_id].append(system)
    return [Standing(one, tuple(contacts[one.id]), tuple(systems[one.id])) for one in books.customers.everybody()]


@dataclass(frozen=True, slots=True)
class _Fresh:
    """What the register has not got yet."""

    customers: list[Customer]
    contacts: list[Contact]
    systems: list[CustomerSystem]


def _groups(made: Plan) -> list[list[PlannedLine]]:
    """The lines of each customer."""
    groups: dict[str, list[PlannedLine]] = defaultdict(list)
    for line in made.lines:
        groups[line.group].append(line)
    return list(groups.values())


def _fresh(entropy: Entropy, actor: Actor, made: Plan, now: Instant) -> _Fresh:
    fresh = _Fresh([], [], [])
    for lines in _groups(made):
        first = lines[0]
        if first.customer is None:
            blank = blank_customer(entropy, actor, first.facts, now)
            people = [contact_with(entropy, blank.id, line.person) for line in lines if line.person]
            fresh.customers.append(searched(with_facts(blank, first.facts), people))
            fresh.contacts.extend(people)
            fresh.systems.extend(systems_of(blank.id, first.facts))
    return fresh


def _change_all(books: Books, entropy: Entropy, made: Plan, register: list[Standing]) -> None:
    standing = {one.customer.id: one for one in register}
    for lines in _groups(made):
        who = lines[0].customer
        if who is not None and any(line.what is What.CHANGED for line in lines):
            _change(books, entropy, standing[who], lines)


def _change(books: Books, entropy: Entropy, before: Standing, lines: list[PlannedLine]) -> None:
    """One customer of the register, with the contacts that the lines name."""
    who, facts = before.customer, lines[0].facts
    people = {person.id: person for person in before.contacts}
    for line in lines:
        if line.person is None:
            continue
        person = contact_with(entropy, who.id, line.person, line.contact)
        if line.contact is None:
            books.customers.add_contact(person)
        elif person != people[person.id]:
            books.customers.change_contact(person)
        people[person.id] = person
    systems = systems_of(who.id, facts)
    if tuple(systems) != before.systems:
        books.customers.set_systems(who.id, systems)
    books.customers.change(searched(with_facts(who, facts), list(people.values())))
