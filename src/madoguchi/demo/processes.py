"""Child processes that never outlive this one: each dies with its parent, whatever kills the parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Final

GRACE_SECONDS: Final = 3.0
_PR_SET_PDEATHSIG: Final = 1


def _die_with_parent() -> None:
    """Between fork and exec: the kernel sends SIGKILL to this process when its parent goes (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Processes:
    """Starts children and ends all of them, last first."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.failed = False  # a child that had to run ended by itself
        self._children: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(self, name: str, command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> int:
        """Start a child; what it prints goes to ``logs/<name>.log``. Returns its process id."""
        return self.popen(name, command, env).pid

    def popen(
        self,
        name: str,
        command: Sequence[str | Path],
        env: Mapping[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """As ``start``, with the process itself."""
        with (self.logs / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(  # noqa: S603  # the commands are this project's own, never a peer's
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **(env or {})},
                pass_fds=pass_fds,
                preexec_fn=_die_with_parent,  # noqa: PLW1509  # no threads run when the demo starts its children
            )
        self._children.append((name, child))
        return child

    def first_gone(self, may_end: Collection[str] = ()) -> str | None:
        """The name of a child that has ended by itself, those of ``may_end`` aside; None while all of them run."""
        for name, child in self._children:
            if name not in may_end and child.poll() is not None:
                self.failed = self.failed or child.returncode != 0
                return name
        return None

    def end(self) -> None:
        """End all of them: asked first, made to after three seconds."""
        for _, child in reversed(self._children):
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(signal.SIGCONT)
                child.terminate()
        for _, child in reversed(self._children):
            try:
                child.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._children.clear()
