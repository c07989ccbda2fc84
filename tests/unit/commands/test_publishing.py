"""The first terms go from the sample to the public page by the command line, and never with a place left open. Article 12.1"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from madoguchi.app import open_office
from madoguchi.base.words import Language
from madoguchi.commands.line import app
from madoguchi.web.settings import Settings


def run(*words: str | Path):
    return CliRunner().invoke(app, ["admin", *map(str, words)])


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The samples of both languages, with every place open, beside a new data folder."""
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "data"))
    assert run("init").exit_code == 0
    made = tmp_path / "terms.ja.md", tmp_path / "terms.en.md"
    for file, language in zip(made, Language, strict=True):
        file.write_text(run("sample-terms", "--language", language.value).stdout, encoding="utf-8")
    return made


def filled(file: Path) -> None:
    file.write_text(re.sub(r"\{\w+\}", "見本", file.read_text(encoding="utf-8")), encoding="utf-8")


@pytest.mark.article("12.1")
def test_the_sample_is_published_only_when_every_place_of_every_text_is_filled(files: tuple[Path, Path]) -> None:
    japanese, english = files
    publish = ("publish-terms", japanese, "--version", "2026-01", "--english", english)
    assert "text_ja" in str(run(*publish).exception)
    filled(japanese)
    assert "text_en" in str(run(*publish).exception)
    filled(english)
    done = run(*publish)
    assert done.exit_code == 0, done.output
    assert done.output.count("SHA-256") == 2


@pytest.mark.article("12.1")
def test_the_command_line_publishes_the_first_version_alone(files: tuple[Path, Path], tmp_path: Path) -> None:
    japanese, _ = files
    filled(japanese)
    assert run("publish-terms", japanese, "--version", "1.0").exit_code == 0
    again = run("publish-terms", japanese, "--version", "2.0")
    assert "another administrator" in str(again.exception)
    opened = open_office(Settings(data_dir=tmp_path / "data"))
    assert [terms.version for terms in opened.desk.terms.versions()] == ["1.0"]
    opened.shelf.close()
