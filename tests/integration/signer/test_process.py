"""The signer as a process of its own: two offices at once, a dead one, one with another key, nonsense at its socket. [P.2]"""

from __future__ import annotations

import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from madoguchi.base.canonical import canonical
from madoguchi.base.errors import BrokenProof, Unavailable
from madoguchi.commands.line import run
from madoguchi.ledger.checkpoint import Checkpoint, origin_of
from madoguchi.ledger.tree import consistency, root
from madoguchi.office.consent.heads import Heads
from madoguchi.office.provider.keys import ledger_public
from madoguchi.signer.keeper import KEY_FILE, MEMORY_FILE, read_head
from madoguchi.signer.lines import LIMIT
from madoguchi.signer.remote import RemoteSigner
from madoguchi.verify.check import Holds, check_receipt
from tests import postgres
from tests.office_world import World, got, make_world, whole_dialogue
from tests.unit.signer.test_keeper import Tree


@contextmanager
def signing(folder: Path, place: Path) -> Iterator[subprocess.Popen[str]]:
    """`madoguchi signer`, ready."""
    command = [sys.executable, "-m", "madoguchi.cli", "signer", "--folder", str(folder), "--socket", str(place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert "Ready: signer of" in process.stdout.readline()
            yield process
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An office whose ledger's key is kept elsewhere."""
    (data := tmp_path / "data").mkdir()
    (apart := tmp_path / "apart").mkdir()
    made = make_world(data)
    shutil.move(data / KEY_FILE, apart / KEY_FILE)
    yield made
    made.close()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "signer.sock"


@pytest.mark.article("P.2")
def test_an_office_without_the_key_gives_receipts_that_hold(world: World, place: Path, tmp_path: Path) -> None:
    remote = RemoteSigner(place, ledger_public(world.folder))
    world.desk.consent._heads = Heads(world.keys.provider, remote)
    actor = world.operator().operator
    terms = world.publish()
    _, host = world.session(actor, world.case(actor))
    for kind, body in whole_dialogue(terms):
        said = host.sign(kind, body)
        world.desk.consent.state(host.token, said["statement"], said["signature"], said["host_key"], world.now)
    with pytest.raises(Unavailable):  # not running yet: no receipt, and nothing half-written
        world.desk.consent.receipt_for_host(host.token, world.now)
    with signing(tmp_path / "apart", place):
        assert stat.S_IMODE(place.stat().st_mode) == 0o660
        document = canonical(got(dict, world.desk.consent.receipt_for_host(host.token, world.now)))
    got(Holds, check_receipt(document, world.keys.provider_public))
    assert not place.exists()
    assert (tmp_path / "apart" / MEMORY_FILE).exists()
    assert not (world.folder / MEMORY_FILE).exists()


@pytest.mark.article("P.2")
def test_two_offices_at_once_get_heads_of_one_ledger(world: World, place: Path, tmp_path: Path) -> None:
    tree = Tree(120)
    public = ledger_public(world.folder)

    def grow_to(size: int) -> bool:
        new = Checkpoint(origin_of(public), size, root(size, tree))
        try:
            signed = RemoteSigner(place, public).sign(new, lambda last: consistency(last, size, tree))
        except BrokenProof:  # somebody signed a larger one first
            return False
        return read_head(signed, public) == new

    with signing(tmp_path / "apart", place), ThreadPoolExecutor(4) as offices:
        signed = list(offices.map(grow_to, range(1, 121)))
        last = read_head(str(RemoteSigner(place, public).last()), public)
    assert signed[-1]
    assert last.root == root(120, tree)


@pytest.mark.article("P.2")
def test_it_signs_no_second_past_and_says_so(world: World, place: Path, tmp_path: Path) -> None:
    public = ledger_public(world.folder)
    tree, other = Tree(12), Tree(15, "two")
    with signing(tmp_path / "apart", place):
        remote = RemoteSigner(place, public)
        remote.sign(Checkpoint(origin_of(public), 12, root(12, tree)), lambda last: consistency(last, 12, tree))
        for size in (12, 15):
            forged = Checkpoint(origin_of(public), size, root(size, other))
            with pytest.raises(BrokenProof):
                remote.sign(forged, lambda last, size=size: consistency(last, size, other))
        with pytest.raises(BrokenProof, match="another key"):
            RemoteSigner(place, world.keys.provider_public).last()


def test_nonsense_and_silence_do_not_stop_it(world: World, place: Path, tmp_path: Path) -> None:
    public = ledger_public(world.folder)
    with signing(tmp_path / "apart", place) as process, ExitStack() as silent:
        for _ in range(8):
            silent.enter_context(socket.socket(socket.AF_UNIX)).connect(str(place))
        for nonsense in (b"\n", b"{}\n", b"\xff" * 99 + b"\n", b"x" * (LIMIT + 5)):
            with socket.socket(socket.AF_UNIX) as asking:
                asking.connect(str(place))
                asking.sendall(nonsense)
                assert asking.recv(LIMIT) == b'{"refused":"malformed"}\n'
        assert RemoteSigner(place, public).last() is None
        assert process.poll() is None


def test_a_second_one_is_told_and_a_dead_ones_socket_is_taken(world: World, place: Path, tmp_path: Path) -> None:
    apart = tmp_path / "apart"
    with signing(apart, place) as process:
        assert run(["signer", "--folder", str(apart), "--socket", str(place)]) == 1
        process.kill()
        process.wait(10)
    assert place.exists()
    with signing(apart, place):
        assert RemoteSigner(place, ledger_public(world.folder)).last() is None
    (place.parent / "file").write_text("a file of somebody's")
    assert run(["signer", "--folder", str(apart), "--socket", str(place.parent / "file")]) == 1
    assert (place.parent / "file").read_text() == "a file of somebody's"


def test_config_check_tells_when_the_signer_is_away(
    world: World, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(world.folder))
    monkeypatch.setenv("MADOGUCHI_PUBLIC_URL", "https://support.example.jp")
    monkeypatch.setenv("MADOGUCHI_LEDGER_SIGNER", str(place))
    if postgres.IS_ASKED:
        monkeypatch.setenv("MADOGUCHI_DATABASE", postgres.address(world.folder))
    assert run(["config-check"]) == 1
    assert "the ledger's signer does not answer at" in capsys.readouterr().err
    with signing(tmp_path / "apart", place):
        assert run(["config-check"]) == 0
