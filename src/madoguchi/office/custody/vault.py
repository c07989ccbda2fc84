"""Keys and sealed bytes of received files, within the caller's transaction: nothing here asks who may. Article: 8.1, 8.5"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from madoguchi.base.canonical import canonical
from madoguchi.base.clock import Instant
from madoguchi.base.errors import BrokenProof
from madoguchi.office.books import Books
from madoguchi.office.custody.keyring import CustodyKeys
from madoguchi.office.custody.ports import Blob, Blobs, CaseKey, CustodyFile, Scanner
from madoguchi.office.ids import CaseId, CustodyId, Entropy, fresh
from madoguchi.seal.at_rest import KEY_BYTES, StreamSealer, open_stream, unwrap, wrap


@dataclass(frozen=True, slots=True)
class Details:
    """What people typed about a file; it dies with the file's key."""

    name: str
    reason: str
    origin: str


class Writing:
    """A file that is coming in: sealed as it comes, under a key that is in memory alone until it is kept."""

    def __init__(self, blob: Blob, file_id: CustodyId, key: bytes) -> None:
        self.id = file_id
        self.key = key
        self.size = 0
        self._blob = blob
        self._sealer = StreamSealer(key, file_id)
        self._digest = sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        self.size += len(data)
        self._digest.update(data)
        self._blob.write(self._sealer.feed(data))

    def keep(self) -> None:
        self._blob.write(self._sealer.finish())
        self._blob.keep()

    def drop(self) -> None:
        self._blob.drop()


@dataclass(frozen=True, slots=True)
class Vault:
    """Where received files are: sealed bytes, the custody key, and who looks for viruses."""

    blobs: Blobs
    keys: CustodyKeys
    scanner: Scanner
    entropy: Entropy

    def begin(self) -> Writing:
        """Room for one more. Raises Unavailable without the custody key or room."""
        _ = self.keys.newest
        file_id = CustodyId(fresh(self.entropy))
        return Writing(self.blobs.begin(file_id), file_id, self.entropy(KEY_BYTES))

    def wrapped(self, books: Books, case_id: CaseId, writing: Writing, now: Instant) -> bytes:
        """The file's key under its case's key, which is made for the first file."""
        return wrap(self._case_key(books, case_id, now), writing.key, writing.id, self.entropy)

    def seal_details(self, writing: Writing, details: Details) -> bytes:
        plain = canonical({"name": details.name, "origin": details.origin, "reason": details.reason})
        return wrap(writing.key, plain, f"details:{writing.id}", self.entropy)

    def details(self, books: Books, file: CustodyFile) -> Details | None:
        """None once they are gone."""
        if file.details is None:
            return None
        read = json.loads(unwrap(self._key(books, file), file.details, f"details:{file.id}"))
        return Details(read["name"], read["reason"], read["origin"])

    def pieces(self, books: Books, file: CustodyFile) -> Iterator[bytes]:
        """The file in clear, piece by piece; the key is taken from the open books now. Raises BrokenProof, Unavailable."""
        key = self._key(books, file)
        self.blobs.open(file.id).close()  # that it is there is known before anything is written down

        def opened() -> Iterator[bytes]:
            with self.blobs.open(file.id) as blob:
                yield from open_stream(blob, key, file.id)

        return opened()

    def shut(self, books: Books, file: CustodyFile, now: Instant) -> CustodyFile:
        """Without its key; the case's other files come under a new one, so that an old row and today's key open nothing."""
        gone = replace(file, wrapped=None, details=None)
        books.custody.change(gone)
        others = [one for one in books.custody.of_case(file.case_id) if one.wrapped is not None]
        keys = [(one, self._key(books, one)) for one in others]
        books.custody.drop_case_key(file.case_id)
        if keys:
            case_key = self._case_key(books, file.case_id, now)
            for one, key in keys:
                books.custody.change(replace(one, wrapped=wrap(case_key, key, one.id, self.entropy)))
        return gone

    def turn(self, books: Books, now: Instant) -> int:
        """A new custody key when it is time, every case's key under the newest, what is too old forgotten. How many moved."""
        if not self.keys.is_there:
            return 0
        self.keys.turn(now)
        newest = self.keys.newest.number
        moved = 0
        for one in books.custody.case_keys():
            if one.generation != newest:
                self._put(books, one.case_id, self.keys.unwrap(one.generation, one.wrapped, one.case_id), now)
                moved += 1
        return moved

    def forget(self, books: Books, now: Instant) -> None:
        """Only what a committed turn left behind: call it in a transaction of its own."""
        if self.keys.is_there:
            self.keys.forget(now, frozenset(one.generation for one in books.custody.case_keys()))

    def _key(self, books: Books, file: CustodyFile) -> bytes:
        known = books.custody.case_key(file.case_id)
        if file.wrapped is None or known is None:
            raise BrokenProof("the key of this file is destroyed")
        return unwrap(self.keys.unwrap(known.generation, known.wrapped, file.case_id), file.wrapped, file.id)

    def _case_key(self, books: Books, case_id: CaseId, now: Instant) -> bytes:
        known = books.custody.case_key(case_id)
        if known is not None:
            return self.keys.unwrap(known.generation, known.wrapped, case_id)
        key = self.entropy(KEY_BYTES)
        self._put(books, case_id, key, now)
        return key

    def _put(self, books: Books, case_id: CaseId, key: bytes, now: Instant) -> None:
        generation, wrapped = self.keys.wrap(key, case_id)
        books.custody.put_case_key(CaseKey(case_id, generation, wrapped, now))
