"""The register of customers. Article: 2.1"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, case, delete, func, insert, select, tuple_, update

from madoguchi.office.customers.ports import Contact, Customer, CustomerNote, CustomerSystem
from madoguchi.office.ids import ContactId, CustomerId
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.register import contacts, customer_notes, customer_systems, customers

ORDER: Final = (customers.c.kana == "", customers.c.kana, customers.c.organisation, customers.c.id)


class Customers(Register):
    def add(self, customer: Customer) -> None:
        self._do(insert(customers).values(**values_of(customer)))

    def change(self, customer: Customer) -> None:
        self._do(update(customers).where(customers.c.id == customer.id).values(**values_of(customer)))

    def by_id(self, customer_id: CustomerId) -> Customer | None:
        return self._one(Customer, select(customers).where(customers.c.id == customer_id))

    def by_ids(self, customer_ids: set[CustomerId]) -> dict[CustomerId, Customer]:
        query = select(customers).where(customers.c.id.in_(customer_ids))
        return {found.id: found for found in self._many(Customer, query)}

    def by_corporate_number(self, number: str) -> Customer | None:
        return self._one(Customer, select(customers).where(customers.c.corporate_number == number).limit(1))

    def everybody(self) -> list[Customer]:
        return self._many(Customer, select(customers).order_by(*ORDER))

    def every_contact(self) -> list[Contact]:
        query = select(contacts).where(contacts.c.removed_at.is_(None))
        return self._many(Contact, query.order_by(contacts.c.name, contacts.c.id))

    def every_system(self) -> list[CustomerSystem]:
        return self._many(CustomerSystem, select(customer_systems).order_by(customer_systems.c.place))

    def add_many(self, new: list[Customer], their_contacts: list[Contact], their_systems: list[CustomerSystem]) -> None:
        for table, records in ((customers, new), (contacts, their_contacts), (customer_systems, their_systems)):
            if records:
                self._connection.execute(insert(table), [values_of(record) for record in records])

    def find(self, words: tuple[str, ...], limit: int, skip: int = 0) -> list[Customer]:
        query = _having(select(customers), words).order_by(*ORDER).limit(limit).offset(skip)
        return self._many(Customer, query)

    def after(self, words: tuple[str, ...], last: Customer | None, limit: int) -> list[Customer]:
        nameless = case((customers.c.kana == "", 1), else_=0)
        order = (nameless, customers.c.kana, customers.c.organisation, customers.c.id)
        query = _having(select(customers), words).order_by(*order).limit(limit)
        if last is not None:
            query = query.where(tuple_(*order) > tuple_(int(not last.kana), last.kana, last.organisation, last.id))
        return self._many(Customer, query)

    def count(self, words: tuple[str, ...]) -> int:
        query = _having(select(func.count()).select_from(customers), words)
        return int(self._connection.execute(query).scalar_one())

    def add_contact(self, contact: Contact) -> None:
        self._do(insert(contacts).values(**values_of(contact)))

    def change_contact(self, contact: Contact) -> None:
        self._do(update(contacts).where(contacts.c.id == contact.id).values(**values_of(contact)))

    def contact(self, contact_id: ContactId) -> Contact | None:
        return self._one(Contact, select(contacts).where(contacts.c.id == contact_id))

    def contacts_by_ids(self, contact_ids: set[ContactId]) -> dict[ContactId, Contact]:
        query = select(contacts).where(contacts.c.id.in_(contact_ids))
        return {found.id: found for found in self._many(Contact, query)}

    def contacts_of(self, customer_id: CustomerId) -> list[Contact]:
        still = (contacts.c.customer_id == customer_id, contacts.c.removed_at.is_(None))
        return self._many(Contact, select(contacts).where(*still).order_by(contacts.c.name, contacts.c.id))

    def systems_of(self, customer_id: CustomerId) -> list[CustomerSystem]:
        query = select(customer_systems).where(customer_systems.c.customer_id == customer_id)
        return self._many(CustomerSystem, query.order_by(customer_systems.c.place))

    def set_systems(self, customer_id: CustomerId, systems: list[CustomerSystem]) -> None:
        self._connection.execute(delete(customer_systems).where(customer_systems.c.customer_id == customer_id))
        for system in systems:
            self._do(insert(customer_systems).values(**values_of(system)))

    def add_note(self, note: CustomerNote) -> None:
        self._do(insert(customer_notes).values(**values_of(note)))

    def notes_of(self, customer_id: CustomerId) -> list[CustomerNote]:
        query = select(customer_notes).where(customer_notes.c.customer_id == customer_id)
        return self._many(CustomerNote, query.order_by(customer_notes.c.at.desc(), customer_notes.c.id))


def _having(query: Select[Any], words: tuple[str, ...]) -> Select[Any]:
    for word in words:
        query = query.where(customers.c.search.contains(word, autoescape=True))
    return query
