"""A published text has no open place, and what is hashed is what is shown."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.base.words import Language
from madoguchi.rules.terms import (
    SAMPLE_PLACES,
    VERSION,
    PlacesRefused,
    fill,
    places_of,
    sample,
    settled,
    sha256,
    title_of,
)


def test_a_template_is_filled_whole():
    assert fill("{provider}（電話 {phone}）", {"provider": "みなと", "phone": "03"}) == "みなと（電話 03）"


def test_missing_and_unknown_places_are_refused_by_name():
    refused = fill("{provider} {phone}", {"provider": "みなと", "fax": "04"})
    assert refused == PlacesRefused(missing=("phone",), unknown=("fax",), unusable=(), broken=False)


@pytest.mark.parametrize(
    "value", ["", "  ", "a\nb", "a\rb", "{phone}", "}", "a\u202eb", "a\u200bb", "a\x00b", "a\u2028b"]
)
def test_a_value_that_would_change_the_text_around_it_is_refused(value: str):
    refused = fill("{provider}", {"provider": value})
    assert refused == PlacesRefused(missing=(), unknown=(), unusable=("provider",), broken=False)


@pytest.mark.parametrize("template", ["{Provider}", "{provider", "provider}", "{}", "{{provider}}", "{0}"])
def test_a_brace_that_is_no_place_is_refused(template: str):
    refused = fill(template, dict.fromkeys(places_of(template), "x"))
    assert isinstance(refused, PlacesRefused)
    assert refused.broken


@given(st.text(), st.text())
def test_a_value_never_becomes_a_template(before: str, value: str):
    text = before.replace("{", "").replace("}", "") + "{provider}"
    filled = fill(text, {"provider": value})
    assert isinstance(filled, PlacesRefused) or filled == text[: -len("{provider}")] + value


@given(st.text())
def test_settling_twice_changes_nothing(text: str):
    assert settled(settled(text)) == settled(text)


def test_texts_that_look_alike_settle_alike():
    assert settled("\ufeff約款  \r\n\r\nか\u3099\u200b\n\n") == settled("約款\n\nが") == "約款\n\nが\n"


@pytest.mark.article("P.2")
def test_a_text_is_named_by_the_sha256_of_its_utf8():
    assert sha256("約款\n") == hashlib.sha256("約款\n".encode()).hexdigest()


def test_the_title_is_the_first_heading():
    assert title_of("前置き\n\n# 遠隔サポート利用約款 #\n## 第1条\n") == "遠隔サポート利用約款"
    assert title_of("見出しなし") == ""


@pytest.mark.parametrize("version", ["1", "2025-04-15", "1.2", "v3_a"])
def test_versions_that_can_stand_in_an_address(version: str):
    assert VERSION.fullmatch(version)


@pytest.mark.parametrize("version", ["", "1..2", "1.", ".1", "a/b", "é", "1 2", "-1", "x" * 41])
def test_versions_that_cannot(version: str):
    assert not VERSION.fullmatch(version)


@pytest.mark.parametrize("language", list(Language))
def test_the_sample_opens_exactly_the_named_places(language: Language):
    assert places_of(sample(language)) == set(SAMPLE_PLACES)
    filled = fill(sample(language), dict.fromkeys(SAMPLE_PLACES, "値"))
    assert isinstance(filled, str)
    assert settled(filled) == filled


def articles(text: str) -> list[str]:
    return re.findall(r"^## (?:第(\d+)条（.+）|Article (\d+) \(.+\))$", text, re.MULTILINE)


@pytest.mark.article("12.1")
def test_the_sample_has_twelve_articles_and_the_translation_the_same_paragraphs():
    japanese, english = sample(Language.JA), sample(Language.EN)
    assert [ja or en for ja, en in articles(japanese)] == [str(number) for number in range(1, 13)]
    assert [ja or en for ja, en in articles(english)] == [str(number) for number in range(1, 13)]

    def shape(text: str) -> list[list[str]]:
        return [re.findall(r"^ *\d+\.", part, re.MULTILINE) for part in text.split("\n## ")]

    assert shape(japanese) == shape(english)
