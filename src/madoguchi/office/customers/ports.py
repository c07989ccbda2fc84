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


@dataclass(frozen=True, slots=True)
class Customer:
    """A business that the provider supports."""

    id: CustomerId
    organisation: str
    kind: CustomerKind
    status: CustomerStatus
    systems: str  # what they use or will use, one a line
    created_at: Instant
    created_by: OperatorId


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a customer."""

    id: ContactId
    customer_id: CustomerId
    name: str
    phone: str
    email: str


class CustomerRecords(Protocol):
    def add(self, customer: Customer) -> None: ...
    def change(self, customer: Customer) -> None: ...
    def by_id(self, customer_id: CustomerId) -> Customer | None: ...
    def find(self, words: str, limit: int) -> list[Customer]: ...
    def add_contact(self, contact: Contact) -> None: ...
    def contact(self, contact_id: ContactId) -> Contact | None: ...
    def contacts_of(self, customer_id: CustomerId) -> list[Contact]: ...
