"""The host's statements: one chain, in order, tried again while the office is away. Article: P.2"""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import ManualClock
from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.host.runner.office import OfficeRefusal
from madoguchi.host.runner.statements import Chain, Outbox, Statement
from madoguchi.seal.signing import Domain, check, from_base64url

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def chain() -> Chain:
    return Chain(ManualClock(datetime(2026, 1, 5, 3, 4, 5, 678_000, tzinfo=UTC)), KEY, bytes(16), "ab" * 16)


@pytest.mark.article("P.2")
def test_each_statement_is_canonical_signed_and_bound_to_the_one_before():
    made = chain()
    first, second = made.make("started", {"build": "x", "language": "ja"}), made.make("shown", {"version": "1"})
    for statement in (first, second):
        raw = statement.text.encode()
        assert canonical(json.loads(raw)) == raw
        check(from_base64url(statement.host_key), Domain.STATEMENT, raw, from_base64url(statement.signature))
    facts = json.loads(second.text)
    assert facts["number"] == 1
    assert facts["previous"] == hashlib.sha256(first.text.encode()).hexdigest()
    assert facts["at"] == "2026-01-05T03:04:05.678Z"


class FakeOffice:
    """Answers as it is told, one answer for each call; then always well."""

    def __init__(self, *answers: Exception) -> None:
        self.answers = list(answers)
        self.heard: list[str] = []

    async def state(self, statement: str, signature: str, host_key: str) -> None:
        if self.answers:
            raise self.answers.pop(0)
        self.heard.append(json.loads(statement)["kind"])


async def deliver(office: FakeOffice, *statements: Statement) -> tuple[list[bool], list[float]]:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    outbox = Outbox(office, sleep)  # type: ignore[arg-type]
    futures = [outbox.put(statement) for statement in statements]
    running = asyncio.create_task(outbox.run())
    try:
        return [await future for future in futures], waits
    finally:
        running.cancel()


async def test_an_office_that_is_away_is_asked_again_and_the_order_stays():
    office = FakeOffice(Unavailable("no"), Unavailable("no"), Unavailable("no"))
    made = chain()
    durable, waits = await deliver(office, made.make("started", {}), made.make("shown", {}), made.make("agreed", {}))
    assert durable == [True, True, True]
    assert office.heard == ["started", "shown", "agreed"]
    assert waits == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("no", [OfficeRefusal("out_of_order"), BrokenProof("the receipt is for another statement")])
async def test_a_refusal_or_a_false_receipt_is_not_durable(no: Exception):
    office = FakeOffice(no)
    made = chain()
    durable, _ = await deliver(office, made.make("agreed", {}), made.make("ended", {}))
    assert durable == [False, True]
