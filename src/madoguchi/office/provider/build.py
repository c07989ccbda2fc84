"""What a build of the customer's program has inside: whose it is, where it calls, which key it trusts.

Read by the host's own ``build.py`` and by nobody else; written here alone, for the command line and for the demo. It holds
nothing secret: the key is the public one. Article: 8.1"""

from __future__ import annotations

import json
from enum import StrEnum

from madoguchi import __version__
from madoguchi.office.provider.ports import Provider


class BuildKind(StrEnum):
    """What a build may do. Only a demo build may agree by itself, and only with a server on loopback."""

    RELEASE = "release"
    DEMO = "demo"


def build_facts(provider: Provider, public_key: bytes, server: str, kind: BuildKind) -> str:
    """The build file as JSON text. ``server`` is the public address, ``public_key`` the provider's 32 bytes."""
    facts = {
        "kind": kind.value,
        "label": f"madoguchi-host {__version__} {kind.value}",
        "server": server.rstrip("/"),
        "public_key": public_key.hex(),
        "name": provider.name,
        "name_en": provider.name_en or provider.name,
        "phone": provider.phone,
        "hotkey": provider.hotkey,
    }
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
