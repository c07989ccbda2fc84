"""Sets papers: a template of ours and data, in a process of its own that is ended when it takes too long.

Guarantee: data reaches the typesetter as values of one JSON text, never as its markup, so nothing that somebody typed is run;
a template reads nothing but the templates' folder, and no network. The same data at the same instant gives the same bytes.
Without the Japanese font no paper is made, rather than one with holes. Article: 3.4, P.3
"""

from __future__ import annotations

import multiprocessing
import signal
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Final

from madoguchi.base.canonical import Document, Value, canonical
from madoguchi.base.clock import Instant
from madoguchi.base.errors import Misuse, Unavailable

TEMPLATES: Final = Path(__file__).parent / "templates"
FONT: Final = "Noto Sans CJK JP"
FONT_FOLDERS: Final = (Path("/usr/share/fonts/opentype/noto"), Path("/usr/share/fonts/noto-cjk"))
LIMIT_SECONDS: Final = 20.0
LARGEST: Final = 16_777_216  # bytes of data for one paper
_TURNS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_SET, _FAILED, _NO_FONT = b"\x00", b"\x01", b"\x02"


class FontMissing(Unavailable):
    """The server lacks the Japanese font: ``apt-get install fonts-noto-cjk``."""


class Press:
    """One typesetter, started when it is first needed; one paper at a time. Call it from a worker thread."""

    def __init__(self, folders: Sequence[Path] = FONT_FOLDERS, limit: float = LIMIT_SECONDS) -> None:
        self._folders = tuple(str(folder) for folder in folders)
        self._limit = limit
        self._lock = threading.Lock()
        self._process: SpawnProcess | None = None
        self._line: Connection | None = None

    def render(self, template: str, data: Document, at: Instant, attached: bytes = b"") -> bytes:
        """The PDF of ``template`` with ``data``, dated ``at``; ``attached`` is JSON that goes along as a file.

        Raises FontMissing, or Unavailable when it took too long.
        """
        if not (TEMPLATES / f"{template}.typ").is_file():
            raise Misuse(f"there is no template {template}")
        text = canonical(plain(data))
        if len(text) + len(attached) > LARGEST:
            raise Unavailable("this paper is too large to be set")
        with self._lock:
            answer = self._asked([template.encode(), str(int(at.timestamp())).encode(), text, attached])
        if answer[:1] == _NO_FONT:
            raise FontMissing("the server lacks the Japanese font for PDFs: apt-get install fonts-noto-cjk")
        if answer[:1] != _SET:
            raise Misuse(f"{template}: {answer[1:].decode('utf-8', 'replace')}")
        return answer[1:]

    def close(self) -> None:
        """End the typesetter."""
        with self._lock:
            self._end()

    def _asked(self, message: list[bytes]) -> bytes:
        line = self._line if self._process is not None and self._process.is_alive() else None
        if line is None:
            line = self._begin()
        try:
            for piece in message:
                line.send_bytes(piece)
            if line.poll(self._limit):
                return line.recv_bytes()
        except (EOFError, OSError):
            self._end()
            raise Unavailable("the paper could not be set") from None
        self._end()
        raise Unavailable("the paper took too long to set")

    def _begin(self) -> Connection:
        self._end()
        spawn = multiprocessing.get_context("spawn")  # a fork would copy locks that other threads hold
        ours, theirs = spawn.Pipe()
        self._process = spawn.Process(target=set_papers, args=(theirs, self._folders), name="press", daemon=True)
        self._process.start()
        theirs.close()
        self._line = ours
        return ours

    def _end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self._line = None


def plain(data: Document) -> dict[str, Value]:
    """The data without signs that turn the direction of writing or steer a printer: they would set one thing and hold another."""
    found = _plain(data)
    assert isinstance(found, dict)
    return found


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return "".join("\ufffd" if _steers(sign) else sign for sign in value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_plain(item) for item in value]
    return value


def _steers(sign: str) -> bool:
    return sign in _TURNS or (unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t")


def set_papers(line: Connection, folders: Sequence[str]) -> None:
    """The typesetter's own process: sets papers until nobody asks any more."""
    import typst  # noqa: PLC0415 - loaded by this process alone

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl+C at the server is the server's to answer
    there = [folder for folder in folders if Path(folder).is_dir()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(there))
    has_font = FONT in fonts.families()
    while True:
        try:
            template, at, text, attached = (line.recv_bytes() for _ in range(4))
        except (EOFError, OSError):
            return
        if not has_font:
            line.send_bytes(_NO_FONT)
            continue
        try:
            made = typst.compile(
                TEMPLATES / f"{template.decode()}.typ",
                root=TEMPLATES,
                font_paths=fonts,
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={"data": text.decode("utf-8"), "attached": attached.decode("utf-8")},
                package_path=TEMPLATES / "none",
                package_cache_path=TEMPLATES / "none",
                timestamp=int(at),
            )
        except RuntimeError as wrong:
            line.send_bytes(_FAILED + str(wrong)[:500].encode())
        else:
            line.send_bytes(_SET + made)
