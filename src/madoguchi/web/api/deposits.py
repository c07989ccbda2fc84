"""A received file on its way in: sealed piece by piece as it comes, never whole in memory, never in clear on a disk.

The body is four bytes of length, as much JSON (name, source, reason, origin), then the file. Article: 5.6, 8.1
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from madoguchi.office.cases.service import CaseFile, Purpose
from madoguchi.office.custody.ports import CustodyFile
from madoguchi.office.custody.service import LARGEST, DepositFacts
from madoguchi.office.custody.vault import Writing
from madoguchi.office.ids import HEX_ID, CaseId
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.api.refusing import refused
from madoguchi.web.visit import Visit, run, visit_of

router = APIRouter(prefix="/api/v1/console", tags=["console"])
HEAD_LIMIT: Final = 16_384
AT_ONCE: Final = 1 << 20  # bytes that are handed to a thread in one go
FIELDS: Final = ("name", "source", "reason", "origin")


class Malformed(Exception):
    """No body that our page sends."""


@router.post("/cases/{case}/custody", response_model=None)
async def deposit(request: Request, case: str) -> Response:  # noqa: PLR0911 - one for each way it can go
    """Take a file into the custody of a case."""
    visit = visit_of(request)
    case_id = CaseId(case if HEX_ID.match(case) else "")
    if not isinstance(await run(visit.web.desk.cases.get, visit.person, case_id, Purpose.SUPPORT), CaseFile):
        return refused(NoSuchThing(), visit.say)
    chunks = request.stream()
    try:
        facts, rest = await _head(chunks)
    except Malformed:
        return _wrong(visit, BadField("file", "office.field.needed"))
    writing = await run(visit.web.desk.custody.begin, visit.person, case_id, facts)
    match writing:
        case NoSuchThing():
            return refused(writing, visit.say)
        case BadField():
            return _wrong(visit, writing)
    try:
        fits = await _written(writing, rest, chunks)
    except BaseException:  # they went away, or the disk is full: nothing of it stays
        writing.drop()
        raise
    if not fits:
        writing.drop()
        return JSONResponse({"field": "file", "message": visit.say("custody.too_large")}, 413)
    now = visit.web.desk.clock.now()
    kept = await run(visit.web.desk.custody.keep, visit.person, case_id, facts, writing, now)
    match kept:
        case NoSuchThing():
            return refused(kept, visit.say)
        case BadField():
            return _wrong(visit, kept)
        case CustodyFile():
            return JSONResponse({"address": f"/office/custody/{kept.id}?done=custody_kept"}, 201)


async def _head(chunks: AsyncIterator[bytes]) -> tuple[DepositFacts, bytes]:
    """What is typed, and the file's first bytes."""
    found = bytearray()
    needed = 4
    async for chunk in chunks:
        found += chunk
        if len(found) >= 4:
            needed = 4 + int.from_bytes(found[:4], "big")
        if needed > HEAD_LIMIT:
            raise Malformed
        if len(found) >= max(needed, 5):
            break
    try:
        read = json.loads(found[4:needed])
        facts = [read[name] for name in FIELDS]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Malformed from None
    if not all(isinstance(fact, str) for fact in facts):
        raise Malformed
    return DepositFacts(*facts), bytes(found[needed:])


async def _written(writing: Writing, rest: bytes, chunks: AsyncIterator[bytes]) -> bool:
    """Whether it was small enough."""
    waiting = bytearray(rest)
    async for chunk in chunks:
        waiting += chunk
        if len(waiting) >= AT_ONCE:
            await run(writing.write, bytes(waiting))
            waiting.clear()
        if writing.size + len(waiting) > LARGEST:
            return False
    await run(writing.write, bytes(waiting))
    return True


def _wrong(visit: Visit, wrong: BadField) -> Response:
    return JSONResponse({"field": wrong.field, "message": visit.say(wrong.why)}, 422)
