"""One codec for both languages: a stream of records ``number (1 byte) | length (4 bytes) | payload``.

``Language.send`` writes a message, ``Reader.receive`` takes any piece of the stream and returns the messages that it
completes: whole, split at every byte, or several at once give the same list. A number from 0x80 up that is not in the
table is skipped (a later version may add it); any other unknown number, a length over the limit of that message, and
bytes left over in a payload close the connection (SECURITY R-23).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from enum import Enum
from typing import Annotated, ClassVar, Final, TypeVar, get_args, get_origin, get_type_hints

from madoguchi.base.errors import Misuse, PeerError, Reason
from madoguchi.wire.fields import Blob, Cursor, Fixed, Flag, Integer, Kind, OneOf, Text

HEADER_BYTES: Final = 5
OPTIONAL_FROM: Final = 0x80  # unknown numbers from here up may be skipped
LARGEST_SKIPPED: Final = 65_536  # bytes that an unknown optional message may have


class Sender(Enum):
    """Who may send a message."""

    HOST = "host"
    CONSOLE = "console"
    BOTH = "both"
    END = "end"  # host or console, to the relay
    RELAY = "relay"


class Message:
    """A value on the wire. Building one with a bad value raises PeerError, so a message that exists can be sent."""

    number: ClassVar[int]
    sender: ClassVar[Sender]
    since: ClassVar[int]
    limit: ClassVar[int]
    layout: ClassVar[tuple[tuple[str, Kind], ...]]

    __slots__ = ()

    def __post_init__(self) -> None:
        for name, kind in self.layout:
            kind.check(getattr(self, name))

    def payload(self) -> bytes:
        """The fields in order, without the record header."""
        return b"".join(self._pieces())

    def record_pieces(self) -> list[bytes]:
        """The whole record, header first, in pieces to be joined."""
        pieces = self._pieces()
        return [bytes((self.number,)) + sum(map(len, pieces)).to_bytes(4, "big"), *pieces]

    def record_size(self) -> int:
        """How many bytes the whole record has; copies nothing."""
        return HEADER_BYTES + sum(map(len, self._pieces()))

    def _pieces(self) -> list[bytes]:
        return [piece for name, kind in self.layout for piece in kind.pieces(getattr(self, name))]


SomeMessage = TypeVar("SomeMessage", bound=Message)


class Language:
    """A table of messages: what one connection may carry."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.table: dict[int, type[Message]] = {}

    def message(
        self, number: int, sender: Sender, *, since: int = 1
    ) -> Callable[[type[SomeMessage]], type[SomeMessage]]:
        """Put a frozen dataclass into the table; its payload layout follows from its annotations."""

        def enter(cls: type[SomeMessage]) -> type[SomeMessage]:
            if number in self.table:
                raise Misuse(f"{self.name}: two messages with number 0x{number:02x}")
            cls.number, cls.sender, cls.since = number, sender, since
            cls.layout = _layout(cls)
            cls.limit = sum(_largest(kind) for _, kind in cls.layout)
            self.table[number] = cls
            return cls

        return enter

    def send(self, *messages: Message) -> bytes:
        """The record bytes of ``messages``, in order."""
        return b"".join([piece for message in messages for piece in message.record_pieces()])

    def parse(self, number: int, payload: bytes) -> Message:
        """The message in one whole payload. Raises PeerError."""
        cls = self.table[number]
        cursor = Cursor(payload)
        values = [kind.read(cursor) for _, kind in cls.layout]
        cursor.finish()
        return cls(*values)


class Reader:
    """The receiving side of one stream of one language, heard from ``sender``."""

    def __init__(self, language: Language, heard_from: Iterable[Sender]) -> None:
        self._language = language
        self._heard_from = frozenset(heard_from)
        self._held = bytearray()
        self._broken: PeerError | None = None

    def receive(self, data: bytes) -> list[Message]:
        """The messages that ``data`` completes; the rest is held, never more than one message's limit.

        Raises PeerError; the stream is then at an end and must be closed: whatever comes after raises the same again.
        """
        if self._broken is not None:
            raise PeerError(self._broken.reason, self._broken.detail)
        try:
            return self._receive(data)
        except PeerError as error:
            self._broken = error
            self._held.clear()
            raise

    def _receive(self, data: bytes) -> list[Message]:
        # Most pieces hold whole records: those are read where they lie, and only what is left over is kept.
        keeping = len(self._held) > 0
        if keeping:
            self._held += data
        whole = self._held if keeping else data
        heard: list[Message] = []
        at = 0
        while len(whole) - at >= HEADER_BYTES:
            number = whole[at]
            start = at + HEADER_BYTES
            end = start + int.from_bytes(whole[at + 1 : start], "big")
            self._check(number, end - start)
            if len(whole) < end:
                break
            if number in self._language.table:
                heard.append(self._language.parse(number, bytes(whole[start:end])))
            at = end
        if keeping:
            del self._held[:at]
        else:
            self._held += data[at:]
        return heard

    def _check(self, number: int, length: int) -> None:
        cls = self._language.table.get(number)
        if cls is None:
            if number < OPTIONAL_FROM:
                raise PeerError(Reason.UNKNOWN_MESSAGE, f"{self._language.name} 0x{number:02x}")
            if length > LARGEST_SKIPPED:
                raise PeerError(Reason.TOO_LARGE, f"optional 0x{number:02x} of {length} bytes")
            return
        if cls.sender not in self._heard_from:
            raise PeerError(Reason.WRONG_DIRECTION, cls.__name__)
        if length > cls.limit:
            raise PeerError(Reason.TOO_LARGE, f"{cls.__name__} of {length} bytes, {cls.limit} allowed")


def _layout(cls: type[Message]) -> tuple[tuple[str, Kind], ...]:
    hints = get_type_hints(cls, include_extras=True)
    found: list[tuple[str, Kind]] = []
    for field in fields(cls):  # type: ignore[arg-type]  # a Message is declared as a dataclass
        hint = hints[field.name]
        if get_origin(hint) is not Annotated:
            raise Misuse(f"{cls.__name__}.{field.name} has no kind")
        kind = get_args(hint)[1]
        if not isinstance(kind, Integer | Flag | Text | Blob | Fixed | OneOf):
            raise Misuse(f"{cls.__name__}.{field.name}: {kind!r} is no kind")
        found.append((field.name, kind))
    return tuple(found)


def _largest(kind: Kind) -> int:
    match kind:
        case Integer() | Fixed():
            return kind.size
        case Flag() | OneOf():
            return 1
        case Text() | Blob():
            return 4 + kind.limit


# Who may be heard on one connection, for the Reader of the other end.
FROM_HOST: Final = (Sender.HOST, Sender.BOTH)
FROM_CONSOLE: Final = (Sender.CONSOLE, Sender.BOTH)
FROM_RELAY: Final = (Sender.RELAY, Sender.BOTH)
FROM_END: Final = (Sender.END, Sender.BOTH)
