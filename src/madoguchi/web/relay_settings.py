"""How a relay by itself is set up: nothing secret, nothing of the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from madoguchi.web.settings import LONE_RELAY, SettingsWrong, gathered


@dataclass(frozen=True, slots=True)
class LoneRelay:
    """Every field is one key of the file."""

    ticket_public_key_file: Path  # ticket.pub of the office's data folder
    origins: tuple[str, ...]  # the office's public_url, exactly
    node: str = "main"
    listen_host: str = "127.0.0.1"
    listen_port: int = 8081
    tls_certificate: Path | None = None
    tls_key: Path | None = None


def load_relay_settings(file: Path | None, environment: Mapping[str, str]) -> LoneRelay:
    """From ``file``, then the environment (``MADOGUCHI_LONE_RELAY_LISTEN_PORT``). Raises SettingsWrong."""
    given = gathered(LoneRelay, file, environment, LONE_RELAY)
    for needed in ("ticket_public_key_file", "origins"):
        if needed not in given:
            raise SettingsWrong(f"{needed} is missing")
    return LoneRelay(**given)
