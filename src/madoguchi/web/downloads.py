"""Handing out files: names that every browser reads alike, and one byte range at most.

A ``Range`` header asks for one range or is not heeded (RFC 9110 lets a server ignore it): a list of ranges costs a server far
more than the one who asks. The file is read in pieces off the event loop, so a slow reader holds one piece in memory.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

PIECE: Final = 256 * 1024
_ONE_RANGE: Final = re.compile(r"bytes=(?:(\d{1,15})-(\d{1,15})?|-(\d{1,15}))", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes from ``first`` to ``last``, both included; of an empty file ``last`` is -1."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """The range begins behind the end of the file."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to hand out. Its SHA-256 is its ETag, so a part is never joined to another file's beginning."""

    path: Path
    name: str  # for the reader's disk
    size: int
    sha256: str
    media_type: str = "application/octet-stream"


def content_disposition(name: str) -> str:
    """RFC 6266: the true name for browsers that read ``filename*``, and a plain one for those that do not."""
    plain = re.sub(r"[^0-9A-Za-z._-]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def download_name(name: str) -> str:
    """A name that somebody else chose, as one plain component: nothing that leads elsewhere, hides or turns around."""
    shown = "".join(
        "_" if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} else sign for sign in name
    )
    plain = re.sub(r'[/\\:*?"<>|]', "_", unicodedata.normalize("NFC", shown)).strip(" .")
    return plain or "file"


def asked_part(header: str | None, size: int) -> Part | OutOfReach | None:
    """The part that a ``Range`` header asks for; None for the whole file."""
    asked = _ONE_RANGE.fullmatch(header.strip()) if header and len(header) <= 64 else None
    if asked is None:
        return None
    first, last, suffix = asked.groups()
    if suffix is not None:
        count = min(int(suffix), size)
        return Part(size - count, size - 1) if count else OutOfReach()
    start, end = int(first), min(int(last) if last else size - 1, size - 1)
    if last and int(last) < start:
        return None  # not a range at all: RFC 9110, 14.1.1
    return Part(start, end) if start < size else OutOfReach()


def handed_out(request: Request, file: StoredFile, when_complete: Callable[[], Awaitable[None]]) -> Response:
    """The file or the part that was asked for. ``when_complete`` is awaited after the file's last byte went out."""
    tag = f'"{file.sha256}"'
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-cache",
        "Content-Disposition": content_disposition(file.name),
        "ETag": tag,
        "X-Content-Type-Options": "nosniff",
    }
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    may_be_part = request.headers.get("if-range", tag) == tag
    part = asked_part(request.headers.get("range"), file.size) if may_be_part else None
    if isinstance(part, OutOfReach):
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{file.size}"})
    status = 200
    if part is None:
        part = Part(0, file.size - 1)
    else:
        status = 206
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{file.size}"
    headers["Content-Length"] = str(part.length)
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=file.media_type)
    body = _pieces(file, part, when_complete)
    return StreamingResponse(body, status_code=status, headers=headers, media_type=file.media_type)


async def _pieces(file: StoredFile, part: Part, when_complete: Callable[[], Awaitable[None]]) -> AsyncIterator[bytes]:
    left = part.length
    async with await anyio.open_file(file.path, "rb") as opened:
        await opened.seek(part.first)
        while left:
            piece = await opened.read(min(PIECE, left))
            if (
                not piece
            ):  # the file was cut short behind our back: the promised length is not kept, the reader sees an error
                return
            left -= len(piece)
            yield piece
    if part.last == file.size - 1:
        await when_complete()
