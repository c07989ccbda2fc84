"""`madoguchi admin create-audit-key`: one new file that only its owner reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.commands import line
from madoguchi.seal import audit


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_COST", {"log_n": 4, "p": 1, "r": 8})


def _make(tmp_path: Path, passphrase: str = "correct horse battery") -> tuple[int, Path]:
    words = tmp_path / "words"
    words.write_text(passphrase + "\n", encoding="utf-8")
    file = tmp_path / "audit.key"
    return line.run(["admin", "create-audit-key", str(file), "--passphrase-file", str(words)]), file


@pytest.mark.article("7.2")
def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, file = _make(tmp_path)
    assert code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    public = audit.open_audit_key(file.read_text(), "correct horse battery").public_key().public_bytes_raw()
    assert audit.fingerprint(public) in capsys.readouterr().out
    before = file.read_bytes()
    assert _make(tmp_path)[0] == 1
    assert file.read_bytes() == before


def test_a_short_passphrase_makes_no_key(tmp_path: Path) -> None:
    code, file = _make(tmp_path, "too short")
    assert code == 2
    assert not file.exists()


def test_a_folder_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = tmp_path / "words"
    words.write_text("correct horse battery", encoding="utf-8")
    assert line.run(["admin", "create-audit-key", str(tmp_path / "no" / "k"), "--passphrase-file", str(words)]) == 1
    assert "Traceback" not in capsys.readouterr().err
