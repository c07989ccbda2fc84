"""Failures: five for a network in ten minutes; many over all make only those wait who failed themselves."""

from __future__ import annotations

import pytest

from madoguchi.base.clock import ManualClock
from madoguchi.office.limits import Allowance, MemoryFailures, network_of
from tests.office_world import MONDAY_TEN


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8:0:aa00::1", "2001:db8:0:aaff:ffff::9", True),
        ("2001:db8:0:aa00::1", "2001:db8:0:ab00::1", False),
        ("::ffff:192.0.2.1", "192.0.2.77", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "", True),
        ("testclient", "192.0.2.1", False),
    ],
)
def test_who_counts_together(one: str, other: str, together: bool) -> None:
    assert (network_of(one) == network_of(other)) is together


def test_the_sixth_waits_until_the_first_is_ten_minutes_old() -> None:
    clock = ManualClock(MONDAY_TEN)
    failures = MemoryFailures(clock)
    for _ in range(5):
        assert failures.wait("192.0.2.1") is None
        failures.failed("192.0.2.1")
        clock.advance(10)
    assert failures.wait("192.0.2.99") == 550
    assert failures.wait("192.0.3.1") is None
    clock.advance(549)
    assert failures.wait("192.0.2.1") == 1
    clock.advance(1)
    assert failures.wait("192.0.2.1") is None


@pytest.mark.article("8.1")
def test_an_attacker_with_many_networks_cannot_shut_the_window() -> None:
    clock = ManualClock(MONDAY_TEN)
    failures = MemoryFailures(clock, Allowance(per_network=5, over_all=100))
    for index in range(100):
        failures.failed(f"10.{index}.0.1")
    assert failures.wait("10.7.0.1") is not None  # failed once, waits now
    assert failures.wait("192.0.2.1") is None  # never failed, is served
    failures.failed("192.0.2.1")
    assert failures.wait("192.0.2.1") is not None
    clock.advance(600)
    assert failures.wait("10.7.0.1") is None


def test_guesses_of_an_attacker_stay_within_the_budget() -> None:
    clock = ManualClock(MONDAY_TEN)
    failures = MemoryFailures(clock)
    tried = 0
    for index in range(10_000):
        address = f"10.{index % 16}.0.{index % 250}"
        if failures.wait(address) is None:
            tried += 1
            failures.failed(address)
        clock.advance(0.06)  # ten minutes in all
    assert tried <= 16 * 5 + 16
