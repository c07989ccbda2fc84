"""Which build is too old: by number, not by letter, and who does not say counts as old."""

from __future__ import annotations

import pytest

from madoguchi.base.build_versions import is_minimum, is_too_old, version_of


@pytest.mark.article("8.1")
@pytest.mark.parametrize(
    ("label", "minimum", "too_old"),
    [
        ("madoguchi-host 0.1.0 linux-x86_64", "", False),
        ("madoguchi-host 0.1.0 linux-x86_64", "0.1.0", False),
        ("madoguchi-host 0.1.0 linux-x86_64", "0.1", False),
        ("madoguchi-host 0.1 linux-x86_64", "0.1.0", False),
        ("madoguchi-host 0.1.0 linux-x86_64", "0.1.1", True),
        ("madoguchi-host 0.9.0 linux-x86_64", "0.10.0", True),
        ("madoguchi-host 0.10.0 linux-x86_64", "0.9.9", False),
        ("madoguchi-host 2 linux-x86_64", "1.9.9", False),
        ("madoguchi-host linux-x86_64", "0.1", True),
        ("", "0.1", True),
        ("", "", False),
        ("madoguchi-host 0.1.0\n9.9.9", "0.2", True),
    ],
)
def test_too_old(label: str, minimum: str, too_old: bool):
    assert is_too_old(label, minimum) is too_old


def test_what_a_provider_may_ask_for():
    assert all(map(is_minimum, ["", "0", "1.2", "0.10.3", "1.2.3.4"]))
    assert not any(map(is_minimum, ["v1", "1.", "latest", "1.2 ", "1.2.3.4.5", "１.2", "-1"]))


def test_the_first_version_counts():
    assert version_of("madoguchi-host 1.2.0 linux-x86_64 9.9") == (1, 2)
    assert version_of("x86_64") is None
