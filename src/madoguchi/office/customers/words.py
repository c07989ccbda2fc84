"""The words of the register's closed lists, for pages and for files. Article: 2.1"""

from __future__ import annotations

from typing import Final

from madoguchi.base.word_keys import Key
from madoguchi.office.customers.ports import CustomerKind, CustomerStatus

KIND_KEYS: Final[dict[CustomerKind, Key]] = {
    CustomerKind.COMPANY: "office.kind.company",
    CustomerKind.SOLE_TRADER: "office.kind.sole_trader",
}
STATUS_KEYS: Final[dict[CustomerStatus, Key]] = {
    CustomerStatus.ACTIVE: "office.status.active",
    CustomerStatus.PROSPECTIVE: "office.status.prospective",
    CustomerStatus.SUSPENDED: "office.status.suspended",
}
