"""Whether two signed documents of one provider are of one ledger: what their own proofs show, without any server. Article: P.2, 10.1

A fork is a ledger that was shown to some in one form and to others in another. Two heads of one size have one root; and a whole
node of the tree has one hash in every ledger that begins alike. Each inclusion proof shows about the logarithm of the ledger in
such nodes, so that two documents mostly have some in common.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from madoguchi.ledger.checkpoint import Checkpoint


class Shows(Protocol):
    """A document that holds by itself: the head that it stands under, and what it shows of the tree."""

    @property
    def head(self) -> Checkpoint: ...
    @property
    def nodes(self) -> Mapping[tuple[int, int], bytes]: ...


class Together(StrEnum):
    """What two documents say together."""

    CONTRADICT = "contradict"  # two pasts were signed by one key
    AGREE = "agree"  # everything that both show is the same
    NOTHING_COMMON = "nothing_common"  # they show no common part, so nothing follows
    OTHER_KEY = "other_key"  # heads of two ledger keys: nothing follows either


def compare(one: Shows, other: Shows) -> Together:
    """What follows from both. AGREE is no proof of one ledger alone: it is as far as these two can see."""
    if one.head.origin != other.head.origin:
        return Together.OTHER_KEY
    same_size = one.head.size == other.head.size
    if same_size and one.head.root != other.head.root:
        return Together.CONTRADICT
    common = one.nodes.keys() & other.nodes.keys()
    if any(one.nodes[place] != other.nodes[place] for place in common):
        return Together.CONTRADICT
    return Together.AGREE if common or same_size else Together.NOTHING_COMMON
