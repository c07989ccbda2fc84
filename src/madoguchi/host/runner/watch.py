"""A thread of its own that lets time act on the law, ten times a second: time boxes, silence, a dead window thread.

It shares nothing with the network's loop, so a frozen line cannot keep the operator's hands on the keyboard.
Article: 5.3"""

from __future__ import annotations

import threading
from typing import Final

from madoguchi.host.runner.law import Law

EVERY_SECONDS: Final = 0.1


class Watch:
    """Runs from ``start`` until ``stop`` or the law's end."""

    def __init__(self, law: Law) -> None:
        self._law = law
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()

    def _run(self) -> None:
        while not self._over.wait(EVERY_SECONDS):
            self._law.tick()
            if self._law.ended is not None:
                return
