"""Static files: kept for ever by browsers when their address names their content, asked for again each time otherwise.

The address names the content by ``?v=`` (pages, see ``render.static``) or by a hash in the file's name (the viewer's build).
"""

from __future__ import annotations

import mimetypes
import re
from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from madoguchi.web.visit import run

FOREVER: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
HASHED_NAME: Final = re.compile(r"viewer/(?:.*/)?[^/]+-[0-9A-Za-z_-]{8}\.[a-z0-9]+(?:\.map)?\Z")
_TYPES: Final = {
    ".js": "text/javascript",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".map": "application/json",
}


class StaticFiles:
    """Serves one folder; what is not a plain file within it is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._digests: dict[tuple[str, int], str] = {}

    async def __call__(self, request: Request) -> Response:
        name = request.path_params["name"]
        file = await run(self._find, name)
        if file is None:
            return PlainTextResponse("404", 404)
        digest = await run(self._digest, file)
        tag = f'"{digest[:32]}"'
        named = HASHED_NAME.match(name) or request.query_params.get("v") == digest[:12]
        headers = {"Cache-Control": FOREVER if named else ASK_AGAIN, "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        kind = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return Response(await run(file.read_bytes), headers=headers, media_type=kind)  # small, so whole: no ranges

    def _find(self, name: str) -> Path | None:
        if any(part.startswith(".") for part in Path(name).parts):
            return None
        file = (self._folder / name).resolve()
        return file if file.is_relative_to(self._folder) and file.is_file() else None

    def _digest(self, file: Path) -> str:
        key = (str(file), file.stat().st_mtime_ns)
        if key not in self._digests:
            self._digests[key] = sha256(file.read_bytes()).hexdigest()
        return self._digests[key]
