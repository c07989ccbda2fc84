"""How commands speak: results on standard output, one sentence when they cannot go on."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rich.console import Console

from madoguchi.base.errors import MadoguchiError
from madoguchi.web.settings import Settings, SettingsWrong, load_settings

LOG_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
out = Console(highlight=False, soft_wrap=True)


class Sorry(Exception):
    """The command cannot go on."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.sentence = plain(sentence)
        self.code = code


def say(line: str, style: str | None = None) -> None:
    """One line for the person at the terminal."""
    out.print(plain(line), style=style, markup=False)


def plain(text: str) -> str:
    """Without anything that a terminal would obey: names come from people. SECURITY T-35"""
    return "".join(sign if sign == "\n" or unicodedata.category(sign)[0] != "C" else "\ufffd" for sign in text)


def settings_from(config: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings, or a sentence."""
    try:
        return load_settings(config, environment)
    except SettingsWrong as wrong:
        raise Sorry(f"The settings do not work: {wrong}.", 2) from None


def because(wrong: Exception) -> Sorry:
    """What stands in the way, as a sentence."""
    if isinstance(wrong, FileNotFoundError):
        return Sorry(f"{wrong.filename} is not there. Has `madoguchi admin init` been run for this data folder?")
    if isinstance(wrong, FileExistsError):
        return Sorry(f"{wrong.filename} is there already; nothing was changed.")
    if isinstance(wrong, OSError):
        return Sorry(f"{wrong.filename or 'The system'}: {wrong.strerror or wrong}.")
    if isinstance(wrong, MadoguchiError):
        return Sorry(f"{wrong}.")
    raise wrong
