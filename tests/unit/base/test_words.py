"""Sentences with their slots filled, dates and sizes for people."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import resources
from types import SimpleNamespace

import pytest

from madoguchi.base import words
from madoguchi.base.errors import Misuse
from madoguchi.base.words import Language, Words, catalogue

JA, EN = Words(Language.JA), Words(Language.EN)


def test_a_sentence_in_each_language():
    assert JA("common.product") == catalogue(Language.JA)["common.product"]
    assert EN("access.view") != JA("access.view")


def test_slots_are_filled_and_a_missing_one_is_our_mistake():
    say = Words(Language.JA)
    say._sentences = {"common.product": "{customer}様、あと{minutes}分です"}
    assert say("common.product", customer="山田", minutes=3) == "山田様、あと3分です"
    assert (
        say("common.product", customer="{minutes}", minutes=3) == "{minutes}様、あと3分です"
    )  # values are not read again
    with pytest.raises(Misuse, match="minutes"):
        say("common.product", customer="山田")


@pytest.mark.parametrize(
    ("on", "ja", "en"),
    [
        (date(2026, 1, 5), "2026年1月5日（月）", "Monday, 5 January 2026"),
        (date(2026, 12, 31), "2026年12月31日（木）", "Thursday, 31 December 2026"),
    ],
)
def test_days(on: date, ja: str, en: str):
    assert (JA.day(on), EN.day(on)) == (ja, en)


def test_moments_are_in_japan_time():
    at = datetime(2026, 1, 4, 15, 30, tzinfo=UTC)
    assert JA.moment(at) == "2026年1月5日（月） 00:30"
    assert EN.moment(at) == "Monday, 5 January 2026, 00:30 JST"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1.0 kB"),
        (1_249, "1.2 kB"),
        (9_949, "9.9 kB"),
        (9_951, "10 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (35_000_000, "35 MB"),
        (2_500_000_000, "2.5 GB"),
        (10**15, "1000 TB"),
    ],
)
def test_sizes(count: int, said: str):
    assert JA.size(count) == said


def test_one_key_stands_in_one_room(tmp_path, monkeypatch):
    folder = tmp_path / "words" / "ja"
    folder.mkdir(parents=True)
    (folder / "one.json").write_text('{"a": "x"}', encoding="utf-8")
    (folder / "two.json").write_text('{"a": "y"}', encoding="utf-8")
    monkeypatch.setattr(words, "resources", SimpleNamespace(files=lambda _: tmp_path))
    with pytest.raises(Misuse, match="two rooms"):
        catalogue.__wrapped__(Language.JA)
    assert resources.files("madoguchi").joinpath("words").is_dir()
