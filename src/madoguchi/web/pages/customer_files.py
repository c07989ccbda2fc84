"""The register taken in from a file and written to one. The file is shown first; nothing of it is kept between the two pages
but in the form itself, so what is taken in is what was shown. Article: 2.1"""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.clock import JAPAN
from madoguchi.base.word_keys import Key
from madoguchi.base.words import Words
from madoguchi.office.customers.imports import Imported, NotAsShown, Preview
from madoguchi.office.customers.plan import FieldChange, Plan, RefusedLine, What
from madoguchi.office.customers.ports import CustomerKind, CustomerStatus
from madoguchi.office.customers.sheet import COLUMNS, FILE_LIMIT, LINES_LIMIT, Unreadable, write_sheet
from madoguchi.office.customers.words import KIND_KEYS, STATUS_KEYS
from madoguchi.web.downloads import content_disposition
from madoguchi.web.visit import Visit, redirect, run, visit_of

SHOWN: Final = 200  # lines of each kind on the page; the report has all
PACKED_LIMIT: Final = 4_100_000  # characters, so that the form that brings it back is let in

WHAT_KEYS: Final[dict[What, Key]] = {
    What.NEW: "customer_files.new",
    What.CHANGED: "customer_files.changed",
    What.UNCHANGED: "customer_files.unchanged",
}
REPORT_KEYS: Final[tuple[Key, ...]] = (
    "customer_files.report.line",
    "customer_files.report.what",
    "customer_files.report.customer",
    "customer_files.report.column",
    "customer_files.report.was",
    "customer_files.report.becomes",
    "customer_files.report.reason",
)


@dataclass(frozen=True, slots=True)
class PreviewView:
    """``packed`` and ``digest`` bring the file back, to be taken in as it was shown."""

    plan: Plan
    unknown: tuple[str, ...]
    counts: dict[What, int]
    packed: str
    digest: str
    is_stale: bool


async def form(request: Request) -> Response:
    """GET /office/customers/import"""
    return _form(visit_of(request), 200, "")


async def preview(request: Request) -> Response:
    """POST /office/customers/import: what the file would do."""
    visit = visit_of(request)
    if not visit.file:
        return _form(visit, 422, visit.say("customer_files.no_file"))
    found = await run(visit.web.desk.customer_files.preview, visit.file)
    packed = await run(_packed, visit.file)
    if isinstance(found, Unreadable):
        return _form(visit, 422, visit.say(found.why, **found.slots))
    if len(packed) > PACKED_LIMIT:
        return _form(visit, 422, visit.say("customer_files.unreadable.too_large"))
    return await _preview(visit, found, packed, is_stale=False)


async def take_in(request: Request) -> Response:
    """POST /office/customers/import/apply: all of what was shown, or nothing."""
    visit = visit_of(request)
    desk = visit.web.desk
    packed = visit.field("packed")
    data = await run(_unpacked, packed)
    if data is None:
        return _form(visit, 422, visit.say("customer_files.no_file"))
    done = await run(desk.customer_files.take_in, visit.person, data, visit.field("digest"), desk.clock.now())
    match done:
        case Unreadable():
            return _form(visit, 422, visit.say(done.why, **done.slots))
        case NotAsShown(found):
            return await _preview(visit, found, packed, is_stale=True)
        case Imported():
            return redirect("/office/customers?done=imported")


async def report(request: Request) -> Response:
    """POST /office/customers/import/report: the refused lines, or every line, as a file."""
    visit = visit_of(request)
    data = await run(_unpacked, visit.field("packed"))
    found = None if data is None else await run(visit.web.desk.customer_files.preview, data)
    if not isinstance(found, Preview):
        return visit.missing()
    is_whole = visit.field("which") == "every"
    made = await run(_every_line if is_whole else _refused_lines, found, visit.say)
    return _file(made, "import-plan.csv" if is_whole else "import-refused.csv")


async def export(request: Request) -> Response:
    """GET /office/customers/export"""
    visit = visit_of(request)
    made = await run(visit.web.desk.customer_files.written, visit.say)
    return _file(made, f"customers-{visit.web.desk.clock.now().astimezone(JAPAN):%Y-%m-%d}.csv")


def reason(refused: RefusedLine, say: Words) -> str:
    """Why, with the column that it is about."""
    why = say(refused.why, **refused.slots)
    return say("customer_files.at", column=say(COLUMNS[refused.column]), why=why) if refused.column else why


def told(change: FieldChange, value: str, say: Words) -> str:
    """A value as people read it."""
    if not value:
        return ""
    if change.column == "kind":
        return say(KIND_KEYS[CustomerKind(value)])
    if change.column == "status":
        return say(STATUS_KEYS[CustomerStatus(value)])
    return value


def _refused_lines(found: Preview, say: Words) -> bytes:
    head = [say("customer_files.report.line"), say("customer_files.report.reason"), *found.sheet.headings]
    rows = [[str(one.number), reason(one, say), *one.told] for one in found.plan.refused]
    return write_sheet([head, *rows])


def _every_line(found: Preview, say: Words) -> bytes:
    """A row for each field of each line, in the order of the file."""
    rows: list[tuple[int, list[str]]] = []
    for line in found.plan.lines:
        first = [str(line.number), say(WHAT_KEYS[line.what]), line.organisation]
        if not line.fields:
            rows.append((line.number, [*first, "", "", "", ""]))
        for one in line.fields:
            values = (told(one, one.was, say), told(one, one.becomes, say))
            rows.append((line.number, [*first, say(COLUMNS[one.column]), *values, ""]))
    bad_word = say("customer_files.refused")
    rows += [(bad.number, [str(bad.number), bad_word, *[""] * 4, reason(bad, say)]) for bad in found.plan.refused]
    return write_sheet([[say(key) for key in REPORT_KEYS], *(row for _, row in sorted(rows))])


def _form(visit: Visit, status: int, trouble: str) -> Response:
    return visit.page(
        "office/customers_import.html",
        status=status,
        trouble=trouble,
        columns=COLUMNS,
        lines_limit=f"{LINES_LIMIT:,}",
        bytes_limit=FILE_LIMIT,
    )


async def _preview(visit: Visit, found: Preview, packed: str, *, is_stale: bool) -> Response:
    view = PreviewView(
        plan=found.plan,
        unknown=found.sheet.unknown,
        counts={what: len(found.plan.of(what)) for what in What},
        packed=packed,
        digest=await run(lambda: found.plan.digest),
        is_stale=is_stale,
    )
    return await run(
        lambda: visit.page(
            "office/customers_preview.html",
            status=409 if is_stale else 200,
            view=view,
            what=What,
            columns=COLUMNS,
            shown=SHOWN,
            reason=reason,
            told=told,
        )
    )


def _file(made: bytes, name: str) -> Response:
    headers = {
        "Content-Disposition": content_disposition(name),
        "Cache-Control": "no-store",
        "Content-Type": "text/csv; charset=utf-8",
    }
    return Response(made, headers=headers)


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data)).decode("ascii")


def _unpacked(packed: str) -> bytes | None:
    """No more than a file may have: what unpacks to more is not ours."""
    try:
        unpacking = zlib.decompressobj()
        data = unpacking.decompress(base64.b64decode(packed, altchars=b"-_", validate=True), FILE_LIMIT + 1)
    except (binascii.Error, ValueError, zlib.error):
        return None
    return data if data and unpacking.eof and len(data) <= FILE_LIMIT else None
