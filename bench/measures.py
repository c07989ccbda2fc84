"""What is measured of one session; each gives its figures and prints nothing."""

from __future__ import annotations

import hashlib
import math
import os
import random
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import Any

import xcffib
import xcffib.xproto

from bench.observer import Observer
from bench.painter import WATCHED
from bench.stage import BENCH, Stage, until
from bench.stops import Customer
from madoguchi.wire.vocabulary import Access

WORK = r"""
for i in $(seq 1 200); do printf '%s %s\n' "$i" 'Statement of account, carried forward from the month before; amounts without tax.'; sleep 0.05; done
for i in $(seq 1 200); do printf 'k'; sleep 0.05; [ $((i % 60)) = 0 ] && echo; done
for i in $(seq 1 8); do clear; seq -f "%.0f  an entry of a table that fills the page, $i" $i $((i + 30)); sleep 1.2; done
"""


def at(values: Sequence[float], share: float) -> float:
    """The value below or at which ``share`` of them are (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def spread(values: Sequence[float], *shares: float) -> dict[str, object]:
    names = {0.5: "p50", 0.95: "p95", 0.99: "p99", 0.999: "p99.9", 1.0: "max"}
    return {"n": len(values), **{f"{names[share]}_ms": round(at(values, share), 1) for share in shares}}


# --- the start ---------------------------------------------------------------------------------------------------------


def start(stage: Stage) -> dict[str, float]:
    """From the host's start to its picture at the console, without the customer's own time: three waits, in ms.

    program: process start to the number's window. meeting: number typed to the agreement on the screen. picture: agreed to
    the last pixel of the first whole picture on the console's canvas."""
    stage.open_session()
    stage.quiet(0.5)
    frames = [time / 1000 for time in stage.ask("bench.frames")]
    seen = {word: stage.first(word) for word in ("ShowNumberEntry", "TypedNumber", "ShowAgreement", "Agreed")}
    when = {word: stamp.at for word, stamp in seen.items() if stamp is not None}
    whole = frames[1]
    for later in frames[2:]:
        if later - whole > 0.25:
            break
        whole = later
    parts = {
        "program": when["ShowNumberEntry"] - stage.began,
        "meeting": when["ShowAgreement"] - when["TypedNumber"],
        "first_pixels": frames[1] - when["Agreed"],
        "picture": whole - when["Agreed"],
    }
    parts["total"] = parts["program"] + parts["meeting"] + parts["picture"]
    return {name: round(seconds * 1000) for name, seconds in parts.items()}


# --- a key -------------------------------------------------------------------------------------------------------------


def keys(stage: Stage, count: int) -> dict[str, list[float]]:
    """Keystroke to changed pixel, in ms, for ``count`` keys that are pressed one by one, 60 to 120 ms apart.

    It begins with the keydown event's own time in the operator's page. drawn: the worker has put the new colour of the watched
    pixel on the console's canvas. shown: the page reads that colour from its canvas element, in an animation frame. The
    letter's colour counts the presses, so no press is taken for another. host: keydown to the host's workplace; host_work:
    from there to the picture's messages."""
    worker = stage.page.workers[0]
    if not worker.evaluate("'drawn' in self"):
        worker.evaluate((BENCH / "probe_worker.js").read_text(), list(WATCHED))
    stage.page.keyboard.press("a")
    until("the first letter", lambda: worker.evaluate("self.drawn.length > 0"))
    stage.quiet()
    first = worker.evaluate("self.drawn.at(-1)[0]") + 1
    began = time.time()
    stage.ask("void (bench.keys.length = 0)")
    stage.ask(f"bench.watch({WATCHED[0]}, {WATCHED[1]})")
    for _ in range(count):
        stage.page.keyboard.press("a")
        time.sleep(random.uniform(0.06, 0.12))
    stage.quiet()
    stage.ask("void (bench.watching = false)")
    drawn, shown = dict(worker.evaluate("self.drawn")), dict(stage.ask("bench.shown"))
    pressed = stage.ask("bench.keys")
    stamps = stage.stamps(began)
    arrived = [stamp.at * 1000 for stamp in stamps if stamp.word == "key"]
    pictures = [stamp.at * 1000 for stamp in stamps if stamp.word == "picture"]
    found: dict[str, list[float]] = {"drawn": [], "shown": [], "to_host": [], "host_work": [], "lost": []}
    for number, pressed_at in enumerate(pressed):
        count_shown = first + number
        if count_shown not in drawn:
            found["lost"].append(pressed_at)
            continue
        found["drawn"].append(drawn[count_shown] - pressed_at)
        if count_shown in shown:
            found["shown"].append(shown[count_shown] - pressed_at)
        if number < len(arrived):
            found["to_host"].append(arrived[number] - pressed_at)
            left = next((picture for picture in pictures if picture > arrived[number]), None)
            if left is not None:
                found["host_work"].append(left - arrived[number])
    return found


# --- nothing happens ---------------------------------------------------------------------------------------------------


def idle(stage: Stage, seconds: float) -> dict[str, float]:
    """An idle desktop: bytes a second both ways on the host's sockets (TCP payload, as the kernel counts it), picture bytes,
    and the host's share of a core."""
    stage.quiet(1.5)
    began, used, before = time.time(), stage.cpu(stage.host_pid), stage.wire(stage.host_pid)
    time.sleep(seconds)
    after, cpu = stage.wire(stage.host_pid), stage.cpu(stage.host_pid) - used
    passed = time.time() - began
    pictures = [stamp.number for stamp in stage.stamps(began) if stamp.word == "picture"]
    return {
        "seconds": round(passed),
        "from_host_bytes_s": round((after[0] - before[0]) / passed, 1),
        "to_host_bytes_s": round((after[1] - before[1]) / passed, 1),
        "picture_bytes": sum(pictures),
        "pictures": len(pictures),
        "host_cpu_percent": round(cpu / passed * 100, 2),
    }


# --- office work -------------------------------------------------------------------------------------------------------


def work(stage: Stage) -> dict[str, object]:
    """About 30 s in a terminal of 100x40: text that scrolls at 20 lines a second, typing at 20 letters a second, whole
    pages. Then the picture at rest is compared with the screen, pixel by pixel."""
    began, used, before = time.time(), stage.cpu(stage.host_pid), stage.wire(stage.host_pid)
    terminal = stage.program(
        "xterm", "xterm", "-cr", "#ffffff", "-geometry", "100x40+500+150", "-fa", "Noto Sans Mono CJK JP", "-fs", "11",
        "-e", "bash", "--norc", "-c", WORK + "sleep 60",
    )  # fmt: skip
    time.sleep(31)
    passed = time.time() - began
    after, cpu = stage.wire(stage.host_pid), stage.cpu(stage.host_pid) - used
    pictures = [stamp for stamp in stage.stamps(began) if stamp.word == "picture"]
    frames = [frame for frame in stage.ask("bench.frames") if frame / 1000 >= began]
    terminal.send_signal(signal.SIGSTOP)  # its cursor must not blink while the two are compared
    stage.quiet(1.5)
    exact = stage.ask("bench.digest()") == screen_digest(stage.desktop.display)
    terminal.send_signal(signal.SIGCONT)
    terminal.terminate()
    return {
        "seconds": round(passed),
        "picture_kB_s": round(sum(stamp.number for stamp in pictures) / passed / 1000, 1),
        "all_from_host_kB_s": round((after[0] - before[0]) / passed / 1000, 1),
        "frames_s": round(len(frames) / passed, 1),
        "host_cpu_percent": round(cpu / passed * 100, 1),
        "resting_pixels_exact": exact,
    }


def screen_digest(display: str) -> str:
    """SHA-256 of the root window as red, green, blue, 255."""
    conn: Any = xcffib.Connection(display)
    try:
        screen = conn.setup.roots[0]
        wide, high = screen.width_in_pixels, screen.height_in_pixels
        image = conn.core.GetImage(2, screen.root, 0, 0, wide, high, 0xFFFFFFFF).reply()
        bgrx = bytearray(image.data.buf())
    finally:
        conn.disconnect()
    bgrx[0::4], bgrx[2::4] = bgrx[2::4], bgrx[0::4]
    bgrx[3::4] = b"\xff" * (len(bgrx) // 4)
    return hashlib.sha256(bgrx).hexdigest()


# --- files -------------------------------------------------------------------------------------------------------------


def send_file(stage: Stage, path: Path) -> float:
    """MB/s from the operator to the customer: from the first byte that may flow to the customer's word that it is whole."""
    stage.page.locator(".panel-files input[type=file]").set_input_files(path)
    _give_purpose(stage)
    return _passed(stage, path.stat().st_size, "delivered")


def fetch_file(stage: Stage, path: Path) -> float:
    """MB/s from the customer to the operator."""
    stage.page.locator(".panel-files > .button-row .button-plain").click()
    stage.page.locator(".dialog[open] input").first.fill(path.name)
    _give_purpose(stage)
    return _passed(stage, path.stat().st_size, "received")


def _give_purpose(stage: Stage) -> None:
    stage.ask("void (bench.files.length = 0)")
    stage.page.locator(".dialog[open] textarea").fill("bench")
    stage.page.locator(".dialog[open] button[type=submit]").click()


def _passed(stage: Stage, size: int, word: str) -> float:
    def over() -> Any:
        return stage.ask(f"bench.files.find(({{ step }}) => step === '{word}' || step === 'stopped')")

    end: dict[str, Any] = until("the file", over, 90.0)
    if end["step"] != word:
        raise RuntimeError(f"the file stopped: {end}")
    began = stage.ask("bench.files.find(({ step }) => step === 'flowing').at")
    return size / (end["at"] - began) / 1000


# --- stops -------------------------------------------------------------------------------------------------------------


@contextmanager
def busy(stage_processes: Any, count: int = 2) -> Iterator[None]:
    """As many processes that only compute as there are cores."""
    burners = [
        stage_processes.popen(f"burner-{number}", ["sh", "-c", "while :; do :; done"]) for number in range(count)
    ]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def stop_whole(stage: Stage, *, frozen: bool) -> dict[str, float]:
    """One stop by the customer's own hotkey, while the operator's mouse moves all the time and the desktop changes;
    ``frozen``: the server was made to hang a moment before. Times in ms after the last of the three keys went down."""
    observer, customer = Observer(stage.desktop.display), Customer(stage.outer)
    box = stage.page.locator(".picture-canvas").bounding_box()
    assert box is not None
    try:
        _pour(stage, box, 0.8)
        assert observer.count, "nothing was injected"
        if frozen:
            os.kill(stage.server_pid, signal.SIGSTOP)
        pressed: list[float] = []
        presser = Timer(0.25, lambda: pressed.extend(customer.press_hotkey()))
        presser.start()
        if not frozen:
            _pour(stage, box, 0.6)  # the operator goes on before, while and after the customer presses
        presser.join()
        heard = until("the stop", lambda: stage.first("stop-done"))
        _first, asked = pressed
        time.sleep(0.5)
        customer.let_go()
        shift = time.time() - time.monotonic()
        last_frame = [stamp.at for stamp in stage.stamps() if stamp.word == "picture"][-1]
        return {
            "returned": round((heard.at - shift - asked) * 1000, 1),
            "input": round((observer.last() - asked) * 1000, 1),
            "frame": round((last_frame - shift - asked) * 1000, 1),
        }
    finally:
        os.kill(stage.server_pid, signal.SIGCONT)
        observer.close()


def _pour(stage: Stage, box: Any, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        stage.page.mouse.move(
            box["x"] + box["width"] * random.uniform(0.3, 0.7),
            box["y"] + box["height"] * random.uniform(0.3, 0.7),
        )


def allow(stage: Stage, *accesses: Access) -> None:
    for access in accesses:
        stage.ask_for(access)
