"""A closed gate is closed: nothing passes, whoever was on the way. [5.3]"""

from __future__ import annotations

import time
from threading import Event, Thread

import pytest

from madoguchi.host.inject.gate import PASSING_SECONDS, Gate


@pytest.mark.article("5.3")
def test_it_is_closed_at_first_and_every_close_lets_go() -> None:
    let_go: list[int] = []
    gate = Gate(lambda: let_go.append(1))
    with gate.passing() as may:
        assert not may
    gate.open()
    with gate.passing() as may:
        assert may
    assert gate.close()
    assert gate.close()
    assert let_go == [1, 1]
    with gate.passing() as may:
        assert not may


@pytest.mark.article("5.3")
def test_nothing_passes_after_close_returned() -> None:
    sent: list[float] = []
    gate = Gate(lambda: None)
    done = Event()

    def pour() -> None:
        while not done.is_set():
            with gate.passing() as may:
                if may and gate.is_open:
                    sent.append(time.monotonic())

    pourer = Thread(target=pour)
    pourer.start()
    slowest = 0.0
    for _ in range(200):
        gate.open()
        while not sent:
            time.sleep(0)
        began = time.monotonic()
        assert gate.close()
        slowest = max(slowest, time.monotonic() - began)
        count = len(sent)
        time.sleep(0.001)
        assert len(sent) == count
        sent.clear()
    done.set()
    pourer.join()
    assert slowest <= 0.1


@pytest.mark.article("5.3")
def test_it_does_not_wait_for_a_platform_that_hangs() -> None:
    let_go = Event()
    gate = Gate(let_go.set)
    gate.open()
    inside, leave = Event(), Event()

    def hang() -> None:
        with gate.passing():
            inside.set()
            leave.wait()

    hanging = Thread(target=hang)
    hanging.start()
    inside.wait()
    began = time.monotonic()
    assert gate.close() is False
    assert time.monotonic() - began <= PASSING_SECONDS + 0.02
    assert let_go.is_set()
    leave.set()
    hanging.join()


def test_a_waiting_writer_is_woken_by_the_close() -> None:
    gate = Gate(lambda: None)
    gate.open()
    assert not gate.wait_shut(0.01)
    Thread(target=gate.close).start()
    assert gate.wait_shut(5)


@pytest.mark.article("5.3")
def test_letting_go_waits_for_the_event_that_is_passing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise a press that is on its way would come after its release, and the key would stay down."""
    monkeypatch.setattr("madoguchi.host.inject.gate.PASSING_SECONDS", 5.0)  # the order is asked here, not the time
    order: list[str] = []
    gate = Gate(lambda: order.append("released"))
    gate.open()
    inside, may_go_on = Event(), Event()

    def press() -> None:
        with gate.passing() as may:
            assert may
            inside.set()
            assert may_go_on.wait(5)
            order.append("pressed")

    presser = Thread(target=press)
    presser.start()
    assert inside.wait(5)
    releaser = Thread(target=gate.let_go)
    releaser.start()
    may_go_on.set()
    presser.join(5)
    releaser.join(5)
    assert order == ["pressed", "released"]
    assert gate.is_open
