"""Asks clamd whether a stream is clean (INSTREAM), over a socket of this computer or of a network.

Guarantee: it never raises, and only a plain "OK" is clean: silence, a timeout, a limit passed, a broken line are unknown, and
unknown is not clean. What is sent are the pieces, never a name. Article: 8.4
"""

from __future__ import annotations

import contextlib
import logging
import socket
from collections.abc import Iterable
from typing import Final

from madoguchi.office.custody.ports import Scanned, Verdict

LIMIT_SECONDS: Final = 60.0
ANSWER_LIMIT: Final = 4_096
log = logging.getLogger("madoguchi.clamd")


class Clamd:
    """clamd at ``place``: the path of its socket, or host:port."""

    def __init__(self, place: str, limit: float = LIMIT_SECONDS) -> None:
        self._place = place
        self._limit = limit

    def scan(self, pieces: Iterable[bytes]) -> Scanned:
        try:
            with self._connected() as line:
                return _verdict(_asked(line, pieces))
        except (OSError, ValueError):
            log.warning("the virus scanner did not answer; the file counts as not checked")
            return Scanned(Verdict.UNKNOWN)

    def _connected(self) -> socket.socket:
        if self._place.startswith("/"):
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(self._limit)
            try:
                line.connect(self._place)
            except OSError:
                line.close()
                raise
            return line
        host, _, port = self._place.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), self._limit)


def _asked(line: socket.socket, pieces: Iterable[bytes]) -> bytes:
    """Clamd's answer, up to its NUL."""
    line.sendall(b"zINSTREAM\0")
    with contextlib.suppress(
        BrokenPipeError, ConnectionResetError
    ):  # over its limit it answers and hangs up: then listen
        for piece in pieces:
            if piece:
                line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))
    answer = bytearray()
    while b"\0" not in answer and len(answer) < ANSWER_LIMIT and (more := line.recv(ANSWER_LIMIT)):
        answer += more
    return bytes(answer)


def _verdict(answer: bytes) -> Scanned:
    said, nul, _ = answer.partition(b"\0")
    text = said.decode("utf-8", "replace")
    if nul and text == "stream: OK":
        return Scanned(Verdict.CLEAN)
    if nul and text.startswith("stream: ") and text.endswith(" FOUND"):
        return Scanned(Verdict.NOT_CLEAN, text.removeprefix("stream: ").removesuffix(" FOUND"))
    return Scanned(Verdict.UNKNOWN)
