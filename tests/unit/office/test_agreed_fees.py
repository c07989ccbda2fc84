"""What is offered, answered and charged, by the office's clock alone. Article: 3.3"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import iso
from madoguchi.office.actor import actor_of
from madoguchi.office.agreed_fees.service import SignedPlan
from madoguchi.office.fees.ports import SetRates
from madoguchi.office.fees.service import RatesFacts
from madoguchi.office.ids import SessionId
from madoguchi.office.refusals import NotNow, NumberNotValid, SessionEnded, StatementMalformed
from madoguchi.rules.fees import OFF_HOURS_KINDS
from madoguchi.seal.signing import Domain, check, from_base64url
from madoguchi.wire.vocabulary import Ending
from tests.office_world import ScriptedHost, World, got, whole_dialogue

pytestmark = pytest.mark.article("3.3")


@pytest.fixture
def priced(world: World) -> World:
    """2,000 yen for each quarter of an hour begun outside the hours, 10 % tax."""
    admin = world.operator("admin").operator
    facts = RatesFacts("2026-01-05", "15", "up", "0", dict.fromkeys(OFF_HOURS_KINDS, "2000"))
    got(SetRates, world.desk.fees.set_rates(admin, facts, world.now))
    world.desk.fees.set_tax(admin, "2026-01-05", "10", world.now)
    return world


def at(world: World, text: str) -> None:
    """Move the office's clock on to a time of Monday, Japan time."""
    hour, minute, second = (int(part) for part in text.split(":"))
    there = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=hour - 9, minutes=minute, seconds=second)
    world.clock.advance((there - world.now).total_seconds())


def say(world: World, host: ScriptedHost, kind: str, body: dict[str, Any]) -> object:
    posted = host.sign(kind, body)
    return world.desk.consent.state(host.token, posted["statement"], posted["signature"], posted["host_key"], world.now)


def begin(world: World) -> ScriptedHost:
    """A session that is connected."""
    actor = world.operator().operator
    terms = world.publish()
    _, host = world.session(actor, world.case(actor))
    for kind, body in whole_dialogue(terms)[:4]:
        got(dict, say(world, host, kind, body))
    return host


def plan(world: World, host: ScriptedHost) -> dict[str, Any]:
    signed = got(SignedPlan, world.desk.agreed_fees.plan(host.token, world.now))
    raw = signed.text.encode()
    check(world.desk.keys.provider_public, Domain.FEES, raw, from_base64url(signed.signature))
    document: dict[str, Any] = json.loads(signed.text)
    assert canonical(document) == raw
    return document


def sha_of(document: dict[str, Any]) -> str:
    return sha256(document["quote"].encode()).hexdigest()


def yes(world: World, host: ScriptedHost, document: dict[str, Any], stop_at: int = 0) -> object:
    return say(world, host, "fee:agreed", {"quote_sha256": sha_of(document), "stop_at": stop_at})


def test_within_the_hours_the_coming_stretch_is_offered(priced: World):
    at(priced, "11:50:00")
    document = plan(priced, begin(priced))
    assert document["closes_at"] == "2026-01-05T03:00:00.000Z"
    assert document["opens_at"] == "2026-01-05T04:00:00.000Z"
    assert document["at"] == iso(priced.now)
    assert json.loads(document["quote"])["estimate_yen"] == 4000
    assert (document["agreed"], document["stops_at"], document["yen"]) == ("", "", 0)


def test_nothing_is_offered_where_nothing_costs(world: World):
    at(world, "11:50:00")
    document = plan(world, begin(world))
    assert (document["closes_at"], document["quote"]) == ("", "")


def test_agreed_before_the_boundary_charged_from_it_on(priced: World):
    at(priced, "11:50:00")
    host = begin(priced)
    document = plan(priced, host)
    got(dict, yes(priced, host, document))
    again = plan(priced, host)
    assert (again["agreed"], again["stops_at"]) == (sha_of(document), "2026-01-05T04:00:00.000Z")
    at(priced, "12:20:00")
    now = plan(priced, host)
    assert (now["in_hours"], now["off_hours"], now["yen"]) == (600, 1200, 4400)
    assert now["agreed"] == sha_of(document)
    assert now["opens_at"] == "2026-01-05T04:00:00.000Z"


@pytest.mark.parametrize("answer", ["no", "nothing"])
def test_refused_or_ignored_nothing_is_charged(priced: World, answer: str):
    at(priced, "11:50:00")
    host = begin(priced)
    document = plan(priced, host)
    if answer == "no":
        got(dict, say(priced, host, "fee:refused", {"quote_sha256": sha_of(document)}))
    at(priced, "12:20:00")
    assert plan(priced, host)["yen"] == 0


def test_an_answer_never_counts_backwards(priced: World):
    at(priced, "12:00:00")
    host = begin(priced)
    document = plan(priced, host)
    at(priced, "12:04:00")
    assert sha_of(plan(priced, host)) == sha_of(document), "the same is offered again for a while"
    got(dict, yes(priced, host, document))
    at(priced, "12:19:00")
    assert plan(priced, host)["yen"] == 2200
    at(priced, "12:19:01")
    assert plan(priced, host)["yen"] == 4400


def test_taken_back_nothing_more_is_charged(priced: World):
    at(priced, "12:00:00")
    host = begin(priced)
    document = plan(priced, host)
    got(dict, yes(priced, host, document))
    at(priced, "12:10:00")
    got(dict, say(priced, host, "fee:withdrawn", {"quote_sha256": sha_of(document)}))
    at(priced, "12:50:00")
    now = plan(priced, host)
    assert (now["yen"], now["agreed"]) == (2200, "")


def test_pauses_are_not_work(priced: World):
    at(priced, "12:00:00")
    host = begin(priced)
    got(dict, yes(priced, host, plan(priced, host)))
    at(priced, "12:10:00")
    got(dict, say(priced, host, "work:rested", {"at": iso(priced.now - timedelta(minutes=2)), "why": "link"}))
    at(priced, "12:40:00")
    got(dict, say(priced, host, "work:resumed", {"at": iso(priced.now), "why": "link"}))
    at(priced, "12:44:00")
    now = plan(priced, host)
    assert (now["off_hours"], now["yen"]) == (12 * 60, 2200)


@pytest.mark.parametrize("told", ["2020-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z"])
def test_a_time_that_cannot_be_is_cut_to_what_can(priced: World, told: str):
    at(priced, "12:00:00")
    host = begin(priced)
    at(priced, "12:10:00")
    got(dict, say(priced, host, "work:rested", {"at": told, "why": "customer_paused"}))
    at(priced, "12:20:00")
    assert plan(priced, host)["off_hours"] in {0, 600}


def test_the_amount_to_stop_at(priced: World):
    at(priced, "12:00:00")
    host = begin(priced)
    document = plan(priced, host)
    assert yes(priced, host, document, stop_at=2199) == NotNow()
    host.number -= 1
    host.previous = _last(priced, host)
    got(dict, yes(priced, host, document, stop_at=2200))
    assert plan(priced, host)["stops_at"] == "2026-01-05T03:15:00.000Z"
    at(priced, "12:15:00")
    now = plan(priced, host)
    assert (now["yen"], now["agreed"], now["stops_at"]) == (2200, "", "")
    assert now["quote"]


def _last(world: World, host: ScriptedHost) -> str:
    with world.shelf.reading() as books:
        session = books.sessions.by_id(SessionId(host.session))
    assert session is not None
    return session.last_sha256


def test_only_what_was_offered_to_this_session_can_be_agreed_to(priced: World):
    at(priced, "12:00:00")
    host = begin(priced)
    assert say(priced, host, "fee:agreed", {"quote_sha256": "a" * 64, "stop_at": 0}) == NotNow()


def test_what_no_statement_looks_like(priced: World):
    host = begin(priced)
    assert say(priced, host, "work:rested", {"at": "yesterday", "why": "link"}) == StatementMalformed()


def test_no_plan_for_who_has_no_session(priced: World):
    host = begin(priced)
    assert priced.desk.agreed_fees.plan("nothing", priced.now) == NumberNotValid()
    got(dict, say(priced, host, "ended", {"bytes_used": 1, "ending": "customer_stopped", "seconds": 1}))
    assert priced.desk.agreed_fees.plan(host.token, priced.now) == SessionEnded(Ending.CUSTOMER_STOPPED)


def test_free_time_is_used_once(priced: World):
    at(priced, "12:00:00")
    host = begin(priced)
    with priced.shelf.reading() as books:
        session = books.sessions.by_id(SessionId(host.session))
        assert session is not None
        case = books.cases.by_id(session.case_id)
        assert case is not None
    admin = priced.operator("second").operator
    priced.desk.fees.set_free(admin, case.customer_id, "2026-01", "20", priced.now)
    got(dict, yes(priced, host, plan(priced, host)))
    at(priced, "12:30:00")
    assert plan(priced, host)["yen"] == 2200
    got(dict, say(priced, host, "ended", {"bytes_used": 1, "ending": "customer_stopped", "seconds": 1}))
    with priced.shelf.reading() as books:
        operator = books.operators.by_id(session.operator_id)
    assert operator is not None
    _, other = priced.session(actor_of(operator), case)
    assert json.loads(plan(priced, other)["quote"])["free"] == {"2026-01": 0}


def two_at_once(priced: World) -> list[ScriptedHost]:
    """Two sessions of one customer with twenty free minutes, both agreed, both at work."""
    terms = priced.publish()
    one, two = (priced.operator(login).operator for login in ("one", "two"))
    customer = priced.customer(one)
    priced.desk.fees.set_free(priced.operator("admin-2").operator, customer.customer.id, "2026-01", "20", priced.now)
    hosts = [priced.session(actor, priced.case(actor, customer))[1] for actor in (one, two)]
    for host in hosts:
        for kind, body in whole_dialogue(terms)[:4]:
            got(dict, say(priced, host, kind, body))
        got(dict, yes(priced, host, plan(priced, host)))
    return hosts


def test_sessions_at_the_same_time_never_use_the_same_free_second(priced: World):
    at(priced, "12:00:00")
    hosts = two_at_once(priced)
    at(priced, "12:10:00")
    assert [plan(priced, host)["yen"] for host in hosts] == [0, 0]
    at(priced, "12:10:01")
    assert [plan(priced, host)["yen"] for host in hosts] == [2200, 2200]
    at(priced, "12:20:00")
    first, second = hosts
    got(dict, say(priced, second, "ended", {"bytes_used": 1, "ending": "customer_stopped", "seconds": 1}))
    with priced.shelf.reading() as books:
        ended = books.sessions.by_id(SessionId(second.session))
    assert ended is not None
    told = priced.desk.agreed_fees.charge(ended, priced.now)
    assert (told.total, told.free_used) == (2200, {"2026-01": 600})
    at(priced, "12:50:00")
    assert plan(priced, first)["yen"] == 6600
    assert priced.desk.agreed_fees.charge(ended, priced.now) == told  # what the receipt said is what the statement says


def test_free_time_left_by_a_session_that_ended_early_goes_to_the_other(priced: World):
    at(priced, "12:00:00")
    hosts = two_at_once(priced)
    at(priced, "12:05:00")
    got(dict, say(priced, hosts[0], "ended", {"bytes_used": 1, "ending": "customer_stopped", "seconds": 1}))
    at(priced, "12:15:00")
    assert plan(priced, hosts[1])["yen"] == 0
    at(priced, "12:15:01")
    assert plan(priced, hosts[1])["yen"] == 2200
