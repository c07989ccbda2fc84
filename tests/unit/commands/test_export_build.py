"""What `madoguchi admin export-build` writes is what the customer's program reads, whole. Articles 8.1, P.1"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from madoguchi.commands.line import app
from madoguchi.host.build import BuildKind, read_build
from madoguchi.office.provider.keys import PROVIDER_PUBLIC_FILE
from madoguchi.seal.signing import from_base64url


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of a server whose command line has been told its address."""
    data = tmp_path / "data"
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(data))
    monkeypatch.setenv("MADOGUCHI_PUBLIC_URL", "https://support.example.jp")
    assert run("init").exit_code == 0
    return data


def run(*words: str):
    return CliRunner().invoke(app, ["admin", *words])


@pytest.mark.article("P.1")
def test_the_program_reads_what_the_server_exports(server: Path, tmp_path: Path):
    assert run("provider", "--name", "見本株式会社", "--phone", "03-0000-0000").exit_code == 0
    file = tmp_path / "build.json"

    done = run("export-build", str(file))

    assert done.exit_code == 0, done.output
    build = read_build(file.read_text(encoding="utf-8"))
    assert build.kind is BuildKind.RELEASE
    assert build.server == "https://support.example.jp"
    assert build.public_key == from_base64url((server / PROVIDER_PUBLIC_FILE).read_text(encoding="ascii").strip())
    assert (build.provider.name, build.provider.name_en) == ("見本株式会社", "見本株式会社")
    assert build.hotkey == "Ctrl+Alt+Q"


def test_without_a_file_it_is_shown(server: Path):
    run("provider", "--name", "見本株式会社")
    assert json.loads(run("export-build").stdout)["kind"] == "release"


def test_a_provider_without_a_name_has_no_program(server: Path, tmp_path: Path):
    file = tmp_path / "build.json"
    assert run("export-build", str(file)).exit_code != 0
    assert not file.exists()
