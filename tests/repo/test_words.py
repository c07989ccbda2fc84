"""Japanese is the reference, English is complete, and no key is left over. STYLE: words on screens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from madoguchi.base.words import SLOT, Language, catalogue

ROOT = Path(__file__).resolve().parents[2]
# Keys that code puts together from a closed list (access.<word>): the beginning must stand in a source file.
BUILT_FROM = re.compile(r"""["'`f]*([a-z_]+(?:\.[a-z_0-9]+)*)\.(?:\{|\$\{|"\s*\+|'\s*\+)""")


def sources() -> str:
    files = [
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "src").rglob("*.html"),
        *(ROOT / "viewer" / "src").rglob("*.ts"),
    ]
    generated = {"word_keys.py", "words.gen.ts"}
    return "\n".join(
        path.read_text(encoding="utf-8") for path in files if path.name not in generated and "static" not in path.parts
    )


def test_english_says_everything_that_japanese_says():
    assert catalogue(Language.EN).keys() == catalogue(Language.JA).keys()


@pytest.mark.parametrize("key", sorted(catalogue(Language.JA)))
def test_both_languages_have_the_same_slots(key: str):
    japanese, english = catalogue(Language.JA)[key], catalogue(Language.EN)[key]
    assert set(SLOT.findall(japanese)) == set(SLOT.findall(english))
    assert japanese.strip()
    assert english.strip()


def test_no_key_is_left_over():
    text = sources()
    built = {found[1] + "." for found in BUILT_FROM.finditer(text)}
    unused = [
        key
        for key in catalogue(Language.JA)
        if f'"{key}"' not in text
        and f"'{key}'" not in text
        and f"`{key}`" not in text
        and not any(map(key.startswith, built))
    ]
    assert not unused, f"nobody says these: {unused}"


def test_japanese_is_polite_and_blames_nobody():
    for key, sentence in catalogue(Language.JA).items():
        assert "エラーが発生しました" not in sentence, f"{key}: say what happened and what to do"
        assert "あなた" not in sentence, f"{key}: お客様"
