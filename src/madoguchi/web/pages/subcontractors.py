"""Subcontractors: organisations, what they signed, their people; and giving them a case. Article: 9.1, 9.2"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.clock import Instant
from madoguchi.base.word_keys import Key
from madoguchi.office.ids import HEX_ID, AssignmentId, OperatorId, PaperId, SubcontractorId
from madoguchi.office.operators.invitations import Invited, PersonFacts
from madoguchi.office.operators.ports import OperatorRole
from madoguchi.office.refusals import BadField, CaseClosed, NoSuchThing
from madoguchi.office.subcontractors.assignments import AssignmentFacts
from madoguchi.office.subcontractors.ports import Assignment, Paper
from madoguchi.office.subcontractors.service import PaperFacts, Standing, SubcontractorFacts, is_soon
from madoguchi.rules.subcontracting import PaperKind
from madoguchi.web.api.refusing import sentence, status_of
from madoguchi.web.given_views import ASKABLE
from madoguchi.web.pages.cases import case_id_of, detail
from madoguchi.web.pages.done import done_text
from madoguchi.web.pages.people import show_link
from madoguchi.web.visit import Visit, redirect, run, visit_of

FACTS: Final = ("name", "corporate_number", "contact", "note")
PAPER: Final = ("kind", "reference", "signed_on", "last_day")
PERSON: Final = ("login", "person_name")
PAPER_KEYS: Final[dict[PaperKind, Key]] = {
    PaperKind.AGREEMENT: "subcontractors.paper.agreement",
    PaperKind.NDA: "subcontractors.paper.nda",
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper as it stands now: ``state`` is a word of the page's own."""

    paper: Paper
    state: str  # holds, soon, later, over, withdrawn


async def subcontractors(request: Request) -> Response:
    """GET /office/subcontractors"""
    return await _list(request, visit_of(request), {}, 200)


async def add(request: Request) -> Response:
    """POST /office/subcontractors"""
    visit = visit_of(request)
    result = await run(visit.web.desk.subcontractors.add, visit.asking, _facts(visit))
    if isinstance(result, BadField):
        return await _list(request, visit, {result.field: result.why}, 422)
    return redirect(f"/office/subcontractors/{result.id}?done=subcontractor_saved")


async def subcontractor(request: Request) -> Response:
    """GET /office/subcontractors/{subcontractor}"""
    return await _one(request, visit_of(request), {}, 200)


async def change(request: Request) -> Response:
    """POST /office/subcontractors/{subcontractor}"""
    visit = visit_of(request)
    result = await run(visit.web.desk.subcontractors.change, visit.asking, _id(request), _facts(visit))
    return await _answer(request, visit, result, "subcontractor_saved")


async def add_paper(request: Request) -> Response:
    """POST /office/subcontractors/{subcontractor}/papers"""
    visit = visit_of(request)
    is_nda = visit.field("kind") == PaperKind.NDA.value
    kind = PaperKind.NDA if is_nda else PaperKind.AGREEMENT
    facts = PaperFacts(kind, visit.field("reference"), visit.field("signed_on"), visit.field("last_day"))
    result = await run(visit.web.desk.subcontractors.add_paper, visit.asking, _id(request), facts)
    return await _answer(request, visit, result, "paper_added")


async def withdraw_paper(request: Request) -> Response:
    """POST /office/subcontractors/{subcontractor}/papers/{paper}/withdraw"""
    visit = visit_of(request)
    paper = PaperId(_hex(request.path_params["paper"]))
    result = await run(visit.web.desk.subcontractors.withdraw_paper, visit.asking, _id(request), paper)
    return await _answer(request, visit, result, "paper_withdrawn")


async def invite(request: Request) -> Response:
    """POST /office/subcontractors/{subcontractor}/people: the link is shown on the answer, and nowhere else."""
    visit = visit_of(request)
    found = await run(visit.web.desk.subcontractors.get, _id(request), visit.web.desk.clock.now())
    if isinstance(found, NoSuchThing):
        return visit.missing()
    name, own = visit.field("person_name"), found.subcontractor
    facts = PersonFacts(visit.field("login"), name, own.name, OperatorRole.SUBCONTRACTOR, own.id)
    result = await run(visit.web.desk.invitations.invite, visit.asking, facts)
    if isinstance(result, Invited):
        return show_link(visit, result)
    field = "person_name" if result.field == "name" else result.field
    return await _one(request, visit, {field: result.why}, 422)


async def give(request: Request) -> Response:
    """POST /office/cases/{case}/assignments"""
    visit = visit_of(request)
    accesses = frozenset(access for name, access in ASKABLE.items() if visit.field(name) == "yes")
    facts = AssignmentFacts(OperatorId(_hex(visit.field("person"))), accesses, visit.field("until"))
    result = await run(visit.web.desk.assignments.assign, visit.asking, case_id_of(request), facts)
    match result:
        case Assignment():
            return redirect(f"/office/cases/{result.case_id}?done=given")
        case BadField(name, why):
            return await detail(request, visit, troubles={name: why}, status=422)
        case CaseClosed():
            return await detail(request, visit, trouble=sentence(result, visit.say), status=status_of(result))
        case NoSuchThing():
            return visit.missing()


async def take_back(request: Request) -> Response:
    """POST /office/cases/{case}/assignments/{assignment}/end"""
    visit = visit_of(request)
    which = AssignmentId(_hex(request.path_params["assignment"]))
    result = await run(visit.web.desk.assignments.end, visit.asking, case_id_of(request), which)
    return visit.missing() if result else redirect(f"/office/cases/{case_id_of(request)}?done=taken_back")


async def _list(request: Request, visit: Visit, troubles: dict[str, Key], status: int) -> Response:
    found = await run(visit.web.desk.subcontractors.all, visit.web.desk.clock.now())
    return visit.page(
        "office/subcontractors.html",
        status=status,
        found=found,
        values={name: visit.field(name) for name in FACTS},
        troubles=troubles,
        done=done_text(request, visit),
    )


async def _one(request: Request, visit: Visit, troubles: dict[str, Key], status: int) -> Response:
    now = visit.web.desk.clock.now()
    found = await run(visit.web.desk.subcontractors.get, _id(request), now)
    if not isinstance(found, Standing):
        return visit.missing()
    own = found.subcontractor
    typed = {name: visit.field(name) for name in (*PAPER, *PERSON)}
    typed |= {name: visit.field(name) if troubles else str(getattr(own, name)) for name in FACTS}
    if troubles and not troubles.keys() & set(FACTS):  # another form of the page came
        typed |= {name: str(getattr(own, name)) for name in FACTS}
    return visit.page(
        "office/subcontractor.html",
        status=status,
        found=found,
        papers=tuple(PaperRow(paper, _state(paper, now)) for paper in found.papers),
        paper_keys=PAPER_KEYS,
        values=typed,
        troubles=troubles,
        done=done_text(request, visit),
    )


def _state(paper: Paper, now: Instant) -> str:
    if paper.withdrawn_at is not None:
        return "withdrawn"
    if now >= paper.expires_at:
        return "over"
    if not paper.holds(now):
        return "later"
    return "soon" if is_soon(paper.expires_at, now) else "holds"


async def _answer(request: Request, visit: Visit, result: object, done: str) -> Response:
    match result:
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            return await _one(request, visit, {name: why}, 422)
        case _:
            return redirect(f"/office/subcontractors/{_id(request)}?done={done}")


def _facts(visit: Visit) -> SubcontractorFacts:
    note = visit.field("note").replace("\r\n", "\n")
    return SubcontractorFacts(visit.field("name"), visit.field("corporate_number"), visit.field("contact"), note)


def _id(request: Request) -> SubcontractorId:
    return SubcontractorId(_hex(request.path_params["subcontractor"]))


def _hex(text: str) -> str:
    return text if HEX_ID.match(text) else ""
