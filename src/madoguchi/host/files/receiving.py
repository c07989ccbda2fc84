"""One file that arrives: into a hidden part of the chosen folder, checked whole, then under its name without replacing anything.

Guarantee: every path is one component relative to the folder that was opened once, so swapping folders or links for
others changes nothing (SECURITY R-28); nothing that exists is opened, followed or overwritten: a second file of a name
becomes ``報告書 (2).pdf``, and only what the customer picked is replaced, and kept (host.files.replacing, 7.3). Until the hash holds there is only the hidden part, and abandoning removes it. Memory is
one chunk. What goes wrong is a FileReason, never an exception. Article: 5.5, 7.3
"""

from __future__ import annotations

import contextlib
import errno
import hmac
import os
import stat
from hashlib import sha256
from pathlib import Path
from typing import Final

from madoguchi.base.errors import Misuse, PeerError, Reason
from madoguchi.host.files.names import collation, numbered, safe_name
from madoguchi.host.files.replacing import NO_LINKS, Exchange, Place, dress, exchange
from madoguchi.wire.vocabulary import FileReason

SPARE_BYTES: Final = 67_108_864  # that must stay free beyond the file itself
SYNC_BYTES: Final = 33_554_432  # written between two syncs, so that the last one is short
MOST_PARTS: Final = 100
MOST_COPIES: Final = 10_000
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Receiver:
    """Made by ``open``. ``kept`` is what it has; a cut changes nothing, and the sender goes on from there. ``exchange`` is what
    was replaced, once it is finished."""

    def __init__(
        self, folder: Path, directory: int, part: tuple[str, int], name: str, size: int, old: Place | None
    ) -> None:
        self.name = name
        self.size = size
        self.kept = 0
        self.exchange: Exchange | None = None
        self._old = old
        self._folder, self._directory = folder, directory
        self._part: str = part[0]
        self._descriptor: int | None = part[1]
        self._hash = sha256()
        self._synced = 0

    @classmethod
    def open(cls, folder: Path, transfer: int, name: str, size: int, old: Place | None = None) -> Receiver | FileReason:
        """Make room for ``size`` bytes that will be called ``name`` (made safe here) in ``folder`` (made if missing), or that
        will stand in the place of ``old``."""
        name = safe_name(name)
        if old is not None:
            folder, name = old.path.parent, old.path.name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            folder = folder.resolve(strict=True)
            directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except (OSError, RuntimeError) as error:
            return reason_of(error)
        try:
            space = os.fstatvfs(directory)
            if space.f_bavail * space.f_frsize < size + SPARE_BYTES:
                os.close(directory)
                return FileReason.NO_SPACE
            part = _new_part(directory, transfer)
        except OSError as error:
            os.close(directory)
            return reason_of(error)
        return cls(folder, directory, part, name, size, old)

    def write(self, start: int, data: bytes) -> FileReason | None:
        """The next bytes, in order. Raises PeerError MALFORMED for a gap, nothing, or more than was offered."""
        if not data or start != self.kept or start + len(data) > self.size:
            raise PeerError(Reason.MALFORMED, f"{len(data)} bytes at {start}, {self.kept} of {self.size} are here")
        descriptor = self._opened()
        try:
            left = memoryview(data)
            while left:
                left = left[os.write(descriptor, left) :]
            self.kept += len(data)
            if self.kept - self._synced >= SYNC_BYTES:
                os.fdatasync(descriptor)
                self._synced = self.kept
        except OSError as error:
            self.abandon()
            return reason_of(error)
        self._hash.update(data)
        return None

    def finish(self, digest: bytes) -> Path | FileReason:
        """Check the whole and give it its name; where it is now. Raises PeerError MALFORMED when bytes are missing."""
        if self.kept != self.size:
            raise PeerError(Reason.MALFORMED, f"whole at {self.kept} of {self.size}")
        descriptor = self._opened()
        if not hmac.compare_digest(self._hash.digest(), digest):
            self.abandon()
            return FileReason.HASH_DIFFERS
        try:
            if self._old is not None:
                dress(descriptor, self._old)
            os.fsync(descriptor)
            name = self._give_name(descriptor) if self._old is None else self._replace(descriptor, self._old)
            os.fsync(self._directory)
        except OSError as error:
            self.abandon()
            return reason_of(error)
        self._close()
        return self._folder / name

    def abandon(self) -> None:
        """Remove what has come so far. Nothing happens when it is over."""
        if self._descriptor is None:
            return
        with contextlib.suppress(OSError):
            if _same(self._descriptor, self._part, self._directory):
                os.unlink(self._part, dir_fd=self._directory)
        self._close()

    def _give_name(self, descriptor: int) -> str:
        taken = {collation(name) for name in os.listdir(self._directory)}  # noqa: PTH208  # the folder that is open, not a path
        for number in range(1, MOST_COPIES):
            name = self.name if number == 1 else numbered(self.name, number)
            if collation(name) in taken:
                continue
            if not _same(descriptor, self._part, self._directory):
                raise OSError(errno.ESTALE, "the part was exchanged")
            try:
                self._name_it(name)
            except FileExistsError:
                continue
            if not _same(descriptor, name, self._directory):
                raise OSError(errno.ESTALE, "the file was exchanged")
            return name
        raise OSError(errno.EEXIST, "too many files of that name")

    def _replace(self, descriptor: int, old: Place) -> str:
        if not _same(descriptor, self._part, self._directory):
            raise OSError(errno.ESTALE, "the part was exchanged")
        self.exchange = exchange(self._directory, self._part, old)
        return old.path.name

    def _name_it(self, name: str) -> None:
        """Move the part to ``name`` unless something is there. Raises FileExistsError."""
        here = self._directory
        try:
            os.link(self._part, name, src_dir_fd=here, dst_dir_fd=here, follow_symlinks=False)
            os.unlink(self._part, dir_fd=here)
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            # Some file systems (FAT, some network ones) have no hard links: hold the name with an empty file of our own,
            # made exclusively, and move the part over that. A rename replaces a link, it never follows one.
            holder = os.open(
                name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=here
            )
            os.close(holder)
            try:
                os.rename(self._part, name, src_dir_fd=here, dst_dir_fd=here)
            except OSError:
                os.unlink(name, dir_fd=here)
                raise

    def _opened(self) -> int:
        if self._descriptor is None:
            raise Misuse("this file is over")
        return self._descriptor

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            os.close(self._directory)
            self._descriptor = None


def reason_of(error: Exception) -> FileReason:
    """The word for what the system said."""
    if isinstance(error, OSError):
        if error.errno in _FULL:
            return FileReason.NO_SPACE
        if error.errno in {errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL}:
            return FileReason.BAD_NAME
        if error.errno == errno.ENOENT:
            return FileReason.NOT_FOUND
        if error.errno == errno.ESTALE:
            return FileReason.CHANGED
    return FileReason.UNREADABLE


def _new_part(directory: int, transfer: int) -> tuple[str, int]:
    """A hidden file that did not exist before: one that was left over, or put there, is left alone."""
    for attempt in range(MOST_PARTS):
        part = f".madoguchi-{transfer}-{attempt}.part"
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            return part, os.open(part, flags, 0o600, dir_fd=directory)
        except FileExistsError:
            continue
    raise OSError(errno.EEXIST, "no free name for the part")


def _same(descriptor: int, name: str, directory: int) -> bool:
    """Whether ``name`` is still the very file that we write."""
    ours = os.fstat(descriptor)
    try:
        there = os.stat(name, dir_fd=directory, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return stat.S_ISREG(there.st_mode) and (ours.st_dev, ours.st_ino) == (there.st_dev, there.st_ino)
