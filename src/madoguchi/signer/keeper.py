"""Keeping the ledger's key, and remembering the last head that it signed.

Guarantee: a head is signed only when its tree is proven to begin with the whole tree of the head that was signed last. The memory
is a file beside the key, written to disk before the signature is given away; one signer at a time, over all processes. Article: P.2
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from madoguchi.base.errors import BrokenProof
from madoguchi.ledger import tree
from madoguchi.ledger.checkpoint import Checkpoint, note, origin_of, read
from madoguchi.seal.signing import check_note, load_key, public_bytes, sign_note

KEY_FILE: Final = "ledger.pem"
MEMORY_FILE: Final = "ledger.head"
_LOCK_FILE: Final = "ledger.lock"

Prove = Callable[[int], Sequence[bytes]]  # how many were signed -> the proof that the new tree begins with them


class Keeper:
    """The key in ``folder`` and its memory; the memory is made when it is missing.

    Raises FileNotFoundError or BrokenProof when there is no key, or one of another kind.
    """

    def __init__(self, folder: Path) -> None:
        self._key = load_key(folder / KEY_FILE)
        self._memory = folder / MEMORY_FILE
        self._lock = folder / _LOCK_FILE
        self.public = public_bytes(self._key)
        self._last()  # a memory of another key is told of at the start, not at the first receipt

    def last(self) -> str | None:
        """The head that was signed last, as a note."""
        with self._alone():
            return self._memory.read_text(encoding="utf-8") if self._memory.exists() else None

    def sign(self, new: Checkpoint, prove: Prove) -> str:
        """The signed note of ``new``. Raises BrokenProof when it is not proven to go on from what was signed last."""
        with self._alone():
            last = self._last()
            if new.origin != origin_of(self.public):
                raise BrokenProof("a head of another ledger")
            if last.size > new.size:
                raise BrokenProof(f"the ledger has {new.size} entries; {last.size} were signed before")
            tree.check_consistency(last.size, last.root, new.size, new.root, prove(last.size))
            signed = note(new, self.public, sign_note(self._key, new.text()))
            self._remember(signed)
            return signed

    def _last(self) -> Checkpoint:
        if not self._memory.exists():
            return Checkpoint(origin_of(self.public), 0, tree.EMPTY_ROOT)
        return read_head(self._memory.read_text(encoding="utf-8"), self.public)

    def _remember(self, signed: str) -> None:
        beside = self._memory.with_suffix(".new")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(signed)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._memory)
        folder = os.open(self._memory.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the new name, too, is on disk before anybody has the signature
        finally:
            os.close(folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._lock.open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def read_head(noted: str, public: bytes) -> Checkpoint:
    """The head in a note that the ledger key ``public`` signed. Raises BrokenProof."""
    return read(noted, public, lambda signed, signature: check_note(public, signed, signature))
