"""A guarded window in front is told, hidden windows are told, and no input of the operator's reaches them. [5.1]"""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from madoguchi.host.capture.rect import Rect
from madoguchi.host.capture.x11 import X11Screen
from madoguchi.host.guard.expected import Expected
from madoguchi.host.inject.hotkey import DEFAULT_HOTKEY
from madoguchi.host.inject.x11 import Surroundings, X11Injector
from madoguchi.host.mask.masks import Masks
from madoguchi.host.mask.x11_watcher import X11Watcher
from madoguchi.host.port import HiddenWindow
from madoguchi.session.masks import Cause, Effect, Rule
from madoguchi.wire.vocabulary import Pause
from tests.integration.host_x11.displays import XClient, eventually, logger, tick

pytestmark = pytest.mark.article("5.1")
RULES = (Rule("bank", Effect.PAUSE, (), ("銀行",)), Rule("mail", Effect.HIDE, (), ("受信トレイ",)))
SPACE = 0x2C


@pytest.fixture(autouse=True)
def _of_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The windows of these tests are of the tests' own process; to the host they are another's, as at a customer's."""
    for module in ("mask.x11_windows", "inject.x11_scene"):
        monkeypatch.setattr(f"madoguchi.host.{module}.clients_of_this_process", lambda _display: frozenset())


class Told:
    """What the watcher told."""

    def __init__(self) -> None:
        self.guarded = 0
        self.hidden: tuple[HiddenWindow, ...] = ()
        self.came = Event()

    def guard(self) -> None:
        self.guarded += 1
        self.came.set()

    def hide(self, windows: tuple[HiddenWindow, ...]) -> None:
        self.hidden = windows


@pytest.fixture
def other(plain: str) -> Iterator[XClient]:
    with XClient(plain) as one:
        yield one


@pytest.fixture
def told(plain: str) -> Iterator[Told]:
    one = Told()
    watcher = X11Watcher(plain, Masks(RULES), one.guard, one.hide)
    watcher.start()
    yield one
    watcher.close()


def test_a_bank_that_comes_to_the_front_is_told_once_each_time(plain: str, told: Told, client: XClient) -> None:
    with logger(plain, 100, 100, 200, 150) as other:
        bank = client.window(400, 100, 200, 150, title="みどり銀行 ログイン", override=True)
        eventually(lambda: [(one.cause, one.topic, one.title) for one in told.hidden])
        assert told.hidden == (HiddenWindow(bank, Cause.RULE, "bank", "みどり銀行 ログイン"),)
        client.core.SetInputFocus(2, other.window, 0)
        client.sync()
        assert not told.guarded, "open, but not in front"
        for times in (1, 2):
            client.core.SetInputFocus(2, bank, 0)
            client.sync()
            eventually(lambda times=times: told.guarded == times)
            client.core.SetInputFocus(2, other.window, 0)
            client.sync()
            told.came.clear()
            assert not told.came.wait(0.5), "only when it comes"
        client.core.DestroyWindow(bank)
        client.sync()
        eventually(lambda: not told.hidden)


def test_a_title_that_changes_in_front_is_told(told: Told, client: XClient) -> None:
    page = client.window(400, 100, 200, 150, title="ニュース", override=True)
    client.core.SetInputFocus(2, page, 0)
    client.sync()
    assert not told.came.wait(0.5)
    raw = "お支払い 銀行振込".encode()
    client.core.ChangeProperty(0, page, client.atom("_NET_WM_NAME"), client.atom("UTF8_STRING"), 8, len(raw), raw)
    client.sync()
    eventually(lambda: told.guarded == 1)
    client.core.DestroyWindow(page)
    client.sync()


def test_no_input_reaches_what_the_operator_does_not_see(plain: str, client: XClient, other: XClient) -> None:
    masks = Masks(RULES)
    around = Surroundings(frozenset, lambda: None, DEFAULT_HOTKEY, Expected(), masks)
    injector, screen = X11Injector(plain, around, tick), X11Screen(plain, tick)
    try:
        injector.aim(screen.targets()[0])
        injector.open()
        mail = client.window(300, 300, 200, 150, title="受信トレイ", override=True)
        note = other.window(600, 300, 200, 150, title="作業", override=True)
        client.core.SetInputFocus(2, mail, 0)
        client.events()
        assert injector.button(1, 350, 350, down=True) is Pause.HIDDEN_WINDOW
        assert injector.pointer(350, 350) is Pause.HIDDEN_WINDOW
        assert injector.key(SPACE, down=True) is Pause.HIDDEN_WINDOW
        assert injector.type_text("a") is Pause.HIDDEN_WINDOW
        assert not [
            one for one in client.events() if getattr(one, "event", 0) == mail and "Press" in type(one).__name__
        ]
        assert injector.button(1, 650, 350, down=True) is Pause.NONE
        assert injector.button(1, 650, 350, down=False) is Pause.NONE
        assert [one for one in other.events() if getattr(one, "event", 0) == note and "Press" in type(one).__name__]
        masks.hide_area(Rect(640, 340, 20, 20))
        assert injector.button(1, 650, 350, down=True) is Pause.HIDDEN_WINDOW
        masks.show(mail)
        assert injector.button(1, 350, 350, down=True) is Pause.NONE
        assert injector.button(1, 350, 350, down=False) is Pause.NONE
        client.core.DestroyWindow(mail)
        client.sync()
    finally:
        injector.shut_down()
        screen.close()
