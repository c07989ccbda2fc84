"""Sealed bytes in a folder, one file for each, named by an id of ours.

Guarantee: under its name stands all of it, on disk, or nothing; nothing here is ever in clear. Article: 8.1, 8.5
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import BinaryIO, Final

from madoguchi.base.clock import Instant
from madoguchi.base.errors import Misuse, Unavailable

STALE_SECONDS: Final = 86_400  # a deposit that takes longer has been given up
_NAME: Final = re.compile(r"[0-9a-f]{32}\Z")


class FolderBlobs:
    """Blobs in ``folder``, which is made when it is missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, name: str) -> FolderBlob:
        """Room for a new one. Raises Unavailable when the disk gives none."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return FolderBlob(self._path(name))
        except OSError as wrong:
            raise Unavailable(f"a received file cannot be kept: {wrong.strerror}") from None

    def open(self, name: str) -> BinaryIO:
        """Raises Unavailable when it is not there."""
        try:
            return self._path(name).open("rb")
        except OSError as wrong:
            raise Unavailable(f"the sealed bytes of a received file cannot be read: {wrong.strerror}") from None

    def remove(self, name: str) -> None:
        """Gone, or was not there."""
        self._path(name).unlink(missing_ok=True)

    def sweep(self, kept: frozenset[str], now: Instant) -> int:
        """Take away what no row names (deposits cut off, destructions cut off), when it is old enough to be no one's now."""
        gone = 0
        for path in sorted(self._folder.iterdir()) if self._folder.is_dir() else ():
            name = path.name.removesuffix(".part")
            is_kept = path.suffix != ".part" and name in kept
            if _NAME.match(name) and not is_kept and now.timestamp() - path.stat().st_mtime > STALE_SECONDS:
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    def _path(self, name: str) -> Path:
        if not _NAME.match(name):
            raise Misuse("a blob is named by an id")
        return self._folder / name


class FolderBlob:
    """One that is being written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")
        descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        self._file = os.fdopen(descriptor, "wb")

    def write(self, sealed: bytes) -> None:
        """Raises Unavailable when the disk is full; nothing stays then."""
        try:
            self._file.write(sealed)
        except OSError as wrong:
            self.drop()
            raise Unavailable(f"a received file cannot be kept: {wrong.strerror}") from None

    def keep(self) -> None:
        """Whole, on disk and under its name. Raises Unavailable; nothing stays then."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            os.link(self._part, self._path)  # unlike a rename it never replaces anything
            self._part.unlink()
            folder = os.open(self._path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as wrong:
            self.drop()
            raise Unavailable(f"a received file cannot be kept: {wrong.strerror}") from None

    def drop(self) -> None:
        """Nothing of it stays. May be called at any time."""
        with contextlib.suppress(OSError):  # what could not be written out is not wanted any more
            self._file.close()
        self._part.unlink(missing_ok=True)
