"""Terms go from the sample to the public page by the command line, and never with a place left open. Article 12.1"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from madoguchi.commands.line import app


def run(*words: str):
    return CliRunner().invoke(app, ["admin", *words])


@pytest.mark.article("12.1")
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_sample_is_published_only_when_every_place_is_filled(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "data"))
    assert run("init").exit_code == 0
    sample = run("sample-terms", "--language", language).stdout
    file = tmp_path / "terms.md"
    file.write_text(sample, encoding="utf-8")

    refused = run("publish-terms", str(file), "--version", "2026-01", "--language", language)
    file.write_text(re.sub(r"\{\w+\}", "見本", sample), encoding="utf-8")
    done = run("publish-terms", str(file), "--version", "2026-01", "--language", language)

    assert refused.exit_code != 0
    assert "braces" in str(refused.exception)
    assert done.exit_code == 0, done.output
