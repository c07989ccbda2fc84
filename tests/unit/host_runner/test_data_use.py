"""The customer's own limit of data: told at 80 %, over at all of it, and nothing without one."""

from __future__ import annotations

import pytest

from madoguchi.host.runner.data_use import DataUse

pytestmark = pytest.mark.article("6.2")


def test_without_a_limit_nothing_is_said_and_nothing_stops():
    use = DataUse()
    assert not use.nears(10**12)
    assert not use.is_over(10**12)


def test_told_once_at_four_fifths_and_over_at_the_whole():
    use = DataUse()
    use.set_limit(1_000)
    assert not use.nears(799)
    assert use.nears(800)
    assert not use.nears(900)
    assert not use.is_over(999)
    assert use.is_over(1_000)


def test_a_raised_limit_is_warned_of_anew_and_taking_it_off_ends_it():
    use = DataUse()
    use.set_limit(1_000)
    assert use.nears(1_000)
    use.set_limit(2_000)
    assert not use.is_over(1_000)
    assert not use.nears(1_000)
    assert use.nears(1_600)
    use.set_limit(0)
    assert not use.is_over(10**9)
