"""The provider's people, as an administrator sees them: roles, closing and opening accounts, identities at the sign-in service.

Guarantee: whose account is closed, or whose role changes, is signed out everywhere at once; their running sessions end, their
numbers lead nowhere, and the relay is told to let their connections go (``Closer``). There is always one administrator who can
sign in; nobody closes or changes themselves. Article: 8.1, 9.1
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from madoguchi.base.clock import Instant
from madoguchi.office.books import Books, Shelf
from madoguchi.office.bus import Bus, Event, Topic
from madoguchi.office.deeds.ports import Act
from madoguchi.office.deeds.service import Asking, write_deed
from madoguchi.office.fields import line
from madoguchi.office.ids import Entropy, OperatorId
from madoguchi.office.operators.identity_ports import Identity
from madoguchi.office.operators.passkey_ports import Passkey
from madoguchi.office.operators.ports import Invitation, Operator, OperatorRole
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.office.sessions.leaving import leave_all
from madoguchi.office.sessions.ports import Closer

SUBJECT_LIMIT: Final = 255


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, with what an administrator may know of their ways in."""

    operator: Operator
    passkeys: tuple[Passkey, ...]
    identities: tuple[Identity, ...]
    seen_at: Instant | None

    @property
    def has_code(self) -> bool:
        return bool(self.operator.totp_sealed)

    @property
    def has_second_factor(self) -> bool:
        return self.has_code or bool(self.passkeys)


@dataclass(frozen=True, slots=True)
class Everybody:
    people: tuple[Person, ...]
    invitations: tuple[Invitation, ...]


class PeopleService:
    def __init__(self, shelf: Shelf, entropy: Entropy, bus: Bus, closer: Closer) -> None:
        self._shelf = shelf
        self._entropy = entropy
        self._bus = bus
        self._closer = closer

    def everybody(self, now: Instant) -> Everybody:
        """All people, and who is invited."""
        with self._shelf.reading() as books:
            seen = books.web_sessions.last_seen()
            people = tuple(_person(books, one, seen) for one in books.operators.everybody())
            return Everybody(people, tuple(books.invitations.live(now)))

    def get(self, operator_id: OperatorId) -> Person | NoSuchThing:
        with self._shelf.reading() as books:
            found = books.operators.by_id(operator_id)
            return _person(books, found, books.web_sessions.last_seen()) if found else NoSuchThing()

    def set_role(self, asking: Asking, operator_id: OperatorId, role: OperatorRole) -> NoSuchThing | BadField | None:
        """From now on; they sign in anew."""

        def change(books: Books, person: Operator) -> None:
            books.operators.set_role(person.id, role)
            write_deed(books, asking, Act.ROLE_CHANGED, f"{person.login}: {person.role.value} → {role.value}")

        with self._shelf.reading() as books:
            person = books.operators.by_id(operator_id)
        if person is not None and (person.subcontractor or role is OperatorRole.SUBCONTRACTOR):
            return BadField("role", "people.field.subcontractor")  # they are invited with their organisation
        return self._shut_out(asking, operator_id, change, "role", stays_admin=role is OperatorRole.ADMIN)

    def close(self, asking: Asking, operator_id: OperatorId) -> NoSuchThing | BadField | None:
        """No further sign-in; whatever is open ends."""

        def change(books: Books, person: Operator) -> None:
            books.operators.set_active(person.id, active=False)
            books.invitations.settle_of(person.id, asking.at)
            write_deed(books, asking, Act.PERSON_CLOSED, person.login)

        return self._shut_out(asking, operator_id, change, "person", stays_admin=False)

    def close_login(self, login: str, now: Instant) -> NoSuchThing | BadField | None:
        """The same by the command line of the server."""
        with self._shelf.reading() as books:
            found = books.operators.by_login(login)
        return self.close(Asking(None, "", now), found.id) if found else NoSuchThing()

    def open(self, asking: Asking, operator_id: OperatorId) -> NoSuchThing | None:
        """They may sign in again, with what they had."""
        with self._shelf.writing() as books:
            person = books.operators.by_id(operator_id)
            if person is None:
                return NoSuchThing()
            if not person.active:
                books.operators.set_active(person.id, active=True)
                write_deed(books, asking, Act.PERSON_OPENED, person.login)
        return None

    def link(self, asking: Asking, operator_id: OperatorId, issuer: str, subject: str) -> NoSuchThing | BadField | None:
        """This account of the sign-in service is theirs. One person has one; a link is never made by e-mail address."""
        if wrong := line("subject", subject, limit=SUBJECT_LIMIT):
            return wrong
        subject = subject.strip()
        with self._shelf.writing() as books:
            person = books.operators.by_id(operator_id)
            if person is None:
                return NoSuchThing()
            taken = books.identities.find(issuer, subject)
            if taken is not None and taken.operator_id != person.id:
                return BadField("subject", "people.field.subject_taken")
            assert asking.actor is not None
            books.identities.remove_all(person.id)
            books.identities.add(Identity(issuer, subject, person.id, asking.at, asking.actor.id))
            write_deed(books, asking, Act.IDENTITY_LINKED, person.login)
        return None

    def unlink(self, asking: Asking, operator_id: OperatorId) -> NoSuchThing | None:
        """The sign-in service opens nothing for them any more."""
        with self._shelf.writing() as books:
            person = books.operators.by_id(operator_id)
            if person is None or not books.identities.of(operator_id):
                return NoSuchThing()
            books.identities.remove_all(person.id)
            write_deed(books, asking, Act.IDENTITY_REMOVED, person.login)
        return None

    def _shut_out(
        self,
        asking: Asking,
        operator_id: OperatorId,
        change: Callable[[Books, Operator], None],
        field: str,
        *,
        stays_admin: bool,
    ) -> NoSuchThing | BadField | None:
        with self._shelf.writing() as books:
            person = books.operators.by_id(operator_id)
            if person is None:
                return NoSuchThing()
            if asking.actor is not None and asking.actor.id == person.id:
                return BadField(field, "people.field.yourself")
            if not stays_admin and _is_last_admin(books, person):
                return BadField(field, "people.field.last_admin")
            change(books, person)
            books.web_sessions.end_all(person.id, asking.at)
            routes = leave_all(books, self._entropy, person.id, asking.at)
        self._closer.close(routes)
        self._bus.publish(Event(Topic.OPERATOR_CLOSED, person.id))
        return None


def _is_last_admin(books: Books, person: Operator) -> bool:
    admins = [one for one in books.operators.everybody() if one.active and one.role is OperatorRole.ADMIN]
    return [one.id for one in admins] == [person.id]


def _person(books: Books, operator: Operator, seen: dict[OperatorId, Instant]) -> Person:
    return Person(
        operator,
        tuple(books.passkeys.of(operator.id)),
        tuple(books.identities.of(operator.id)),
        seen.get(operator.id),
    )
