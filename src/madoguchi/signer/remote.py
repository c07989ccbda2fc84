"""Asking the signer's process, from the office. Article: P.2"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any, Final

from madoguchi.base.errors import BrokenProof, PeerError, Unavailable
from madoguchi.ledger.checkpoint import Checkpoint
from madoguchi.seal.signing import to_base64url
from madoguchi.signer import lines
from madoguchi.signer.keeper import Prove, read_head
from madoguchi.signer.lines import AskLast, AskSign, Refused

PATIENCE: Final = 5.0  # seconds for one question
TRIES: Final = 8  # how often another office may come between


class RemoteSigner:
    """The signer behind the socket ``place``, whose key must be ``public``. Blocks for up to PATIENCE seconds a question."""

    def __init__(self, place: Path, public: bytes) -> None:
        self._place = place
        self.public = public

    def last(self) -> str | None:
        """The head that was signed last, as a note. Raises Unavailable, or BrokenProof when the signer has another key."""
        said = self._asked(AskLast())
        if said.get("key") != to_base64url(self.public):
            raise BrokenProof("the signer has another key than ledger.pub")
        return lines.said_note(said)

    def sign(self, new: Checkpoint, prove: Prove) -> str:
        """The signed note of ``new``. Raises BrokenProof when the signer refuses it, Unavailable when it does not answer."""
        for _ in range(TRIES):
            noted = self.last()
            size = read_head(noted, self.public).size if noted is not None else 0
            if size > new.size:
                raise BrokenProof(f"the ledger has {new.size} entries; {size} were signed before")
            said = self._asked(AskSign(new.size, new.root, size, tuple(prove(size))))
            if said.get("refused") == Refused.MOVED:
                continue
            signed = lines.said_note(said)
            if signed is None or read_head(signed, self.public) != new:
                raise BrokenProof("the signer refused the head: the ledger is not the one that was signed before")
            return signed
        raise Unavailable("the ledger's signer is busy", PATIENCE)

    def _asked(self, ask: AskLast | AskSign) -> dict[str, Any]:
        try:
            with socket.socket(socket.AF_UNIX) as asking:
                asking.settimeout(PATIENCE)
                asking.connect(str(self._place))
                asking.sendall(lines.write_ask(ask))
                with asking.makefile("rb") as answer:
                    return lines.read_line(answer.readline(lines.LIMIT + 1))
        except (OSError, PeerError):
            raise Unavailable(f"the ledger's signer does not answer at {self._place}", PATIENCE) from None
