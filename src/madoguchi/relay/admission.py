"""Who may open a connection at all, judged by the headers of the request, before anything is accepted.

A browser always sends its Origin and cannot leave it out, so one Origin that is on the list exactly is a page of ours;
anything else that has an Origin is somebody else's page (SECURITY R-16). A program sends none and says so by its
subprotocol. The list comes from the settings, never from the Host header; there is no "allow all". Article: 8.1
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

BROWSER: Final = "madoguchi.relay.1"
PROGRAM: Final = "madoguchi.host.1"


def admitted(headers: Iterable[tuple[bytes, bytes]], offered: Iterable[str], origins: frozenset[str]) -> str | None:
    """The subprotocol to accept with, or None: refuse with 403."""
    shown = [value.decode("latin-1") for name, value in headers if name.lower() == b"origin"]
    choices = set(offered)
    match shown:
        case []:
            return PROGRAM if PROGRAM in choices else None
        case [origin]:
            return BROWSER if origin in origins and BROWSER in choices else None
        case _:
            return None
