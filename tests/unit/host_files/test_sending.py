"""What was picked is what is sent."""

import os
from hashlib import sha256

import pytest

from madoguchi.base.errors import Misuse
from madoguchi.host.files import sending
from madoguchi.host.files.sending import Sending
from madoguchi.wire.vocabulary import FileReason

DATA = bytes(range(256)) * 1_000
pytestmark = pytest.mark.article("5.6")


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "ログ.txt"
    made.write_bytes(DATA)
    return made


@pytest.fixture
def file(path):
    opened = Sending.open(path)
    assert isinstance(opened, Sending)
    yield opened
    opened.close()


def test_read_in_order_it_is_hashed_on_the_way(file):
    assert (file.name, file.size) == ("ログ.txt", len(DATA))
    got = b"".join(file.read(start, 60_000) for start in range(0, len(DATA), 60_000))
    assert got == DATA
    assert file.digest() == sha256(DATA).digest()


def test_after_a_cut_it_goes_on_from_anywhere(file):
    for start in (0, 100_000, 50_000, 0, 200_000, 255_999):
        assert file.read(start, 30_000) == DATA[start : start + 30_000]
    assert file.digest() == sha256(DATA).digest()


def test_a_digest_alone_reads_all_of_it(file, monkeypatch):
    monkeypatch.setattr(sending, "PIECE_BYTES", 1_000)
    assert file.digest() == sha256(DATA).digest()


def test_past_the_end_there_is_nothing(file):
    assert file.read(len(DATA), 10) == b""


def test_a_file_that_grows_or_shrinks_or_is_rewritten_has_changed(path):
    def grow():
        with path.open("ab") as file:
            file.write(b"x")

    def rewrite():
        path.write_bytes(DATA[::-1])
        os.utime(path, ns=(1, 1))

    for change in (grow, lambda: os.truncate(path, 10), rewrite):
        path.write_bytes(DATA)
        file = Sending.open(path)
        assert file.read(0, 1_000) == DATA[:1_000]
        change()
        assert file.read(1_000, 1_000) is FileReason.CHANGED
        assert file.digest() is FileReason.CHANGED
        file.close()


def test_a_name_that_means_another_file_now_changes_nothing(path, file):
    path.rename(path.with_name("moved"))
    path.write_bytes(b"another")
    assert file.read(0, len(DATA)) == DATA
    assert file.digest() == sha256(DATA).digest()


def test_what_is_no_file_is_not_sent(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert Sending.open(tmp_path / "pipe") is FileReason.UNREADABLE
    assert Sending.open(tmp_path) is FileReason.UNREADABLE
    assert Sending.open(tmp_path / "none") is FileReason.NOT_FOUND
    assert isinstance(Sending.open(tmp_path / "nul\0"), FileReason)


def test_closed_is_closed(file):
    file.close()
    file.close()
    with pytest.raises(Misuse):
        file.read(0, 1)
