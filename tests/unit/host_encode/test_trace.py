"""The timeline of the stages: whole lines from any thread, and nothing of what was shown. [6.1]"""

from __future__ import annotations

import json
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from madoguchi.base.clock import Tick
from madoguchi.host import trace
from madoguchi.host.capture.port import Grabbed
from madoguchi.host.capture.rect import Rect
from madoguchi.host.encode.painter import Painter
from madoguchi.host.trace import Trace, stage


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "timeline.json"
    monkeypatch.setattr(trace, "_trace", Trace(path, lambda: Tick(2.5)))
    return path


def lines(path: Path) -> list[dict[str, object]]:
    return json.loads(path.read_text().rstrip(",\n") + "]")


@pytest.mark.article("6.1")
def test_the_painters_stages_are_there_with_their_bytes(written: Path) -> None:
    painter = Painter(64, 64)
    painter.canvas()
    pixels = np.random.default_rng(1).integers(0, 1 << 24, (64, 64), dtype=np.uint32)
    painted = painter.paint([Grabbed(Rect(0, 0, 64, 64), pixels)], now=Tick(1.0))
    diff, encode = lines(written)
    assert (diff["name"], diff["ph"], diff["ts"]) == ("diff", "X", 2_500_000)
    assert encode["name"] == "encode"
    assert encode["args"] == {"bytes": sum(len(one.data) + 18 for one in painted.messages)}


def test_a_trip_begins_with_its_sending_and_ends_with_its_acknowledgement(written: Path) -> None:
    trace_now = trace.current()
    assert trace_now is not None
    trace_now.trip(7, Tick(2.4), 900)
    sent, acknowledged = lines(written)
    assert (sent["ph"], sent["ts"], sent["id"], sent["args"]) == ("b", 2_400_000, 7, {"bytes": 900})
    assert (acknowledged["ph"], acknowledged["ts"], acknowledged["id"]) == ("e", 2_500_000, 7)


def test_threads_do_not_tear_each_others_lines(written: Path) -> None:
    def many() -> None:
        for _ in range(200):
            with stage("send", 5):
                pass

    threads = [Thread(target=many, name=f"thread-{number}") for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = lines(written)
    assert len(found) == 800
    assert {line["tid"] for line in found} == {f"thread-{number}" for number in range(4)}


def test_what_fails_has_its_stage_too(written: Path) -> None:
    with pytest.raises(ValueError, match="no"), stage("capture"):
        raise ValueError("no")
    assert [line["name"] for line in lines(written)] == ["capture"]


def test_nothing_is_written_while_it_is_off() -> None:
    assert trace.current() is None
    with stage("capture", 12):
        pass
