"""A form that brings one file: its fields and the file, read in memory from a body whose size is bounded already."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

FIELDS_LIMIT: Final = 16
IN_MEMORY: Final = 8_388_608  # bytes: more than any body that is let in, so that no file of customers touches a disk


class _InMemory(MultiPartParser):
    spool_max_size = IN_MEMORY


def is_form_with_file(headers: Headers) -> bool:
    return headers.get("content-type", "").split(";")[0].strip().lower() == "multipart/form-data"


async def form_with_file(headers: Headers, body: bytes) -> tuple[dict[str, str], bytes | None]:
    """Fields and file; a broken form has neither."""

    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    parser = _InMemory(headers, whole(), max_files=1, max_fields=FIELDS_LIMIT)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError):
        return {}, None
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
    sent = await files[0].read() if files else None
    await form.close()
    return fields, sent
