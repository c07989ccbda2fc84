"""The provider's own facts: dated, never overwritten, read as of an instant. Article: 12.1"""

from __future__ import annotations

from typing import Final

from madoguchi.base.build_versions import is_minimum
from madoguchi.base.clock import Instant
from madoguchi.office.books import Shelf
from madoguchi.office.fields import line
from madoguchi.office.provider.ports import Provider
from madoguchi.office.refusals import BadField

HOTKEY: Final = "Ctrl+Alt+Q"


class ProviderService:
    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def introduce(
        self, now: Instant, *, name: str, name_en: str, phone: str, hotkey: str = HOTKEY, minimum_build: str = ""
    ) -> Provider | BadField:
        """From ``now`` on the provider introduces itself so."""
        provider = Provider(now, name.strip(), name_en.strip(), phone.strip(), hotkey.strip() or HOTKEY, minimum_build)
        for field, value, needed in (("name", name, True), ("name_en", name_en, False), ("phone", phone, False)):
            if wrong := line(field, value, needed=needed):
                return wrong
        if not is_minimum(minimum_build):
            return BadField("minimum_build", "office.field.build_version")
        with self._shelf.writing() as books:
            books.provider.add(provider)
        return provider

    def as_of(self, now: Instant) -> Provider:
        """How the provider introduces itself at ``now``; nameless before it ever did."""
        with self._shelf.reading() as books:
            return books.provider.as_of(now) or Provider(now, "", "", "", HOTKEY, "")
