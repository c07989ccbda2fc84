"""Monthly statements: the list of a month, a draft, an issued document with its correction, files, settings. Article: 3.4"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.clock import Instant
from madoguchi.base.word_keys import Key
from madoguchi.office.ids import HEX_ID, CustomerId
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.office.statements.cells import per_cent
from madoguchi.office.statements.export import ExportForm, exported
from madoguchi.office.statements.months import MONTH, month_in_japan, moved
from madoguchi.office.statements.ports import MailState, StatementKind
from madoguchi.office.statements.service import Draft, Issued, NotIssued, SettingsFacts
from madoguchi.office.statements.yayoi import changed_names
from madoguchi.rules.statements import StatementLine, TaxRounding, Work
from madoguchi.web.downloads import content_disposition
from madoguchi.web.mail_words import mail_trouble
from madoguchi.web.pages.done import done_text
from madoguchi.web.pdf.answers import paper
from madoguchi.web.pdf.statement import (
    money,
    month_of_words,
    span_of,
    statement_name,
    statement_pdf,
    title_of,
    units_of,
    what_of,
)
from madoguchi.web.visit import Visit, redirect, run, visit_of

NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}\Z", re.ASCII)
ROUNDING_KEYS: Final[dict[TaxRounding, Key]] = {
    TaxRounding.DOWN: "statements.rounding_down",
    TaxRounding.NEAREST: "statements.rounding_nearest",
    TaxRounding.UP: "statements.rounding_up",
}
FORM_KEYS: Final[dict[ExportForm, Key]] = {
    ExportForm.GENERIC: "statements.csv_generic",
    ExportForm.FREEE: "statements.csv_freee",
    ExportForm.YAYOI: "statements.csv_yayoi",
}
MAIL_KEYS: Final[dict[MailState, Key]] = {
    MailState.DRAFT: "statements.mail.state_draft",
    MailState.SENDING: "statements.mail.state_sending",
    MailState.SENT: "statements.mail.state_sent",
    MailState.FAILED: "statements.mail.state_failed",
    MailState.UNSURE: "statements.mail.state_unsure",
}
SETTINGS: Final = ("registration", "address", "bank", "rounding")


@dataclass(frozen=True, slots=True)
class LineView:
    """One line in words."""

    subject: str
    what: str
    span: str
    units: str
    price: str
    tax: str
    yen: str


@dataclass(frozen=True, slots=True)
class SessionChoice:
    """A session that may stand in the statement that comes after a correction."""

    work: Work
    when: str
    is_inside: bool  # of the statement that is corrected
    is_kept: bool


async def statements(request: Request) -> Response:
    """GET /office/statements?month=2026-01; without a month, the one before this."""
    visit = visit_of(request)
    now = visit.web.desk.clock.now()
    asked = request.query_params.get("month", "")
    month = asked if MONTH.match(asked) else moved(month_in_japan(now), -1)
    rows = await run(visit.web.desk.statements.month, month, now)
    return visit.page(
        "office/statements.html",
        rows=rows,
        month=month,
        month_words=month_of_words(month, visit.say),
        before=moved(month, -1),
        after=moved(month, 1),
        form_keys=FORM_KEYS,
        changed=changed_names(one.paper for row in rows for one in row.issued),
        money=partial(money, say=visit.say),
        done=done_text(request, visit),
    )


async def draft(request: Request) -> Response:
    """GET /office/statements/draft/{customer}/{month}"""
    return await _draft(request, visit_of(request), 200, {}, None)


async def issue(request: Request) -> Response:
    """POST /office/statements/draft/{customer}/{month}"""
    visit = visit_of(request)
    if not visit.field("checked"):
        return await _draft(request, visit, 422, {"checked": "statements.confirm_needed"}, None)
    customer, month = _asked(request)
    desk = visit.web.desk
    made = await run(desk.statements.issue, visit.person, customer, month, visit.field("seen"), desk.clock.now())
    if isinstance(made, NoSuchThing):
        return visit.missing()
    if isinstance(made, NotIssued):
        return await _draft(request, visit, 409, {}, made.key)
    return redirect(f"/office/statements/{made.statement.number}?done=statement_issued")


async def _draft(
    request: Request, visit: Visit, status: int, troubles: dict[str, Key], refused: Key | None
) -> Response:
    customer, month = _asked(request)
    found = await run(visit.web.desk.statements.draft, customer, month, visit.web.desk.clock.now()) if month else None
    if not isinstance(found, Draft):
        return visit.missing()
    return visit.page(
        "office/statement_draft.html",
        status=status,
        draft=found,
        action=f"/office/statements/draft/{customer}/{month}",
        month=month,
        month_words=month_of_words(month, visit.say),
        lines=[_line(line, visit) for line in found.paper.lines],
        troubles=troubles,
        refused=visit.say(refused) if refused else "",
        money=partial(money, say=visit.say),
        per_cent=per_cent,
    )


async def statement(request: Request) -> Response:
    """GET /office/statements/{number}"""
    return await _statement(request, visit_of(request), 200, {}, None)


async def correct(request: Request) -> Response:
    """POST /office/statements/{number}/correct"""
    visit = visit_of(request)
    kept = frozenset(name.removeprefix("keep_") for name in visit.form if name.startswith("keep_"))
    desk = visit.web.desk
    number = _number(request)
    done = await run(desk.statements.correct, visit.person, number, kept, visit.field("reason"), desk.clock.now())
    match done:
        case NoSuchThing():
            return visit.missing()
        case BadField():
            return await _statement(request, visit, 422, {done.field: done.why}, None)
        case NotIssued():
            return await _statement(request, visit, 409, {}, done.key)
    return redirect(f"/office/statements/{done[-1].statement.number}?done=statement_corrected")


async def _statement(
    request: Request, visit: Visit, status: int, troubles: dict[str, Key], refused: Key | None
) -> Response:
    desk = visit.web.desk
    found = await run(desk.statements.get, _number(request))
    if not isinstance(found, Issued):
        return visit.missing()
    own = await run(desk.statements.issued_of, found.statement.customer_id, found.statement.month)
    number = found.statement.number
    is_over = any(one.statement.cancels == number for one in own)
    return visit.page(
        "office/statement.html",
        status=status,
        issued=found,
        title=title_of(found.paper, visit.say),
        month_words=month_of_words(found.paper.month, visit.say),
        lines=[_line(line, visit) for line in found.paper.lines],
        cancelled_by=next((one.statement.number for one in own if one.statement.cancels == number), 0),
        may_correct=found.paper.kind is StatementKind.STATEMENT and not is_over,
        sessions=await _choices(request, visit, found),
        values={"reason": visit.field("reason"), "recipient": visit.field("recipient")},
        mails=await run(desk.outbox.of_statement, number),
        mail_keys=MAIL_KEYS,
        mail_trouble=partial(mail_trouble, say=visit.say),
        sends_mail=bool(visit.web.settings.smtp_host),
        troubles=troubles,
        refused=visit.say(refused) if refused else "",
        money=partial(money, say=visit.say),
        per_cent=per_cent,
        done=done_text(request, visit),
    )


async def _choices(request: Request, visit: Visit, found: Issued) -> list[SessionChoice]:
    """The sessions that a correction can charge: those in the statement, and those of the month that are not in it."""
    typed = request.url.path.endswith("/correct")
    now = visit.web.desk.clock.now()
    computed = await run(visit.web.desk.statements.draft, found.statement.customer_id, found.statement.month, now)
    assert isinstance(computed, Draft)
    inside = {line.work.session for line in found.paper.lines}
    first = {line.work.session: line for line in reversed(computed.paper.lines)}
    return [
        SessionChoice(
            line.work,
            span_of(line),
            is_inside=line.work.session in inside,
            is_kept=f"keep_{line.work.session}" in visit.form if typed else line.work.session in inside,
        )
        for line in reversed(first.values())
    ]


async def statement_paper(request: Request) -> Response:
    """GET /office/statements/{number}/paper.pdf"""
    visit = visit_of(request)
    found = await run(visit.web.desk.statements.get, _number(request))
    if not isinstance(found, Issued):
        return visit.missing()
    make = partial(statement_pdf, visit.web.press, found.paper, visit.say)
    return await paper(visit, statement_name(found.paper, visit.say), make)


async def document(request: Request) -> Response:
    """GET /office/statements/{number}/document.json: what was issued, to the byte."""
    visit = visit_of(request)
    found = await run(visit.web.desk.statements.get, _number(request))
    if not isinstance(found, Issued):
        return visit.missing()
    headers = {
        "Content-Disposition": content_disposition(f"statement-{found.statement.number}.json"),
        "Cache-Control": "no-store",
    }
    return Response(found.statement.text, media_type="application/json", headers=headers)


async def export(request: Request) -> Response:
    """GET /office/statements/export/{form}/{month}"""
    visit = visit_of(request)
    form, month = request.path_params["form"], request.path_params["month"]
    if form not in {one.value for one in ExportForm} or not MONTH.match(month):
        return visit.missing()
    issued = await run(visit.web.desk.statements.all_of, month)
    made = await run(exported, ExportForm(form), [one.paper for one in issued])
    charset = "shift_jis" if form == ExportForm.YAYOI else "utf-8"
    headers = {
        "Content-Disposition": content_disposition(f"statements-{month}-{form}.csv"),
        "Cache-Control": "no-store",
        "Content-Type": f"text/csv; charset={charset}",
    }
    return Response(made, headers=headers)


async def settings_form(request: Request) -> Response:
    """GET /office/statements/settings"""
    visit = visit_of(request)
    now = visit.web.desk.clock.now()
    return await _settings(request, visit, now, 200, {})


async def set_up(request: Request) -> Response:
    """POST /office/statements/settings"""
    visit = visit_of(request)
    now = visit.web.desk.clock.now()
    registration, address, bank, rounding = (visit.field(name).replace("\r\n", "\n") for name in SETTINGS)
    facts = SettingsFacts(registration, address, bank, rounding)
    made = await run(visit.web.desk.statements.set_up, visit.person, facts, now)
    if isinstance(made, BadField):
        return await _settings(request, visit, now, 422, {made.field: made.why})
    return redirect("/office/statements/settings?done=invoice_settings")


async def _settings(request: Request, visit: Visit, now: Instant, status: int, troubles: dict[str, Key]) -> Response:
    history = await run(visit.web.desk.statements.settings_history)
    stands = next((one for one in history if one.since <= now), None)
    values = {name: visit.field(name) for name in SETTINGS}
    if request.method == "GET":
        values = {
            "registration": stands.registration if stands else "",
            "address": stands.address if stands else "",
            "bank": stands.bank if stands else "",
            "rounding": stands.rounding.value if stands else TaxRounding.DOWN.value,
        }
    return visit.page(
        "office/statement_settings.html",
        status=status,
        values=values,
        troubles=troubles,
        stands=stands,
        rounding_keys=ROUNDING_KEYS,
        done=done_text(request, visit),
    )


async def put_mail(request: Request) -> Response:
    """POST /office/statements/{number}/mails"""
    visit = visit_of(request)
    desk = visit.web.desk
    number = _number(request)
    put = await run(desk.outbox.put, visit.person, number, visit.field("recipient"), visit.language, desk.clock.now())
    if isinstance(put, NoSuchThing):
        return visit.missing()
    if isinstance(put, BadField):
        return await _statement(request, visit, 422, {put.field: put.why}, None)
    return redirect(f"/office/statements/{number}?done=mail_put")


async def mail_again(request: Request) -> Response:
    """POST /office/statements/{number}/mails/{mail}/again"""
    visit = visit_of(request)
    desk = visit.web.desk
    mail = request.path_params["mail"]
    moved_back = await run(desk.outbox.again, mail if HEX_ID.match(mail) else "", desk.clock.now())
    if isinstance(moved_back, NoSuchThing):
        return visit.missing()
    return redirect(f"/office/statements/{moved_back.statement}?done=mail_again")


def _line(line: StatementLine, visit: Visit) -> LineView:
    say = visit.say
    return LineView(
        f"{line.work.reference} {line.work.subject}",
        what_of(line, say),
        span_of(line),
        units_of(line, say),
        money(line.price, say) if line.units else "",
        say("statements.per_cent", rate=per_cent(line.basis_points)),
        money(line.yen, say),
    )


def _asked(request: Request) -> tuple[CustomerId, str]:
    customer, month = request.path_params["customer"], request.path_params["month"]
    return CustomerId(customer if HEX_ID.match(customer) else ""), month if MONTH.match(month) else ""


def _number(request: Request) -> int:
    asked = request.path_params["number"]
    return int(asked) if NUMBER.match(asked) else 0
