"""What one session costs and how quick it is, through the whole product: server process, host on a virtual desktop of
1920x1080, the operator's page in headless Chromium. Prints JSON lines as it goes, then a table with the goals beside it.

    python -m bench.session [--quick] [--only start,keys,idle,work,files,stops]

Bounded in count and time: at most about 8 minutes, with --quick about 2. The method is told in docs/performance.md."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench import measures
from bench.stage import Stage, say, stage
from madoguchi.demo.processes import Processes
from madoguchi.wire.vocabulary import Access
from tests.journeys.conftest import ARGUMENTS, CHROMIUM
from tests.journeys.screen import start_screen

ROOT = Path(__file__).resolve().parent.parent

PARTS = ("start", "keys", "idle", "work", "files", "stops")


@dataclass(slots=True)
class Bench:
    browser: Browser
    folder: Path
    quick: bool
    only: frozenset[str]
    starts: list[dict[str, float]] = field(default_factory=list)
    rows: list[tuple[str, str, str]] = field(default_factory=list)  # what, goal, measured

    @contextmanager
    def session(self, name: str, *, nested: bool = False) -> Iterator[Stage]:
        """An open session; its start is measured."""
        with stage(self.folder / name, self.browser, nested=nested) as made:
            parts = measures.start(made)
            self.starts.append(parts)
            say("start to picture", nested=nested, **{f"{part}_ms": value for part, value in parts.items()})
            yield made

    def row(self, what: str, goal: str, measured: str) -> None:
        self.rows.append((what, goal, measured))


def middle(values: list[float]) -> str:
    """Median and range."""
    return f"{median(values):.3g} ({min(values):.3g} to {max(values):.3g})" if values else "-"


def measure_keys(bench: Bench, made: Stage) -> None:
    runs = [measures.keys(made, 40 if bench.quick else 120) for _ in range(1 if bench.quick else 3)]
    for run in runs:
        for part in ("drawn", "shown", "to_host", "host_work"):
            say(f"key: {part}", lost=len(run["lost"]), **measures.spread(run[part], 0.5, 0.95, 0.99, 1.0))
    for part, what in (
        ("drawn", "key to changed pixel on the canvas"),
        ("shown", "… read from the page's own canvas element"),
    ):
        for share, name, goal in ((0.5, "p50", "≤ 25 ms"), (0.95, "p95", "≤ 50 ms")):
            values = [measures.at(run[part], share) for run in runs]
            bench.row(f"{what}, {name}", goal, f"{middle(values)} ms")
    lost = sum(len(run["lost"]) for run in runs)
    bench.row("keys without their own picture", "0", f"{lost} of {sum(len(run['drawn']) for run in runs) + lost}")


def measure_idle(bench: Bench, made: Stage, what: str) -> None:
    found = measures.idle(made, 12 if bench.quick else 60)
    say(f"idle, {what}", **found)
    bench.row(f"idle, {what}: picture bytes", "0", f"{found['picture_bytes']:.0f}")
    both = found["from_host_bytes_s"] + found["to_host_bytes_s"]
    bench.row(f"idle, {what}: bytes a second, both ways", "≤ 100", f"{both:.0f}")
    bench.row(f"idle, {what}: host's processor", "< 1 % of a core", f"{found['host_cpu_percent']} %")


def measure_work(bench: Bench, made: Stage) -> None:
    found = measures.work(made)
    say("office work", **found)
    bench.row("office work, 30 s", "≤ 30 kB/s mean", f"{found['picture_kB_s']} kB/s, {found['frames_s']} frames/s")
    bench.row("… every resting pixel exact", "yes", "yes" if found["resting_pixels_exact"] else "NO")


def measure_files(bench: Bench, made: Stage) -> None:
    size = (16 if bench.quick else 64) * 1_048_576
    speeds: dict[str, list[float]] = {"to the customer": [], "to the operator": []}
    for number in range(1 if bench.quick else 3):
        here, there = made.folder / f"sent-{number}.bin", made.desktop.home / f"fetched-{number}.bin"
        for path in (here, there):
            path.write_bytes(os.urandom(1_048_576) * (size // 1_048_576))
        speeds["to the customer"].append(measures.send_file(made, here))
        speeds["to the operator"].append(measures.fetch_file(made, there))
        here.unlink()
        there.unlink()
    for way, values in speeds.items():
        say(f"file {way}", MB_s=[round(value, 1) for value in values], size=size)
        bench.row(f"file {way}", "≥ 100 MB/s", f"{middle(values)} MB/s")


def measure_stops(bench: Bench) -> None:
    """Hundreds at workplace and law, half of them on a busy machine, then some through everything."""
    lines = _many_stops(bench)
    by_hand = [line for line in lines if line["by"] == "stop_now"]
    by_key = [line for line in lines if line["by"] == "hotkey"]
    for name, group in (("stop_now", by_hand), ("hotkey, real devices", by_key)):
        for what, told, goal in (
            ("input", "the last injected event", "≤ 100 ms"),
            ("frame", "the last frame", "≤ 200 ms"),
            ("returned", "its return", ""),
        ):
            values = [max(0.0, float(line[what])) for line in group]
            if values:
                figures = measures.spread(values, 0.5, 0.99, 0.999, 1.0)
                say(f"{name} to {what}", **figures)
                text = ", ".join(f"{part[:-3]} {figures[part]}" for part in figures if part != "n")
                bench.row(f"{name} to {told} (n={len(values)})", goal, f"{text} ms")
    whole = []
    for number in range(2 if bench.quick else 5):
        with bench.session(f"stop-{number}", nested=True) as made:
            measures.allow(made, Access.CONTROL)
            made.program("scribble", sys.executable, "-m", "bench.scribble", made.desktop.display)
            with measures.busy(made.processes, 2 if number % 2 else 0):
                found = measures.stop_whole(made, frozen=number % 2 == 0)
            say("stop through everything", server_frozen=number % 2 == 0, busy=bool(number % 2), **found)
            whole.append(found)
    for what, goal in (("input", "≤ 100 ms"), ("frame", "≤ 200 ms"), ("returned", "")):
        worst = max(max(0.0, found[what]) for found in whole)
        bench.row(f"hotkey to {what}, through everything (n={len(whole)})", goal, f"at most {worst:.1f} ms")


def _many_stops(bench: Bench) -> list[dict[str, float | str]]:
    folder = bench.folder / "stops"
    (folder / "logs").mkdir(parents=True)
    processes = Processes(folder / "logs")
    lines: list[dict[str, float | str]] = []
    try:
        screen = start_screen(processes, folder)
        for cores in (0, 2):
            stops, pressed = (15, 3) if bench.quick else (105, 6)
            with measures.busy(processes, cores):
                done = subprocess.run(
                    [sys.executable, "-m", "bench.stops", screen.outer, screen.desktop.display,
                     "--stops", str(stops), "--keys", str(pressed), "--seconds", "75"],
                    cwd=ROOT, env={**os.environ, **screen.desktop.environment()}, capture_output=True, text=True, timeout=120,
                    check=True,
                )  # fmt: skip
            lines += [json.loads(line) for line in done.stdout.splitlines()]
    finally:
        processes.end()
    if still := [line for line in lines if line["by"] == "nothing moved"]:
        say("stops left out because nothing moved", n=len(still))
    return lines


def run(bench: Bench) -> None:
    wanted = bench.only
    if wanted & {"start", "keys", "idle", "work", "files"}:
        for number in range(0 if bench.quick or "start" not in wanted else 2):
            with bench.session(f"start-{number}"):
                pass
        with bench.session("session") as made:
            if "idle" in wanted:
                with made.rested():
                    measure_idle(bench, made, "view only")
            _granted(bench, made)
    if "stops" in wanted:
        measure_stops(bench)
    for part, what in (("program", "program start to its first window"), ("meeting", "number typed to the agreement"),
                       ("first_pixels", "agreed to the first pixels"), ("picture", "agreed to the whole picture"),
                       ("total", "start of the host to the whole picture, consent clicks aside")):  # fmt: skip
        values = [start[part] / 1000 for start in bench.starts]
        bench.row(what, "≤ 3 s" if part == "total" else "", f"{middle(values)} s, n={len(values)}")


def _granted(bench: Bench, made: Stage) -> None:
    wanted = bench.only
    if wanted & {"keys", "idle"}:
        measures.allow(made, Access.CONTROL)
        made.paint()
        if "keys" in wanted:
            measure_keys(bench, made)
        if "idle" in wanted:
            with made.rested():
                measure_idle(bench, made, "control held")
    if "work" in wanted:
        measure_work(bench, made)
    if "files" in wanted:
        made.page.get_by_role("tab").nth(1).click()
        measures.allow(made, Access.FILES)
        measure_files(bench, made)


def table(rows: Sequence[tuple[str, ...]], heads: tuple[str, ...] = ("measured", "goal", "figure")) -> None:
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    line: Callable[[tuple[str, ...]], str] = lambda row: " | ".join(  # noqa: E731
        cell.ljust(width) for cell, width in zip(row, widths, strict=True)
    )
    print(f"\n| {line(heads)} |\n|{'|'.join('-' * (width + 2) for width in widths)}|")
    for row in rows:
        print(f"| {line(row)} |")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--only", default=",".join(PARTS), help="parts, with commas between")
    given = asked.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="madoguchi-bench-") as folder, sync_playwright() as played:
        browser = played.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        bench = Bench(browser, Path(folder), given.quick, frozenset(given.only.split(",")))
        try:
            run(bench)
        finally:
            browser.close()
            table(bench.rows)
            print(f"\n{time.monotonic() - began:.0f} s, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
