"""The chain: any change, swap, drop or insertion shows, at its place. Kinds: each declared whole, told with its own fields."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.words import SLOT, Language, catalogue
from madoguchi.ledger.kinds import KINDS, SaidBy
from madoguchi.ledger.record import Entry, commit, entry_hash, first_broken, next_entry


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for index in range(length):
        commitment = commit(bytes(32), {"index": index})
        entries.append(
            next_entry(
                entries[-1] if entries else None,
                at="2026-01-05T01:00:00.000Z",
                kind="started",
                by="host",
                about="a" * 32,
                statement_sha256="",
                commitment=commitment,
            )
        )
    return entries


def test_a_whole_chain_holds() -> None:
    assert first_broken([]) is None
    assert first_broken(chain(20)) is None


@pytest.mark.article("P.2")
@given(st.integers(0, 9), st.sampled_from([name for name in Entry.__slots__ if name != "number"]))
def test_any_changed_field_shows_at_its_entry(at: int, name: str) -> None:
    entries = chain(10)
    entries[at] = replace(entries[at], **{name: getattr(entries[at], name) + "0"})
    assert first_broken(entries) == at + 1


@given(st.integers(0, 8), st.integers(0, 8))
def test_swapped_dropped_and_doubled_entries_show(one: int, other: int) -> None:
    swapped = chain(10)
    swapped[one], swapped[other + 1] = swapped[other + 1], swapped[one]
    assert (first_broken(swapped) is None) == (one == other + 1)
    dropped = chain(10)
    del dropped[one]
    assert first_broken(dropped) == one + 1
    doubled = chain(10)
    doubled.insert(one, doubled[one])
    assert first_broken(doubled) == one + 2


@pytest.mark.article("P.2")
def test_a_changed_entry_that_is_hashed_again_breaks_the_next_one() -> None:
    entries = chain(10)
    changed = replace(entries[4], at="2026-01-05T02:00:00.000Z")
    entries[4] = replace(changed, hash=entry_hash(changed))
    assert first_broken(entries) == 6


@pytest.mark.article("8.5")
def test_a_short_payload_cannot_be_guessed_without_its_salt() -> None:
    assert commit(b"a" * 32, {"name": "田中"}) != commit(b"b" * 32, {"name": "田中"})


def test_every_kind_is_told_with_fields_that_it_has() -> None:
    formed = {"size", "said_by_name", "said_by_organisation"}
    for language in Language:
        for name, kind in KINDS.items():
            fields = {*kind.body.needed, *kind.body.extra} | formed
            assert set(SLOT.findall(catalogue(language)[kind.told])) <= fields, (name, language)


def test_the_host_cannot_say_what_is_the_offices() -> None:
    said_by_office = {name for name, kind in KINDS.items() if kind.said_by is SaidBy.OFFICE}
    assert {"confirmed", "session:ended", "terms:published", "fetched", "number:burnt"} <= said_by_office
