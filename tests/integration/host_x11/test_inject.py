"""What the operator's input does on a real X server, and what it can never do. [5.2, 5.3, 5.5]"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from statistics import quantiles
from threading import Event, Thread

import pytest

from madoguchi.host.inject.hid import EVDEV, x11_keycode
from madoguchi.host.inject.x11 import CUSTOMER_SECONDS
from madoguchi.host.port import Target
from madoguchi.host.x11.display import X11Display
from madoguchi.host.x11.raw import RAW_BUTTONS, RAW_KEYS, RAW_MOTION, RawInput
from madoguchi.wire.vocabulary import Pause, Sharing
from tests.integration.host_x11.conftest import Operator
from tests.integration.host_x11.displays import Logger, XClient, environment, eventually, logger, running

CTRL, SHIFT, ALT = 0xE0, 0xE1, 0xE2
A, Q, SPACE = 0x04, 0x14, 0x2C
SILENT = ("FocusIn", "FocusOut", "MapNotify", "ConfigureNotify", "ReparentNotify", "UnmapNotify", "MappingNotify")


def focus(client: XClient, window: int) -> None:
    """Have the window get the keys."""
    eventually(lambda: client.core.GetWindowAttributes(window).reply().map_state == 2)
    client.core.SetInputFocus(2, window, 0)
    eventually(lambda: client.core.GetInputFocus().reply().focus == window)


def heard(client: XClient) -> list[str]:
    """What our own window was told, but for what the window manager does to every window."""
    names = [type(event).__name__.removesuffix("Event") for event in client.events()]
    return [name for name in names if name not in SILENT]


@pytest.fixture
def other(plain: str, client: XClient) -> object:
    with logger(plain, 500, 100, 400, 300) as one:
        focus(client, one.window)
        one.settled()
        yield one


def rest() -> None:
    """The tests' own XTEST is somebody else's input: the operator's waits until it is over."""
    time.sleep(CUSTOMER_SECONDS + 0.02)


# --- what it does ----------------------------------------------------------------------------------------------------


@pytest.mark.article("5.5")
def test_pointer_buttons_and_wheel(operator: Operator, other: Logger, client: XClient) -> None:
    left, top = client.place(other.window)
    hands = operator.injector
    assert hands.pointer(left + 10, top + 20) is Pause.NONE
    assert other.next("motion") == {"kind": "motion", "x": 10, "y": 20}
    for button in (1, 2, 3, 8, 9):
        assert hands.button(button, left + 30, top + 40, down=True) is Pause.NONE
        assert hands.button(button, left + 31, top + 41, down=True) is Pause.NONE  # down, down, up
        assert hands.button(button, left + 35, top + 45, down=False) is Pause.NONE
        assert other.next("button-down") == {"kind": "button-down", "button": button, "x": 30, "y": 40}
        assert other.next("button-up") == {"kind": "button-up", "button": button, "x": 35, "y": 45}
    hands.wheel(0, 60, left + 5, top + 5)
    hands.wheel(0, 60, left + 5, top + 5)
    hands.wheel(-240, -120, left + 5, top + 5)
    downs = [one["button"] for one in other.settled() if one["kind"] == "button-down"]
    assert downs == [5, 6, 6, 4]
    assert hands.button(7, left, top, down=True) is Pause.NONE
    assert not other.settled()


@pytest.mark.article("5.5")
def test_every_physical_key_arrives_as_its_own_keycode(operator: Operator, other: Logger) -> None:

    usages = list(EVDEV)
    for usage in usages:
        operator.injector.key(usage, down=True)
        operator.injector.key(usage, down=False)
    codes = [one["code"] for one in other.settled(0.4) if one["kind"] == "key-down"]
    assert codes == [x11_keycode(usage) for usage in usages]
    for lock in (0x39, 0x53, 0x47):  # put the locks back
        operator.injector.key(lock, down=True)
        operator.injector.key(lock, down=False)


@pytest.mark.article("5.5")
def test_japanese_keys_are_those_of_a_japanese_keyboard(
    plain: str, operator: Operator, other: Logger, client: XClient
) -> None:
    wanted = {0x35: 0xFF2A, 0x8A: 0xFF23, 0x8B: 0xFF22, 0x88: 0xFF27, 0x87: 0x5C, 0x89: 0x5C}
    subprocess.run(["setxkbmap", "-layout", "jp", "-model", "jp106"], env=environment(plain), check=True, timeout=10)
    try:
        symbols = {}
        for usage in wanted:
            operator.injector.key(usage, down=True)
            code = other.next("key-down")["code"]
            operator.injector.key(usage, down=False)
            symbols[usage] = client.core.GetKeyboardMapping(code, 1).reply().keysyms[0]
        assert symbols == wanted  # 半角/全角 変換 無変換 ひらがな ろ(\\) ￥(\\)
        operator.injector.type_text("ab@[]_~")
        assert len([one for one in other.settled() if one["kind"] == "key-down"]) >= 7
    finally:
        subprocess.run(
            ["setxkbmap", "-layout", "us", "-model", "pc105"], env=environment(plain), check=True, timeout=10
        )


TEXTS = {
    "ascii": "The quick brown fox: ~!@#$%^&*()_+`-={}|[]\\:\";'<>?,./ 0123456789",
    "japanese": "窓口サポートです。カタカナ・ひらがな、漢字と「かぎ括弧」。株式会社お客様、ありがとうございます！",
    "mixed": "é ÀÇ ñ ß € £ → 😀👨‍👩‍👧 Ж я Ω ① ㈱ ～ ー",
}


def type_into_xterm(plain: str, operator: Operator, client: XClient, path: str, text: str) -> str:
    command = ("xterm", "-u8", "-fn", "fixed", "-geometry", "80x24+20+20", "-e", "sh", "-c", f"cat > {path}")
    with running(*command, display=plain) as xterm:
        eventually(lambda: client.property(client.core.GetInputFocus().reply().focus, "WM_CLASS") != b"", 10)
        time.sleep(0.3)  # sh and cat start
        assert operator.injector.type_text(text + "\n") is Pause.NONE
        operator.injector.key(CTRL, down=True)
        operator.injector.key(0x07, down=True)
        operator.injector.key(0x07, down=False)
        operator.injector.key(CTRL, down=False)
        xterm.wait(10)
    return Path(path).read_text(encoding="utf-8")


@pytest.mark.article("5.5")
@pytest.mark.parametrize("name", TEXTS)
def test_text_typed_into_a_terminal_is_read_back(plain, operator, client, tmp_path, name) -> None:
    typed = type_into_xterm(plain, operator, client, str(tmp_path / "kept"), TEXTS[name])
    assert typed == TEXTS[name] + "\n"


@pytest.mark.article("5.5")
def test_text_typed_into_an_editor_is_read_back(plain, operator, client, tmp_path) -> None:
    path = tmp_path / "memo.txt"
    path.write_text("")
    text = "\n".join(TEXTS.values()) + "\n\tEnd"
    with running("mousepad", "--disable-server", str(path), display=plain):
        named = lambda: b"memo" in client.property(client.core.GetInputFocus().reply().focus, "_NET_WM_NAME")  # noqa: E731
        active = lambda: any(b"memo" in client.property(one, "_NET_WM_NAME") for one in windows(client))  # noqa: E731
        eventually(active, 15, "mousepad")
        window = next(one for one in windows(client) if b"memo" in client.property(one, "_NET_WM_NAME"))
        left, top = client.place(window)
        for down in (True, False):
            operator.injector.button(1, left + 200, top + 200, down=down)
        eventually(lambda: named() or client.core.GetInputFocus().reply().focus not in (0, 1, client.root), 5)
        time.sleep(0.5)
        assert operator.injector.type_text(text) is Pause.NONE
        time.sleep(0.5)
        operator.injector.key(CTRL, down=True)
        operator.injector.key(0x16, down=True)
        operator.injector.key(0x16, down=False)
        operator.injector.key(CTRL, down=False)
        eventually(lambda: path.read_text().strip(), 10, "saved")
        time.sleep(0.3)
    assert path.read_text(encoding="utf-8").rstrip("\n") == text


def windows(client: XClient) -> list[int]:
    raw = client.property(client.root, "_NET_CLIENT_LIST")
    return [int.from_bytes(raw[at : at + 4], "little") for at in range(0, len(raw), 4)]


@pytest.mark.article("5.5")
def test_caps_lock_and_held_keys_do_not_change_what_is_typed(plain, operator, client, tmp_path) -> None:
    operator.injector.key(0x39, down=True)
    operator.injector.key(0x39, down=False)
    try:
        operator.injector.key(SHIFT, down=True)
        typed = type_into_xterm(plain, operator, client, str(tmp_path / "kept"), "Abc XYZ 123 éÉ あ")
        assert typed == "Abc XYZ 123 éÉ あ\n"
    finally:
        operator.injector.release_all()
        operator.injector.key(0x39, down=True)
        operator.injector.key(0x39, down=False)


def test_the_keyboard_map_is_put_back(plain: str, operator: Operator, other: Logger, client: XClient) -> None:
    before = list(client.core.GetKeyboardMapping(8, 248).reply().keysyms)
    operator.injector.type_text("窓口")
    assert list(client.core.GetKeyboardMapping(8, 248).reply().keysyms) != before
    operator.injector.shut_down()
    assert list(client.core.GetKeyboardMapping(8, 248).reply().keysyms) == before


# --- what it can never do --------------------------------------------------------------------------------------------


@pytest.mark.article("5.2")
def test_no_key_and_no_button_ever_reaches_a_window_of_ours(operator: Operator, client: XClient) -> None:
    """T-26: every key and every button, alone and with every modifier, at a managed and an unmanaged window."""
    window = client.window(100, 100, 300, 200, title="同意する")
    focus(client, window)
    left, top = client.place(window)
    client.fake(6, 0, 20, 700)
    client.events()
    rest()
    pauses = set()
    for modifier in (None, CTRL, SHIFT, ALT, 0xE3):
        for usage in EVDEV:
            if modifier is not None:
                pauses.add(operator.injector.key(modifier, down=True))
            pauses.add(operator.injector.key(usage, down=True))
            pauses.add(operator.injector.key(usage, down=False))
            operator.injector.release_all()
    for button in (1, 2, 3, 8, 9):
        for x, y in [(left + 5, top + 5), (left + 150, top - 8), (left + 299, top + 199)]:  # and the frame's title
            pauses.add(operator.injector.button(button, x, y, down=True))
            pauses.add(operator.injector.button(button, x, y, down=False))
            pauses.add(operator.injector.wheel(120, -120, x, y))
            pauses.add(operator.injector.pointer(x, y))
    pauses.add(operator.injector.type_text("はい Yes\n "))
    assert heard(client) == []
    assert pauses == {Pause.NONE, Pause.OWN_WINDOW}
    assert client.keys_down() == []
    client.core.DestroyWindow(window)

    menu = client.window(600, 400, 50, 50, override=True)  # an open menu holds a grab: then nothing passes anywhere
    assert operator.injector.pointer(1000, 700) is Pause.OWN_WINDOW
    assert operator.injector.key(A, down=True) is Pause.OWN_WINDOW
    assert heard(client) == ["Expose"] or heard(client) == []
    client.core.DestroyWindow(menu)
    client.sync()
    assert operator.injector.pointer(1000, 700) is Pause.NONE


@pytest.mark.article("5.2")
def test_a_held_key_stops_repeating_before_our_window_hears_it(
    operator: Operator, other: Logger, client: XClient
) -> None:
    for _ in range(12):
        operator.injector.key(SPACE, down=True)
        for _ in range(4):
            assert other.next("key-down")["code"] == x11_keycode(SPACE)  # it repeats
        window = client.window(100, 100, 300, 200, title="consent")
        focus(client, window)
        eventually(lambda: client.keys_down() == [], 1.0)
        assert "KeyPress" not in heard(client)
        client.core.DestroyWindow(window)
        focus(client, other.window)
        other.settled(0.05)


@pytest.mark.article("5.2")
def test_a_key_held_for_long_never_repeats_in_our_window(operator: Operator, other: Logger, client: XClient) -> None:
    window = client.window(100, 100, 300, 200, title="consent")
    focus(client, other.window)
    operator.injector.key(SPACE, down=True)
    focus(client, window)  # long before the first repeat
    time.sleep(1.2)
    assert "KeyPress" not in heard(client)
    assert client.keys_down() == []
    client.core.DestroyWindow(window)
    client.sync()


def test_only_the_latest_key_repeats_and_modifiers_do_not(operator: Operator, other: Logger) -> None:
    operator.injector.key(A, down=True)
    operator.injector.key(SHIFT, down=True)
    operator.injector.key(Q, down=True)
    time.sleep(0.8)
    operator.injector.key(Q, down=False)
    other_keys = [one["code"] for one in other.settled() if one["kind"] == "key-down"]
    assert other_keys[:3] == [x11_keycode(A), x11_keycode(SHIFT), x11_keycode(Q)]
    assert len(other_keys) > 5
    assert set(other_keys[3:]) == {x11_keycode(Q)}
    operator.injector.release_all()


@pytest.mark.article("5.2", "5.3")
def test_the_operator_cannot_type_the_stop_hotkey(operator: Operator, other: Logger) -> None:
    for usage in (CTRL, ALT, Q):
        operator.injector.key(usage, down=True)
    codes = [one["code"] for one in other.settled() if one["kind"] == "key-down"]
    assert x11_keycode(Q) not in codes
    operator.injector.release_all()


@pytest.mark.article("5.1")
def test_with_a_shared_window_nothing_else_gets_anything(
    plain: str, operator: Operator, other: Logger, client: XClient
) -> None:
    hands = operator.injector
    with logger(plain, 100, 450, 300, 200, "not shared") as third:
        hands.aim(Target(Sharing.WINDOW, other.window, "logger", 400, 300))
        focus(client, third.window)
        third.settled()
        other.settled()
        hands.key(A, down=True)
        assert hands.type_text("text") is Pause.NONE
        hands.pointer(65_535, 65_535)  # clamped into the window
        assert other.next("motion") == {"kind": "motion", "x": 399, "y": 299}
        assert not [one for one in third.settled() if one["kind"].startswith("key")]
        with logger(plain, 450, 80, 200, 200, "over it") as over:
            over.settled()
            other.settled()
            hands.button(1, 20, 20, down=True)
            assert not [one for one in over.settled() if one["kind"].startswith(("button", "motion"))]
            assert not [one for one in other.settled() if one["kind"].startswith("button")]
        eventually(lambda: client.core.QueryTree(client.root).reply())
        focus(client, other.window)
        hands.key(A, down=True)
        assert other.next("key-down")["code"] == x11_keycode(A)


# --- stop ------------------------------------------------------------------------------------------------------------


@pytest.mark.article("5.3")
def test_random_key_traces_cut_anywhere_leave_nothing_down(operator: Operator, other: Logger, client: XClient) -> None:
    """T-27."""
    chance = random.Random(27)
    usages = [usage for usage in EVDEV if usage not in (0x39, 0x47, 0x53)]
    for cut in range(150):
        operator.injector.open()
        for _ in range(chance.randrange(1, 25)):
            usage = chance.choice(usages)
            operator.injector.key(usage, down=chance.random() < 0.7)
            if chance.random() < 0.2:
                operator.injector.button(chance.choice((1, 2, 3)), 600, 200, down=chance.random() < 0.6)
        if cut % 3 == 0:
            operator.injector.release_all()
        else:
            assert operator.injector.close()
        # The server takes each connection's requests in order: after this answer it has done every release.
        operator.injector._releaser_display.sync()
        assert client.keys_down() == []
        # a click freezes the pointer until the window manager has raised the window: its release counts after that
        eventually(lambda: not client.buttons_down(), 5.0, "buttons released")
    other.settled(0.02)


@pytest.mark.article("5.3")
def test_the_end_of_the_injector_lets_go_of_everything_even_when_the_server_is_busy(
    operator: Operator, other: Logger, client: XClient
) -> None:
    """An X server drops what it has not read of a closed connection: the end waits until it has been read."""
    operator.injector.key(A, down=True)
    assert client.keys_down() == [x11_keycode(A)]
    client.core.GrabServer()
    client.sync()
    ending = Thread(target=operator.injector.shut_down)
    ending.start()
    ending.join(0.3)
    assert ending.is_alive()
    client.core.UngrabServer()
    client.sync()
    ending.join(5.0)
    assert not ending.is_alive()
    assert client.keys_down() == []


@pytest.mark.article("5.3")
def test_a_closed_gate_stays_shut_with_a_thousand_events_waiting(plain: str, operator: Operator, other: Logger) -> None:
    """L-14: 200 closes while events are poured in as fast as they go, seen where the server makes them."""
    done = Event()
    last_events: list[float] = []
    witness = X11Display(plain)
    RawInput(witness).select(RAW_KEYS | RAW_BUTTONS | RAW_MOTION)

    def seen() -> list[float]:
        """When what was injected was (the server's clock is ours, in milliseconds), but for releases."""
        witness.sync()
        events = iter(witness.conn.poll_for_event, None)
        return [event.time / 1000 for event in events if type(event).__name__ in ("RawMotionEvent", "RawKeyPressEvent")]

    def pour(send: Callable[[int], object]) -> None:
        while not done.is_set():
            for at in range(1_000):
                send(at)

    def key(at: int) -> None:
        operator.injector.key(A, down=at % 2 == 0)

    def point(at: int) -> None:
        operator.injector.pointer(510 + at % 300, 150)

    pourers = [Thread(target=pour, args=(send,)) for send in (key, point)]
    for one in pourers:
        one.start()
    try:
        for _ in range(220):
            operator.injector.open()
            eventually(seen, 2.0)
            began = time.monotonic() % (2**32 / 1000)
            operator.injector.close()
            last_events.append(max(seen(), default=began) - began)
            time.sleep(0.005)
            assert seen() == []
    finally:
        done.set()
        for one in pourers:
            one.join()
        witness.close()
    assert max(last_events) <= 0.1, quantiles(last_events, n=10)
    other.settled(0.05)


@pytest.mark.article("5.3")
def test_typing_stops_in_the_middle_of_a_long_text(operator: Operator, other: Logger, client: XClient) -> None:
    text = "".join(chr(0x4E00 + at) for at in range(400))
    typist = Thread(target=operator.injector.type_text, args=(text,))
    typist.start()
    other.next("key-down")
    began = time.monotonic()
    operator.injector.close()
    assert time.monotonic() - began <= 0.1
    typist.join(1.0)
    assert not typist.is_alive()
    other.settled(0.05)
    assert not other.settled(0.1)
    assert client.keys_down() == []
