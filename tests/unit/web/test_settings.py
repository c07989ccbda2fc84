"""Settings of the server and of a relay by itself: one file, then the environment, nothing unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.web.relay_settings import load_relay_settings
from madoguchi.web.settings import SettingsWrong, load_settings


def test_the_environment_overrides_the_file(tmp_path: Path):
    file = tmp_path / "madoguchi.toml"
    file.write_text('data_dir = "/srv/madoguchi"\nlisten_port = 8080\n', encoding="utf-8")
    settings = load_settings(file, {"MADOGUCHI_LISTEN_PORT": "9000", "HOME": "/nowhere"})
    assert settings.listen_port == 9000
    assert settings.data_dir == Path("/srv/madoguchi")


def test_server_and_relay_share_one_environment():
    environment = {
        "MADOGUCHI_DATA_DIR": "/srv/madoguchi",
        "MADOGUCHI_RELAY_URL": "wss://relay.example.jp/relay",
        "MADOGUCHI_RELAY_INSIDE": "false",
        "MADOGUCHI_LONE_RELAY_TICKET_PUBLIC_KEY_FILE": "/etc/ticket.pub",
        "MADOGUCHI_LONE_RELAY_ORIGINS": "https://support.example.jp",
    }
    settings = load_settings(None, environment)
    assert not settings.relay_inside
    assert settings.relay_address == "wss://relay.example.jp/relay"
    relay = load_relay_settings(None, environment)
    assert relay.ticket_public_key_file == Path("/etc/ticket.pub")
    assert relay.origins == ("https://support.example.jp",)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("listen_prot = 1\ndata_dir = '/x'\n", "listen_prot"),
        ("data_dir = ", "not TOML"),
        ("", "data_dir is missing"),
    ],
)
def test_what_will_not_do_is_named(tmp_path: Path, text: str, told: str):
    file = tmp_path / "madoguchi.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsWrong, match=told):
        load_settings(file, {})


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(SettingsWrong, match=r"gone\.toml is not there"):
        load_settings(tmp_path / "gone.toml", {})
