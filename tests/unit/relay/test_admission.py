"""Exactly our own pages, and programs. SECURITY T-16."""

import pytest

from madoguchi.base.errors import Misuse
from madoguchi.relay.admission import BROWSER, PROGRAM, admitted
from madoguchi.relay.settings import RelaySettings

ORIGIN = "https://support.example.jp"
ORIGINS = frozenset({ORIGIN, "http://127.0.0.1:8080"})
FOREIGN = [
    "null",
    "",
    "https://evil.test",
    "https://sub.support.example.jp",
    "https://support.example.jp.evil.test",
    "https://evilsupport.example.jp",
    "https://support.example.jp:443",
    "https://support.example.jp:8443",
    "http://support.example.jp",
    "https://SUPPORT.example.jp",
    "HTTPS://support.example.jp",
    "https://support.example.jp.",
    "https://support.example.jp/",
    "https://user@support.example.jp",
    "https://support.example.jp@evil.test",
    " https://support.example.jp",
    "https://support.example.jp https://evil.test",
    "https://support.example.jp\x00",
    "https://ｓupport.example.jp",
    "http://127.0.0.1",
    "http://127.0.0.1:80801",
    "http://localhost:8080",
    "file://",
    "*",
]


def origin(*values: str) -> list[tuple[bytes, bytes]]:
    return [(b"host", b"support.example.jp"), *((b"origin", value.encode()) for value in values)]


def test_our_own_page_may_open():
    assert admitted(origin(ORIGIN), [BROWSER], ORIGINS) == BROWSER
    assert admitted([(b"Origin", ORIGIN.encode())], [BROWSER, PROGRAM], ORIGINS) == BROWSER


@pytest.mark.parametrize("value", FOREIGN)
def test_no_other_page_may_open(value):
    assert admitted(origin(value), [BROWSER, PROGRAM], ORIGINS) is None


def test_two_origins_are_none():
    assert admitted(origin(ORIGIN, "https://evil.test"), [BROWSER], ORIGINS) is None
    assert admitted(origin(ORIGIN, ORIGIN), [BROWSER], ORIGINS) is None


def test_a_program_has_no_origin_and_says_so():
    assert admitted([], [PROGRAM], ORIGINS) == PROGRAM
    assert admitted([], [BROWSER], ORIGINS) is None  # a missing origin never passes for a page
    assert admitted([], [], ORIGINS) is None
    assert admitted(origin(ORIGIN), [PROGRAM], ORIGINS) is None  # a page cannot pass for a program


def test_an_empty_list_admits_no_page():
    assert admitted(origin(ORIGIN), [BROWSER], frozenset()) is None


@pytest.mark.parametrize("wild", ["*", "https://*.example.jp", "support.example.jp", "https://support.example.jp/"])
def test_the_list_takes_whole_origins_only(wild):
    with pytest.raises(Misuse):
        RelaySettings(bytes(32), "node-1", frozenset({wild}))
