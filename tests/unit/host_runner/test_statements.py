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
from madoguchi.host.runner.statements import Chain, Outbox
from madoguchi.seal.signing import Domain, check, from_base64url

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


AT = datetime(2026, 1, 5, 3, 4, 5, 678_000, tzinfo=UTC)


def chain() -> Chain:
    return Chain(KEY, bytes(16), "ab" * 16)


@pytest.mark.article("P.2")
def test_each_statement_is_canonical_signed_and_bound_to_the_one_before():
    made = chain()
    first = made.make("started", {"build": "x", "language": "ja"}, AT)
    made.written(first)
    second = made.make("shown", {"version": "1"}, AT)
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

    def __init__(self, *answers: Exception | None) -> None:
        self.answers = list(answers)
        self.heard: list[tuple[int, str]] = []

    async def state(self, statement: str, signature: str, host_key: str) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            raise answer
        facts = json.loads(statement)
        self.heard.append((facts["number"], facts["kind"]))


async def deliver(office: FakeOffice, *kinds: str) -> tuple[list[bool], list[float]]:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    outbox = Outbox(office, chain(), ManualClock(AT), sleep)  # type: ignore[arg-type]
    futures = [outbox.put(kind, {}) for kind in kinds]
    running = asyncio.create_task(outbox.run())
    try:
        return [await future for future in futures], waits
    finally:
        running.cancel()


async def test_an_office_that_is_away_is_asked_again_and_the_order_stays():
    away = Unavailable("no")
    office = FakeOffice(away, away, away)
    durable, waits = await deliver(office, "started", "shown", "agreed")
    assert durable == [True, True, True]
    assert office.heard == [(0, "started"), (1, "shown"), (2, "agreed")]
    assert waits == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("no", [OfficeRefusal("not_now"), BrokenProof("the receipt is for another statement")])
async def test_what_is_refused_is_not_durable_and_leaves_no_hole(no: Exception):
    office = FakeOffice(None, no)
    durable, _ = await deliver(office, "started", "grant:allowed", "ended")
    assert durable == [True, False, True]
    assert office.heard == [(0, "started"), (1, "ended")]
