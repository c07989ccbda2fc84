"""A statement as a paper: 適格請求書, or its cancellation. Set from the frozen document alone. Article: 3.4"""

from __future__ import annotations

from typing import Final

from madoguchi.base.canonical import Value
from madoguchi.base.clock import JAPAN
from madoguchi.base.word_keys import Key
from madoguchi.base.words import Language, Words
from madoguchi.office.statements.cells import per_cent
from madoguchi.office.statements.document import Paper
from madoguchi.office.statements.ports import StatementKind
from madoguchi.rules.fees import LineKind, TimeKind
from madoguchi.rules.statements import StatementLine
from madoguchi.web.pdf.press import Press
from madoguchi.web.pdf.wording import yen

TEMPLATE: Final = "statement"
KIND_KEYS: Final[dict[TimeKind, Key]] = {
    TimeKind.IN_HOURS: "statements.kind.in_hours",
    TimeKind.LUNCH: "statements.kind.lunch",
    TimeKind.WEEKDAY: "statements.kind.weekday",
    TimeKind.WEEKDAY_NIGHT: "statements.kind.weekday_night",
    TimeKind.REST_DAY: "statements.kind.rest_day",
    TimeKind.REST_DAY_NIGHT: "statements.kind.rest_day_night",
    TimeKind.HOLIDAY: "statements.kind.holiday",
    TimeKind.HOLIDAY_NIGHT: "statements.kind.holiday_night",
    TimeKind.CLOSED_DAY: "statements.kind.closed_day",
    TimeKind.CLOSED_DAY_NIGHT: "statements.kind.closed_day_night",
}


def statement_pdf(press: Press, paper: Paper, say: Words) -> bytes:
    """The same bytes whenever it is made by this version of the program; the frozen document goes along."""
    return press.render(TEMPLATE, statement_paper(paper, say), paper.issued_at, paper.text())


def statement_name(paper: Paper, say: Words) -> str:
    return say("statements.paper.file_name", number=paper.number)


def title_of(paper: Paper, say: Words) -> str:
    if paper.kind is StatementKind.CANCELLATION:
        return say("statements.paper.title_cancellation")
    if not paper.number:
        return say("statements.paper.title_draft")
    qualified = bool(paper.issuer.registration)
    return say("statements.paper.title_qualified") if qualified else say("statements.paper.title")


def money(amount: int, say: Words) -> str:
    return say("statements.yen", amount=yen(amount))


def units_of(line: StatementLine, say: Words) -> str:
    """2×15分; nothing for what is missing to the least charge."""
    if line.line is LineKind.MINIMUM:
        return ""
    if line.unit_seconds % 60 == 0:
        return say("statements.units", units=yen(line.units), minutes=line.unit_seconds // 60)
    return say("statements.units_seconds", units=yen(line.units), seconds=line.unit_seconds)


def span_of(line: StatementLine) -> str:
    """2026-01-05 18:00:00–18:30:00"""
    start, end = line.start.astimezone(JAPAN), line.end.astimezone(JAPAN)
    second = f"{end:%H:%M:%S}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M:%S}"
    return f"{start:%Y-%m-%d %H:%M:%S}–{second}"


def what_of(line: StatementLine, say: Words) -> str:
    kind = say(KIND_KEYS[line.kind])
    return f"{kind} {say('statements.minimum')}" if line.line is LineKind.MINIMUM else kind


def month_of_words(month: str, say: Words) -> str:
    year, number = month.split("-")
    return say("statements.month", year=year, month=str(int(number)) if say.language is Language.JA else number)


def statement_paper(paper: Paper, say: Words) -> dict[str, Value]:
    """Everything that the template sets, in words."""
    red = paper.kind is StatementKind.CANCELLATION
    name = paper.issuer.name_en if say.language is Language.EN and paper.issuer.name_en else paper.issuer.name
    title = title_of(paper, say)
    return {
        "about": _about(paper, say),
        "addressee": say("statements.paper.addressee", organisation=paper.recipient),
        "amount": {
            "name": say("statements.paper.amount_cancellation") if red else say("statements.paper.amount"),
            "value": money(paper.totals.total, say),
        },
        "author": name,
        "bank": {"name": say("statements.paper.bank"), "value": "" if red else paper.issuer.bank},
        "footer": say("statements.paper.footer", provider=name, title=title, number=paper.number or ""),
        "id": f"{paper.kind.value}-{paper.number}",
        "intro": say("statements.paper.intro_cancellation") if red else say("statements.paper.intro"),
        "issuer": {
            "address": paper.issuer.address,
            "name": name,
            "phone": paper.issuer.phone,
            "registration": f"{say('statements.paper.registration')} {paper.issuer.registration}"
            if paper.issuer.registration
            else "",
        },
        "lang": say.language.value,
        "lines": {"header": _header(say), "rows": [_line(line, say) for line in paper.lines]},
        "note": say("statements.paper.note"),
        "sums": _sums(paper, say),
        "title": title,
    }


def _about(paper: Paper, say: Words) -> Value:
    rows: list[Value] = [
        {"name": say("statements.paper.number"), "value": str(paper.number or "—")},
        {"name": say("statements.paper.date"), "value": say.day(paper.issued_at.astimezone(JAPAN).date())},
        {"name": say("statements.paper.month"), "value": month_of_words(paper.month, say)},
    ]
    about = paper.cancels or paper.replaces
    if about:
        rows.append({"name": say("statements.paper.about"), "value": str(about)})
    if paper.reason:
        rows.append({"name": say("statements.reason"), "value": paper.reason})
    return rows


def _header(say: Words) -> Value:
    return [
        say("statements.line_what"),
        say("statements.line_units"),
        say("statements.line_price"),
        say("statements.line_tax"),
        say("statements.line_yen"),
    ]


def _line(line: StatementLine, say: Words) -> Value:
    free = say("statements.free", minutes=line.free_seconds // 60) if line.free_seconds else ""
    return {
        "free": free,
        "price": money(line.price, say) if line.line is LineKind.WORK else "",
        "span": span_of(line),
        "subject": f"{line.work.reference} {line.work.subject}",
        "tax": say("statements.per_cent", rate=per_cent(line.basis_points)),
        "units": units_of(line, say),
        "what": what_of(line, say),
        "yen": money(line.yen, say),
    }


def _sums(paper: Paper, say: Words) -> Value:
    rows: list[Value] = []
    for group in paper.totals.taxes:
        rate = per_cent(group.basis_points)
        rows.append({"name": say("statements.tax_base", rate=rate), "strong": False, "value": money(group.yen, say)})
        rows.append({"name": say("statements.tax", rate=rate), "strong": False, "value": money(group.tax, say)})
    rows.append({"name": say("statements.total"), "strong": True, "value": money(paper.totals.total, say)})
    return rows
