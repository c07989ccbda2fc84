from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from madoguchi.host.capture.x11 import X11Screen
from madoguchi.host.guard.expected import Expected
from madoguchi.host.guard.x11 import PhysicalInput
from madoguchi.host.inject.hotkey import DEFAULT_HOTKEY
from madoguchi.host.inject.x11 import Surroundings, X11Injector
from madoguchi.host.port import Target
from tests.integration.host_x11.displays import Hand, XClient, tick, xephyr, xvfb

PLAIN, OUTER, INNER = ":61", ":62", ":63"


@pytest.fixture(scope="session")
def plain() -> Iterator[str]:
    with xvfb(PLAIN) as display:
        yield display


@pytest.fixture(scope="session")
def inner() -> Iterator[str]:
    with xvfb(OUTER) as outer, xephyr(INNER, outer) as display:
        yield display


@pytest.fixture
def client(plain: str) -> Iterator[XClient]:
    with XClient(plain) as one:
        yield one


@pytest.fixture
def inside(inner: str) -> Iterator[XClient]:
    with XClient(inner) as one:
        yield one


@pytest.fixture
def hand(inner: str) -> Iterator[Hand]:
    with XClient(OUTER) as outer:
        yield Hand(outer)


@dataclass
class Operator:
    """The injector and what it needs."""

    injector: X11Injector
    physical: PhysicalInput
    screen: X11Screen
    own: set[int]
    monitor: Target


@pytest.fixture
def operator(request: pytest.FixtureRequest) -> Iterator[Operator]:
    """On the display that the test has as ``display``, else the plain one."""
    display = request.getfixturevalue(getattr(request, "param", "plain"))
    own: set[int] = set()
    expected = Expected()
    physical = PhysicalInput(display, expected, tick)
    around = Surroundings(lambda: frozenset(own), physical.last_customer_input, DEFAULT_HOTKEY, expected)
    injector = X11Injector(display, around, tick)
    screen = X11Screen(display, tick)
    physical.start(injector.release_all)
    monitor = screen.targets()[0]
    injector.aim(monitor)
    injector.open()
    yield Operator(injector, physical, screen, own, monitor)
    injector.shut_down()
    physical.close()
    screen.close()
