"""A file from the operator in the place of one that the customer picked; the customer's own stays beside it, to be put back.

Guarantee: the customer's file is never without a name: it gets its second name (``設定.ini.bak``) before the first is given to
the new one, in one step that leaves either the old or the new there. The ending is not the file's own, because a folder such as
``conf.d`` reads every file that ends like its neighbours. Permissions and owner are those of the file that was replaced, or
nothing is replaced. Putting back keeps the operator's file too (``設定.ini.new``). Article: 7.3
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

MOST_COPIES: Final = 10_000
_PERMISSIONS: Final = 0o777  # never set-user-id and the like: they were given to other contents
NO_LINKS: Final = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})


@dataclass(frozen=True, slots=True)
class Place:
    """A regular file that stands at ``path`` (no links on the way), as it was when it was looked at."""

    path: Path
    device: int
    inode: int
    mode: int
    owner: int
    group: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One file that was replaced: ``path`` holds the operator's, ``original`` in the same folder the customer's."""

    path: Path
    original: Place
    size: int  # of the original when it got its second name, and
    modified: int  # when it was written last, in nanoseconds: a number of a file is used again for another one


def look_at(path: Path) -> Place:
    """What stands at ``path``, links followed now and never again. Raises OSError; EISDIR when it is no ordinary file."""
    path = path.resolve(strict=True)
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EISDIR, "not an ordinary file")
    return Place(path, found.st_dev, found.st_ino, found.st_mode, found.st_uid, found.st_gid)


def dress(descriptor: int, old: Place) -> None:
    """Give the new file the permissions and the owner of the old one. Raises OSError when that is not ours to give."""
    ours = os.fstat(descriptor)
    if (ours.st_uid, ours.st_gid) != (old.owner, old.group):
        os.fchown(descriptor, old.owner, old.group)
    os.fchmod(descriptor, old.mode & _PERMISSIONS)


def exchange(directory: int, part: str, old: Place) -> Exchange:
    """Put ``part`` in the place of ``old``, which gets a name beside it; all in the open ``directory``. Raises OSError, ESTALE
    when something else stands there by now; then all is as it was.
    """
    name = old.path.name
    if not _stands(directory, name, old):
        raise OSError(errno.ESTALE, "another file stands there now")
    kept = _keep_beside(directory, name, ".bak")
    try:
        if not _stands(directory, kept, old):
            raise OSError(errno.ESTALE, "another file stands there now")
        os.rename(part, name, src_dir_fd=directory, dst_dir_fd=directory)
    except OSError:
        _take_back(directory, kept, name)
        raise
    is_now = os.stat(kept, dir_fd=directory, follow_symlinks=False)
    return Exchange(old.path, replace(old, path=old.path.with_name(kept)), is_now.st_size, is_now.st_mtime_ns)


def put_back(made: Exchange) -> Path | None:
    """Give the customer's file its name again. Where the operator's is now, None when it was gone already. Raises OSError,
    ENOENT or ESTALE when the customer's is not where it was kept.
    """
    directory = os.open(made.path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        name, original = made.path.name, made.original
        there = os.stat(original.path.name, dir_fd=directory, follow_symlinks=False)
        if not _is(there, original) or (there.st_size, there.st_mtime_ns) != (made.size, made.modified):
            raise OSError(errno.ESTALE, "another file stands there now")
        try:
            beside = _keep_beside(directory, name, ".new")
        except FileNotFoundError:
            beside = ""
        try:
            os.rename(original.path.name, name, src_dir_fd=directory, dst_dir_fd=directory)
        except OSError:
            if beside:
                _take_back(directory, beside, name)
            raise
        os.fsync(directory)
    finally:
        os.close(directory)
    return made.path.with_name(beside) if beside else None


def _keep_beside(directory: int, name: str, ending: str) -> str:
    """A second name for ``name``, one that nothing has."""
    for number in range(1, MOST_COPIES):
        beside = f"{name}{ending}{number if number > 1 else ''}"
        try:
            os.link(name, beside, src_dir_fd=directory, dst_dir_fd=directory, follow_symlinks=False)
        except FileExistsError:
            continue
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            if not _move_aside(directory, name, beside):
                continue
        return beside
    raise OSError(errno.EEXIST, "too many copies of that name")


def _move_aside(directory: int, name: str, beside: str) -> bool:
    """For file systems without hard links (FAT, some network ones): hold the name with an empty file, and move over that."""
    try:
        holder = os.open(
            beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=directory
        )
    except FileExistsError:
        return False
    os.close(holder)
    try:
        os.rename(name, beside, src_dir_fd=directory, dst_dir_fd=directory)
    except OSError:
        os.unlink(beside, dir_fd=directory)
        raise
    return True


def _take_back(directory: int, beside: str, name: str) -> None:
    """Nothing was replaced: the second name goes, or becomes the first again when the first is gone."""
    with contextlib.suppress(OSError):
        try:
            os.stat(name, dir_fd=directory, follow_symlinks=False)
        except FileNotFoundError:
            os.rename(beside, name, src_dir_fd=directory, dst_dir_fd=directory)
        else:
            os.unlink(beside, dir_fd=directory)


def _stands(directory: int, name: str, place: Place) -> bool:
    try:
        there = os.stat(name, dir_fd=directory, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return _is(there, place)


def _is(there: os.stat_result, place: Place) -> bool:
    return stat.S_ISREG(there.st_mode) and (there.st_dev, there.st_ino) == (place.device, place.inode)
