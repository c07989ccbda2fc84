"""A timeline of what each stage of the picture took, for a trace viewer (Chrome's chrome://tracing, Perfetto). Off unless begun.

Guarantee: it holds names of stages, times and sizes; never a pixel, a key or a word of anybody's. While it is off a stage costs
one comparison. The demo build alone can begin one: a release program takes no arguments (docs/picture.md). Article: 6.1"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from madoguchi.base.clock import Tick

MICROSECONDS: Final = 1_000_000


class Trace:
    """One file. Every line is one happening, written whole, from any thread; the viewers need no end of the list."""

    def __init__(self, path: Path, tick: Callable[[], Tick]) -> None:
        self.tick = tick
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        os.write(self._file, b"[\n")

    def span(self, name: str, began: Tick, size: int | None = None) -> None:
        """A stage that began then and is over now."""
        self._write(name, "X", began, dur=round((self.tick() - began) * MICROSECONDS), size=size)

    def trip(self, frame: int, sent: Tick, size: int) -> None:
        """A frame's way to the viewer and back, from its hand-over to its acknowledgement now: on a row of its own."""
        self._write("ack", "b", sent, frame=frame, size=size)
        self._write("ack", "e", self.tick(), frame=frame)

    def _write(
        self,
        name: str,
        kind: str,
        at: Tick,
        *,
        dur: int | None = None,
        size: int | None = None,
        frame: int | None = None,
    ) -> None:
        line: dict[str, object] = {"name": name, "ph": kind, "ts": round(at * MICROSECONDS), "pid": os.getpid()}
        line["tid"] = threading.current_thread().name
        if dur is not None:
            line["dur"] = dur
        if frame is not None:
            line |= {"id": frame, "cat": "ack", "tid": "ack"}
        if size is not None:
            line["args"] = {"bytes": size}
        os.write(self._file, json.dumps(line).encode() + b",\n")


_trace: Trace | None = None


def begin(path: Path, tick: Callable[[], Tick]) -> None:
    """Write everything from now on into a new file."""
    global _trace  # noqa: PLW0603  # as a log has one place for the whole program
    _trace = Trace(path, tick)


def current() -> Trace | None:
    """The one that was begun."""
    return _trace


class stage:  # noqa: N801  # read as a word: ``with stage("diff"):``
    """What happens inside is one stage."""

    __slots__ = ("_began", "_name", "size")

    def __init__(self, name: str, size: int | None = None) -> None:
        self._name, self.size = name, size

    def __enter__(self) -> Self:
        if _trace is not None:
            self._began = _trace.tick()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, where: TracebackType | None
    ) -> None:
        if _trace is not None:
            _trace.span(self._name, self._began, self.size)
