"""The ledger's key signs only what goes on from what it signed last, whatever it is asked, and survives its memory's loss loudly. [P.2]"""

from __future__ import annotations

import random
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from madoguchi.base.errors import BrokenProof, PeerError
from madoguchi.ledger.checkpoint import Checkpoint, origin_of
from madoguchi.ledger.tree import consistency, grow, leaf_hash, root
from madoguchi.seal.signing import save_key
from madoguchi.signer import lines
from madoguchi.signer.keeper import KEY_FILE, MEMORY_FILE, Keeper, read_head
from madoguchi.signer.lines import AskLast, AskSign


class Tree:
    """A ledger's tree of ``size`` entries, told apart by its name."""

    def __init__(self, size: int, name: str = "one") -> None:
        self.size = size
        self.nodes: dict[tuple[int, int], bytes] = {}
        for number in range(size):
            leaf = leaf_hash(sha256(f"{name} {number}".encode()).hexdigest())
            for grown in grow(number, leaf, self):
                self.nodes[grown.level, grown.index] = grown.hash

    def __call__(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def head(self, keeper: Keeper, size: int) -> Checkpoint:
        return Checkpoint(origin_of(keeper.public), size, root(size, self))

    def sign(self, keeper: Keeper, size: int) -> Checkpoint:
        signed = keeper.sign(self.head(keeper, size), lambda last: consistency(last, size, self))
        return read_head(signed, keeper.public)


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    save_key(tmp_path / KEY_FILE, Ed25519PrivateKey.generate())
    return Keeper(tmp_path)


@pytest.mark.article("P.2")
def test_heads_that_go_on_are_signed(keeper: Keeper) -> None:
    tree = Tree(40)
    assert keeper.last() is None
    for size in (1, 1, 2, 7, 8, 33, 40):
        assert tree.sign(keeper, size) == tree.head(keeper, size)
    assert read_head(str(keeper.last()), keeper.public) == tree.head(keeper, 40)


@pytest.mark.article("P.2")
def test_another_past_and_a_shorter_one_are_not(keeper: Keeper, tmp_path: Path) -> None:
    tree, other = Tree(20), Tree(30, "two")
    tree.sign(keeper, 20)
    for size in (20, 21, 30):
        with pytest.raises(BrokenProof):
            keeper.sign(other.head(keeper, size), lambda last, size=size: consistency(last, size, other))
    with pytest.raises(BrokenProof, match="19 entries; 20 were signed"):
        tree.sign(keeper, 19)
    again = Keeper(tmp_path)  # a restart forgets nothing
    with pytest.raises(BrokenProof):
        other.sign(again, 30)
    assert read_head(str(again.last()), keeper.public) == tree.head(keeper, 20)


@pytest.mark.article("P.2")
def test_a_head_of_another_key_and_a_memory_that_was_changed_are_refused(keeper: Keeper, tmp_path: Path) -> None:
    tree = Tree(3)
    with pytest.raises(BrokenProof, match="another ledger"):
        keeper.sign(Checkpoint("madoguchi/0000000000000000", 3, root(3, tree)), lambda _: [])
    tree.sign(keeper, 3)
    (tmp_path / MEMORY_FILE).write_text((tmp_path / MEMORY_FILE).read_text().replace("\n3\n", "\n2\n"))
    with pytest.raises(BrokenProof):
        Keeper(tmp_path)


def test_an_ask_is_read_as_it_was_written() -> None:
    tree = Tree(9)
    for ask in (AskLast(), AskSign(9, root(9, tree), 3, tuple(consistency(3, 9, tree)))):
        assert lines.read_ask(lines.write_ask(ask)) == ask


HASH = "0" * 64


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b'{"ask":"first"}',
        b'{"ask":"last","more":1}',
        b"[" * 9_000,
        b'{"ask":"sign","size":true,"root":"%b","from":0,"proof":[]}' % HASH.encode(),
        b'{"ask":"sign","size":-1,"root":"%b","from":0,"proof":[]}' % HASH.encode(),
        b'{"ask":"sign","size":1e3,"root":"%b","from":0,"proof":[]}' % HASH.encode(),
        b'{"ask":"sign","size":1,"root":"00","from":0,"proof":[]}',
        b'{"ask":"sign","size":1,"root":"%b","from":0,"proof":"%b"}' % (HASH.encode(), HASH.encode()),
        b'{"ask":"sign","size":1,"root":"%b","from":0,"proof":[%b]}' % (HASH.encode(), b",".join([b'"00"'] * 200)),
        b'{"ask":"sign","size":1,"root":"%b","from":0,"proof":["\xff"]}' % HASH.encode(),
        b"x" * (lines.LIMIT + 1),
    ],
)
def test_anything_else_is_refused(line: bytes) -> None:
    with pytest.raises(PeerError):
        lines.read_ask(line)


def test_chance_does_not_make_an_ask() -> None:
    chance = random.Random(7)
    for _ in range(2_000):
        with pytest.raises(PeerError):
            lines.read_ask(chance.randbytes(chance.randrange(80)))
