"""What a build may say, and that nothing else is believed (SECURITY R-07, R-08)."""

from __future__ import annotations

import json

import pytest

from madoguchi.base.errors import Misuse
from madoguchi.host.build import BuildKind, read_build

GOOD = {
    "kind": "release",
    "label": "madoguchi-host 0.1.0 linux-x86_64",
    "server": "https://support.example.jp/",
    "public_key": "11" * 32,
    "name": "見本株式会社",
    "name_en": "Sample Inc.",
    "phone": "03-0000-0000",
    "hotkey": "Ctrl+Alt+Q",
}


def test_a_whole_build():
    build = read_build(json.dumps(GOOD))
    assert build.server == "https://support.example.jp"
    assert build.kind is BuildKind.RELEASE
    assert build.public_key == bytes([0x11]) * 32


@pytest.mark.parametrize(
    "change",
    [
        {"server": "http://support.example.jp"},
        {"server": "ftp://127.0.0.1"},
        {"server": "support.example.jp"},
        {"public_key": "11" * 31},
        {"public_key": "zz" * 32},
        {"kind": "demo"},
        {"kind": "other"},
        {"hotkey": "Q"},
        {"hotkey": "Ctrl+Nothing"},
        {"name": None, "server": None},
    ],
)
def test_what_will_not_do(change: dict[str, object]):
    with pytest.raises(Misuse):
        read_build(json.dumps({**GOOD, **change}))


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_nothing_may_be_missing(missing: str):
    with pytest.raises(Misuse):
        read_build(json.dumps({key: value for key, value in GOOD.items() if key != missing}))


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '"x"'])
def test_no_json_no_build(text: str):
    with pytest.raises(Misuse):
        read_build(text)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8443", "http://localhost:1", "http://[::1]:9"])
def test_a_demo_build_stays_on_this_machine(address: str):
    assert read_build(json.dumps({**GOOD, "kind": "demo", "server": address})).on_loopback
