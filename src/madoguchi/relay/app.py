"""The relay as an ASGI application: alone (``relay_app``) or as one route of the server (``relay_route``).

Guarantee: the frames of one end reach the other unchanged and in order; an end that does not read holds up its own peer
and nobody else; whatever an end sends, it is answered with a reason and closed, and its neighbours feel nothing. The log
has the first 8 digits of a route, a role, a reason and counts. Article: 8.1
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import Any, Final, assert_never

from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute

from madoguchi.base.clock import Clock, SystemClock
from madoguchi.base.errors import PeerError, Reason
from madoguchi.relay.admission import admitted
from madoguchi.relay.connection import Connection, Event, Gone, Receive, Send
from madoguchi.relay.line import EXTENSION, Line
from madoguchi.relay.orders import ORDERS_PATH, Orders
from madoguchi.relay.pace import Pace
from madoguchi.relay.places import Close, ConnectionId, Effect, Places, Say
from madoguchi.relay.records import Passing, split
from madoguchi.relay.settings import RelaySettings
from madoguchi.seal.tickets import Ticket, read
from madoguchi.wire.codec import Message
from madoguchi.wire.envelope import Attach, Beat, Leave
from madoguchi.wire.vocabulary import Role

PATH: Final = "/relay"
_log = logging.getLogger("madoguchi.relay")


class Relay:
    """All connections of one relay. An instance is an ASGI application for WebSockets."""

    def __init__(self, settings: RelaySettings, clock: Clock | None = None) -> None:
        self.settings = settings
        self._limits = settings.limits
        self._clock = clock or SystemClock()
        self._places = Places(most_nonces=settings.limits.nonces)
        self._connections: dict[ConnectionId, Connection] = {}
        self._unattached = 0
        self._last = 0
        self._draining = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._watch: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def __len__(self) -> int:
        return len(self._connections)

    async def __call__(self, scope: Event, receive: Receive, send: Send) -> None:
        """One connection, from its request to its end."""
        self._loop = asyncio.get_running_loop()
        await receive()  # websocket.connect
        subprotocol = admitted(scope["headers"], scope["subprotocols"], self.settings.origins)
        if subprotocol is None:
            _log.info("refused: origin or subprotocol")
            await send({"type": "websocket.close"})  # before accept: the server answers 403
            return
        if len(self) >= self._limits.connections or self._unattached >= self._limits.unattached:
            _log.warning("refused: full, %d connections", len(self))
            await _answer(send, scope, 503)
            return
        await send({"type": "websocket.accept", "subprotocol": subprotocol})
        await self._serve(self._enter(scope, receive, send))

    def close_routes(self, routes: Iterable[str]) -> None:
        """Let go of both ends of each route (32 hex digits), now. From any thread; the office gives no new tickets for them."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._close_routes, tuple(routes))

    def _close_routes(self, routes: tuple[str, ...]) -> None:
        for number in self._places.sitting_at(routes):
            connection = self._connections[number]
            _log.info("closing %s: the office said so", connection.name)
            self._put_out(connection, Reason.GONE)
            self._spawn(connection.close(Reason.GONE, self._tick()))

    def attached_routes(self, role: Role | None = None) -> frozenset[str]:
        """Every route that somebody is attached to, or that somebody of one role is. From any thread."""
        return self._places.routes(role)

    def anybody_at(self, route: str) -> bool:
        """Whether an end is attached to a route (32 hex digits): a server that has the relay inside knows who is gone."""
        return self._places.anybody_at(route)

    async def drain(self) -> None:
        """Tell every end that the relay is shutting down, and take no new ones. Bounded by ``drain_seconds``."""
        self._draining = True
        for connection in list(self._connections.values()):
            connection.left_for = Reason.SHUTTING_DOWN
            self._places.leave(connection.number, Reason.SHUTTING_DOWN)
            self._spawn(connection.close(Reason.SHUTTING_DOWN, self._tick()))
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._limits.drain_seconds)
        _log.info("drained: %d connections left", len(self))

    def _enter(self, scope: Event, receive: Receive, send: Send) -> Connection:
        now = self._tick()
        line = scope.get("extensions", {}).get(EXTENSION)
        self._last += 1
        connection = Connection(
            ConnectionId(self._last),
            receive,
            send,
            line if isinstance(line, Line) else None,
            Pace(self._limits.records_per_second, self._limits.burst_records, now),
        )
        connection.heard_at = connection.beat_at = now
        self._connections[connection.number] = connection
        self._unattached += 1
        if self._watch is None:
            self._watch = asyncio.get_running_loop().create_task(self._keep_watch())
        return connection

    async def _serve(self, connection: Connection) -> None:
        reason = Reason.GONE
        try:
            await self._attend(connection)
        except Gone:
            reason = connection.left_for or Reason.GONE
        except PeerError as error:
            reason = error.reason
            _log.info("closing %s: %s (%s)", connection.name, error.reason, error.detail)
        except TimeoutError:
            reason = Reason.TIMED_OUT
        finally:
            self._leave(connection)
            effects = self._places.leave(connection.number, reason)
            _log.info(
                "left %s: %s, carried %d messages, %d bytes",
                connection.name,
                reason,
                connection.messages,
                connection.bytes,
            )
        if connection.open:
            await connection.close(reason, self._tick())
        self._perform(effects)

    def _leave(self, connection: Connection) -> None:
        del self._connections[connection.number]
        if not connection.attached:
            self._unattached -= 1
        if not self._connections and self._watch is not None:
            self._watch.cancel()
            self._watch = None

    async def _attend(self, connection: Connection) -> None:
        async with asyncio.timeout(self._limits.attach_seconds):
            first = split(await connection.receive())
        if not first or not isinstance(first[0], Attach):
            raise PeerError(Reason.MALFORMED, "the first record is not Attach")
        if self._draining:
            raise PeerError(Reason.SHUTTING_DOWN)
        await self._attach(connection, first[0])
        await self._hear(connection, first[1:])
        while True:
            connection.heard_at = self._tick()
            connection.listening = True
            data = await connection.receive()
            connection.listening = False
            found = split(data)
            await self._hear(connection, found)
            if wait := connection.pace.spend(_records(found), self._tick()):
                await asyncio.sleep(wait)

    async def _attach(self, connection: Connection, shown: Attach) -> None:
        now = self._clock.now().timestamp()
        ticket: Ticket = read(shown.ticket, self.settings.ticket_public_key, self.settings.node, now)
        connection.name = f"{ticket.route[:8]} {ticket.role.word}"
        effects = self._places.attach(connection.number, ticket, now)
        connection.attached = True
        self._unattached -= 1
        _log.info("attached %s: %d connections", connection.name, len(self))
        self._perform(effects)

    async def _hear(self, connection: Connection, found: list[Passing | Message]) -> None:
        for item in found:
            match item:
                case Passing(data=data, count=count):
                    connection.messages += count
                    connection.bytes += len(data)
                    await self._carry(connection, data)
                case Beat():
                    pass
                case Leave(reason=reason):
                    raise PeerError(Reason[reason.name], "it said so")
                case _:
                    raise PeerError(Reason.NOT_YOURS_TO_DO, type(item).__name__)

    async def _carry(self, connection: Connection, data: bytes) -> None:
        peer = self._places.peer(connection.number)
        if peer is not None:
            there = self._connections[peer]
            await there.carry(data, self._tick(), lambda: self._places.peer(connection.number) == peer)

    def _perform(self, effects: list[Effect]) -> None:
        """Each connection hears its effects in order and before anything that comes later; nobody waits for another."""
        for effect in effects:
            match effect:
                case Say(to=number, message=message):
                    self._say(number, message)
                case Close(connection=number, reason=reason):
                    there = self._connections.get(number)
                    if there is not None:
                        there.left_for = reason
                        self._spawn(there.close(reason, self._tick()))
                case _:
                    assert_never(effect)

    def _say(self, number: ConnectionId, message: Message) -> None:
        there = self._connections.get(number)
        if there is not None:
            there.owe(message)
            self._spawn(there.pay(self._tick()))

    async def _keep_watch(self) -> None:
        """Beats, silences and stalls of everybody; forgets expired nonces."""
        limits = self._limits
        step = min(1.0, limits.beat_seconds / 4, limits.stall_seconds / 4, limits.silence_seconds / 4)
        while True:
            await asyncio.sleep(step)
            now = self._tick()
            self._places.expire(self._clock.now().timestamp())
            for connection in list(self._connections.values()):
                if connection.attached and connection.open:
                    self._look_at(connection, now)

    def _look_at(self, connection: Connection, now: float) -> None:
        if connection.overdrawn or connection.stalled(now, self._limits.stall_seconds):
            self._put_out(connection, Reason.STALLED)
            connection.cut(Reason.STALLED)
        elif connection.listening and now - connection.heard_at >= self._limits.silence_seconds:
            self._put_out(connection, Reason.TIMED_OUT)
            self._spawn(connection.close(Reason.TIMED_OUT, now))
        elif now - connection.beat_at >= self._limits.beat_seconds:
            connection.beat_at = now
            if not connection.stuck:  # what waits for it is sign of life enough
                self._say(connection.number, Beat())

    def _put_out(self, connection: Connection, reason: Reason) -> None:
        """Free the place at once: the peer hears of it now, not when the socket has closed."""
        connection.left_for = reason
        self._perform(self._places.leave(connection.number, reason))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _tick(self) -> float:
        return self._clock.tick()


def relay_route(relay: Relay, path: str = PATH) -> WebSocketRoute:
    """The relay as a route of another application. Run that with ``relay.serve.options`` and drain it at the end."""
    return WebSocketRoute(path, relay)


def relay_app(settings: RelaySettings) -> Starlette:
    """The relay alone; ``app.state.relay`` is the Relay."""
    relay = Relay(settings)
    app = Starlette(routes=[relay_route(relay), Route(ORDERS_PATH, Orders(relay, settings), methods=["POST"])])
    app.state.relay = relay
    return app


def _records(found: list[Passing | Message]) -> int:
    """How much of the bucket a message costs: its records; an empty one counts as one."""
    return max(1, sum(item.count if isinstance(item, Passing) else 1 for item in found))


async def _answer(send: Send, scope: Event, status: int) -> None:
    if "websocket.http.response" in scope.get("extensions", {}):
        await send({"type": "websocket.http.response.start", "status": status, "headers": []})
        await send({"type": "websocket.http.response.body", "body": b""})
    else:
        await send({"type": "websocket.close"})
