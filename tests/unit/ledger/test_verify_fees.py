"""The fee of a receipt, reckoned again from the receipt alone: a provider that signs another one is found out. Article: 3.3"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import iso
from madoguchi.office.agreed_fees.service import SignedPlan
from madoguchi.office.fees.ports import SetRates
from madoguchi.office.fees.service import RatesFacts
from madoguchi.rules.fees import OFF_HOURS_KINDS
from madoguchi.seal.signing import Domain, sign, to_base64url
from madoguchi.verify.check import Fault, Holds, Wrong, check_receipt
from tests.office_world import ScriptedHost, World, got, whole_dialogue

pytestmark = pytest.mark.article("3.3", "10.1", "P.3")
Document = dict[str, Any]


def at(world: World, text: str) -> None:
    hour, minute, second = (int(part) for part in text.split(":"))
    there = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(hours=hour - 9, minutes=minute, seconds=second)
    world.clock.advance((there - world.now).total_seconds())


def say(world: World, host: ScriptedHost, kind: str, body: dict[str, Any]) -> None:
    posted = host.sign(kind, body)
    stated = world.desk.consent.state(
        host.token, posted["statement"], posted["signature"], posted["host_key"], world.now
    )
    got(dict, stated)


@pytest.fixture
def host(world: World) -> ScriptedHost:
    """A session from 11:50 to 12:40: agreed before noon, a pause of five minutes, taken back at 12:30."""
    admin = world.operator("admin").operator
    facts = RatesFacts("2026-01-05", "15", "up", "0", dict.fromkeys(OFF_HOURS_KINDS, "2000"))
    got(SetRates, world.desk.fees.set_rates(admin, facts, world.now))
    world.desk.fees.set_tax(admin, "2026-01-05", "10", world.now)
    at(world, "11:50:00")
    actor = world.operator().operator
    dialogue = whole_dialogue(world.publish())
    _, host = world.session(actor, world.case(actor))
    for kind, body in dialogue[:4]:
        say(world, host, kind, body)
    signed = got(SignedPlan, world.desk.agreed_fees.plan(host.token, world.now))
    quote = {"quote_sha256": sha256(json.loads(signed.text)["quote"].encode()).hexdigest()}
    say(world, host, "fee:agreed", quote | {"stop_at": 0})
    at(world, "12:10:00")
    say(world, host, "work:rested", {"at": iso(world.now), "why": "customer_paused"})
    at(world, "12:15:00")
    say(world, host, "work:resumed", {"at": iso(world.now), "why": "customer_paused"})
    at(world, "12:30:00")
    say(world, host, "fee:withdrawn", quote)
    at(world, "12:40:00")
    say(world, host, *dialogue[-1])
    return host


def receipt(world: World, host: ScriptedHost, spoil: Callable[[Document], None] | None = None) -> bytes:
    """What the provider gives out, or what it signs when it has changed something."""
    document: Document = got(dict, world.desk.consent.receipt_for_host(host.token, world.now))
    if spoil is None:
        return canonical(document)
    document = json.loads(canonical(document))
    del document["signature"]
    spoil(document["fees"])
    signature = sign(world.keys.provider, Domain.RECEIPT, canonical(document))
    return canonical(document | {"signature": to_base64url(signature)})


def test_the_fee_comes_out_again(world: World, host: ScriptedHost) -> None:
    """25 of the 30 minutes after noon were worked: two quarters begun, with tax; the last ten minutes are not agreed."""
    raw = receipt(world, host)
    fees = json.loads(raw)["fees"]
    assert (fees["yen"], fees["unagreed"], fees["off_hours"]) == (4_400, 600, 2_100)
    assert got(Holds, check_receipt(raw, world.keys.provider_public)).fee == 4_400


def test_a_running_session_s_receipt_holds_too(world: World, host: ScriptedHost) -> None:
    actor = world.operator("tanaka").operator
    _, second = world.session(actor, world.case(actor))
    assert got(Holds, check_receipt(receipt(world, second), world.keys.provider_public)).fee == 0


def charge_more(fees: Document) -> None:
    fees["lines"][0]["yen"] += 2_000
    fees["yen"] += 2_200


def raise_the_price(fees: Document) -> None:
    """A dearer quote under its own hash: not the one that the customer's program signed."""
    [(_, text)] = fees["quotes"].items()
    for part in text["parts"]:
        part["price"]["yen"] = 9_000
    fees["quotes"] = {sha256(canonical(text)).hexdigest(): text}


def raise_the_price_under_the_old_hash(fees: Document) -> None:
    [text] = fees["quotes"].values()
    for part in text["parts"]:
        part["price"]["yen"] = 9_000


def forget_the_quote(fees: Document) -> None:
    fees["quotes"] = {}


def work_longer(fees: Document) -> None:
    fees["held"][-1]["end"] = "2026-01-05T04:10:00.000Z"


def work_in_the_pause(fees: Document) -> None:
    for before, after in zip(fees["held"], fees["held"][1:], strict=False):
        if before["end"] == "2026-01-05T03:10:00.000Z":
            before["end"] = after["start"]


def work_twice(fees: Document) -> None:
    fees["held"].append(fees["held"][-1])


def put_an_agreement_where_there_is_none(fees: Document) -> None:
    fees["answers"] = [fees["answers"][0]]


def say_less_was_unagreed(fees: Document) -> None:
    fees["unagreed"] = 0


def count_free_time_otherwise(fees: Document) -> None:
    fees["free"] = {"2026-01": 900}


@pytest.mark.parametrize(
    "spoil",
    [
        charge_more,
        raise_the_price,
        raise_the_price_under_the_old_hash,
        forget_the_quote,
        work_longer,
        work_in_the_pause,
        work_twice,
        put_an_agreement_where_there_is_none,
        say_less_was_unagreed,
        count_free_time_otherwise,
        lambda fees: fees.pop("held"),
        lambda fees: fees.update(held="many"),
        lambda fees: fees.update(free={"2026-01": -1}),
        lambda fees: fees.update(quotes={"0" * 64: {}}),
        lambda fees: fees["held"][0].update(kind="weekend"),
    ],
)
def test_a_provider_that_signs_another_fee_is_found_out(
    world: World, host: ScriptedHost, spoil: Callable[[Document], None]
) -> None:
    assert check_receipt(receipt(world, host, spoil), world.keys.provider_public) == Fault(Wrong.FEE)


def test_a_receipt_of_an_earlier_version_is_said_to_be_unchecked(world: World, host: ScriptedHost) -> None:
    def earlier(fees: Document) -> None:
        for name in ("free", "held", "quotes"):
            del fees[name]

    assert got(Holds, check_receipt(receipt(world, host, earlier), world.keys.provider_public)).fee is None
