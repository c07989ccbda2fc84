"""For those who watch the server: ``/metrics`` for Prometheus and ``/readyz``, on a port of their own, by a thread of its own.

Never on the port that the world sees, and the settings allow only this computer or a private network: there is no door to
forget. Labels come from closed lists, so no address, name, number or id is ever in them. It answers also while the event
loop does not, and says so.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from socketserver import ThreadingMixIn
from typing import Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from madoguchi.base.clock import Instant
from madoguchi.office.counts import Counts

ROOMS: Final = ("api", "office", "console", "static", "terms", "download", "sign-in", "healthz")
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "DELETE")
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
BEAT_SECONDS: Final = 10.0  # an event loop that was not heard of for so long does not serve


@dataclass(frozen=True, slots=True)
class Watched:
    """What is asked of the application; each may be called from any thread."""

    is_ready: Callable[[], bool]
    counts: Callable[[], Counts]
    attached: Callable[[], int]  # connections at the relay inside
    now: Callable[[], Instant]


class Timed:
    """Wraps the application: how long each answer took, by room, method and kind of status."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._seconds = Histogram(
            "madoguchi_request_seconds",
            "Time from request to the head of its answer.",
            ("room", "method", "status"),
            buckets=BUCKETS,
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.monotonic()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                labels = (_room(scope["path"]), _method(scope["method"]), f"{message['status'] // 100}xx")
                self._seconds.labels(*labels).observe(time.monotonic() - began)
            await send(message)

        await self._app(scope, receive, sending)


class Beat:
    """The event loop's sign of life."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def beat(self) -> None:
        self._last = time.monotonic()

    def is_alive(self) -> bool:
        return time.monotonic() - self._last < BEAT_SECONDS


class _Gauges(Collector):
    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def collect(self) -> Iterable[Metric]:
        counts = self._watched.counts()
        running = GaugeMetricFamily("madoguchi_sessions_running", "Sessions that run, by phase.", labels=["phase"])
        for word, count in counts.running.items():
            running.add_metric([word], count)
        ended = GaugeMetricFamily("madoguchi_sessions_ended", "Sessions that ended, by ending.", labels=["ending"])
        for word, count in counts.ended.items():
            ended.add_metric([word], count)
        yield running
        yield ended
        yield GaugeMetricFamily("madoguchi_numbers_live", "Numbers that lead somewhere now.", counts.numbers)
        yield GaugeMetricFamily(
            "madoguchi_webhooks_waiting", "Messages that no receiver took yet.", counts.hooks.waiting
        )
        yield GaugeMetricFamily(
            "madoguchi_webhooks_given_up", "Messages that nobody tries any more.", counts.hooks.given_up
        )
        yield GaugeMetricFamily(
            "madoguchi_webhooks_oldest_seconds",
            "How long the longest waiting message waits.",
            _waited(counts, self._watched.now()),
        )
        yield GaugeMetricFamily("madoguchi_ledger_entries", "Entries of the ledger.", counts.ledger)
        yield GaugeMetricFamily(
            "madoguchi_relay_connections", "Connections at the relay inside.", self._watched.attached()
        )


def _waited(counts: Counts, now: Instant) -> float:
    return max(0.0, (now - counts.hooks.oldest).total_seconds()) if counts.hooks.oldest else 0.0


class Operations:
    """The server of the port. ``close`` ends it."""

    def __init__(self, host: str, port: int, registry: CollectorRegistry, watched: Watched, beat: Beat) -> None:
        self._registry, self._watched, self._beat = registry, watched, beat
        registry.register(_Gauges(watched))
        self._server = make_server(host, port, self._answer, _Server, _Quiet)
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, name="operations", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, environ: dict[str, object], begin: Callable[..., object]) -> list[bytes]:
        status, kind, body = self._said(str(environ.get("REQUEST_METHOD")), str(environ.get("PATH_INFO")))
        begin(status, [("Content-Type", kind), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")])
        return [body]

    def _said(self, method: str, path: str) -> tuple[str, str, bytes]:
        plain = "text/plain; charset=utf-8"
        if method != "GET":
            return "405 Method Not Allowed", plain, b"GET alone\n"
        if path == "/metrics":
            return "200 OK", CONTENT_TYPE_LATEST, generate_latest(self._registry)
        if path == "/readyz":
            wrong = [] if self._beat.is_alive() else ["loop"]
            if not self._watched.is_ready():
                wrong.append("database")
            if wrong:
                return "503 Service Unavailable", plain, f"not ready: {', '.join(wrong)}\n".encode()
            return "200 OK", plain, b"ready\n"
        return "404 Not Found", plain, b"/metrics and /readyz are here\n"


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Nothing: whoever asks every few seconds would fill the log."""


def _room(path: str) -> str:
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    if first == "":
        return "start"
    return first if first in ROOMS else "other"


def _method(method: str) -> str:
    return method if method in METHODS else "other"
