"""The register of customers. Article: 2.1"""

from __future__ import annotations

from sqlalchemy import insert, select, update

from madoguchi.office.customers.ports import Contact, Customer
from madoguchi.office.ids import ContactId, CustomerId
from madoguchi.store.records.rows import Register, values_of
from madoguchi.store.tables.register import contacts, customers


class Customers(Register):
    def add(self, customer: Customer) -> None:
        self._do(insert(customers).values(**values_of(customer)))

    def change(self, customer: Customer) -> None:
        self._do(update(customers).where(customers.c.id == customer.id).values(**values_of(customer)))

    def by_id(self, customer_id: CustomerId) -> Customer | None:
        return self._one(Customer, select(customers).where(customers.c.id == customer_id))

    def find(self, words: str, limit: int) -> list[Customer]:
        query = select(customers).order_by(customers.c.organisation).limit(limit)
        for word in words.split():
            query = query.where(customers.c.organisation.contains(word, autoescape=True))
        return self._many(Customer, query)

    def add_contact(self, contact: Contact) -> None:
        self._do(insert(contacts).values(**values_of(contact)))

    def contact(self, contact_id: ContactId) -> Contact | None:
        return self._one(Contact, select(contacts).where(contacts.c.id == contact_id))

    def contacts_of(self, customer_id: CustomerId) -> list[Contact]:
        return self._many(
            Contact, select(contacts).where(contacts.c.customer_id == customer_id).order_by(contacts.c.name)
        )
