"""``madoguchi signer``: the ledger's key in a process of its own, with rights of its own. Article: P.2"""

from __future__ import annotations

import logging
import signal
import threading
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from madoguchi.base.errors import MadoguchiError
from madoguchi.commands.saying import LOG_FORMAT, because, say
from madoguchi.ledger.checkpoint import origin_of
from madoguchi.signer.keeper import Keeper
from madoguchi.signer.serve import SignerServer


def signer(
    folder: Annotated[Path, typer.Option("--folder", metavar="DIR", help="Where ledger.pem and ledger.head are.")],
    socket: Annotated[Path, typer.Option("--socket", metavar="FILE", help="Where the server asks.")],
) -> None:
    """Sign the heads of the ledger until Ctrl+C. The server names the same socket in `ledger_signer`."""
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    try:
        server = SignerServer(socket, Keeper(folder))
    except (OSError, MadoguchiError) as wrong:
        raise because(wrong) from None

    def leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the handler's shape
        threading.Thread(target=server.shutdown, daemon=True).start()  # it waits for the loop that was interrupted

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    with server:
        say(f"Ready: signer of {origin_of(server.keeper.public)} at {socket}")
        server.serve_forever(poll_interval=0.2)
