"""The picture under loads, through the whole product: server process, host on a virtual desktop of 1920x1080, the operator's page in
headless Chromium. Prints a JSON line for each load, then a table with the goals beside it.

    python -m bench.picture [--quick] [--rounds N] [--only clock,idle,typing,...] [--line RATE_MBIT/ROUND_TRIP_MS]

Latency is from the request to the X server that draws a picture to the moment when the console's worker has put it on the canvas
(typing: from the key's own event in the operator's page). Bounded: a load takes 4 to 15 s. The method is told in docs/performance.md."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench import measures
from bench.loads import LOADS, WATCHED
from bench.processor import Used
from bench.session import middle, table
from bench.stage import BENCH, Stage, say, stage, until
from bench.thin_line import ThinLine
from madoguchi.wire.vocabulary import Access
from tests.journeys.conftest import ARGUMENTS, CHROMIUM

NAMES = ("clock", "idle", "typing", "scroll", "drag", "switch", "photos", "video", "fullscreen", "work")
SECONDS = {"clock": 12, "scroll": 10, "drag": 8, "switch": 12, "photos": 8, "video": 8, "fullscreen": 10, "work": 40}
TITLES = {
    "clock": "quiet, a clock", "idle": "idle", "typing": "typing echo", "scroll": "scrolling text", "drag": "window drag",
    "switch": "windows and menu", "photos": "pages with photos", "video": "video 960×540", "fullscreen": "video 1920×1080",
    "work": "office work",
}  # fmt: skip
GOALS = {
    "clock": "p50 ≤ 20 ms", "idle": "0 picture bytes", "typing": "p50 ≤ 25 ms", "scroll": "p50 ≤ 40 ms, ≤ 30 kB/s",
    "drag": "≥ 30 fps", "switch": "", "photos": "", "video": "≥ 30 fps", "fullscreen": "≥ 30 fps", "work": "≤ 30 kB/s",
}  # fmt: skip
REST_SECONDS = 1.2  # without a frame: at rest
Figures = dict[str, float]


@dataclass(slots=True)
class Bench:
    made: Stage
    quick: bool
    used: Used
    found: dict[str, list[Figures]] = field(default_factory=dict)

    def note(self, name: str, figures: Figures) -> None:
        load = round(os.getloadavg()[0], 1)
        self.found.setdefault(name, []).append(figures | {"load": load})
        say(name, **{key: round(value, 1) for key, value in figures.items()}, load=load)


def watch_load(bench: Bench, name: str) -> Figures:
    """One load: begun, watched, ended, and compared with the screen when it rests."""
    made = bench.made
    seconds = SECONDS[name] / (2 if bench.quick else 1)
    stamps = made.folder / f"load-{name}-{len(bench.found.get(name, ()))}"
    worker = made.page.workers[0]
    worker.evaluate((BENCH / "probe_numbers.js").read_text(), WATCHED[name])
    program = made.program(
        f"load-{name}", sys.executable, "-m", "bench.loads", made.desktop.display, name, str(seconds), str(stamps)
    )
    try:
        until("the load's start", lambda: stamps.exists() and "begin" in stamps.read_text())
        made.ask("void (bench.frames.length = 0)")
        began = time.time()
        before, wire = bench.used.now(), made.wire(made.host_pid)[0]
        until("the load's end", lambda: "end" in stamps.read_text(), seconds + 30)
        after, sent = bench.used.now(), made.wire(made.host_pid)[0] - wire
        passed = time.time() - began
        pictures = [stamp.number for stamp in made.stamps(began) if stamp.word == "picture"]
        rest, exact = _at_rest(made, stamps)
    finally:
        program.terminate()
        program.wait()
    figures = _latency(stamps, dict(worker.evaluate("self.seen")))
    ended = _lines(stamps)["end"] * 1000
    figures["fps"] = sum(1 for frame in made.ask("bench.frames") if frame <= ended) / passed
    figures["picture_kB_s"] = sum(pictures) / passed / 1000
    figures["wire_kB_s"] = sent / passed / 1000
    figures |= {f"{who}_cpu": (after[who] - before[who]) / passed * 100 for who in after}
    return figures | {"rest_ms": rest, "exact": float(exact)}


def _lines(stamps: Path) -> dict[str, float]:
    return {word: float(value) for word, value in (line.split() for line in stamps.read_text().splitlines())}


def _latency(stamps: Path, seen: dict[int, float]) -> Figures:
    """Of the pictures that were seen themselves; the others were passed over for newer ones."""
    drawn = {int(word): value * 1000 for word, value in _lines(stamps).items() if word.isdigit()}
    if not drawn:
        return {}
    late = [seen[number] - at for number, at in drawn.items() if number in seen]
    figures = {"pictures": float(len(drawn)), "seen_percent": 100 * len(late) / len(drawn)}
    return figures | ({"p50_ms": measures.at(late, 0.5), "p95_ms": measures.at(late, 0.95)} if late else {})


def _at_rest(made: Stage, stamps: Path) -> tuple[float, bool]:
    """How long after the load's end the last pixels came, and whether every pixel is then the screen's."""
    ended = _lines(stamps)["end"]
    worker = made.page.workers[0]

    def last() -> float:
        return max(ended, worker.evaluate("self.puts.last") / 1000)

    until("rest", lambda: time.time() - last() > REST_SECONDS, 60)
    return (last() - ended) * 1000, made.ask("bench.digest()") == measures.screen_digest(made.desktop.display)


def typing(bench: Bench) -> Figures:
    before, began = bench.used.now(), time.monotonic()
    run = measures.keys(bench.made, 40 if bench.quick else 100)
    after, passed = bench.used.now(), time.monotonic() - began
    figures: Figures = {"pictures": len(run["drawn"]) + len(run["lost"]), "p50_ms": measures.at(run["drawn"], 0.5)}
    figures["seen_percent"] = 100 * len(run["drawn"]) / figures["pictures"]
    figures["p95_ms"] = measures.at(run["drawn"], 0.95)
    return figures | {f"{who}_cpu": (after[who] - before[who]) / passed * 100 for who in after}


def idle(bench: Bench) -> Figures:
    before, began = bench.used.now(), time.monotonic()
    found = measures.idle(bench.made, 6 if bench.quick else 15)
    after, passed = bench.used.now(), time.monotonic() - began
    figures: Figures = {"picture_bytes": found["picture_bytes"], "wire_kB_s": found["from_host_bytes_s"] / 1000}
    return figures | {f"{who}_cpu": (after[who] - before[who]) / passed * 100 for who in after}


def rounds(bench: Bench, wanted: list[str], count: int) -> None:
    made = bench.made
    if "typing" in wanted:
        measures.allow(made, Access.CONTROL)
        made.paint()
    os.kill(made.host_pid, signal.SIGUSR1)  # the autopilot looks at nothing from here on: a release has none
    for _ in range(count):
        for name in wanted:
            made.quiet(1.0)
            if name in LOADS:
                bench.note(name, watch_load(bench, name))
            else:
                bench.note(name, (typing if name == "typing" else idle)(bench))


def rows(found: dict[str, list[Figures]]) -> list[tuple[str, ...]]:
    def of(name: str, key: str) -> str:
        values = [one[key] for one in found[name] if key in one]
        return middle(values) if len(values) > 1 else f"{values[0]:.3g}" if values else ""

    lines = []
    for name, runs in found.items():
        exact = "" if "exact" not in runs[0] else "yes" if all(one["exact"] for one in runs) else "NO"
        volume = of(name, "picture_kB_s") or f"{of(name, 'picture_bytes') or '-'} B"
        processors = "/".join(
            f"{median(one[f'{who}_cpu'] for one in runs):.0f}" for who in ("host", "relay", "browser")
        )
        load = "-".join(f"{edge(one['load'] for one in runs):.1f}" for edge in (min, max))
        lines.append((
            TITLES[name], GOALS[name], of(name, "p50_ms"), of(name, "p95_ms"), of(name, "seen_percent"), of(name, "fps"),
            volume, processors, of(name, "rest_ms"), exact, load,
        ))  # fmt: skip
    return lines


HEADS = ("load", "goal", "p50 ms", "p95 ms", "seen %", "fps", "kB/s", "CPU % host/relay/browser", "exact after ms", "exact",
         "load average")  # fmt: skip


def run(browser: Browser, folder: Path, given: argparse.Namespace) -> None:
    wanted = [name for name in NAMES if name in given.only.split(",")]
    found: dict[str, list[Figures]] = {}

    def between(port: int) -> ThinLine | None:
        if not given.line:
            return None
        megabits, trip = given.line.split("/")
        return ThinLine(port, float(megabits) * 125_000, float(trip) / 2_000)

    try:
        with stage(folder / "picture", browser, between=between) as made:
            made.trace = given.trace
            made.open_session()
            made.quiet(1.0)
            bench = Bench(made, given.quick, Used(made.host_pid, made.server_pid), found)
            rounds(bench, wanted, given.rounds)
    finally:
        table(rows(found), HEADS)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quick", action="store_true", help="half as long")
    asked.add_argument("--rounds", type=int, default=1)
    asked.add_argument("--only", default=",".join(NAMES), help="loads, with commas between")
    asked.add_argument("--line", default="", help="the customer's line: Mbit/s and round trip in ms, as 2/80")
    asked.add_argument("--trace", type=Path, help="the host's timeline of its stages, for a trace viewer")
    given = asked.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder, sync_playwright() as played:
        browser = played.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            run(browser, Path(folder), given)
        finally:
            browser.close()
            print(f"\n{time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
