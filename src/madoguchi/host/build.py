"""What this program was built with: whose it is, where it calls, which key it trusts.

Read from one JSON file inside the program, written when it is built (tools/build_host.py). Nothing of it comes from the
file name, the command line or the environment (SECURITY R-07, R-08). Only a demo build may agree by itself, and only
with a server on loopback."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from madoguchi.base.errors import Misuse
from madoguchi.host.inject.hotkey import Hotkey
from madoguchi.host.port import Provider

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class BuildKind(StrEnum):
    RELEASE = "release"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Build:
    """One build. ``public_key`` is the provider's Ed25519 key, 32 bytes; ``server`` has no path and no trailing slash."""

    kind: BuildKind
    label: str  # as it stands in every record: "madoguchi-host 0.1.0 linux-x86_64"
    server: str
    public_key: bytes
    provider: Provider
    hotkey: str

    @property
    def on_loopback(self) -> bool:
        """Whether the server is on this very machine."""
        return urlsplit(self.server).hostname in LOOPBACK


def read_build(text: str) -> Build:
    """The build that ``text`` (JSON) describes. Raises Misuse when it is not whole, or would call without TLS."""
    try:
        facts = json.loads(text)
        build = Build(
            kind=BuildKind(facts["kind"]),
            label=str(facts["label"])[:64],
            server=str(facts["server"]).rstrip("/"),
            public_key=bytes.fromhex(facts["public_key"]),
            provider=Provider(str(facts["name"]), str(facts["name_en"]), str(facts["phone"])),
            hotkey=str(Hotkey.parse(str(facts["hotkey"]))),
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise Misuse(f"the build file is not whole: {wrong!r}") from wrong
    address = urlsplit(build.server)
    if address.scheme != "https" and not (address.scheme == "http" and build.on_loopback):
        raise Misuse("the server's address must be https (http only on loopback)")
    if len(build.public_key) != 32:
        raise Misuse("the provider's key must have 32 bytes")
    if build.kind is BuildKind.DEMO and not build.on_loopback:
        raise Misuse("a demo build calls a server on loopback only")
    return build
