"""What an import would do to the register, line by line: new, changed, unchanged, or refused with the reason. Pure.

A line means the customer with its id; else the one with its 法人番号; else the one with its name (however it is typed). Lines of one
customer are further contacts. An empty cell changes nothing, and nothing is ever taken away. Guarantee: two plans with one digest
do the same. Article: 2.1, 2.2
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar

from madoguchi.base.canonical import Value, digest
from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language, Words
from madoguchi.office.customers.facts import ContactFacts, CustomerFacts, system_lines, unfit, unfit_contact
from madoguchi.office.customers.ports import (
    Contact,
    Customer,
    CustomerKind,
    CustomerStatus,
    CustomerSystem,
    SystemUse,
)
from madoguchi.office.customers.sheet import Sheet, SheetLine
from madoguchi.office.customers.words import KIND_KEYS, STATUS_KEYS
from madoguchi.office.ids import ContactId, CustomerId
from madoguchi.rules.corporate_number import plain_number
from madoguchi.rules.search_text import folded

E = TypeVar("E", bound=StrEnum)
FACTS: Final = ("organisation", "kana", "kind", "corporate_number", "status", "suspended_for", "systems", "planned")
CONTACT: Final = ("contact_name", "contact_kana", "contact_phone", "contact_email")


class What(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """``was`` is empty for what is new."""

    column: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """What one line does. ``customer`` and ``contact`` are those that stand in the register; None for new ones."""

    number: int
    what: What
    organisation: str
    fields: tuple[FieldChange, ...]
    group: str  # lines of one customer have one
    facts: CustomerFacts
    customer: CustomerId | None
    person: ContactFacts | None  # None: the line names nobody
    contact: ContactId | None


@dataclass(frozen=True, slots=True)
class RefusedLine:
    number: int
    column: str  # empty: the line as a whole
    why: Key
    told: tuple[str, ...]
    slots: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    lines: tuple[PlannedLine, ...]
    refused: tuple[RefusedLine, ...]

    def of(self, what: What) -> list[PlannedLine]:
        return [line for line in self.lines if line.what is what]

    @property
    def digest(self) -> str:
        """Of all that it does and of what it found."""
        rows: list[Value] = [
            [line.what, line.group, line.contact or "", [[one.column, one.was, one.becomes] for one in line.fields]]
            for line in self.lines
        ]
        return digest({"plan": rows, "refused": len(self.refused)})


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer as the register has it."""

    customer: Customer
    contacts: tuple[Contact, ...]
    systems: tuple[CustomerSystem, ...]

    def values(self) -> dict[str, str]:
        who = self.customer
        return {
            "organisation": who.organisation,
            "kana": who.kana,
            "kind": who.kind.value,
            "corporate_number": who.corporate_number,
            "status": who.status.value,
            "suspended_for": who.suspended_for,
            "systems": "\n".join(system.name for system in self.systems if system.use is SystemUse.IN_USE),
            "planned": "\n".join(system.name for system in self.systems if system.use is SystemUse.PLANNED),
        }


def plan(sheet: Sheet, register: list[Standing]) -> Plan:
    """What ``sheet`` does to ``register``."""
    planner = _Planner(register)
    refused = [RefusedLine(one.number, "", "customer_files.line.cells", one.told) for one in sheet.misfits]
    lines = []
    for line in sheet.lines:
        found = planner.line(line)
        if isinstance(found, RefusedLine):
            refused.append(found)
        else:
            lines.append(found)
    return Plan(tuple(lines), tuple(sorted(refused, key=lambda one: one.number)))


class _Planner:
    """Reads line after line, and remembers whom the lines before meant."""

    def __init__(self, register: list[Standing]) -> None:
        self._by_id = {one.customer.id: one for one in register}
        self._by_number: dict[str, list[Standing]] = {}
        self._by_name: dict[str, list[Standing]] = {}
        for one in register:
            if one.customer.corporate_number:
                self._by_number.setdefault(one.customer.corporate_number, []).append(one)
            self._by_name.setdefault(folded(one.customer.organisation), []).append(one)
        self._first: dict[str, tuple[int, CustomerFacts]] = {}  # of each group: its first line and what it says
        self._numbers: dict[str, str] = {}  # the group that takes a 法人番号
        self._people: dict[str, int] = {}  # the line that names a contact

    def line(self, line: SheetLine) -> PlannedLine | RefusedLine:
        standing = self._meant(line)
        if isinstance(standing, RefusedLine):
            return standing
        values = standing.values() if standing else _NEW
        facts = _facts(line, values)
        if isinstance(facts, RefusedLine):
            return facts
        group = standing.customer.id if standing else self._new_group(facts)
        if clash := self._clash(line, facts, standing, group):
            return clash
        person = self._person(line, standing, group)
        if isinstance(person, RefusedLine):
            return person
        self._first.setdefault(group, (line.number, facts))
        if facts.corporate_number:  # a blank is nobody's
            self._numbers.setdefault(facts.corporate_number, group)
        return _planned(line, standing, facts, person, group)

    def _meant(self, line: SheetLine) -> Standing | RefusedLine | None:
        """Whom the line means; None for a new customer."""
        if asked := line.cells.get("id"):
            found = self._by_id.get(CustomerId(asked.lower()))
            return found or _refused(line, "id", "customer_files.line.no_such_customer")
        number = plain_number(line.cells.get("corporate_number", ""))
        named = self._by_name.get(folded(line.cells.get("organisation", "")), [])
        candidates = self._by_number.get(number, []) if number else []
        if not candidates:
            candidates = [one for one in named if not number or one.customer.corporate_number in ("", number)]
        if len(candidates) > 1:
            return _refused(line, "id", "customer_files.line.several")
        return candidates[0] if candidates else None

    def _new_group(self, facts: CustomerFacts) -> str:
        """Lines of one new customer have its name; two numbers under one name are two customers."""
        group = f"new {folded(facts.organisation)}"
        number, first = facts.corporate_number, self._first.get(group)
        is_other = first is not None and number and first[1].corporate_number not in ("", number)
        return f"{group} {number}" if is_other else group

    def _clash(
        self, line: SheetLine, facts: CustomerFacts, standing: Standing | None, group: str
    ) -> RefusedLine | None:
        """What does not go with the register or with an earlier line."""
        first = self._first.get(group)
        if first is not None and first[1] != facts:
            return _refused(line, "", "customer_files.line.differs", line=first[0])
        number = facts.corporate_number
        if not number or (standing and standing.customer.corporate_number == number):
            return None
        if self._by_number.get(number) or self._numbers.get(number, group) != group:
            return _refused(line, "corporate_number", "customer_files.line.number_taken")
        return None

    def _person(
        self, line: SheetLine, standing: Standing | None, group: str
    ) -> tuple[ContactFacts | None, Contact | None] | RefusedLine:
        """Whom the line names, and who that is in the register."""
        first = self._first.get(group)
        typed: dict[str, str] = {name: line.cells[name] for name in CONTACT if name in line.cells}
        if not typed and (standing or first):
            return (None, None) if first is None else _refused(line, "", "customer_files.line.twice", line=first[0])
        found = _contact(typed, standing.contacts if standing else ())
        if found == "several":
            return _refused(line, "contact_name", "customer_files.line.several_contacts")
        assert not isinstance(found, str)
        before = (found.name, found.kana, found.phone, found.email) if found else ("", "", "", "")
        name, kana, phone, email = (typed.get(key, was) for key, was in zip(CONTACT, before, strict=True))
        person = ContactFacts(name=name, phone=phone, email=email, kana=kana)
        if wrong := unfit_contact(person):
            return _refused(line, wrong.field, wrong.why)
        who = f"{group}\n{found.id if found else folded(name)}"
        if (earlier := self._people.setdefault(who, line.number)) != line.number:
            return _refused(line, "contact_name", "customer_files.line.twice", line=earlier)
        return person, found


def _facts(line: SheetLine, values: dict[str, str]) -> CustomerFacts | RefusedLine:
    """What stands, with what the line says; or why it cannot be used."""
    cells = {name: line.cells[name] for name in FACTS if name in line.cells}
    kind = _KINDS.get(folded(cells.get("kind", values["kind"])))
    status = _STATUSES.get(folded(cells.get("status", values["status"])))
    if kind is None or status is None:
        return _refused(line, "kind" if kind is None else "status", "customer_files.line.word")
    said = values | cells
    facts = CustomerFacts(
        organisation=said.get("organisation", ""),
        kind=kind,
        status=status,
        systems=system_lines(said.get("systems", "")),
        planned=system_lines(said.get("planned", "")),
        kana=said.get("kana", ""),
        corporate_number=plain_number(said.get("corporate_number", "")),
        suspended_for=said.get("suspended_for", "") if status is CustomerStatus.SUSPENDED else "",
    )
    if wrong := unfit(facts):
        return _refused(line, wrong.field, wrong.why)
    return facts


def _contact(typed: dict[str, str], contacts: tuple[Contact, ...]) -> Contact | str | None:
    """The contact that is meant: the same in everything that is said, or the only one of that name."""
    named = [one for one in contacts if folded(one.name) == folded(typed.get("contact_name", ""))]
    same = [
        one
        for one in named
        if all(typed.get(name, was) == was for name, was in zip(CONTACT, _person_values(one), strict=True))
    ]
    if len(same) == 1 or len(named) <= 1:
        return next(iter(same or named), None)
    return "several"


def _planned(
    line: SheetLine,
    standing: Standing | None,
    facts: CustomerFacts,
    found: tuple[ContactFacts | None, Contact | None],
    group: str,
) -> PlannedLine:
    person, contact = found
    was = standing.values() if standing else dict.fromkeys(FACTS, "")
    was |= dict(zip(CONTACT, _person_values(contact) if contact else ("", "", "", ""), strict=True))
    becomes = {name: str(getattr(facts, name)) for name in FACTS}
    if person:
        becomes |= dict(zip(CONTACT, (person.name, person.kana, person.phone, person.email), strict=True))
    fields = tuple(
        FieldChange(name, was[name], becomes[name])
        for name in (*FACTS, *CONTACT)
        if name in becomes and was[name] != becomes[name]
    )
    what = What.NEW if standing is None else What.CHANGED if fields else What.UNCHANGED
    customer = standing.customer.id if standing else None
    who = contact.id if contact else None
    return PlannedLine(line.number, what, facts.organisation, fields, group, facts, customer, person, who)


def _person_values(contact: Contact) -> tuple[str, str, str, str]:
    return contact.name, contact.kana, contact.phone, contact.email


def _refused(line: SheetLine, column: str, why: Key, /, **slots: str | int) -> RefusedLine:
    return RefusedLine(line.number, column, why, line.told, slots)


def _told(keys: dict[E, Key]) -> dict[str, E]:
    told = {folded(member.value): member for member in keys}
    for language in Language:
        told |= {folded(Words(language)(key)): member for member, key in keys.items()}
    return told


_NEW: Final = {"kind": CustomerKind.COMPANY.value, "status": CustomerStatus.ACTIVE.value}
_KINDS: Final = _told(KIND_KEYS)
_STATUSES: Final = _told(STATUS_KEYS)
