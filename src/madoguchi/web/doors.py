"""The route × role table: who may knock at which address. What has no row here cannot be served: the application does not
start with such a route, so forgetting one is an error and not a hole (deny by default).

A person of a wrong role gets the answer of an address that does not exist. Article: 8.3
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from madoguchi.office.operators.ports import OperatorRole


class Who(Enum):
    """Who may come in, and what they must show."""

    PROBE = "probe"  # nobody is looked up: it must answer while the database does not
    ANYBODY = "anybody"
    HOST = "host"  # the customer's program; its token is judged by the office
    VISITOR = "visitor"  # not signed in; shows the form's own token and origin
    DEMO = "demo"  # as VISITOR, on a demo server alone
    SELF = "self"  # anybody who is signed in: their first page and their own account
    STAFF = "staff"  # anybody of the provider
    OPERATOR = "operator"  # works on cases
    CASES = "cases"  # reads cases; which ones, the office decides
    GIVEN_WORK = "given_work"  # as OPERATOR, and a subcontractor's people on the cases that they are given
    GIVEN = "given"  # as CASES, and they
    SUPERVISION = "supervision"  # gives cases to a subcontractor's people
    REGISTER = "register"  # keeps the register of customers
    BILLING = "billing"  # issues statements
    BILLS = "bills"  # reads statements
    ADMIN = "admin"
    OVERSIGHT = "oversight"  # sees the people and who did what
    AUDITOR = "auditor"  # reads the ledger


ROLES: Final[dict[Who, frozenset[OperatorRole]]] = {
    Who.SELF: frozenset(OperatorRole),
    Who.STAFF: frozenset(OperatorRole) - {OperatorRole.SUBCONTRACTOR},
    Who.OPERATOR: frozenset({OperatorRole.OPERATOR, OperatorRole.SUPERVISOR}),
    Who.CASES: frozenset({OperatorRole.OPERATOR, OperatorRole.SUPERVISOR, OperatorRole.AUDITOR}),
    Who.GIVEN_WORK: frozenset({OperatorRole.OPERATOR, OperatorRole.SUPERVISOR, OperatorRole.SUBCONTRACTOR}),
    Who.GIVEN: frozenset(
        {OperatorRole.OPERATOR, OperatorRole.SUPERVISOR, OperatorRole.AUDITOR, OperatorRole.SUBCONTRACTOR}
    ),
    Who.SUPERVISION: frozenset({OperatorRole.SUPERVISOR}),
    Who.REGISTER: frozenset({OperatorRole.OPERATOR, OperatorRole.SUPERVISOR, OperatorRole.ADMIN}),
    Who.BILLING: frozenset({OperatorRole.SUPERVISOR}),
    Who.BILLS: frozenset({OperatorRole.SUPERVISOR, OperatorRole.AUDITOR}),
    Who.ADMIN: frozenset({OperatorRole.ADMIN}),
    Who.OVERSIGHT: frozenset({OperatorRole.ADMIN, OperatorRole.AUDITOR}),
    Who.AUDITOR: frozenset({OperatorRole.AUDITOR}),
}


def may(role: OperatorRole, method: str, path: str) -> bool:
    """Whether this role may come in at a door: pages show only the ways that lead somewhere."""
    who = DOORS.get((method, path))
    return who is not None and role in ROLES.get(who, frozenset())


DOORS: Final[dict[tuple[str, str], Who]] = {
    # the public pages
    ("GET", "/"): Who.ANYBODY,
    ("GET", "/terms"): Who.ANYBODY,
    ("GET", "/terms/{old}..{new}"): Who.ANYBODY,
    ("GET", "/terms/{version}"): Who.ANYBODY,
    ("GET", "/terms/{version}/{language}"): Who.ANYBODY,
    ("GET", "/download/host"): Who.ANYBODY,
    ("GET", "/download/{build}"): Who.ANYBODY,
    ("GET", "/static/{name:path}"): Who.ANYBODY,
    ("GET", "/hours.ics"): Who.ANYBODY,
    ("GET", "/scope"): Who.ANYBODY,
    ("GET", "/support"): Who.ANYBODY,
    ("POST", "/support"): Who.VISITOR,
    ("GET", "/support/{reference}"): Who.ANYBODY,
    ("POST", "/support/{reference}/withdraw"): Who.VISITOR,
    ("GET", "/support/{reference}/appointments/{appointment}"): Who.ANYBODY,
    ("GET", "/healthz"): Who.PROBE,
    # coming and going
    ("GET", "/sign-in"): Who.ANYBODY,
    ("POST", "/sign-in"): Who.VISITOR,
    ("POST", "/sign-in/passkey"): Who.VISITOR,
    ("GET", "/sign-in/identity"): Who.ANYBODY,
    ("GET", "/sign-in/identity/back"): Who.ANYBODY,
    ("GET", "/sign-in/identity/factor"): Who.ANYBODY,
    ("POST", "/sign-in/identity/factor"): Who.VISITOR,
    ("GET", "/join/{token}"): Who.ANYBODY,
    ("POST", "/join/{token}"): Who.VISITOR,
    ("POST", "/join/{token}/passkey"): Who.VISITOR,
    ("POST", "/sign-out"): Who.SELF,
    ("GET", "/sign-in/link/{token}"): Who.DEMO,
    ("POST", "/sign-in/link/{token}"): Who.DEMO,
    # the office
    ("GET", "/office"): Who.SELF,
    ("GET", "/office/live"): Who.SELF,
    ("GET", "/office/customers"): Who.STAFF,
    ("GET", "/office/customers/new"): Who.REGISTER,
    ("POST", "/office/customers/new"): Who.REGISTER,
    ("GET", "/office/customers/import"): Who.REGISTER,
    ("POST", "/office/customers/import"): Who.REGISTER,
    ("POST", "/office/customers/import/apply"): Who.REGISTER,
    ("POST", "/office/customers/import/report"): Who.REGISTER,
    ("GET", "/office/customers/export"): Who.REGISTER,
    ("GET", "/office/customers/{customer}"): Who.STAFF,
    ("POST", "/office/customers/{customer}"): Who.REGISTER,
    ("POST", "/office/customers/{customer}/contacts"): Who.REGISTER,
    ("POST", "/office/customers/{customer}/contacts/{contact}"): Who.REGISTER,
    ("POST", "/office/customers/{customer}/contacts/{contact}/remove"): Who.REGISTER,
    ("POST", "/office/customers/{customer}/notes"): Who.REGISTER,
    ("GET", "/office/queue"): Who.OPERATOR,
    ("GET", "/office/queue/{request}"): Who.OPERATOR,
    ("POST", "/office/queue/{request}/take"): Who.OPERATOR,
    ("POST", "/office/queue/{request}/decline"): Who.OPERATOR,
    ("GET", "/office/call"): Who.OPERATOR,
    ("POST", "/office/call"): Who.OPERATOR,
    ("GET", "/office/cases"): Who.GIVEN,
    ("GET", "/office/cases/new"): Who.OPERATOR,
    ("POST", "/office/cases/new"): Who.OPERATOR,
    ("GET", "/office/cases/{case}"): Who.GIVEN,
    ("POST", "/office/cases/{case}/status"): Who.OPERATOR,
    ("POST", "/office/cases/{case}/members"): Who.OPERATOR,
    ("POST", "/office/cases/{case}/members/{member}/remove"): Who.OPERATOR,
    ("POST", "/office/cases/{case}/assign"): Who.OPERATOR,
    ("POST", "/office/cases/{case}/assignments"): Who.SUPERVISION,
    ("POST", "/office/cases/{case}/assignments/{assignment}/end"): Who.SUPERVISION,
    ("POST", "/office/cases/{case}/category"): Who.OPERATOR,
    ("POST", "/office/cases/{case}/notes"): Who.GIVEN_WORK,
    ("POST", "/office/cases/{case}/decline"): Who.OPERATOR,
    ("POST", "/office/cases/{case}/numbers"): Who.GIVEN_WORK,
    ("POST", "/office/cases/{case}/appointments"): Who.OPERATOR,
    ("GET", "/office/custody"): Who.CASES,
    ("GET", "/office/custody/rule"): Who.ADMIN,
    ("POST", "/office/custody/rule"): Who.ADMIN,
    ("GET", "/office/custody/{file}"): Who.GIVEN,
    ("GET", "/office/custody/{file}/certificate.pdf"): Who.GIVEN,
    ("GET", "/office/custody/{file}/certificate"): Who.GIVEN,
    ("POST", "/office/custody/{file}/open"): Who.GIVEN_WORK,
    ("POST", "/office/custody/{file}/check"): Who.GIVEN_WORK,
    ("POST", "/office/custody/{file}/end"): Who.OPERATOR,
    ("GET", "/office/appointments"): Who.CASES,
    ("GET", "/office/appointments/{appointment}"): Who.CASES,
    ("GET", "/office/appointments/{appointment}/invitation.ics"): Who.CASES,
    ("POST", "/office/appointments/{appointment}/move"): Who.OPERATOR,
    ("POST", "/office/appointments/{appointment}/cancel"): Who.OPERATOR,
    ("POST", "/office/appointments/{appointment}/mails/{mail}/again"): Who.OPERATOR,
    ("POST", "/office/numbers/{number}/cancel"): Who.GIVEN_WORK,
    ("GET", "/office/sessions/{session}"): Who.GIVEN,
    ("GET", "/office/sessions/{session}/receipt"): Who.GIVEN,
    ("GET", "/office/sessions/{session}/receipt.pdf"): Who.GIVEN,
    ("GET", "/office/people"): Who.OVERSIGHT,
    ("GET", "/office/people/new"): Who.ADMIN,
    ("POST", "/office/people/new"): Who.ADMIN,
    ("POST", "/office/people/invitations/{invitation}/withdraw"): Who.ADMIN,
    ("GET", "/office/people/{person}"): Who.OVERSIGHT,
    ("POST", "/office/people/{person}/role"): Who.ADMIN,
    ("POST", "/office/people/{person}/close"): Who.ADMIN,
    ("POST", "/office/people/{person}/open"): Who.ADMIN,
    ("POST", "/office/people/{person}/anew"): Who.ADMIN,
    ("POST", "/office/people/{person}/identity"): Who.ADMIN,
    ("GET", "/office/subcontractors"): Who.OVERSIGHT,
    ("POST", "/office/subcontractors"): Who.ADMIN,
    ("GET", "/office/subcontractors/{subcontractor}"): Who.OVERSIGHT,
    ("POST", "/office/subcontractors/{subcontractor}"): Who.ADMIN,
    ("POST", "/office/subcontractors/{subcontractor}/papers"): Who.ADMIN,
    ("POST", "/office/subcontractors/{subcontractor}/papers/{paper}/withdraw"): Who.ADMIN,
    ("POST", "/office/subcontractors/{subcontractor}/people"): Who.ADMIN,
    ("GET", "/office/deeds"): Who.OVERSIGHT,
    ("GET", "/office/ledger"): Who.AUDITOR,
    ("GET", "/office/me"): Who.SELF,
    ("POST", "/office/me/code"): Who.SELF,
    ("POST", "/office/me/code/drop"): Who.SELF,
    ("POST", "/office/me/passkeys/options"): Who.SELF,
    ("POST", "/office/me/passkeys"): Who.SELF,
    ("POST", "/office/me/passkeys/{passkey}/drop"): Who.SELF,
    ("POST", "/office/me/recovery"): Who.SELF,
    ("POST", "/office/me/phrase"): Who.SELF,
    ("POST", "/office/me/elsewhere"): Who.SELF,
    ("POST", "/office/me/again"): Who.SELF,
    ("GET", "/office/scope"): Who.STAFF,
    ("POST", "/office/scope"): Who.ADMIN,
    ("POST", "/office/scope/{item}/end"): Who.ADMIN,
    ("GET", "/office/routine"): Who.ADMIN,
    ("POST", "/office/routine"): Who.ADMIN,
    ("GET", "/office/me/keys"): Who.STAFF,
    ("POST", "/office/me/keys"): Who.STAFF,
    ("POST", "/office/me/keys/{key}/revoke"): Who.STAFF,
    ("GET", "/office/api"): Who.STAFF,
    ("GET", "/office/api/openapi.json"): Who.STAFF,
    ("GET", "/office/hooks"): Who.ADMIN,
    ("POST", "/office/hooks"): Who.ADMIN,
    ("GET", "/office/hooks/{hook}"): Who.ADMIN,
    ("POST", "/office/hooks/{hook}/test"): Who.ADMIN,
    ("POST", "/office/hooks/{hook}/renew"): Who.ADMIN,
    ("POST", "/office/hooks/{hook}/turn"): Who.ADMIN,
    ("POST", "/office/hooks/{hook}/remove"): Who.ADMIN,
    ("POST", "/office/hooks/{hook}/messages/{message}/again"): Who.ADMIN,
    ("GET", "/office/hours"): Who.STAFF,
    ("GET", "/office/hours/week"): Who.ADMIN,
    ("POST", "/office/hours/week"): Who.ADMIN,
    ("POST", "/office/hours/week/{number}/withdraw"): Who.ADMIN,
    ("POST", "/office/hours/days"): Who.ADMIN,
    ("POST", "/office/hours/days/{day}/withdraw"): Who.ADMIN,
    ("GET", "/office/fees"): Who.STAFF,
    ("GET", "/office/fees/rates"): Who.ADMIN,
    ("POST", "/office/fees/rates"): Who.ADMIN,
    ("POST", "/office/fees/tax"): Who.ADMIN,
    ("POST", "/office/fees/{what}/{number}/withdraw"): Who.ADMIN,
    ("GET", "/office/fees/customers/{customer}"): Who.STAFF,
    ("POST", "/office/fees/customers/{customer}"): Who.ADMIN,
    ("GET", "/office/requests"): Who.STAFF,
    ("POST", "/office/requests"): Who.ADMIN,
    ("POST", "/office/requests/{sentence}/remove"): Who.ADMIN,
    ("GET", "/office/statements"): Who.BILLS,
    ("GET", "/office/statements/settings"): Who.ADMIN,
    ("POST", "/office/statements/settings"): Who.ADMIN,
    ("GET", "/office/statements/draft/{customer}/{month}"): Who.BILLS,
    ("POST", "/office/statements/draft/{customer}/{month}"): Who.BILLING,
    ("GET", "/office/statements/export/{form}/{month}"): Who.BILLS,
    ("GET", "/office/statements/{number}"): Who.BILLS,
    ("GET", "/office/statements/{number}/paper.pdf"): Who.BILLS,
    ("GET", "/office/statements/{number}/document.json"): Who.BILLS,
    ("POST", "/office/statements/{number}/correct"): Who.BILLING,
    ("POST", "/office/statements/{number}/mails"): Who.BILLING,
    ("POST", "/office/statements/{number}/mails/{mail}/again"): Who.BILLING,
    ("GET", "/office/terms"): Who.STAFF,
    ("POST", "/office/terms/{version}/withdraw"): Who.ADMIN,
    ("POST", "/office/terms/drafts"): Who.ADMIN,
    ("GET", "/office/terms/drafts/{draft}"): Who.ADMIN,
    ("POST", "/office/terms/drafts/{draft}"): Who.ADMIN,
    ("POST", "/office/terms/drafts/{draft}/move"): Who.ADMIN,
    ("GET", "/console/session/{session}"): Who.GIVEN_WORK,
    ("GET", "/console/{number}"): Who.GIVEN_WORK,
    # the API of the customer's program
    ("GET", "/api/v1/host/provider"): Who.HOST,
    ("GET", "/api/v1/host/terms"): Who.HOST,
    ("POST", "/api/v1/host/attempts"): Who.HOST,
    ("POST", "/api/v1/host/ticket"): Who.HOST,
    ("GET", "/api/v1/host/session"): Who.HOST,
    ("POST", "/api/v1/host/statements"): Who.HOST,
    ("GET", "/api/v1/host/fee-plan"): Who.HOST,
    ("GET", "/api/v1/host/receipt"): Who.HOST,
    ("GET", "/api/v1/host/receipt.pdf"): Who.HOST,
    # the API of the operator's page
    ("POST", "/api/v1/console/numbers/{number}/ticket"): Who.GIVEN_WORK,
    ("POST", "/api/v1/console/numbers/{number}/wrong"): Who.GIVEN_WORK,
    ("POST", "/api/v1/console/numbers/{number}/confirmed"): Who.GIVEN_WORK,
    ("POST", "/api/v1/console/numbers/{number}/cancel"): Who.GIVEN_WORK,
    ("POST", "/api/v1/console/cases/{case}/custody"): Who.GIVEN_WORK,
    ("POST", "/api/v1/console/sessions/{session}/ticket"): Who.GIVEN_WORK,
    ("POST", "/api/v1/console/sessions/{session}/end"): Who.GIVEN_WORK,
    ("GET", "/api/v1/console/sessions/{session}"): Who.GIVEN_WORK,
}
TAKE_A_FILE: Final = frozenset({"/office/customers/import"})  # nowhere else is a form with a file read
# Here the handler itself reads the body as it comes: a received file is never whole in memory.
STREAMED: Final = frozenset({("POST", "/api/v1/console/cases/{case}/custody")})
OPTIONAL: Final[dict[tuple[str, str], Who]] = {("GET", "/openapi.json"): Who.ANYBODY}  # with the setting openapi alone

# Acts for which one shows password or second factor again, unless that was within the last ten minutes.
SENSITIVE: Final = frozenset(
    {
        *(
            (method, path)
            for method, path in DOORS
            if method == "POST" and path.startswith(("/office/people/", "/office/subcontractors/"))
        ),
        ("POST", "/office/me/code"),
        ("POST", "/office/me/code/drop"),
        ("POST", "/office/me/passkeys"),
        ("POST", "/office/me/passkeys/{passkey}/drop"),
        ("POST", "/office/me/recovery"),
        ("POST", "/office/me/phrase"),
        ("POST", "/office/custody/{file}/end"),
        ("POST", "/office/terms/drafts/{draft}/move"),
        ("POST", "/office/terms/{version}/withdraw"),
        ("POST", "/office/fees/{what}/{number}/withdraw"),
        ("POST", "/office/me/keys"),
        ("POST", "/office/hooks"),
        ("POST", "/office/hooks/{hook}/renew"),
        ("POST", "/office/fees/rates"),
        ("POST", "/office/fees/tax"),
        ("POST", "/office/statements/settings"),
    }
)
