"""Two documents of one provider, held against each other without a server: whatever fork they show is found. [P.2]"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.ledger.checkpoint import Checkpoint
from madoguchi.ledger.tree import grow, inclusion, leaf_hash, root, shown_by
from madoguchi.verify.forks import Together, compare


@dataclass(frozen=True)
class Shown:
    head: Checkpoint
    nodes: dict[tuple[int, int], bytes]


class Ledger:
    """A tree over entries that are told apart by their words."""

    def __init__(self, words: list[str]) -> None:
        self.leaves = [leaf_hash(sha256(word.encode()).hexdigest()) for word in words]
        self._nodes: dict[tuple[int, int], bytes] = {}
        for size, leaf in enumerate(self.leaves):
            for one in grow(size, leaf, self.node):
                self._nodes[one.level, one.index] = one.hash

    def node(self, level: int, index: int) -> bytes:
        return self._nodes[level, index]

    def shows(self, index: int, size: int, origin: str = "madoguchi/a") -> Shown:
        path = inclusion(index, size, self.node)
        nodes = {(one.level, one.index): one.hash for one in shown_by(self.leaves[index], index, size, path)}
        return Shown(Checkpoint(origin, size, root(size, self.node)), nodes)


def words(count: int, mark: str = "") -> list[str]:
    return [f"{number}{mark}" for number in range(count)]


sizes = st.integers(1, 60)


@pytest.mark.article("P.2")
@given(sizes, sizes, st.data())
def test_documents_of_one_ledger_never_contradict_each_other(first: int, second: int, data: st.DataObject) -> None:
    ledger = Ledger(words(60))
    one = ledger.shows(data.draw(st.integers(0, first - 1)), first)
    other = ledger.shows(data.draw(st.integers(0, second - 1)), second)
    assert compare(one, other) in {Together.AGREE, Together.NOTHING_COMMON}


@pytest.mark.article("P.2")
@given(sizes, sizes, st.integers(0, 59), st.data())
def test_a_fork_is_found_wherever_both_show_the_place(
    first: int, second: int, changed: int, data: st.DataObject
) -> None:
    """One entry was rewritten and all hashed anew: found when the two have one size, or show one node above that entry."""
    forked = words(60)
    forked[changed] += "!"
    one = Ledger(words(60)).shows(data.draw(st.integers(0, first - 1)), first)
    other = Ledger(forked).shows(data.draw(st.integers(0, second - 1)), second)
    above = {place for place in one.nodes.keys() & other.nodes.keys() if changed >> place[0] == place[1]}
    must = bool(above) or (first == second and changed < first)
    assert (compare(one, other) is Together.CONTRADICT) == must
    assert compare(one, other) is compare(other, one)


@pytest.mark.article("P.2")
def test_nothing_follows_from_two_keys_or_from_no_common_part() -> None:
    ledger = Ledger(words(8))
    assert compare(ledger.shows(0, 8), Ledger(words(8, "x")).shows(0, 8, "madoguchi/b")) is Together.OTHER_KEY
    assert compare(ledger.shows(0, 1), ledger.shows(2, 3)) is Together.NOTHING_COMMON
