"""Sealed streams and the custody key: nothing wrong opens, and what is forgotten stays forgotten. Article: 8.1, 8.5"""

from __future__ import annotations

import io
import secrets
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from madoguchi.base.errors import BrokenProof, Misuse, Unavailable
from madoguchi.office.custody.keyring import CUSTODY_FILE, KEPT_AFTER, TURN, CustodyKeys
from madoguchi.office.ids import CaseId
from madoguchi.seal.at_rest import PIECE, TAG, StreamSealer, open_stream, unwrap, wrap
from madoguchi.store.blobs import STALE_SECONDS, FolderBlobs

pytestmark = pytest.mark.article("8.5")
KEY = b"k" * 32
CASE = CaseId("c" * 32)
NAME = "ab" * 16
MONDAY = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def sealed(plain: bytes, step: int = 10_000, about: str = "file") -> bytes:
    sealer = StreamSealer(KEY, about)
    out = b"".join(sealer.feed(plain[at : at + step]) for at in range(0, len(plain), step))
    return out + sealer.finish()


def opened(blob: bytes, about: str = "file", key: bytes = KEY) -> bytes:
    return b"".join(open_stream(io.BytesIO(blob), key, about))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7])
def test_what_was_sealed_opens_whole(size: int):
    plain = secrets.token_bytes(size)
    blob = sealed(plain)
    assert opened(blob) == plain
    assert len(blob) == size + TAG * max(1, -(-size // PIECE))


def test_every_way_to_break_a_stream_is_noticed():
    plain = secrets.token_bytes(3 * PIECE)
    blob = sealed(plain)
    first, second, third = (blob[at : at + PIECE + TAG] for at in range(0, len(blob), PIECE + TAG))
    flipped = bytearray(blob)
    flipped[PIECE + TAG + 5] ^= 1
    broken = {
        "cut at a piece": first + second,
        "cut within a piece": blob[:-1],
        "swapped": second + first + third,
        "joined": blob + third,
        "dropped": first + third,
        "altered": bytes(flipped),
        "nothing": b"",
    }
    for how, wrong in broken.items():
        with pytest.raises(BrokenProof):
            opened(wrong)
            pytest.fail(how)
    with pytest.raises(BrokenProof):
        opened(blob, about="another file")
    with pytest.raises(BrokenProof):
        opened(blob, key=b"x" * 32)


def test_a_finished_stream_takes_nothing_more():
    sealer = StreamSealer(KEY, "file")
    sealer.finish()
    with pytest.raises(Misuse):
        sealer.finish()


def test_a_wrapped_key_belongs_to_what_it_was_wrapped_for():
    wrapped = wrap(KEY, b"f" * 32, "file:a", secrets.token_bytes)
    assert unwrap(KEY, wrapped, "file:a") == b"f" * 32
    for key, blob, about in ((KEY, wrapped, "file:b"), (b"x" * 32, wrapped, "file:a"), (KEY, b"", "file:a")):
        with pytest.raises(BrokenProof):
            unwrap(key, blob, about)


def test_the_custody_key_is_a_file_of_its_owner_alone_and_is_never_written_over(tmp_path: Path):
    keys = CustodyKeys(tmp_path / CUSTODY_FILE, secrets.token_bytes)
    with pytest.raises(Unavailable):
        keys.newest  # noqa: B018 - it is read, and that must fail
    keys.make(MONDAY)
    assert stat.S_IMODE((tmp_path / CUSTODY_FILE).stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        keys.make(MONDAY)
    assert [path.name for path in tmp_path.iterdir()] == [CUSTODY_FILE]
    (tmp_path / CUSTODY_FILE).write_text("{}")
    with pytest.raises(BrokenProof):
        keys.newest  # noqa: B018


def test_an_old_generation_opens_within_the_window_and_never_after(tmp_path: Path):
    keys = CustodyKeys(tmp_path / CUSTODY_FILE, secrets.token_bytes)
    keys.make(MONDAY)
    number, wrapped = keys.wrap(KEY, CASE)
    assert not keys.turn(MONDAY + TURN - timedelta(seconds=1))
    turned = MONDAY + TURN
    assert keys.turn(turned)
    assert keys.newest.number == number + 1
    keys.forget(turned + KEPT_AFTER - timedelta(seconds=1), frozenset({2}))
    assert keys.unwrap(number, wrapped, CASE) == KEY
    keys.forget(turned + KEPT_AFTER, frozenset({1, 2}))  # something still needs it: it stays
    assert keys.unwrap(number, wrapped, CASE) == KEY
    before = (tmp_path / CUSTODY_FILE).read_text()
    keys.forget(turned + KEPT_AFTER, frozenset({2}))
    with pytest.raises(BrokenProof):
        keys.unwrap(number, wrapped, CASE)
    assert len((tmp_path / CUSTODY_FILE).read_text()) < len(before)


def test_a_blob_is_whole_or_not_there(tmp_path: Path):
    blobs = FolderBlobs(tmp_path / "custody")
    given_up = blobs.begin(NAME)
    given_up.write(b"half")
    with pytest.raises(Unavailable):
        blobs.open(NAME)
    given_up.drop()
    kept = blobs.begin(NAME)
    kept.write(b"all")
    kept.keep()
    with blobs.open(NAME) as file:
        assert file.read() == b"all"
    assert stat.S_IMODE((tmp_path / "custody" / NAME).stat().st_mode) == 0o600
    again = blobs.begin(NAME)
    with pytest.raises(Unavailable):
        again.keep()  # never over another
    blobs.remove(NAME)
    blobs.remove(NAME)
    assert list((tmp_path / "custody").iterdir()) == []
    with pytest.raises(Misuse):
        blobs.begin("../custody.key")


def test_the_sweep_takes_what_nobody_names_and_nothing_else(tmp_path: Path):
    blobs = FolderBlobs(tmp_path / "custody")
    names = ["00" * 16, "11" * 16]
    for name in names:
        blob = blobs.begin(name)
        blob.keep()
    (tmp_path / "custody" / ("22" * 16 + ".part")).write_bytes(b"cut off")
    (tmp_path / "custody" / "note.txt").write_text("not ours")
    now = datetime.now(UTC)
    assert blobs.sweep(frozenset(), now) == 0
    later = now + timedelta(seconds=STALE_SECONDS + 60)
    assert blobs.sweep(frozenset({names[0]}), later) == 2
    assert sorted(path.name for path in (tmp_path / "custody").iterdir()) == [names[0], "note.txt"]
