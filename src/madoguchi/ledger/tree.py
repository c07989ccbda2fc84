"""The hash tree over all entries: RFC 6962, section 2.1. Pure.

Guarantee: an inclusion proof shows in O(log n) hashes that one entry stands at its place under a root, without showing any
other; a consistency proof shows that a larger tree begins with the whole of a smaller one, so that nothing before was changed,
dropped or inserted. Hashes are 32 bytes; an entry's leaf is made of its hash. Article: P.2
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import Final

from madoguchi.base.errors import BrokenProof, Misuse

EMPTY_ROOT: Final = sha256(b"").digest()
HASH_BYTES: Final = 32
_LEAF, _INNER = b"\x00", b"\x01"

Node = Callable[[int, int], bytes]  # (level, index) -> the hash of the full subtree over leaves index·2^level …


@dataclass(frozen=True, slots=True)
class Grown:
    """A node that became whole: of 2^level leaves, the ``index``-th of its level."""

    level: int
    index: int
    hash: bytes


def leaf_hash(entry_hash: str) -> bytes:
    """The leaf of the entry with this hash (hexadecimal)."""
    return sha256(_LEAF + bytes.fromhex(entry_hash)).digest()


def inner_hash(left: bytes, right: bytes) -> bytes:
    return sha256(_INNER + left + right).digest()


def grow(size: int, leaf: bytes, node: Node) -> Iterator[Grown]:
    """The nodes that become whole when ``leaf`` follows the ``size`` leaves that are there, the leaf first."""
    level, index, here = 0, size, leaf
    yield Grown(level, index, here)
    while index % 2 == 1:
        here = inner_hash(node(level, index - 1), here)
        level, index = level + 1, index // 2
        yield Grown(level, index, here)


def root(size: int, node: Node) -> bytes:
    """The root of the first ``size`` leaves."""
    return _range(0, size, node) if size else EMPTY_ROOT


def inclusion(index: int, size: int, node: Node) -> list[bytes]:
    """The proof that leaf ``index`` (from 0) stands in the tree of ``size`` leaves."""
    if not 0 <= index < size:
        raise Misuse(f"leaf {index} of {size}")
    return _path(index, 0, size, node)


def consistency(old: int, size: int, node: Node) -> list[bytes]:
    """The proof that the tree of ``size`` leaves begins with that of ``old``. Empty when either is trivially so."""
    if not 0 <= old <= size:
        raise Misuse(f"{old} leaves of {size}")
    return [] if old in {0, size} else _subproof(old, 0, size, node, whole=True)


def root_by_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that ``proof`` leads to (RFC 9162, 2.1.3.2). Raises BrokenProof when it is too long, too short or not of hashes."""
    if not 0 <= index < size or any(len(part) != HASH_BYTES for part in proof):
        raise BrokenProof("not a proof of this place")
    here, last, found = index, size - 1, leaf
    for part in proof:
        if last == 0:
            raise BrokenProof("the proof is too long")
        if here % 2 == 1 or here == last:
            found = inner_hash(part, found)
            while here % 2 == 0 and here != 0:
                here, last = here >> 1, last >> 1
        else:
            found = inner_hash(found, part)
        here, last = here >> 1, last >> 1
    if last != 0:
        raise BrokenProof("the proof is too short")
    return found


def shown_by(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> Iterator[Grown]:
    """Every whole node that an inclusion proof shows, on the way and beside it. The proof must hold (``root_by_inclusion``):
    two proofs of one ledger never show two hashes for the same node."""
    return _shown(leaf, index, (0, size), proof)[1]


def _shown(leaf: bytes, index: int, span: tuple[int, int], proof: Sequence[bytes]) -> tuple[bytes, Iterator[Grown]]:
    """The hash over ``span`` (first leaf, count) and the whole nodes within."""
    start, count = span
    if count == 1:
        return leaf, iter([Grown(0, start, leaf)])
    left = _split(count)
    sister = proof[-1]
    if index < left:
        here, below = _shown(leaf, index, (start, left), proof[:-1])
        beside, whole = (start + left, count - left), inner_hash(here, sister)
    else:
        here, below = _shown(leaf, index - left, (start + left, count - left), proof[:-1])
        beside, whole = (start, left), inner_hash(sister, here)
    return whole, chain(below, _whole(beside, sister), _whole(span, whole))


def _whole(span: tuple[int, int], hashed: bytes) -> list[Grown]:
    start, count = span
    level = count.bit_length() - 1
    return [Grown(level, start >> level, hashed)] if count == 1 << level else []


def check_consistency(old: int, old_root: bytes, size: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Returns when the larger tree begins with the smaller one (RFC 9162, 2.1.4.2). Raises BrokenProof otherwise."""
    if not 0 <= old <= size or any(len(part) != HASH_BYTES for part in proof):
        raise BrokenProof("not a proof of these sizes")
    if old in {0, size}:
        expected = new_root if old == size else EMPTY_ROOT
        if proof or old_root != expected:
            raise BrokenProof("the trees differ")
        return
    parts = list(proof) if old & (old - 1) else [old_root, *proof]
    if not parts:
        raise BrokenProof("the proof is too short")
    here, last = old - 1, size - 1
    while here % 2 == 1:
        here, last = here >> 1, last >> 1
    was = now = parts[0]
    for part in parts[1:]:
        if last == 0:
            raise BrokenProof("the proof is too long")
        if here % 2 == 1 or here == last:
            was, now = inner_hash(part, was), inner_hash(part, now)
            while here % 2 == 0 and here != 0:
                here, last = here >> 1, last >> 1
        else:
            now = inner_hash(now, part)
        here, last = here >> 1, last >> 1
    if last != 0 or was != old_root or now != new_root:
        raise BrokenProof("the larger tree does not begin with the smaller one")


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def _range(start: int, count: int, node: Node) -> bytes:
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, start >> level)
    left = _split(count)
    return inner_hash(_range(start, left, node), _range(start + left, count - left, node))


def _path(index: int, start: int, count: int, node: Node) -> list[bytes]:
    if count == 1:
        return []
    left = _split(count)
    if index < left:
        return [*_path(index, start, left, node), _range(start + left, count - left, node)]
    return [*_path(index - left, start + left, count - left, node), _range(start, left, node)]


def _subproof(old: int, start: int, count: int, node: Node, *, whole: bool) -> list[bytes]:
    if old == count:
        return [] if whole else [_range(start, count, node)]
    left = _split(count)
    if old <= left:
        return [*_subproof(old, start, left, node, whole=whole), _range(start + left, count - left, node)]
    return [*_subproof(old - left, start + left, count - left, node, whole=False), _range(start, left, node)]
