"""The signer as a process of its own, behind a Unix socket: ``madoguchi signer``.

Guarantee: it holds the key and its memory, and no way to the database, the network or the provider's other keys; whoever reaches
the socket can have the ledger go on, and nothing else: not its past changed, not the key. A connection that says nothing,
too much or nonsense costs ``PATIENCE`` seconds of one thread at most. Article: P.2
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import socketserver
import stat
from pathlib import Path
from typing import Final

from madoguchi.base.errors import BrokenProof, PeerError
from madoguchi.ledger.checkpoint import Checkpoint, origin_of
from madoguchi.seal.signing import to_base64url
from madoguchi.signer import lines
from madoguchi.signer.keeper import Keeper
from madoguchi.signer.lines import AskLast, AskSign, Refused

PATIENCE: Final = 5.0  # seconds
log = logging.getLogger("madoguchi.signer")


class _Moved(Exception):
    """Another head was signed since the asker looked."""


class SignerServer(socketserver.ThreadingUnixStreamServer):
    """Answers until ``shutdown``. The socket is for its owner and group (mode 0660). Raises FileExistsError when a signer
    already answers there, OSError when the place cannot be had."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, place: Path, keeper: Keeper) -> None:
        self.keeper = keeper
        self._place = place
        _make_room(place)
        before = os.umask(0o117)
        try:
            super().__init__(str(place), _Conversation)
        finally:
            os.umask(before)

    def server_close(self) -> None:
        super().server_close()
        with contextlib.suppress(FileNotFoundError):
            self._place.unlink()

    def answer(self, line: bytes) -> bytes:
        """The line to a line."""
        try:
            ask = lines.read_ask(line)
        except PeerError:
            return lines.write({"refused": Refused.MALFORMED})
        if isinstance(ask, AskLast):
            return lines.write({"key": to_base64url(self.keeper.public), "note": self.keeper.last()})
        try:
            return lines.write({"note": self._signed(ask)})
        except _Moved:
            return lines.write({"refused": Refused.MOVED})
        except BrokenProof as wrong:
            log.error("refused to sign a head of %s entries: %s", ask.size, wrong)
            return lines.write({"refused": Refused.BROKEN})

    def _signed(self, ask: AskSign) -> str:
        def prove(last: int) -> tuple[bytes, ...]:
            if last != ask.begins_with:
                raise _Moved
            return ask.proof

        return self.keeper.sign(Checkpoint(origin_of(self.keeper.public), ask.size, ask.root), prove)


class _Conversation(socketserver.StreamRequestHandler):
    timeout = PATIENCE
    server: SignerServer

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # whoever asked has left, or was silent for too long
            line = self.rfile.readline(lines.LIMIT + 1)
            if line:
                self.wfile.write(self.server.answer(line))


def _make_room(place: Path) -> None:
    """Take away the socket of a signer that died. Raises FileExistsError when one lives, or when something else is there."""
    try:
        kind = place.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISSOCK(kind):
        with socket.socket(socket.AF_UNIX) as knock:
            knock.settimeout(PATIENCE)
            try:
                knock.connect(str(place))
            except ConnectionRefusedError:
                place.unlink()
                return
    raise FileExistsError(17, "is there already", str(place))
