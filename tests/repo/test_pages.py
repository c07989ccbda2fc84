"""What the pages say is so: links lead somewhere, settings are all there, the protocol's tables are complete, pictures are small."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from pathlib import Path

import pytest

from madoguchi.commands.line import app
from madoguchi.web.relay_settings import LoneRelay
from madoguchi.web.settings import Settings
from madoguchi.wire import conversation, envelope, handshake
from madoguchi.wire.envelope import RelayReason

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    if name and "words" not in name and "samples" not in name
]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
LANGUAGES = [envelope.ENVELOPE, handshake.HANDSHAKE, *conversation.LANGUAGE_OF.values()]


def page(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(path: Path):
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        assert "://" in target or (path.parent / target).exists(), f"{path.name} links to {target}"


def test_pictures_are_small():
    for picture in (ROOT / "docs" / "pictures").iterdir():
        assert picture.stat().st_size <= 300_000, f"{picture.name}: a page should open at once"


def test_every_setting_is_told():
    told = page("docs/operating.md")
    for setting in (*dataclasses.fields(Settings), *dataclasses.fields(LoneRelay)):
        assert f"`{setting.name}`" in told or f"\n{setting.name} = " in told, f"docs/operating.md: {setting.name}"


def test_the_commands_of_the_readme_exist():
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}
    groups = {group.name: group.typer_instance for group in app.registered_groups}
    admin = {command.name or command.callback.__name__ for command in groups["admin"].registered_commands}
    for name in ("README.md", "README.ja.md", "docs/operating.md"):
        said = re.findall(r"\bmadoguchi ((?:admin )?[a-z-]+)", page(name))
        assert said
        for words in said:
            first, *rest = words.split()
            assert first in commands | {"admin", "demo"}, f"{name}: madoguchi {words}"
            assert not rest or rest[0] in admin, f"{name}: madoguchi {words}"


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)
def test_the_protocol_page_has_every_message_with_its_payload(language):
    told = page("docs/protocol.md")
    assert f"<!-- written by tools/gen.py: {language.name} -->" in told
    for number, message in language.table.items():
        row = re.search(
            rf"^\| 0x{number:02x} \| {message.__name__} \| {message.sender.value} \|([^|]*)\|", told, re.MULTILINE
        )
        assert row, f"{message.__name__} is not on the page"
        assert re.findall(r"`(\w+)`", row[1]) == [name for name, _ in message.layout]


def test_the_protocol_page_has_every_reason():
    told = page("docs/protocol.md")
    for reason in RelayReason:
        assert f"| {reason.value} | `{reason.name.lower()}` |" in told
