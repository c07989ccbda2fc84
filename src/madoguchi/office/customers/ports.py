"""What the register of customers needs of a store."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import ContactId, CustomerId, OperatorId


class CustomerKind(StrEnum):
    COMPANY = "company"  # 法人
    SOLE_TRADER = "sole_trader"  # 個人事業主


class CustomerStatus(StrEnum):
    ACTIVE = "active"  # 利用中
    PROSPECTIVE = "prospective"  # 利用予定
    SUSPENDED = "suspended"  # 停止中


class SystemUse(StrEnum):
    IN_USE = "in_use"  # 利用中
    PLANNED = "planned"  # 利用予定


@dataclass(frozen=True, slots=True)
class Customer:
    """A business that the provider supports."""

    id: CustomerId
    organisation: str
    kind: CustomerKind
    status: CustomerStatus
    created_at: Instant
    created_by: OperatorId
    kana: str = ""  # how the name is read
    corporate_number: str = ""  # 法人番号; empty when nobody said
    suspended_for: str = ""  # the reason; empty when not suspended
    search: str = ""  # rules.search_text of everything that it is found by


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a customer."""

    id: ContactId
    customer_id: CustomerId
    name: str
    phone: str
    email: str
    kana: str = ""
    removed_at: Instant | None = None  # no longer a contact; old cases still name them


@dataclass(frozen=True, slots=True)
class CustomerSystem:
    """One of the provider's systems that a customer uses or plans to use."""

    customer_id: CustomerId
    place: int
    name: str
    use: SystemUse


@dataclass(frozen=True, slots=True)
class CustomerNote:
    """What one of the provider's people wrote down about a customer."""

    id: str
    customer_id: CustomerId
    text: str
    at: Instant
    by: OperatorId


class CustomerRecords(Protocol):
    def add(self, customer: Customer) -> None: ...
    def change(self, customer: Customer) -> None: ...
    def by_id(self, customer_id: CustomerId) -> Customer | None: ...
    def by_ids(self, customer_ids: set[CustomerId]) -> dict[CustomerId, Customer]: ...
    def by_corporate_number(self, number: str) -> Customer | None: ...
    def find(self, words: tuple[str, ...], limit: int, skip: int = 0) -> list[Customer]:
        """Those whose search text has all ``words``, in the order of their reading."""
        ...

    def after(self, words: tuple[str, ...], last: Customer | None, limit: int) -> list[Customer]:
        """The same, those that come after ``last``."""
        ...

    def count(self, words: tuple[str, ...]) -> int: ...
    def everybody(self) -> list[Customer]: ...
    def every_contact(self) -> list[Contact]:
        """Those who still are."""
        ...

    def every_system(self) -> list[CustomerSystem]: ...
    def add_many(self, customers: list[Customer], contacts: list[Contact], systems: list[CustomerSystem]) -> None: ...
    def add_contact(self, contact: Contact) -> None: ...
    def change_contact(self, contact: Contact) -> None: ...
    def contact(self, contact_id: ContactId) -> Contact | None: ...
    def contacts_by_ids(self, contact_ids: set[ContactId]) -> dict[ContactId, Contact]: ...
    def contacts_of(self, customer_id: CustomerId) -> list[Contact]:
        """Those who still are."""
        ...

    def systems_of(self, customer_id: CustomerId) -> list[CustomerSystem]: ...
    def set_systems(self, customer_id: CustomerId, systems: list[CustomerSystem]) -> None: ...
    def add_note(self, note: CustomerNote) -> None: ...
    def notes_of(self, customer_id: CustomerId) -> list[CustomerNote]:
        """The newest first."""
        ...
