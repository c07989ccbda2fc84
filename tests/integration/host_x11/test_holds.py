"""A hold of the X server that does not end by itself: the warden ends it, and the hands go on. Article: 5.3"""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest
import xcffib

from madoguchi.host.x11.display import X11Display
from tests.integration.host_x11.conftest import Operator
from tests.integration.host_x11.displays import XClient

pytestmark = pytest.mark.article("5.3")
STUCK = """
import os, sys, time
from madoguchi.host.guard.warden import LONGEST_HOLD, Warden
warden = Warden()
warden.arm()
from madoguchi.host.x11.display import X11Display
display = X11Display()
warden.watch(display.anchor())
for _ in range(200):  # holds that end are left alone
    warden.held()
    display.core.GrabServer()
    display.sync()
    display.core.UngrabServer()
    display.sync()
    warden.let_go()
time.sleep(LONGEST_HOLD + 0.3)
display.sync()
print("quiet", flush=True)
sys.stdin.readline()
warden.held()
display.core.GrabServer()
display.sync()
print("held", flush=True)
sys.stdin.read()  # and never lets go
"""


def test_a_hold_that_does_not_end_is_ended(plain: str) -> None:
    """A program of the customer's is answered again within two seconds, although the one that holds the server is stuck."""
    environment = os.environ | {"DISPLAY": plain}
    program = [sys.executable, "-c", STUCK]
    with (
        XClient(plain) as customers,
        subprocess.Popen(program, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as stuck,
    ):
        try:
            assert stuck.stdin is not None
            assert stuck.stdout is not None
            assert stuck.stdout.readline() == "quiet\n"
            customers.core.GetInputFocus().reply()
            stuck.stdin.write("hold\n")
            stuck.stdin.flush()
            assert stuck.stdout.readline() == "held\n"
            began = time.monotonic()
            customers.core.GetInputFocus().reply()
            assert 0.3 < time.monotonic() - began < 4.0
        finally:
            stuck.kill()


class Cut:
    """A watch that ends the hold at once, as the warden does when it has waited long enough."""

    def __init__(self, name: str) -> None:
        self._display = X11Display(name)
        xtest = self._display.extension(xcffib.xtest.key)
        xtest.GrabControlChecked(True).check()
        self.anchor = 0
        self.cuts = 0
        self.held_now = 0

    def watch(self, anchor: int) -> None:
        self.anchor = anchor

    def held(self) -> None:
        self.held_now += 1
        if self.cuts:
            self.cuts -= 1
            self._display.core.KillClient(self.anchor)
            self._display.sync()

    def let_go(self) -> None:
        self.held_now -= 1


def test_after_a_hold_was_ended_the_hands_go_on(plain: str, operator: Operator) -> None:
    cut = Cut(plain)
    around = operator.injector._around
    operator.injector._around = type(around)(
        around.own_windows, around.last_customer_input, around.hotkey, around.expected, cut
    )
    operator.injector._follow()
    with XClient(plain) as looking:

        def place() -> tuple[int, int]:
            where = looking.core.QueryPointer(looking.root).reply()
            return where.root_x, where.root_y

        operator.injector.pointer(100, 100)
        assert place() == (100, 100)
        cut.cuts = 1
        operator.injector.pointer(200, 150)
        assert place() == (100, 100), "what could not be looked at in time is dropped"
        assert cut.anchor
        operator.injector.pointer(300, 200)
        assert place() == (300, 200)
        assert cut.held_now == 0
        operator.injector.type_text("aé")  # the map is read and changed on the new connection
        assert operator.injector._display.conn.has_error() == 0
