"""Which door is which act in the record of who did what, and the writing of it just before the answer leaves.

Guarantee: an act that was answered with success is on record before anybody hears of the success. Doors whose services write
their own line in the transaction of the change (people, one's own account, coming and going) have no row here. Article: 8.1
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Message, Send

from madoguchi.office.deeds.ports import Act
from madoguchi.web.visit import Visit, run

DEED_OF: Final[dict[tuple[str, str], Act]] = {
    ("POST", "/office/customers/new"): Act.CUSTOMER_REGISTERED,
    ("POST", "/office/customers/{customer}"): Act.CUSTOMER_CHANGED,
    ("POST", "/office/customers/{customer}/contacts"): Act.CUSTOMER_CHANGED,
    ("POST", "/office/customers/{customer}/contacts/{contact}"): Act.CUSTOMER_CHANGED,
    ("POST", "/office/customers/{customer}/contacts/{contact}/remove"): Act.CUSTOMER_CHANGED,
    ("POST", "/office/customers/{customer}/notes"): Act.CUSTOMER_CHANGED,
    ("POST", "/office/customers/import/apply"): Act.CUSTOMERS_IMPORTED,
    ("GET", "/office/customers/export"): Act.CUSTOMERS_EXPORTED,
    ("POST", "/office/call"): Act.CUSTOMER_REGISTERED,
    ("POST", "/office/cases/new"): Act.CASE_OPENED,
    ("POST", "/office/queue/{request}/take"): Act.CASE_OPENED,
    ("POST", "/office/queue/{request}/decline"): Act.REQUEST_DECLINED,
    ("POST", "/office/cases/{case}/status"): Act.CASE_CHANGED,
    ("POST", "/office/cases/{case}/members"): Act.CASE_CHANGED,
    ("POST", "/office/cases/{case}/members/{member}/remove"): Act.CASE_CHANGED,
    ("POST", "/office/cases/{case}/assign"): Act.CASE_CHANGED,
    ("POST", "/office/cases/{case}/category"): Act.CASE_CHANGED,
    ("POST", "/office/cases/{case}/notes"): Act.CASE_CHANGED,
    ("POST", "/office/cases/{case}/decline"): Act.CASE_DECLINED,
    ("POST", "/office/cases/{case}/appointments"): Act.APPOINTMENT_MADE,
    ("POST", "/office/appointments/{appointment}/move"): Act.APPOINTMENT_MOVED,
    ("POST", "/office/appointments/{appointment}/cancel"): Act.APPOINTMENT_CANCELLED,
    ("POST", "/office/appointments/{appointment}/mails/{mail}/again"): Act.APPOINTMENT_MAILED,
    ("POST", "/api/v1/console/cases/{case}/custody"): Act.CASE_CHANGED,
    ("POST", "/office/custody/{file}/open"): Act.CASE_CHANGED,
    ("POST", "/office/custody/{file}/check"): Act.CASE_CHANGED,
    ("POST", "/office/custody/{file}/end"): Act.CASE_CHANGED,
    ("POST", "/office/custody/rule"): Act.CUSTODY_RULE_SET,
    ("POST", "/office/scope"): Act.SCOPE_SET,
    ("POST", "/office/scope/{item}/end"): Act.SCOPE_SET,
    ("POST", "/office/routine"): Act.ROUTINE_SET,
    ("POST", "/office/cases/{case}/numbers"): Act.NUMBER_ISSUED,
    ("POST", "/office/numbers/{number}/cancel"): Act.NUMBER_CANCELLED,
    ("POST", "/api/v1/console/numbers/{number}/cancel"): Act.NUMBER_CANCELLED,
    ("POST", "/api/v1/console/numbers/{number}/confirmed"): Act.SESSION_CONFIRMED,
    ("POST", "/api/v1/console/sessions/{session}/end"): Act.SESSION_ENDED,
    ("POST", "/office/hours/week"): Act.HOURS_SET,
    ("POST", "/office/hours/days"): Act.HOURS_SET,
    ("POST", "/office/hours/days/{day}/withdraw"): Act.HOURS_SET,
    ("POST", "/office/fees/rates"): Act.RATES_SET,
    ("POST", "/office/fees/tax"): Act.RATES_SET,
    ("POST", "/office/fees/customers/{customer}"): Act.FREE_TIME_SET,
    ("POST", "/office/requests"): Act.SENTENCES_SET,
    ("POST", "/office/requests/{sentence}/remove"): Act.SENTENCES_SET,
    ("POST", "/office/statements/settings"): Act.INVOICE_SETTINGS_SET,
    ("POST", "/office/statements/draft/{customer}/{month}"): Act.STATEMENT_ISSUED,
    ("POST", "/office/statements/{number}/correct"): Act.STATEMENT_CORRECTED,
    ("POST", "/office/statements/{number}/mails"): Act.STATEMENT_MAILED,
    ("POST", "/office/statements/{number}/mails/{mail}/again"): Act.STATEMENT_MAILED,
    ("POST", "/office/terms/drafts"): Act.TERMS_DRAFTED,
    ("POST", "/office/terms/drafts/{draft}"): Act.TERMS_DRAFTED,
    ("POST", "/office/terms/drafts/{draft}/move"): Act.TERMS_MOVED,
    ("POST", "/office/terms/{version}/withdraw"): Act.TERMS_WITHDRAWN,
    ("POST", "/office/hours/week/{number}/withdraw"): Act.HOURS_SET,
    ("POST", "/office/fees/{what}/{number}/withdraw"): Act.RATES_SET,
}
# They change nothing that anybody could ask about: places at the relay, a count of wrong secrets that the ledger has, challenges,
# a file looked at before it is taken in.
NO_DEED: Final = frozenset(
    {
        ("POST", "/api/v1/console/numbers/{number}/ticket"),
        ("POST", "/api/v1/console/numbers/{number}/wrong"),
        ("POST", "/api/v1/console/sessions/{session}/ticket"),
        ("POST", "/office/me/again"),
        ("POST", "/office/customers/import"),
        ("POST", "/office/customers/import/report"),
        ("POST", "/office/me/passkeys/options"),
    }
)


def noted(send: Send, visit: Visit, act: Act) -> Send:
    """``send``, with the deed written before an answer that says that it was done."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] < 400:
            shown = urlsplit(Headers(raw=message["headers"]).get("location", "")).path or visit.path
            await run(visit.web.desk.deeds.note, visit.asking, act, shown)
        await send(message)

    return sending
