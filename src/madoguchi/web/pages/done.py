"""What was just done, said on the page that follows a form. The address names it by a word of this list, and by nothing else."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request

from madoguchi.base.word_keys import Key
from madoguchi.web.visit import Visit

DONE: Final[dict[str, Key]] = {
    "registered": "office.done.registered",
    "saved": "office.done.saved",
    "contact_added": "office.done.contact_added",
    "case_opened": "office.done.case_opened",
    "assigned": "cases.done.assigned",
    "member_removed": "cases.done.member_removed",
    "written": "cases.done.written",
    "case_declined": "cases.done.declined",
    "scope_added": "scope.done.added",
    "scope_ended": "scope.done.ended",
    "routine_set": "routine.done",
    "appointment_made": "appointments.done.made",
    "appointment_moved": "appointments.done.moved",
    "appointment_cancelled": "appointments.done.cancelled",
    "invitation_again": "statements.done.mail_again",
    "custody_kept": "custody.done.kept",
    "custody_ended": "custody.done.ended",
    "custody_checked": "custody.done.checked",
    "custody_rule": "custody.done.rule",
    "request_taken": "queue.done.taken",
    "request_declined": "queue.done.declined",
    "member_added": "office.done.member_added",
    "number_cancelled": "office.done.number_cancelled",
    "contact_removed": "register.done.contact_removed",
    "imported": "customer_files.done",
    "note_added": "register.done.note_added",
    "week_set": "hours.done.week",
    "day_set": "hours.done.day",
    "day_withdrawn": "hours.done.withdrawn",
    "rates_set": "fees.done.rates",
    "tax_set": "fees.done.tax",
    "free_set": "fees.done.free",
    "statement_issued": "statements.done.issued",
    "statement_corrected": "statements.done.corrected",
    "mail_put": "statements.done.mail",
    "mail_again": "statements.done.mail_again",
    "invoice_settings": "statements.done.settings",
    "subcontractor_saved": "subcontractors.done.saved",
    "paper_added": "subcontractors.done.paper",
    "paper_withdrawn": "subcontractors.done.withdrawn",
    "given": "subcontractors.done.given",
    "taken_back": "subcontractors.done.taken_back",
    "role_changed": "people.done.role",
    "account_closed": "people.done.closed",
    "account_opened": "people.done.opened",
    "invitation_withdrawn": "people.done.withdrawn",
    "identity_linked": "people.done.linked",
    "identity_removed": "people.done.unlinked",
    "code_set": "account.done.code",
    "code_dropped": "account.done.code_dropped",
    "passkey_added": "account.done.passkey",
    "passkey_dropped": "account.done.passkey_dropped",
    "phrase_changed": "account.done.phrase",
    "elsewhere": "account.done.elsewhere",
    "sentence_added": "requests.done.added",
    "sentence_removed": "requests.done.removed",
    "key_revoked": "api.done.revoked",
    "hook_tested": "hooks.done.tested",
    "hook_on": "hooks.done.on",
    "hook_off": "hooks.done.off",
    "hook_removed": "hooks.done.removed",
    "hook_again": "hooks.done.again",
    "published": "office.done.published",
    "terms_announced": "terms.done.announced",
    "terms_withdrawn": "terms.done.withdrawn",
    "draft_saved": "terms.done.saved",
    "draft_proposed": "terms.done.proposed",
    "draft_confirm": "terms.done.confirmed",
    "draft_back": "terms.done.back",
    "draft_dropped": "terms.done.dropped",
    "week_withdrawn": "terms.done.change_withdrawn",
    "fees_withdrawn": "terms.done.change_withdrawn",
}


def done_text(request: Request, visit: Visit) -> str:
    """The sentence; empty when there is nothing to say."""
    key = DONE.get(request.query_params.get("done", ""))
    return visit.say(key) if key else ""
