"""The provider's people: who may sign in, in which role; inviting, closing, setting anew. Article: 8.1, 9.1"""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from madoguchi.base.word_keys import Key
from madoguchi.office.ids import HEX_ID, OperatorId
from madoguchi.office.operators.invitations import Invited, PersonFacts
from madoguchi.office.operators.people import Person
from madoguchi.office.operators.ports import InvitationPurpose, OperatorRole
from madoguchi.office.refusals import BadField, NoSuchThing
from madoguchi.web.pages.customers import FormView
from madoguchi.web.pages.done import done_text
from madoguchi.web.role_words import OWN_ROLE_KEYS, PURPOSE_KEYS, ROLE_ABOUT_KEYS, ROLE_KEYS
from madoguchi.web.visit import Visit, redirect, run, visit_of

FIELDS: Final = ("login", "name", "organisation", "role")


async def people(request: Request) -> Response:
    """GET /office/people"""
    visit = visit_of(request)
    desk = visit.web.desk
    return visit.page(
        "office/people.html",
        found=await run(desk.people.everybody, desk.clock.now()),
        me=visit.person.id,
        role_keys=ROLE_KEYS,
        purpose_keys=PURPOSE_KEYS,
        done=done_text(request, visit),
    )


async def new_form(request: Request) -> Response:
    """GET /office/people/new"""
    visit = visit_of(request)
    values = {
        "login": "",
        "name": "",
        "organisation": visit.person.organisation,
        "role": OperatorRole.OPERATOR.value,
    }
    return _new(visit, values, {}, 200)


async def invite(request: Request) -> Response:
    """POST /office/people/new: the link is shown on the answer, and nowhere else."""
    visit = visit_of(request)
    typed = {name: visit.field(name) for name in FIELDS}
    facts = PersonFacts(typed["login"], typed["name"], typed["organisation"], _role(typed["role"]))
    result = await run(visit.web.desk.invitations.invite, visit.asking, facts)
    if isinstance(result, BadField):
        return _new(visit, typed, {result.field: result.why}, 422)
    return show_link(visit, result)


async def withdraw(request: Request) -> Response:
    """POST /office/people/invitations/{invitation}/withdraw"""
    visit = visit_of(request)
    result = await run(visit.web.desk.invitations.withdraw, visit.asking, request.path_params["invitation"][:32])
    return visit.missing() if result else redirect("/office/people?done=invitation_withdrawn")


async def person(request: Request) -> Response:
    """GET /office/people/{person}"""
    return await _person(request, visit_of(request), {}, 200)


async def set_role(request: Request) -> Response:
    """POST /office/people/{person}/role"""
    visit = visit_of(request)
    result = await run(visit.web.desk.people.set_role, visit.asking, _id(request), _role(visit.field("role")))
    return await _answer(request, visit, result, "role_changed")


async def close(request: Request) -> Response:
    """POST /office/people/{person}/close"""
    visit = visit_of(request)
    result = await run(visit.web.desk.people.close, visit.asking, _id(request))
    return await _answer(request, visit, result, "account_closed")


async def open_again(request: Request) -> Response:
    """POST /office/people/{person}/open"""
    visit = visit_of(request)
    result = await run(visit.web.desk.people.open, visit.asking, _id(request))
    return await _answer(request, visit, result, "account_opened")


async def anew(request: Request) -> Response:
    """POST /office/people/{person}/anew: a new set-up link; the lost factors stop working at once."""
    visit = visit_of(request)
    is_both = visit.field("purpose") == InvitationPurpose.BOTH.value
    purpose = InvitationPurpose.BOTH if is_both else InvitationPurpose.FACTOR
    result = await run(visit.web.desk.invitations.anew, visit.asking, _id(request), purpose)
    if isinstance(result, Invited):
        return show_link(visit, result)
    return await _answer(request, visit, result, "")


async def link(request: Request) -> Response:
    """POST /office/people/{person}/identity: with an empty subject the link is removed."""
    visit = visit_of(request)
    desk, issuer = visit.web.desk, visit.web.settings.oidc_issuer
    if not issuer:
        return visit.missing()
    if not visit.field("subject").strip():
        return await _answer(
            request, visit, await run(desk.people.unlink, visit.asking, _id(request)), "identity_removed"
        )
    result = await run(desk.people.link, visit.asking, _id(request), issuer, visit.field("subject"))
    return await _answer(request, visit, result, "identity_linked")


async def _answer(request: Request, visit: Visit, result: NoSuchThing | BadField | None, done: str) -> Response:
    match result:
        case NoSuchThing():
            return visit.missing()
        case BadField(name, why):
            return await _person(request, visit, {name: why}, 422)
        case None:
            return redirect(f"/office/people/{_id(request)}?done={done}")


async def _person(request: Request, visit: Visit, troubles: dict[str, Key], status: int) -> Response:
    found = await run(visit.web.desk.people.get, _id(request))
    if not isinstance(found, Person):
        return visit.missing()
    linked = found.identities[0].subject if found.identities else ""
    return visit.page(
        "office/person.html",
        status=status,
        person=found,
        is_me=found.operator.id == visit.person.id,
        role_keys=ROLE_KEYS,
        own_role_keys=OWN_ROLE_KEYS,
        role_about_keys=ROLE_ABOUT_KEYS,
        issuer=visit.web.settings.oidc_issuer,
        values={
            "role": visit.field("role") or found.operator.role.value,
            "subject": visit.field("subject") if "subject" in troubles else linked,
        },
        troubles=troubles,
        done=done_text(request, visit),
    )


def _new(visit: Visit, values: dict[str, str], troubles: dict[str, Key], status: int) -> Response:
    return visit.page(
        "office/person_new.html",
        status=status,
        form=FormView("/office/people/new", values, troubles),
        role_keys=OWN_ROLE_KEYS,
        role_about_keys=ROLE_ABOUT_KEYS,
    )


def show_link(visit: Visit, made: Invited) -> Response:
    """Shown once."""
    return visit.page("office/invited.html", made=made, address=f"{visit.web.settings.public_url}/join/{made.token}")


def _role(value: str) -> OperatorRole:
    return OperatorRole(value) if value in set(OperatorRole) else OperatorRole.OPERATOR


def _id(request: Request) -> OperatorId:
    found = request.path_params["person"]
    return OperatorId(found if HEX_ID.match(found) else "")
