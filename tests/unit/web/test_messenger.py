"""Where a webhook may go: never into the provider's own network, however the address is written or the name answers."""

from __future__ import annotations

import pytest

from madoguchi.web.messenger import HttpsMessenger

INSIDE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "198.18.0.1", "192.0.0.8", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:0:7f00:1::1",
]  # fmt: skip


@pytest.mark.article("8.1")
@pytest.mark.parametrize("address", INSIDE)
def test_no_name_leads_inside(address: str) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8", address]

    messenger = HttpsMessenger(resolve=resolve)
    assert messenger.carry("https://inside.example/hook", {}, b"{}").told == "address"
    assert asked == ["inside.example"]  # judged when it is sent, not when it was typed
    literal = f"https://[{address}]/" if ":" in address else f"https://{address}/"
    assert messenger.unfit(literal)
    assert HttpsMessenger(resolve=lambda _host, _port: [address]).carry(literal, {}, b"").told == "address"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "https://", "https:///x", "https://a:b@example.com/", "https://u@example.com/",
        "https://example.com/#part", "https://example.com:0/", "https://example.com:99999/", "https://exa mple.com/", "//example.com/",
        "https://example.com\\@evil.test/", "https://例え.jp/", "https://example.com/\r\nX: y", "https://[::1", "file:///etc/passwd",
        "http://127.0.0.1/", "HTTPS://127.0.0.1/", "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_what_is_no_address_of_a_receiver(url: str) -> None:
    messenger = HttpsMessenger(resolve=lambda _host, _port: ["10.0.0.1"])
    assert messenger.unfit(url)
    assert messenger.carry(url, {}, b"").told == "address"


def test_a_private_network_is_reached_when_the_settings_name_it() -> None:
    messenger = HttpsMessenger(["10.1.0.0/16"])
    assert not messenger.unfit("https://10.1.2.3/")
    assert messenger.unfit("https://10.2.2.3/")


def test_plain_http_is_for_this_computer_alone_and_only_when_asked_for() -> None:
    messenger = HttpsMessenger(http_on_loopback=True)
    assert not messenger.unfit("http://127.0.0.1:8000/")
    assert messenger.unfit("http://localhost:8000/")  # a name can be made to mean something else
    assert messenger.unfit("http://10.0.0.1/")
    assert messenger.unfit("https://127.0.0.1/")


def test_a_name_that_nobody_has() -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise OSError

    assert HttpsMessenger(resolve=nobody).carry("https://nobody.example/", {}, b"").told == "name"
