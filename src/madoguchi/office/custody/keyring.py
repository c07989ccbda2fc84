"""The custody key: one file with every generation that still counts, read anew at each use.

Guarantee: the newest generation wraps; an old one only unwraps, and is forgotten when every copy of the database that could need
it is out of its time. The file is replaced whole or not at all. It is in no backup. Article: 8.5
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from madoguchi.base.clock import Instant, from_iso, iso
from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.office.ids import CaseId, Entropy
from madoguchi.seal.at_rest import KEY_BYTES, unwrap, wrap
from madoguchi.seal.signing import from_base64url, to_base64url

CUSTODY_FILE: Final = "custody.key"
TURN: Final = timedelta(days=7)
KEPT_AFTER: Final = timedelta(days=28)
WINDOW: Final = TURN + KEPT_AFTER  # after a destruction, until no backup of the database opens the file
_FORM: Final = "madoguchi-custody-key-1"


@dataclass(frozen=True, slots=True, repr=False)
class Generation:
    number: int
    since: Instant
    key: bytes


class CustodyKeys:
    """The custody key in its file."""

    def __init__(self, file: Path, entropy: Entropy) -> None:
        self._file = file
        self._entropy = entropy

    @property
    def is_there(self) -> bool:
        return self._file.is_file()

    def make(self, now: Instant) -> None:
        """The first generation. Raises FileExistsError rather than overwrite any."""
        if self.is_there:
            raise FileExistsError(17, "is there already", str(self._file))
        self._write((Generation(1, now, self._entropy(KEY_BYTES)),))

    @property
    def newest(self) -> Generation:
        return self._read()[-1]

    def wrap(self, case_key: bytes, case_id: CaseId) -> tuple[int, bytes]:
        """Under the newest generation, and which that is."""
        newest = self.newest
        return newest.number, wrap(newest.key, case_key, f"case:{case_id}", self._entropy)

    def unwrap(self, number: int, wrapped: bytes, case_id: CaseId) -> bytes:
        """Raises BrokenProof when that generation is forgotten."""
        for one in self._read():
            if one.number == number:
                return unwrap(one.key, wrapped, f"case:{case_id}")
        raise BrokenProof("the custody key of that time is forgotten")

    def turn(self, now: Instant) -> bool:
        """A new generation when the newest has served its time. Whether there is one."""
        found = self._read()
        if now - found[-1].since < TURN:
            return False
        self._write((*found, Generation(found[-1].number + 1, now, self._entropy(KEY_BYTES))))
        return True

    def forget(self, now: Instant, in_use: frozenset[int]) -> None:
        """Drop what no copy within the window needs. ``in_use`` are the generations of the database as it is now."""
        found = self._read()
        ends = {one.number: after.since for one, after in pairwise(found)}
        kept = tuple(
            one
            for one in found
            if one.number in in_use or one.number not in ends or now - ends[one.number] < KEPT_AFTER
        )
        if kept != found:
            self._write(kept)

    def _read(self) -> tuple[Generation, ...]:
        try:
            read = json.loads(self._file.read_text(encoding="ascii"))
            if read["form"] != _FORM:
                raise ValueError
            found = tuple(
                Generation(int(one["generation"]), from_iso(one["since"]), from_base64url(one["key"]))
                for one in read["keys"]
            )
        except FileNotFoundError:
            raise Unavailable(f"{CUSTODY_FILE} is not there: received files cannot be opened") from None
        except (ValueError, KeyError, TypeError):
            raise BrokenProof(f"{CUSTODY_FILE} holds no custody key") from None
        if not found or any(len(one.key) != KEY_BYTES for one in found):
            raise BrokenProof(f"{CUSTODY_FILE} holds no custody key")
        return found

    def _write(self, generations: tuple[Generation, ...]) -> None:
        keys = [
            {"generation": one.number, "key": to_base64url(one.key), "since": iso(one.since)} for one in generations
        ]
        text = json.dumps({"form": _FORM, "keys": keys}, indent=1) + "\n"
        part = self._file.with_name(f"{self._file.name}.{self._entropy(4).hex()}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            part.replace(self._file)
        finally:
            part.unlink(missing_ok=True)
        folder = os.open(self._file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
