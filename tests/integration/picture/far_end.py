"""The viewer's own core at the end of a pipe (viewer/test/far_picture.ts)."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from madoguchi.wire.codec import Message
from madoguchi.wire.conversation import PICTURE


@dataclass(frozen=True, slots=True)
class Seen:
    """What an operator would have before their eyes."""

    size: tuple[int, int]
    sha256: str
    frame: int
    refused: str | None
    memory: int  # bytes of the whole process


class FarEnd:
    def __init__(self, command: list[str]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._waiting: list[bytes] = []

    def connect(self) -> None:
        """A new connection; what is on the canvas stays until a new canvas comes."""
        self._put(b"n", b"")

    def hear(self, messages: list[Message]) -> None:
        self.hear_bytes(PICTURE.send(*messages))

    def hear_bytes(self, data: bytes) -> None:
        self._put(b"m", data)

    def seen(self) -> Seen:
        self._put(b"s", b"")
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"".join(self._waiting))
        self._process.stdin.flush()
        self._waiting.clear()
        line = self._process.stdout.readline()
        assert line, f"the viewer's core ended with {self._process.wait(5)}"
        told = json.loads(line)
        return Seen(tuple(told["size"]), told["sha256"], told["frame"], told["refused"], told["memory"])

    def _put(self, what: bytes, data: bytes) -> None:
        self._waiting.append(len(data).to_bytes(4, "big") + what + data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)
        assert self._process.stdout is not None
        self._process.stdout.close()


def digest(screen: npt.NDArray[np.uint32]) -> str:
    """Of what a canvas holds that shows ``screen``: red, green, blue, 255."""
    rgba = np.ascontiguousarray(screen).view(np.uint8).reshape(*screen.shape, 4)[:, :, [2, 1, 0, 3]].copy()
    rgba[:, :, 3] = 255
    return sha256(rgba.tobytes()).hexdigest()
