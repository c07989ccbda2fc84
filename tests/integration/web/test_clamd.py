"""The virus scanner's own protocol, spoken by a stand-in over real sockets. Article: 8.4"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from madoguchi.office.custody.ports import Scanned, Verdict
from madoguchi.web.clamd import Clamd

pytestmark = pytest.mark.article("8.4")
UNKNOWN = Scanned(Verdict.UNKNOWN)


def exactly(line: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count and (more := line.recv(count - len(found))):
        found += more
    return found


def stream_of(line: socket.socket) -> bytes:
    """What is sent after zINSTREAM, as clamd reads it: lengths in network order, a length of nothing at the end."""
    assert exactly(line, 10) == b"zINSTREAM\0"
    found = b""
    while length := int.from_bytes(exactly(line, 4), "big"):
        found += exactly(line, length)
    return found


class StandIn:
    """Serves one scan."""

    def __init__(self, family: int, place: object, serve: Callable[[socket.socket], None]) -> None:
        self.listening = socket.socket(family)
        self.listening.bind(place)  # type: ignore[arg-type] # a path or a pair, as the family wants it
        self.listening.listen()
        self._serve = serve
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        line, _ = self.listening.accept()
        with line:
            self._serve(line)

    def close(self) -> None:
        self._thread.join(10)
        self.listening.close()


def asked(folder: Path, serve: Callable[[socket.socket], None], *, limit: float = 10.0) -> Scanned:
    stand_in = StandIn(socket.AF_UNIX, str(folder / "clamd.sock"), serve)
    try:
        return Clamd(str(folder / "clamd.sock"), limit).scan([b"first", b"", b"second" * 20_000])
    finally:
        stand_in.close()


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (b"stream: OK\0", Scanned(Verdict.CLEAN)),
        (b"stream: Eicar-Test-Signature FOUND\0", Scanned(Verdict.NOT_CLEAN, "Eicar-Test-Signature")),
        (b"INSTREAM size limit exceeded. ERROR\0", UNKNOWN),
        (b"stream: OK", UNKNOWN),
        (b"OK\0", UNKNOWN),
        (b"\xff\0", UNKNOWN),
        (b"", UNKNOWN),
    ],
)
def test_only_a_plain_ok_is_clean(tmp_path: Path, answer: bytes, wanted: Scanned) -> None:
    seen: list[bytes] = []

    def serve(line: socket.socket) -> None:
        seen.append(stream_of(line))
        line.sendall(answer)

    assert asked(tmp_path, serve) == wanted
    assert seen == [b"first" + b"second" * 20_000]


def test_a_scanner_that_hangs_up_or_says_nothing_leaves_the_file_unchecked(tmp_path: Path) -> None:
    assert asked(tmp_path, lambda line: None) == UNKNOWN
    (tmp_path / "clamd.sock").unlink()
    silent = threading.Event()

    def says_nothing(line: socket.socket) -> None:
        stream_of(line)
        silent.wait(0.5)

    try:
        assert asked(tmp_path, says_nothing, limit=0.2) == UNKNOWN
    finally:
        silent.set()


def test_no_scanner_there_is_no_clean_bill(tmp_path: Path) -> None:
    for place in (str(tmp_path / "none.sock"), "127.0.0.1:1", "nonsense"):
        assert Clamd(place, 1.0).scan([b"x"]) == UNKNOWN


def test_over_a_network_socket_too() -> None:
    def serve(line: socket.socket) -> None:
        stream_of(line)
        line.sendall(b"stream: OK\0")

    stand_in = StandIn(socket.AF_INET, ("127.0.0.1", 0), serve)
    try:
        port = stand_in.listening.getsockname()[1]
        assert Clamd(f"127.0.0.1:{port}").scan([b"x"]) == Scanned(Verdict.CLEAN)
    finally:
        stand_in.close()
