"""How a relay by itself is set up: nothing secret, nothing of the office."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from madoguchi.web.settings import SettingsWrong, typed

ENVIRONMENT: Final = "MADOGUCHI_RELAY_"


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
    """From ``file``, then the environment. Raises SettingsWrong."""
    given: dict[str, Any] = {}
    if file is not None:
        try:
            given.update(tomllib.loads(file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise SettingsWrong(f"{file} is not there") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
            raise SettingsWrong(f"{file} is not TOML: {wrong}") from None
    for name, value in environment.items():
        if name.startswith(ENVIRONMENT):
            given[name.removeprefix(ENVIRONMENT).lower()] = value
    known = {item.name: item for item in fields(LoneRelay)}
    if unknown := sorted(given.keys() - known.keys()):
        raise SettingsWrong(f"unknown settings: {', '.join(unknown)}")
    for needed in ("ticket_public_key_file", "origins"):
        if needed not in given:
            raise SettingsWrong(f"{needed} is missing")
    return LoneRelay(**{name: typed(name, str(known[name].type), value) for name, value in given.items()})
