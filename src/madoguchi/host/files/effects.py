"""What the file engine wants done, as plain values: said to the console, shown to the customer, put on record.

Article: 5.6
"""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.host.port import HideFileQuestion, ShowFileProgress, ShowFileQuestion, ShowPutBack
from madoguchi.wire.codec import Message


@dataclass(frozen=True, slots=True)
class Tell:
    """Send a message of the FILES channel, in this order."""

    message: Message


@dataclass(frozen=True, slots=True)
class Show:
    """Give a value to the windows."""

    shown: ShowFileQuestion | HideFileQuestion | ShowFileProgress | ShowPutBack


@dataclass(frozen=True, slots=True)
class Record:
    """State a fact (docs/protocol.md section 5): ``kind`` is ``file:accepted`` and so on, ``body`` its canonical document.

    When ``awaited``, no byte moves before ``Transfers.recorded(transfer, durable, now)`` says that it is durable.
    """

    transfer: int
    kind: str
    body: dict[str, str | int]
    awaited: bool = False


Effect = Tell | Show | Record
