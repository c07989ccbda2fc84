"""The ledger's tree against RFC 6962's own definitions, against every change of a proof, and against another implementation. [P.2]"""

from __future__ import annotations

import random
from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from madoguchi.base.errors import BrokenProof
from madoguchi.ledger.tree import (
    EMPTY_ROOT,
    check_consistency,
    consistency,
    grow,
    inclusion,
    leaf_hash,
    root,
    root_by_inclusion,
    shown_by,
)

ENTRIES = [sha256(f"entry {number}".encode()).hexdigest() for number in range(300)]


class Nodes:
    """Every whole node of a tree that grew leaf by leaf."""

    def __init__(self, size: int) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        for number in range(size):
            for grown in grow(number, leaf_hash(ENTRIES[number]), self):
                self.nodes[grown.level, grown.index] = grown.hash

    def __call__(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]


ALL = Nodes(len(ENTRIES))


def by_definition(entries: list[str]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + bytes.fromhex(entries[0])).digest()
    left = 1
    while left * 2 < len(entries):
        left *= 2
    return sha256(b"\x01" + by_definition(entries[:left]) + by_definition(entries[left:])).digest()


@pytest.mark.article("P.2")
@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 128, 129, 300])
def test_the_root_is_the_rfcs(size: int) -> None:
    assert root(size, ALL) == by_definition(ENTRIES[:size])


@pytest.mark.article("P.2")
def test_the_published_roots_of_certificate_transparency() -> None:
    """The eight leaves that implementations of RFC 6962 test each other by."""
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]
    nodes: dict[tuple[int, int], bytes] = {}

    def node(level: int, index: int) -> bytes:
        return nodes[level, index]

    for number, (leaf, expected) in enumerate(zip(leaves, roots, strict=True)):
        hashed = sha256(b"\x00" + bytes.fromhex(leaf)).digest()
        nodes |= {(one.level, one.index): one.hash for one in grow(number, hashed, node)}
        assert root(number + 1, node).hex() == expected


def test_a_tree_without_entries() -> None:
    assert root(0, ALL) == EMPTY_ROOT
    check_consistency(0, EMPTY_ROOT, 5, root(5, ALL), [])
    with pytest.raises(BrokenProof):
        check_consistency(0, root(1, ALL), 5, root(5, ALL), [])


@pytest.mark.article("P.2")
def test_a_thousand_random_trees_agree_with_another_implementation() -> None:
    chance = random.Random(6962)
    theirs = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        theirs.append_entry(bytes.fromhex(entry))
    for _ in range(1_000):
        size = chance.randrange(1, len(ENTRIES) + 1)
        index, old = chance.randrange(size), chance.randrange(1, size + 1)
        leaf, now, was = leaf_hash(ENTRIES[index]), theirs.get_root(size), theirs.get_root(old)
        assert (root(size, ALL), root(old, ALL)) == (now, was)
        proof = inclusion(index, size, ALL)
        assert root_by_inclusion(leaf, index, size, proof) == now
        # Theirs lists the leaf and its path from left to right, ours the path from the leaf up.
        assert sorted([leaf, *proof]) == sorted(theirs.prove_inclusion(index + 1, size).path)
        check_consistency(old, was, size, now, consistency(old, size, ALL))


@pytest.mark.article("P.2")
@given(st.data())
def test_no_other_proof_leads_to_the_root(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    leaf, proof, expected = leaf_hash(ENTRIES[index]), inclusion(index, size, ALL), root(size, ALL)
    assert root_by_inclusion(leaf, index, size, proof) == expected
    broken = _broken(data, proof)
    for other_leaf, other_index, other_proof in (
        (leaf_hash(ENTRIES[(index + 1) % 300]), index, proof),
        (leaf, data.draw(st.integers(0, size).filter(lambda other: other != index)), proof),
        (leaf, index, broken),
    ):
        if (other_leaf, other_index, other_proof) == (leaf, index, proof):
            continue
        with suppress(BrokenProof):
            assert root_by_inclusion(other_leaf, other_index, size, other_proof) != expected


@pytest.mark.article("P.2")
@given(st.data())
def test_a_tree_that_was_rewritten_is_not_consistent(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    old = data.draw(st.integers(1, size - 1))
    proof, was, now = consistency(old, size, ALL), root(old, ALL), root(size, ALL)
    check_consistency(old, was, size, now, proof)
    changed = data.draw(st.integers(0, old - 1))
    rewritten = by_definition([*ENTRIES[:changed], ENTRIES[299][::-1], *ENTRIES[changed + 1 : old]])
    broken = _broken(data, proof)
    cases = [(rewritten, now, proof), (was, rewritten, proof), (was, now, [*proof, proof[0]])]
    if broken != proof:
        cases.append((was, now, broken))
    for old_root, new_root, path in cases:
        with pytest.raises(BrokenProof):
            check_consistency(old, old_root, size, new_root, path)


def _broken(data: st.DataObject, proof: list[bytes]) -> list[bytes]:
    """A bit turned, a part dropped, two swapped, or one too many."""
    if not proof:
        return [bytes(32)]
    at = data.draw(st.integers(0, len(proof) - 1))
    match data.draw(st.sampled_from(["bit", "drop", "swap", "more", "short"])):
        case "bit":
            bit = data.draw(st.integers(0, 255))
            turned = int.from_bytes(proof[at], "big") ^ 1 << bit
            return [*proof[:at], turned.to_bytes(32, "big"), *proof[at + 1 :]]
        case "drop":
            return [*proof[:at], *proof[at + 1 :]]
        case "swap":
            other = data.draw(st.integers(0, len(proof) - 1))
            swapped = list(proof)
            swapped[at], swapped[other] = swapped[other], swapped[at]
            return swapped
        case "more":
            return [*proof, bytes(32)]
        case _:
            return [*proof[:at], proof[at][:-1], *proof[at + 1 :]]


@pytest.mark.article("P.2")
@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 64, 100])
def test_a_proof_shows_nodes_of_the_tree_and_no_others(size: int) -> None:
    for index in range(size):
        leaf = leaf_hash(ENTRIES[index])
        shown = {(one.level, one.index): one.hash for one in shown_by(leaf, index, size, inclusion(index, size, ALL))}
        assert shown[0, index] == leaf
        assert all(
            ALL(level, place) == hashed and (place + 1) << level <= size for (level, place), hashed in shown.items()
        )
        if size & (size - 1) == 0:
            assert shown[size.bit_length() - 1, 0] == root(size, ALL)
