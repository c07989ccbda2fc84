"""The customer's program as it lies in a folder, ready to be handed out: name, platform, size and SHA-256.

The folder is the provider's; this only reads it. A file counts when its name says what it is:
``<name>-<version>-<linux|windows|macos>-<machine>.<tar.gz|tar.xz|zip|AppImage|exe|msi|dmg>``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

import anyio

from madoguchi.base.clock import Instant
from madoguchi.web.downloads import StoredFile

PROGRAM: Final = "madoguchi-host"  # the program in the archive's one folder

_ENDINGS: Final = r"\.(?:tar\.gz|tar\.xz|zip|AppImage|exe|msi|dmg)"
_ENDING: Final = re.compile(_ENDINGS + r"\Z")
_NAME: Final = re.compile(
    r"[0-9A-Za-z][0-9A-Za-z_.-]{0,99}?-(?P<version>\d[0-9A-Za-z.+_]{0,40})"
    r"-(?P<platform>linux|windows|macos)-(?P<machine>[0-9A-Za-z_]{2,20})" + _ENDINGS,
    re.ASCII,
)


class Platform(StrEnum):
    """Where the program runs."""

    LINUX = "linux"
    WINDOWS = "windows"
    MACOS = "macos"


@dataclass(frozen=True, slots=True)
class HostBuild:
    """One built archive of the customer's program. Its name is its address: ``/download/<name>``."""

    name: str
    path: Path
    version: str
    platform: Platform
    machine: str
    size: int
    sha256: str
    built_at: Instant

    @property
    def folder(self) -> str:
        """The one folder that unpacking makes: the archive's name without its ending."""
        return _ENDING.sub("", self.name)

    def file(self) -> StoredFile:
        """As it is handed out."""
        return StoredFile(self.path, self.name, self.size, self.sha256)


class BuildFolder:
    """Reads the folder anew each time; hashes a file once for each size and time of change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hashed: dict[tuple[str, int, int], str] = {}

    async def builds(self) -> Sequence[HostBuild]:
        """All builds, newest first; none when the folder is not there."""
        return await anyio.to_thread.run_sync(self._read)

    def _read(self) -> Sequence[HostBuild]:
        if not self._folder.is_dir():
            return ()
        found = [build for path in self._folder.iterdir() if (build := self._build(path))]
        return tuple(sorted(found, key=lambda build: (build.built_at, build.name), reverse=True))

    def _build(self, path: Path) -> HostBuild | None:
        said = _NAME.fullmatch(path.name)
        if said is None or path.is_symlink() or not path.is_file():
            return None
        state = path.stat()
        key = (path.name, state.st_size, state.st_mtime_ns)
        if key not in self._hashed:
            with path.open("rb") as opened:
                self._hashed[key] = hashlib.file_digest(opened, "sha256").hexdigest()
        return HostBuild(
            name=path.name,
            path=path,
            version=said["version"],
            platform=Platform(said["platform"]),
            machine=said["machine"],
            size=state.st_size,
            sha256=self._hashed[key],
            built_at=datetime.fromtimestamp(state.st_mtime, UTC),
        )
