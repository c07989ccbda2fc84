"""One document, one text."""

from __future__ import annotations

import hashlib
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.canonical import LARGEST, canonical, digest
from tests.vectors import Vector, each

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(texts.map(lambda key: unicodedata.normalize("NFC", key)), inner, max_size=4)
    ),
    max_leaves=12,
)
documents = st.dictionaries(texts.map(lambda key: unicodedata.normalize("NFC", key)), values, max_size=5)


@each("canonical/core.json", having="text")
def test_the_one_text(vector: Vector):
    assert canonical(vector["document"]).decode() == vector["text"]
    assert digest(vector["document"]) == hashlib.sha256(vector["text"].encode()).hexdigest()


@each("canonical/core.json", having="error")
def test_what_has_none(vector: Vector):
    with pytest.raises(ValueError):
        canonical(json.loads(vector["json"]))


@given(documents)
def test_reading_it_and_writing_it_again_changes_nothing(document: dict[str, object]):
    text = canonical(document)
    assert canonical(json.loads(text)) == text


@given(documents)
def test_the_order_of_keys_changes_nothing(document: dict[str, object]):
    assert canonical(dict(reversed(document.items()))) == canonical(document)


@pytest.mark.parametrize(
    "value",
    [
        b"bytes",
        bytearray(b"x"),
        memoryview(b"x"),
        {1: "a"},
        {"a": {None: 1}},
        {1, 2},
        object(),
        float("nan"),
        float("inf"),
    ],
)
def test_nothing_else_has_a_form(value: object):
    with pytest.raises(ValueError):
        canonical({"value": value})


def test_tuples_are_lists():
    assert canonical({"a": (1, (2,))}) == b'{"a":[1,[2]]}'
