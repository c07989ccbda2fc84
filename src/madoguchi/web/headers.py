"""What stands on every answer, whatever made it: the security headers. And what no path may look like.

The outermost layer, so that error pages, static files and refusals carry the headers too. Article: 8.1
"""

from __future__ import annotations

import logging
import math
import re
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from madoguchi.base.words import Language, Words
from madoguchi.web.settings import Settings

log = logging.getLogger("madoguchi.web")

# One spelling for each address: doubled or encoded slashes, backslashes, NUL and path parameters name nothing (SECURITY T-04).
ODD_PATH: Final = re.compile(rb"//|;|\\|%2f|%5c|%00|%2e", re.IGNORECASE)


def policy(settings: Settings) -> str:
    """The Content-Security-Policy: nothing from elsewhere, nothing inline, no page of ours within another."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            f"connect-src 'self' {settings.relay_origin}",
            "worker-src 'self' blob:",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "require-trusted-types-for 'script'",
        )
    )


class SecureHeaders:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": policy(settings),
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            # With no-referrer browsers send "Origin: null" with our own forms (Fetch, 3.2), and the guard would refuse them.
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        }
        if settings.is_https:
            self._headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
                if "cache-control" not in headers:
                    headers["Cache-Control"] = "no-store"
            await send(message)

        if ODD_PATH.search(scope.get("raw_path") or scope["path"].encode()):
            await PlainTextResponse("404", 404)(scope, receive, sending)
            return
        try:
            await self._app(scope, receive, sending)
        except Exception as wrong:  # noqa: BLE001 - the last one who can answer; the log has no values, only where
            log.error("unanswered: %s", _where(wrong))
            if not begun:
                await broken(scope["path"])(scope, receive, sending)


def broken(path: str, retry_after: float | None = None) -> Response:
    """What is said when nothing else can be: in both languages, of nothing in particular. ``retry_after`` (seconds): it is
    known when to come again."""
    status, headers = (500, {}) if retry_after is None else (503, {"Retry-After": str(math.ceil(retry_after))})
    sentences = [Words(language)("office.error.broken_text") for language in Language]
    if path.startswith("/api/"):
        return JSONResponse({"refusal": "broken", "message": sentences[0]}, status, headers)
    return PlainTextResponse("\n".join(sentences) + "\n", status, headers)


def _where(wrong: BaseException) -> str:
    """The kind of an exception and the places it went through, without its text: that may hold what nobody may read."""
    places: list[str] = []
    trace = wrong.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_name}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(wrong).__name__} at {' > '.join(places[-8:])}"
