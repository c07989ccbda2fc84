"""The routes of the office's pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from madoguchi.web.live import live
from madoguchi.web.pages import (
    account,
    cases,
    console,
    customers,
    dashboard,
    deeds,
    fees,
    hours,
    join,
    people,
    sessions,
    sign_in,
    statements,
    terms,
)

Page: TypeAlias = Callable[[Request], Awaitable[Response]]

PAGES: Final[tuple[tuple[str, str, Page], ...]] = (
    ("GET", "/sign-in", sign_in.form),
    ("POST", "/sign-in", sign_in.sign_in),
    ("POST", "/sign-out", sign_in.sign_out),
    ("POST", "/sign-in/passkey", sign_in.passkey_options),
    ("GET", "/join/{token}", join.form),
    ("POST", "/join/{token}", join.accept),
    ("POST", "/join/{token}/passkey", join.passkey_options),
    ("GET", "/sign-in/link/{token}", sign_in.link_form),
    ("POST", "/sign-in/link/{token}", sign_in.use_link),
    ("GET", "/office", dashboard.dashboard),
    ("GET", "/office/live", live),
    ("GET", "/office/customers", customers.customers),
    ("GET", "/office/customers/new", customers.new_form),
    ("POST", "/office/customers/new", customers.register),
    ("GET", "/office/customers/{customer}", customers.customer),
    ("POST", "/office/customers/{customer}", customers.change),
    ("POST", "/office/customers/{customer}/contacts", customers.add_contact),
    ("POST", "/office/customers/{customer}/contacts/{contact}", customers.change_contact),
    ("POST", "/office/customers/{customer}/contacts/{contact}/remove", customers.remove_contact),
    ("POST", "/office/customers/{customer}/notes", customers.add_note),
    ("GET", "/office/cases", cases.cases),
    ("GET", "/office/cases/new", cases.new_form),
    ("POST", "/office/cases/new", cases.create),
    ("GET", "/office/cases/{case}", cases.case),
    ("POST", "/office/cases/{case}/status", cases.set_status),
    ("POST", "/office/cases/{case}/members", cases.add_member),
    ("POST", "/office/cases/{case}/numbers", cases.issue_number),
    ("POST", "/office/numbers/{number}/cancel", cases.cancel_number),
    ("GET", "/office/sessions/{session}", sessions.session),
    ("GET", "/office/sessions/{session}/receipt", sessions.receipt),
    ("GET", "/office/sessions/{session}/receipt.pdf", sessions.receipt_paper),
    ("GET", "/office/people", people.people),
    ("GET", "/office/people/new", people.new_form),
    ("POST", "/office/people/new", people.invite),
    ("POST", "/office/people/invitations/{invitation}/withdraw", people.withdraw),
    ("GET", "/office/people/{person}", people.person),
    ("POST", "/office/people/{person}/role", people.set_role),
    ("POST", "/office/people/{person}/close", people.close),
    ("POST", "/office/people/{person}/open", people.open_again),
    ("POST", "/office/people/{person}/anew", people.anew),
    ("POST", "/office/people/{person}/identity", people.link),
    ("GET", "/office/deeds", deeds.deeds),
    ("GET", "/office/ledger", deeds.ledger),
    ("GET", "/office/me", account.account),
    ("POST", "/office/me/code", account.set_code),
    ("POST", "/office/me/code/drop", account.drop_code),
    ("POST", "/office/me/passkeys/options", account.passkey_options),
    ("POST", "/office/me/passkeys", account.add_passkey),
    ("POST", "/office/me/passkeys/{passkey}/drop", account.drop_passkey),
    ("POST", "/office/me/recovery", account.new_recovery_codes),
    ("POST", "/office/me/phrase", account.change_password),
    ("POST", "/office/me/elsewhere", account.sign_out_elsewhere),
    ("POST", "/office/me/again", account.again_options),
    ("GET", "/hours.ics", hours.export),
    ("GET", "/office/hours", hours.hours),
    ("GET", "/office/hours/week", hours.week_form),
    ("POST", "/office/hours/week", hours.set_week),
    ("POST", "/office/hours/days", hours.set_day),
    ("POST", "/office/hours/days/{day}/withdraw", hours.withdraw_day),
    ("GET", "/office/fees", fees.fees),
    ("GET", "/office/fees/rates", fees.rates_form),
    ("POST", "/office/fees/rates", fees.set_rates),
    ("POST", "/office/fees/tax", fees.set_tax),
    ("GET", "/office/fees/customers/{customer}", fees.free_time),
    ("POST", "/office/fees/customers/{customer}", fees.set_free_time),
    ("GET", "/office/statements", statements.statements),
    ("GET", "/office/statements/settings", statements.settings_form),
    ("POST", "/office/statements/settings", statements.set_up),
    ("GET", "/office/statements/draft/{customer}/{month}", statements.draft),
    ("POST", "/office/statements/draft/{customer}/{month}", statements.issue),
    ("GET", "/office/statements/export/{form}/{month}", statements.export),
    ("GET", "/office/statements/{number}", statements.statement),
    ("GET", "/office/statements/{number}/paper.pdf", statements.statement_paper),
    ("GET", "/office/statements/{number}/document.json", statements.document),
    ("POST", "/office/statements/{number}/correct", statements.correct),
    ("POST", "/office/statements/{number}/mails", statements.put_mail),
    ("POST", "/office/statements/{number}/mails/{mail}/again", statements.mail_again),
    ("GET", "/office/terms", terms.terms),
    ("GET", "/office/terms/new", terms.new_form),
    ("POST", "/office/terms/new", terms.publish),
    ("GET", "/console/session/{session}", console.session_console),
    ("GET", "/console/{number}", console.number_console),
)


def office_routes() -> list[Route]:
    """In this order: a word stands before the parameter that it would fit."""
    return [Route(path, page, methods=[method], name=f"{method} {path}") for method, path, page in PAGES]
