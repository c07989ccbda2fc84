"""Who a person is at the provider's sign-in service. Article: 8.1"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from madoguchi.base.clock import Instant
from madoguchi.office.ids import OperatorId


@dataclass(frozen=True, slots=True)
class Identity:
    """``subject`` as ``issuer`` names it: both together are somebody, an e-mail address is nobody."""

    issuer: str
    subject: str
    operator_id: OperatorId
    linked_at: Instant
    linked_by: OperatorId


class IdentityRecords(Protocol):
    def add(self, identity: Identity) -> None: ...
    def find(self, issuer: str, subject: str) -> Identity | None: ...
    def of(self, operator_id: OperatorId) -> list[Identity]: ...
    def remove_all(self, operator_id: OperatorId) -> None: ...
