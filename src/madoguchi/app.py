"""The server, composed: office over its database, web pages and API, and the relay inside (unless it runs elsewhere).

One of the two files that know everything. Clock and entropy come in here.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from prometheus_client import CollectorRegistry
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

from madoguchi.base.clock import Clock, SystemClock
from madoguchi.office.bus import Event, Topic
from madoguchi.office.consent.heads import Heads
from madoguchi.office.consent.ports import HeadSigner
from madoguchi.office.custody.keyring import CUSTODY_FILE, CustodyKeys
from madoguchi.office.custody.ports import NoScanner
from madoguchi.office.custody.vault import Vault
from madoguchi.office.desk import Desk, DeskParts, open_desk
from madoguchi.office.ids import SessionId
from madoguchi.office.operators.passkeys import RelyingParty
from madoguchi.office.operators.service import Hasher, SessionLife, usual_hasher
from madoguchi.office.provider.keys import ledger_public, load_keys, make_keys
from madoguchi.office.sessions.places import RelayPlace
from madoguchi.office.sessions.ports import Closer
from madoguchi.relay.app import Relay, relay_route
from madoguchi.relay.serve import DrainingServer, options
from madoguchi.relay.settings import RelaySettings
from madoguchi.seal.signing import public_bytes
from madoguchi.signer.keeper import Keeper
from madoguchi.signer.remote import RemoteSigner
from madoguchi.store.blobs import FolderBlobs
from madoguchi.store.shelf import DatabaseShelf, open_shelf
from madoguchi.web.application import web_application
from madoguchi.web.clamd import Clamd
from madoguchi.web.closers import CloserElsewhere, CloserInside
from madoguchi.web.invitation_mail import InvitationMail
from madoguchi.web.mail import MailServer, SmtpCarrier
from madoguchi.web.messenger import HttpsMessenger
from madoguchi.web.oidc import Client, SignInService
from madoguchi.web.operations import BEAT_SECONDS, Beat, Operations, Timed, Watched
from madoguchi.web.pdf.press import Press
from madoguchi.web.public_deps import public_deps
from madoguchi.web.render import Renderer
from madoguchi.web.session.cookies import Cookies
from madoguchi.web.settings import Settings
from madoguchi.web.visit import Web
from madoguchi.wire.vocabulary import Role

SWEEP_SECONDS: Final = 15.0
CLOSINGS_SECONDS: Final = 0.5  # whoever was shut out anywhere is gone everywhere within two seconds
MAIL_SECONDS: Final = 5.0
CUSTODY_SECONDS: Final = 3_600.0
HOOK_SECONDS: Final = 2.0
HOOK_SENDERS: Final = 4
log = logging.getLogger("madoguchi.app")


class RelayInside:
    """Who is attached, as the relay of this process sees it."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay

    def anybody_at(self, route: bytes) -> bool | None:
        return self._relay.anybody_at(route.hex())

    def attached(self) -> frozenset[bytes]:
        return frozenset(bytes.fromhex(route) for route in self._relay.attached_routes())

    def consoles(self) -> frozenset[bytes]:
        return frozenset(bytes.fromhex(route) for route in self._relay.attached_routes(Role.CONSOLE))


class RelayElsewhere:
    """A relay of another process tells the office nothing."""

    def anybody_at(self, route: bytes) -> bool | None:  # noqa: ARG002 - the port's shape
        return None

    def attached(self) -> frozenset[bytes]:
        return frozenset()

    def consoles(self) -> frozenset[bytes]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """An office that is open: what the command line and the demo use without a web server."""

    desk: Desk
    shelf: DatabaseShelf
    relay: Relay | None


class Application:
    """The ASGI application. It opens nothing by itself and closes what it was given when it shuts down."""

    def __init__(self, settings: Settings, opened: Opened) -> None:
        self.settings = settings
        self.desk = opened.desk
        self.relay = opened.relay
        self._shelf = opened.shelf
        extra: list[BaseRoute] = [relay_route(opened.relay)] if opened.relay is not None else []
        self._press = Press()
        self._messenger = HttpsMessenger(settings.webhook_networks, http_on_loopback=settings.webhook_http_loopback)
        cookies = Cookies(settings.is_https)
        identity = _identity(settings, opened.desk)
        web = Web(opened.desk, settings, Renderer(), cookies, self._press, identity, self._messenger)
        self._senders = ThreadPoolExecutor(HOOK_SENDERS, thread_name_prefix="webhooks")
        self._registry = CollectorRegistry()
        self._beat = Beat()
        self._web = Timed(web_application(web, public_deps(web), extra), self._registry)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._web(scope, receive, send)

    async def drain(self) -> None:
        """Tell everybody who is attached or watches that the server goes."""
        self.desk.bus.publish(Event(Topic.SHUTTING_DOWN, ""))
        if self.relay is not None:
            await self.relay.drain()

    def close(self) -> None:
        """Let go of the database and the typesetter. The shutdown does it too."""
        self._press.close()
        self._shelf.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with AsyncExitStack() as stack:
            stack.push_async_callback(_ended, asyncio.create_task(self._sweep_for_ever()))
            stack.push_async_callback(_ended, asyncio.create_task(self._look_for_closings()))
            stack.push_async_callback(_ended, asyncio.create_task(self._keep_house()))
            stack.push_async_callback(self._stop_telling)
            for _ in range(HOOK_SENDERS):
                stack.push_async_callback(_ended, asyncio.create_task(self._tell_for_ever()))
            if self.settings.smtp_host:
                stack.push_async_callback(_ended, asyncio.create_task(self._mail_for_ever()))
            if self.settings.operations_listen:
                beating = asyncio.create_task(self._beat_for_ever())
                stack.push_async_callback(_ended, beating)
                operations = self._open_operations()
                stack.push_async_callback(asyncio.to_thread, operations.close)
            await send({"type": "lifespan.startup.complete"})
            await receive()
        self.close()
        await send({"type": "lifespan.shutdown.complete"})

    def sweep(self) -> tuple[SessionId, ...]:
        """End what both ends left, and keep signed in who is at work."""
        now = self.desk.clock.now()
        swept = self.desk.sessions.sweep(now)
        for operator in swept.attended:
            self.desk.operators.is_at_work(operator, now)
        return swept.ended

    def _open_operations(self) -> Operations:
        clock, relay = self.desk.clock, self.relay
        watched = Watched(
            is_ready=self._shelf.is_ready,
            counts=lambda: self._shelf.counts(clock.now()),
            attached=lambda: len(relay) if relay is not None else 0,
            now=clock.now,
        )
        operations = Operations(*self.settings.operations_place, self._registry, watched, self._beat)
        log.info("operations on port %s", operations.port)
        return operations

    async def _beat_for_ever(self) -> None:
        while True:
            self._beat.beat()
            await asyncio.sleep(BEAT_SECONDS / 5)

    async def _mail_for_ever(self) -> None:
        settings, clock = self.settings, self.desk.clock
        server = MailServer(
            settings.smtp_host,
            settings.smtp_port,
            settings.smtp_security,
            settings.smtp_sender,
            settings.smtp_user,
            settings.smtp_password,
        )
        carrier, inviter = SmtpCarrier(server, self._press), InvitationMail(server, settings.host_name)
        while True:
            try:
                statement = await asyncio.to_thread(self.desk.outbox.send_next, carrier, clock.now)
                invitation = await asyncio.to_thread(self.desk.invitation_outbox.send_next, inviter, clock.now)
            except Exception:  # noqa: BLE001 - the next message must go, whatever this one met
                log.error("a message could not be sent; its state says what is known")
                statement = invitation = None
            if statement is None and invitation is None:
                await asyncio.sleep(MAIL_SECONDS)

    async def _keep_house(self) -> None:
        """New custody keys when it is time; old ones forgotten; what was cut off taken away. Article: 8.5"""
        while True:
            await asyncio.sleep(CUSTODY_SECONDS)
            try:
                await asyncio.to_thread(self.desk.custody.keep_house, self.desk.clock.now())
            except Exception:  # noqa: BLE001 - it must look again, whatever this look met
                log.error("keeping received files in order failed; it comes again")

    async def _look_for_closings(self) -> None:
        while True:
            try:
                now = self.desk.clock.now()
                await asyncio.to_thread(self.desk.returns.look, now)
                await asyncio.to_thread(self.desk.closings.look, now)
            except Exception:  # noqa: BLE001 - it must look again, whatever this look met
                log.error("looking for who was shut out failed; it comes again")
            await asyncio.sleep(CLOSINGS_SECONDS)

    async def _tell_for_ever(self) -> None:
        """Webhooks, on threads of their own: a slow receiver takes none from the office."""
        loop, send = asyncio.get_running_loop(), self.desk.hooks.send_next
        while True:
            try:
                told = await loop.run_in_executor(self._senders, send, self._messenger, self.desk.clock.now)
            except Exception:  # noqa: BLE001 - the next message must go, whatever this one met
                log.error("a webhook could not be told; it is tried again")
                told = None
            if told is None:
                await asyncio.sleep(HOOK_SECONDS)

    async def _stop_telling(self) -> None:
        self._messenger.close()
        await asyncio.to_thread(self._senders.shutdown)

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                ended = await asyncio.to_thread(self.sweep)
            except Exception:  # noqa: BLE001 - the sweep must come again, whatever this one met
                log.error("the sweep failed; it comes again")
            else:
                for session in ended:
                    log.info("session %s ended: lost", session[:8])


def _identity(settings: Settings, desk: Desk) -> SignInService | None:
    if not settings.oidc_issuer:
        return None
    redirect_uri = f"{settings.public_url}/sign-in/identity/back"
    client = Client(settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret, redirect_uri)
    return SignInService(client, desk.clock)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def initialise(data_dir: Path) -> None:
    """A new data folder: keys and database. Raises FileExistsError when there is one already."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_keys(data_dir, secrets.token_bytes)


def open_office(settings: Settings, *, clock: Clock | None = None, hasher: Hasher | None = None) -> Opened:
    """The office in the data folder, its database brought to the present version. Raises FileNotFoundError without keys."""
    keys = load_keys(settings.data_dir)
    shelf = open_shelf(settings.database_at)
    relay = None
    if settings.relay_inside:
        relay = Relay(RelaySettings(public_bytes(keys.ticket), settings.relay_node, frozenset({settings.origin})))
    clock = clock or SystemClock()
    closer: Closer
    if relay is not None:
        closer = CloserInside(relay)
    else:
        closer = CloserElsewhere(settings.relay_address, settings.relay_node, keys.ticket, clock)
    desk = open_desk(
        DeskParts(
            shelf=shelf,
            keys=keys,
            heads=Heads(keys.provider, signer_of(settings)),
            clock=clock,
            entropy=secrets.token_bytes,
            hasher=hasher or usual_hasher(),
            relay=RelayPlace(settings.relay_address, settings.relay_node),
            presence=RelayInside(relay) if relay is not None else RelayElsewhere(),
            closer=closer,
            party=RelyingParty(settings.host_name, settings.origin),
            vault=vault_of(settings),
            life=SessionLife.of(settings.idle_minutes, settings.absolute_hours),
        )
    )
    desk.custody.keep_house(clock.now())
    return Opened(desk, shelf, relay)


def vault_of(settings: Settings) -> Vault:
    """Where received files are kept."""
    keys = CustodyKeys(settings.data_dir / CUSTODY_FILE, secrets.token_bytes)
    scanner = Clamd(settings.clamd) if settings.clamd else NoScanner()
    return Vault(FolderBlobs(settings.data_dir / "custody"), keys, scanner, secrets.token_bytes)


def signer_of(settings: Settings) -> HeadSigner:
    """Who signs the ledger's heads. Raises FileNotFoundError or BrokenProof without its key, or its public half."""
    if settings.ledger_signer is None:
        return Keeper(settings.data_dir)
    return RemoteSigner(settings.ledger_signer, ledger_public(settings.data_dir))


def create_app(settings: Settings, *, clock: Clock | None = None, hasher: Hasher | None = None) -> Application:
    """The ASGI application of one server."""
    return Application(settings, open_office(settings, clock=clock, hasher=hasher))


async def serve(application: Application, on_ready: Callable[[int], None] | None = None) -> None:
    """Serve until SIGINT or SIGTERM. ``on_ready`` hears the port, once the first request can come."""
    settings = application.settings
    config = uvicorn.Config(
        application,
        host=settings.listen_host,
        port=settings.listen_port,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        lifespan="on",
        **options(),
    )
    await DrainingServer(config, application.drain, on_ready).serve()
