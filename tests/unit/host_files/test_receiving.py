"""Whole or not at all, and never over something else. SECURITY T-28."""

import contextlib
import errno
import secrets
import threading
import time
from hashlib import sha256
from pathlib import Path

import pytest

from madoguchi.base.errors import Misuse, PeerError
from madoguchi.host.files import receiving
from madoguchi.host.files.receiving import Receiver
from madoguchi.wire.vocabulary import FileReason

DATA = bytes(range(256)) * 40
pytestmark = pytest.mark.article("5.5", "7.3")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def opened(folder: Path, name: str = "報告書.pdf", size: int = len(DATA), transfer: int = 1) -> Receiver:
    receiver = Receiver.open(folder, transfer, name, size)
    assert isinstance(receiver, Receiver)
    return receiver


def received(folder: Path, name: str = "報告書.pdf", data: bytes = DATA) -> Path:
    receiver = opened(folder, name, len(data))
    for start in range(0, len(data), 4_000):
        assert receiver.write(start, data[start : start + 4_000]) is None
    kept = receiver.finish(sha256(data).digest())
    assert isinstance(kept, Path)
    return kept


def test_a_file_arrives_whole_under_its_name(tmp_path):
    kept = received(tmp_path / "受信")
    assert kept == tmp_path / "受信" / "報告書.pdf"
    assert kept.read_bytes() == DATA
    assert kept.stat().st_mode & 0o777 == 0o600
    assert names(kept.parent) == ["報告書.pdf"]


def test_an_empty_file_arrives_too(tmp_path):
    assert received(tmp_path, data=b"").read_bytes() == b""


def test_until_it_is_whole_there_is_only_a_hidden_part(tmp_path):
    receiver = opened(tmp_path)
    receiver.write(0, DATA[:100])
    assert [name.startswith(".madoguchi-") for name in names(tmp_path)] == [True]
    receiver.abandon()
    receiver.abandon()
    assert names(tmp_path) == []
    with pytest.raises(Misuse):
        receiver.write(100, b"x")


def test_nothing_is_overwritten_and_a_copy_is_kept(tmp_path):
    (tmp_path / "報告書.pdf").write_bytes(b"theirs")
    (tmp_path / "報告書 (2).pdf").symlink_to("nowhere")
    assert received(tmp_path).name == "報告書 (3).pdf"
    assert (tmp_path / "報告書.pdf").read_bytes() == b"theirs"
    assert (tmp_path / "報告書 (2).pdf").is_symlink()
    assert received(tmp_path).name == "報告書 (4).pdf"


def test_names_that_another_file_system_takes_for_one_are_kept_apart(tmp_path):
    (tmp_path / "か\u3099.TXT").write_bytes(b"theirs")
    assert received(tmp_path, "が.txt").name == "が (2).txt"


def test_a_wrong_hash_leaves_nothing(tmp_path):
    receiver = opened(tmp_path)
    receiver.write(0, DATA)
    assert receiver.finish(bytes(32)) is FileReason.HASH_DIFFERS
    assert names(tmp_path) == []


@pytest.mark.parametrize(("start", "data"), [(1, b"x"), (0, b""), (0, DATA + b"x")])
def test_gaps_nothing_and_too_much_are_a_breach(tmp_path, start, data):
    receiver = opened(tmp_path)
    with pytest.raises(PeerError):
        receiver.write(start, data)
    with pytest.raises(PeerError):
        receiver.finish(sha256(b"").digest())
    receiver.abandon()


def test_a_hostile_name_stays_in_the_folder(tmp_path):
    folder = tmp_path / "in"
    for name in ("../out.txt", "/etc/passwd", "..", "a/../../b", "C:\\x", "\u202egnp.exe", "", "nul", "x" * 500):
        kept = received(folder, name, b"1")
        assert kept.parent == folder
    assert names(tmp_path) == ["in"]


def test_a_left_over_or_planted_part_is_left_alone(tmp_path):
    outside = tmp_path / "outside"
    outside.write_bytes(b"precious")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / ".madoguchi-1-0.part").symlink_to(outside)
    (folder / ".madoguchi-1-1.part").write_bytes(b"left over")
    assert received(folder).read_bytes() == DATA
    assert outside.read_bytes() == b"precious"
    assert (folder / ".madoguchi-1-1.part").read_bytes() == b"left over"


def test_too_little_space_is_said_before_anything_comes(tmp_path):
    assert Receiver.open(tmp_path, 1, "x", 2**53 - 1) is FileReason.NO_SPACE
    assert names(tmp_path) == []


def test_a_full_disk_stops_and_cleans_up(tmp_path, monkeypatch):
    receiver = opened(tmp_path)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(receiving.os, "write", full)
    assert receiver.write(0, DATA) is FileReason.NO_SPACE
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_used_is_a_reason(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    assert Receiver.open(tmp_path / "file", 1, "x", 1) is FileReason.UNREADABLE
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert isinstance(Receiver.open(tmp_path / "loop", 1, "x", 1), FileReason)


def test_without_hard_links_nothing_is_overwritten_either(tmp_path, monkeypatch):
    def none(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(receiving.os, "link", none)
    (tmp_path / "報告書.pdf").write_bytes(b"theirs")
    kept = received(tmp_path)
    assert kept.name == "報告書 (2).pdf"
    assert kept.read_bytes() == DATA
    assert names(tmp_path) == ["報告書 (2).pdf", "報告書.pdf"]


def test_a_part_that_was_exchanged_is_not_given_the_name(tmp_path):
    receiver = opened(tmp_path)
    receiver.write(0, DATA)
    [part] = tmp_path.iterdir()
    part.unlink()
    part.write_bytes(b"something else")
    assert receiver.finish(sha256(DATA).digest()) is FileReason.CHANGED
    assert not (tmp_path / "報告書.pdf").exists()


def test_what_is_written_is_hashed_on_the_way_and_little_is_held(tmp_path):
    import tracemalloc

    chunk = secrets.token_bytes(131_072)
    whole = sha256()
    receiver = opened(tmp_path, "large.bin", 128 * len(chunk))
    tracemalloc.start()
    for number in range(128):
        whole.update(chunk)
        assert receiver.write(number * len(chunk), chunk) is None
    kept = receiver.finish(whole.digest())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(kept, Path)
    assert kept.stat().st_size == 128 * len(chunk)
    assert peak < 1_000_000


def test_a_thread_that_swaps_folder_and_links_gets_nothing_written_outside(tmp_path):
    """The folder is exchanged for a link to another, names are planted as links, for two seconds."""
    inside, outside, aside = tmp_path / "in", tmp_path / "out", tmp_path / "aside"
    inside.mkdir()
    outside.mkdir()
    precious = outside / "precious"
    precious.write_bytes(b"precious")
    over = threading.Event()

    def swap() -> None:
        while not over.is_set():
            with contextlib.suppress(OSError):
                inside.rename(aside)
                inside.symlink_to(outside)
                inside.unlink()
                aside.rename(inside)
            for name in (".madoguchi-1-0.part", "x.txt"):
                with contextlib.suppress(OSError):
                    (aside / name if aside.exists() else inside / name).symlink_to(precious)

    swapping = threading.Thread(target=swap)
    swapping.start()
    end, whole = time.monotonic() + 2.0, 0
    try:
        while time.monotonic() < end:
            # The folder is the customer's own choice: it is resolved once, when it is opened; from then on it is fixed.
            receiver = Receiver.open(inside, 1, "x.txt", 8)
            if isinstance(receiver, Receiver):
                here = Path(f"/proc/self/fd/{receiver._directory}").readlink()
                if receiver.write(0, b"12345678") is None:
                    kept = receiver.finish(sha256(b"12345678").digest())
                    whole += isinstance(kept, Path)
                if here == outside:  # it was a link at the very moment of opening: that is where it belongs
                    for name in names(outside):
                        if name != "precious":
                            (outside / name).unlink()
            assert precious.read_bytes() == b"precious"
            assert names(outside) == ["precious"]
    finally:
        over.set()
        swapping.join()
    assert whole > 10
