"""A session that was held, on a site: by a signed-in operator, with a scripted customer's program."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.base.words import Language
from madoguchi.office.ids import CaseId
from madoguchi.office.numbers.ports import Number
from madoguchi.office.numbers.service import BegunAttempt, TypedNumber
from madoguchi.office.sessions.ports import Session
from tests.integration.web.office_site import Browser, Site
from tests.office_world import ScriptedHost, got, whole_dialogue


@dataclass
class Held:
    browser: Browser
    session: str
    token: str
    customer: str
    case: str
    host: ScriptedHost


async def held_session(site: Site, login: str = "yamada", organisation: str = "株式会社客先") -> Held:
    """From the number to the end; a minute between any two words."""
    desk = site.app.desk
    site.publish()
    browser = await site.signed_in(login)
    customer = await browser.register(organisation)
    case = await browser.open_case(customer)
    actor = site.people[login].operator
    number = got(Number, desk.numbers.issue(actor, CaseId(case), site.clock.now()))
    typed = TypedNumber(number.routing, "test-1", "linux", Language.JA, "203.0.113.7")
    begun = got(BegunAttempt, desk.numbers.begin_attempt(typed, site.clock.now()))
    session = got(Session, desk.sessions.confirm(actor, number.id, begun.attempt.id, site.clock.now()))
    host = ScriptedHost(begun.host_token, begun.attempt.id, session.id)
    terms = desk.terms.in_force(site.clock.now())
    assert terms is not None
    for kind, body in whole_dialogue(terms):
        site.clock.advance(60)
        said = host.sign(kind, body)
        got(
            dict,
            desk.consent.state(host.token, said["statement"], said["signature"], said["host_key"], site.clock.now()),
        )
    return Held(browser, session.id, begun.host_token, customer, case, host)
