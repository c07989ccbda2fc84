"""The doors of the API for other programs: each is the door of the page that does the same, and needs a scope besides.

Guarantee: who may come in stands in the table of doors alone; a key can narrow that and never widen it. An address without a row
stops the start. Article: 8.3
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

from madoguchi.base.word_keys import Key
from madoguchi.office.api_keys.ports import Scope
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.web.doors import DOORS, ROLES, Who

Door: TypeAlias = tuple[str, str]  # method and path, as the tables spell them
V1: Final = "/api/v1"


@dataclass(frozen=True, slots=True)
class ApiDoor:
    scope: Scope | None  # None: for everybody, without a key
    like: Door
    told: Key  # what it does, in the documentation

    @property
    def who(self) -> Who:
        return DOORS[self.like]

    def lets_in(self, role: OperatorRole) -> bool:
        return role is not OperatorRole.SUBCONTRACTOR and role in ROLES.get(self.who, frozenset())  # they have no keys


_CUSTOMERS: Final = Scope.CUSTOMERS_READ
_REGISTER: Final = Scope.CUSTOMERS_WRITE
_CUSTOMER: Final = ("GET", "/office/customers/{customer}")
_CASE: Final = ("GET", "/office/cases/{case}")
_STATEMENT: Final = ("GET", "/office/statements/{number}")
_DRAFT: Final = "/office/statements/draft/{customer}/{month}"

_ROWS: Final[tuple[tuple[str, str, Scope | None, Door, Key], ...]] = (
    ("GET", "/customers", _CUSTOMERS, ("GET", "/office/customers"), "api.op.customers"),
    ("POST", "/customers", _REGISTER, ("POST", "/office/customers/new"), "api.op.register"),
    ("GET", "/customers/{customer}", _CUSTOMERS, _CUSTOMER, "api.op.customer"),
    ("PUT", "/customers/{customer}", _REGISTER, ("POST", "/office/customers/{customer}"), "api.op.change"),
    ("POST", "/customers/{customer}/suspend", _REGISTER, ("POST", "/office/customers/{customer}"), "api.op.suspend"),
    ("POST", "/customers/{customer}/contacts", _REGISTER, ("POST", "/office/customers/{customer}/contacts"),
     "api.op.add_contact"),
    ("PUT", "/customers/{customer}/contacts/{contact}", _REGISTER,
     ("POST", "/office/customers/{customer}/contacts/{contact}"), "api.op.change_contact"),
    ("DELETE", "/customers/{customer}/contacts/{contact}", _REGISTER,
     ("POST", "/office/customers/{customer}/contacts/{contact}/remove"), "api.op.remove_contact"),
    ("GET", "/customers/{customer}/notes", _CUSTOMERS, _CUSTOMER, "api.op.notes"),
    ("POST", "/customers/{customer}/notes", _REGISTER, ("POST", "/office/customers/{customer}/notes"),
     "api.op.add_note"),
    ("GET", "/cases", Scope.CASES_READ, ("GET", "/office/cases"), "api.op.cases"),
    ("POST", "/cases", Scope.CASES_WRITE, ("POST", "/office/cases/new"), "api.op.open_case"),
    ("GET", "/cases/{case}", Scope.CASES_READ, _CASE, "api.op.case"),
    ("POST", "/cases/{case}/status", Scope.CASES_WRITE, ("POST", "/office/cases/{case}/status"), "api.op.status"),
    ("POST", "/cases/{case}/numbers", Scope.CASES_WRITE, ("POST", "/office/cases/{case}/numbers"), "api.op.issue_number"),
    ("POST", "/numbers/{number}/cancel", Scope.CASES_WRITE, ("POST", "/office/numbers/{number}/cancel"),
     "api.op.cancel_number"),
    ("GET", "/sessions", Scope.SESSIONS_READ, _CASE, "api.op.sessions"),
    ("GET", "/sessions/{session}", Scope.SESSIONS_READ, ("GET", "/office/sessions/{session}"), "api.op.session"),
    ("GET", "/sessions/{session}/receipt", Scope.SESSIONS_READ, ("GET", "/office/sessions/{session}/receipt"),
     "api.op.receipt"),
    ("GET", "/sessions/{session}/receipt.pdf", Scope.SESSIONS_READ, ("GET", "/office/sessions/{session}/receipt.pdf"),
     "api.op.receipt_pdf"),
    ("GET", "/statements", Scope.STATEMENTS_READ, ("GET", "/office/statements"), "api.op.statements"),
    ("GET", "/statements/{number}", Scope.STATEMENTS_READ, _STATEMENT, "api.op.statement"),
    ("GET", "/statements/{number}/paper.pdf", Scope.STATEMENTS_READ, ("GET", "/office/statements/{number}/paper.pdf"),
     "api.op.statement_pdf"),
    ("GET", "/statements/export/{form}/{month}", Scope.STATEMENTS_READ,
     ("GET", "/office/statements/export/{form}/{month}"), "api.op.export"),
    ("GET", "/statements/drafts/{customer}/{month}", Scope.STATEMENTS_READ, ("GET", _DRAFT), "api.op.draft"),
    ("POST", "/statements/drafts/{customer}/{month}/issue", Scope.STATEMENTS_WRITE, ("POST", _DRAFT), "api.op.issue"),
    ("POST", "/statements/{number}/correct", Scope.STATEMENTS_WRITE, ("POST", "/office/statements/{number}/correct"),
     "api.op.correct"),
    ("GET", "/hours", Scope.HOURS_READ, ("GET", "/office/hours"), "api.op.hours"),
    ("GET", "/hours/months/{month}", Scope.HOURS_READ, ("GET", "/office/hours"), "api.op.hours_month"),
    ("GET", "/fees/quote", Scope.FEES_READ, ("GET", "/office/fees"), "api.op.quote"),
    ("GET", "/terms", None, ("GET", "/terms"), "api.op.terms"),
    ("GET", "/terms/{version}", None, ("GET", "/terms/{version}"), "api.op.terms_version"),
)  # fmt: skip
API_DOORS: Final[dict[Door, ApiDoor]] = {
    (method, V1 + path): ApiDoor(scope, like, told) for method, path, scope, like, told in _ROWS
}


def scopes_of(role: OperatorRole) -> frozenset[Scope]:
    """What a person with this role can give to a key: scopes that open at least one door to them."""
    return frozenset(door.scope for door in API_DOORS.values() if door.scope is not None and door.lets_in(role))
