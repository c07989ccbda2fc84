"""The vectors are whole: fresh, well formed, and each kept in a folder that docs and runners know."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "vectors").rglob("*.json"))


def test_the_generated_ones_are_fresh():
    done = subprocess.run(
        [sys.executable, "tools/vectors.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT / "vectors")))
def test_each_file_says_what_it_is_and_each_name_occurs_once(path: Path):
    document = json.loads(path.read_text(encoding="utf-8"))
    assert {"format", "about", "vectors"} <= document.keys()
    repeated = [name for name, times in Counter(vector["name"] for vector in document["vectors"]).items() if times > 1]
    assert not repeated


def test_every_file_is_described():
    described = (ROOT / "vectors" / "README.md").read_text(encoding="utf-8")
    for path in FILES:
        assert f"`{path.relative_to(ROOT / 'vectors')}`" in described, "vectors/README.md says what each file means"


def test_every_article_is_one():
    known = tomllib.loads((ROOT / "articles.toml").read_text(encoding="utf-8"))
    ids = {article["id"] for article in known["article"]}
    told = {
        v["article"]
        for path in FILES
        for v in json.loads(path.read_text(encoding="utf-8"))["vectors"]
        if "article" in v
    }
    assert told <= ids
