"""One file that leaves: opened once, read at any place, hashed on the way, and refused as soon as it changes.

Guarantee: what was asked about is what is sent. The file is opened when the customer picks it and never by its name again;
a change of size or time of change since then is CHANGED, and the digest is of exactly the bytes that were read in order.
Memory is one piece. What goes wrong is a FileReason, never an exception. Article: 5.5, 5.6
"""

from __future__ import annotations

import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import Final

from madoguchi.base.errors import Misuse
from madoguchi.host.files.names import safe_name
from madoguchi.host.files.receiving import reason_of
from madoguchi.wire.vocabulary import FileReason

PIECE_BYTES: Final = 1_048_576  # read at a time when only the hash wants it


class Sending:
    """Made by ``open``. ``name`` is safe to offer."""

    def __init__(self, descriptor: int, name: str) -> None:
        self.name = name
        self._descriptor: int | None = descriptor
        self._seen = _mark(descriptor)
        self.size = self._seen[2]
        self._hash = sha256()
        self._hashed = 0  # the hash holds everything below

    @classmethod
    def open(cls, path: Path) -> Sending | FileReason:
        """Take hold of the file that the customer picked. Folders, devices and pipes are UNREADABLE."""
        try:
            # Without O_NONBLOCK, opening a pipe would wait for its writer.
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            return reason_of(error)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            return FileReason.UNREADABLE
        return cls(descriptor, safe_name(path.name))

    def read(self, start: int, count: int) -> bytes | FileReason:
        """``count`` bytes from ``start``, fewer at the end of the file. Hashes what was not hashed yet, from its own place."""
        if self._hashed < start and (trouble := self._catch_up(start)) is not None:
            return trouble
        data = self._read(start, count)
        if isinstance(data, bytes) and self._hashed < start + len(data):
            self._hash.update(data[self._hashed - start :])
            self._hashed = start + len(data)
        return data

    def digest(self) -> bytes | FileReason:
        """SHA-256 of the whole, which must not have changed up to now."""
        if (trouble := self._catch_up(self.size)) is not None:
            return trouble
        return FileReason.CHANGED if self._changed() else self._hash.digest()

    def close(self) -> None:
        """Let go of the file. Nothing happens the second time."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _catch_up(self, upto: int) -> FileReason | None:
        while self._hashed < upto:
            data = self._read(self._hashed, min(PIECE_BYTES, upto - self._hashed))
            if isinstance(data, FileReason):
                return data
            self._hash.update(data)
            self._hashed += len(data)
        return None

    def _read(self, start: int, count: int) -> bytes | FileReason:
        wanted = min(count, self.size - start)
        pieces: list[bytes] = []
        try:
            while wanted > 0:
                piece = os.pread(self._opened(), wanted, start)
                if not piece:
                    return FileReason.CHANGED
                pieces.append(piece)
                start, wanted = start + len(piece), wanted - len(piece)
            return FileReason.CHANGED if self._changed() else b"".join(pieces)
        except OSError as error:
            return reason_of(error)

    def _changed(self) -> bool:
        return _mark(self._opened()) != self._seen

    def _opened(self) -> int:
        if self._descriptor is None:
            raise Misuse("this file is closed")
        return self._descriptor


def _mark(descriptor: int) -> tuple[int, int, int, int]:
    found = os.fstat(descriptor)
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
