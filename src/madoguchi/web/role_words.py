"""What the roles and the acts of people are called on screens."""

from __future__ import annotations

from typing import Final

from madoguchi.base.word_keys import Key
from madoguchi.office.deeds.ports import Act
from madoguchi.office.operators.ports import InvitationPurpose, OperatorRole

ROLE_KEYS: Final[dict[OperatorRole, Key]] = {
    OperatorRole.OPERATOR: "people.role.operator",
    OperatorRole.SUPERVISOR: "people.role.supervisor",
    OperatorRole.ADMIN: "people.role.admin",
    OperatorRole.AUDITOR: "people.role.auditor",
    OperatorRole.SUBCONTRACTOR: "people.role.subcontractor",
}
# What an administrator chooses from; a subcontractor's people come with their organisation.
OWN_ROLE_KEYS: Final = {role: key for role, key in ROLE_KEYS.items() if role is not OperatorRole.SUBCONTRACTOR}
ROLE_ABOUT_KEYS: Final[dict[OperatorRole, Key]] = {
    OperatorRole.OPERATOR: "people.role_about.operator",
    OperatorRole.SUPERVISOR: "people.role_about.supervisor",
    OperatorRole.ADMIN: "people.role_about.admin",
    OperatorRole.AUDITOR: "people.role_about.auditor",
    OperatorRole.SUBCONTRACTOR: "people.role_about.subcontractor",
}
PURPOSE_KEYS: Final[dict[InvitationPurpose, Key]] = {
    InvitationPurpose.JOIN: "people.purpose.join",
    InvitationPurpose.FACTOR: "people.purpose.factor",
    InvitationPurpose.BOTH: "people.purpose.both",
}
BY_KEYS: Final[dict[str, Key]] = {  # how somebody signed in
    "code": "deeds.by.code",
    "recovery": "deeds.by.recovery",
    "passkey": "deeds.by.passkey",
    "link": "deeds.by.link",
    "identity": "deeds.by.identity",
}
ACT_KEYS: Final[dict[Act, Key]] = {
    Act.SIGNED_IN: "deeds.act.signed_in",
    Act.SIGN_IN_REFUSED: "deeds.act.sign_in_refused",
    Act.SIGNED_OUT: "deeds.act.signed_out",
    Act.SIGNED_OUT_ELSEWHERE: "deeds.act.signed_out_elsewhere",
    Act.PERSON_INVITED: "deeds.act.person_invited",
    Act.INVITATION_WITHDRAWN: "deeds.act.invitation_withdrawn",
    Act.PERSON_JOINED: "deeds.act.person_joined",
    Act.ROLE_CHANGED: "deeds.act.role_changed",
    Act.PERSON_CLOSED: "deeds.act.person_closed",
    Act.PERSON_OPENED: "deeds.act.person_opened",
    Act.FACTOR_RESET: "deeds.act.factor_reset",
    Act.PHRASE_CHANGED: "deeds.act.phrase_changed",
    Act.CODE_SET: "deeds.act.code_set",
    Act.CODE_REMOVED: "deeds.act.code_removed",
    Act.RECOVERY_MADE: "deeds.act.recovery_made",
    Act.PASSKEY_ADDED: "deeds.act.passkey_added",
    Act.PASSKEY_REMOVED: "deeds.act.passkey_removed",
    Act.IDENTITY_LINKED: "deeds.act.identity_linked",
    Act.IDENTITY_REMOVED: "deeds.act.identity_removed",
    Act.SUBCONTRACTOR_ADDED: "subcontractors.act.added",
    Act.SUBCONTRACTOR_CHANGED: "subcontractors.act.changed",
    Act.PAPER_ADDED: "subcontractors.act.paper_added",
    Act.PAPER_WITHDRAWN: "subcontractors.act.paper_withdrawn",
    Act.SUBCONTRACTOR_SHUT_OUT: "subcontractors.act.shut_out",
    Act.ASSIGNMENT_GIVEN: "subcontractors.act.given",
    Act.ASSIGNMENT_ENDED: "subcontractors.act.ended",
    Act.CUSTOMER_REGISTERED: "deeds.act.customer_registered",
    Act.CUSTOMER_CHANGED: "deeds.act.customer_changed",
    Act.CUSTOMERS_IMPORTED: "deeds.act.customers_imported",
    Act.CUSTOMERS_EXPORTED: "deeds.act.customers_exported",
    Act.CASE_OPENED: "deeds.act.case_opened",
    Act.CASE_CHANGED: "deeds.act.case_changed",
    Act.REQUEST_DECLINED: "queue.act.request_declined",
    Act.CASE_DECLINED: "queue.act.case_declined",
    Act.APPOINTMENT_MADE: "appointments.act.made",
    Act.APPOINTMENT_MOVED: "appointments.act.moved",
    Act.APPOINTMENT_CANCELLED: "appointments.act.cancelled",
    Act.APPOINTMENT_MAILED: "appointments.act.mailed",
    Act.CUSTODY_RULE_SET: "custody.rule",
    Act.SCOPE_SET: "queue.act.scope_set",
    Act.ROUTINE_SET: "queue.act.routine_set",
    Act.NUMBER_ISSUED: "deeds.act.number_issued",
    Act.NUMBER_CANCELLED: "deeds.act.number_cancelled",
    Act.SESSION_CONFIRMED: "deeds.act.session_confirmed",
    Act.SESSION_ENDED: "deeds.act.session_ended",
    Act.HOURS_SET: "deeds.act.hours_set",
    Act.SENTENCES_SET: "deeds.act.sentences_set",
    Act.RATES_SET: "deeds.act.rates_set",
    Act.FREE_TIME_SET: "deeds.act.free_time_set",
    Act.INVOICE_SETTINGS_SET: "deeds.act.invoice_settings_set",
    Act.STATEMENT_ISSUED: "deeds.act.statement_issued",
    Act.STATEMENT_CORRECTED: "deeds.act.statement_corrected",
    Act.STATEMENT_MAILED: "deeds.act.statement_mailed",
    Act.TERMS_PUBLISHED: "deeds.act.terms_published",
    Act.TERMS_DRAFTED: "deeds.act.terms_drafted",
    Act.TERMS_MOVED: "deeds.act.terms_moved",
    Act.TERMS_WITHDRAWN: "deeds.act.terms_withdrawn",
    Act.API_KEY_MADE: "deeds.act.api_key_made",
    Act.API_KEY_REVOKED: "deeds.act.api_key_revoked",
    Act.HOOK_MADE: "deeds.act.hook_made",
    Act.HOOK_CHANGED: "deeds.act.hook_changed",
    Act.HOOK_REMOVED: "deeds.act.hook_removed",
}
